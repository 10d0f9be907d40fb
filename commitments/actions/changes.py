"""Writing the public log: one Change for each public change, numbered without gaps (rule R10)."""

import datetime
from dataclasses import dataclass, field

from django.db import connection
from django.db import models as db
from django.db.models import F

from commitments import columns
from commitments.choices import ChangeAction, RecordType
from commitments.models import Change, FeedHead


@dataclass(frozen=True)
class Event:
    """One public change to be written: what happened to which record, and why."""

    action: ChangeAction
    record: db.Model
    fields: list[str] = field(default_factory=list)
    reason: str = ""
    note: str = ""


def record_changes(events: list[Event], *, at: datetime.datetime) -> None:
    """Write the Changes of a transaction. Call it last: from here on other publishers wait.

    Raising the head is a row lock held until commit, so numbers appear in their own order.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Changes are written inside the transaction of what they tell of.")
    if not events:
        return
    FeedHead.objects.get_or_create(pk=1)
    FeedHead.objects.filter(pk=1).update(seq=F("seq") + len(events))
    first = FeedHead.objects.get(pk=1).seq - len(events) + 1
    Change.objects.bulk_create(
        [_change(event, first + i, at) for i, event in enumerate(events)], batch_size=2000
    )


def _change(event: Event, seq: int, at: datetime.datetime) -> Change:
    record_type = columns.record_type_of(event.record)
    of_report = record_type == RecordType.PROGRESS_REPORT
    return Change(
        seq=seq,
        action=event.action,
        reason=event.reason,
        note=event.note,
        record_type=record_type,
        record_key=str(event.record.pk),
        record_id=event.record.public_id,
        commitment_id=event.record.commitment.public_id if of_report else "",
        version=event.record.version,
        fields=event.fields,
        at=at,
    )
