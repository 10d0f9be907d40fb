"""Writing the public log: one Change for each public change, numbered without gaps (rule R10)."""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db import models as db
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest

from commitments import columns
from commitments.actions import searching
from commitments.choices import ChangeAction
from commitments.models import CITED, Change, Citation, Commitment, FeedHead, ProgressReport
from commitments.models.change import new_epoch
from summits.models import Source


@dataclass(frozen=True)
class Event:
    """One public change to be written: what happened to which record, and why.

    ``public_id`` is given where the change tells of an identifier that the record has no longer.
    """

    action: ChangeAction
    record: db.Model
    fields: list[str] = field(default_factory=list)
    reason: str = ""
    note: str = ""
    public_id: str = ""


def one_at_a_time() -> None:
    """Let one transaction publish or take back at a time, from here until it ends.

    What is checked across records (the last citation, a circle, a name) then stays true until commit.
    """
    FeedHead.objects.get_or_create(pk=1)
    FeedHead.objects.select_for_update().get(pk=1)


def record_changes(events: list[Event], *, at: datetime.datetime, note: str = "") -> None:
    """Write the Changes of a transaction. Call it last; ``note`` stands where an event has none.

    Raising the head is a row lock held until commit, so numbers appear in their own order.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Changes are written inside the transaction of what they tell of.")
    if not events:
        return
    FeedHead.objects.get_or_create(pk=1)
    FeedHead.objects.filter(pk=1).update(seq=F("seq") + len(events))
    first = FeedHead.objects.get(pk=1).seq - len(events) + 1
    slugs = _slugs_of_commitments(events)
    Change.objects.bulk_create(
        [_change(event, first + i, at, note, slugs) for i, event in enumerate(events)],
        batch_size=2000,
    )
    searching.renew(event.record for event in events)


def record_aside(*, at: datetime.datetime) -> None:
    """Note that readers are shown something else, though no record changed; copies of pages are old.

    Its time never goes back, so that a reader's copy of a page is not taken for a newer one.
    """
    FeedHead.objects.get_or_create(pk=1)
    latest = Greatest(Coalesce("aside_at", Value(at)), Value(at))
    FeedHead.objects.filter(pk=1).update(asides=F("asides") + 1, aside_at=latest)


def of_citing(records: Collection[db.Model]) -> Iterator[Event]:
    """The public records whose citations appear or vanish with the sources among these.

    Their versions stay, as with a check: what they say is as before.
    """
    sources = [one for one in records if isinstance(one, Source)]
    if not sources:
        return
    told = {(type(one), one.pk) for one in records}
    found = Citation.objects.filter(source__in=sources).order_by("pk")
    joined = [*CITED, "participation__summit", "participation__party"]
    for record in (citation.record for citation in found.select_related(*joined)):
        if record.is_public and (type(record), record.pk) not in told:
            told.add((type(record), record.pk))
            yield Event(ChangeAction.UPDATED, record, ["citations"])


def of_left(commitments: Collection[int]) -> Iterator[Event]:
    """The public commitments, by their keys, that a report has left for another one: what it says of
    them is gone, though their versions stay."""
    for commitment in Commitment.objects.published().filter(pk__in=commitments).order_by("slug"):
        yield Event(ChangeAction.UPDATED, commitment, ["progress_reports"])


def begin_anew() -> None:
    """Refuse all cursors given out so far, since a restored database may count on from an older number."""
    FeedHead.objects.get_or_create(pk=1)
    FeedHead.objects.filter(pk=1).update(epoch=new_epoch())


def _slugs_of_commitments(events: list[Event]) -> dict[int, str]:
    """The slugs of the commitments that reports among the records belong to."""
    reports = (event.record for event in events if isinstance(event.record, ProgressReport))
    found = Commitment.objects.filter(pk__in={report.commitment_id for report in reports})
    return dict(found.values_list("pk", "slug"))


def _change(
    event: Event, seq: int, at: datetime.datetime, note: str, slugs: dict[int, str]
) -> Change:
    return Change(
        seq=seq,
        action=event.action,
        reason=event.reason,
        note=event.note or note,
        record_type=columns.record_type_of(event.record),
        record_key=str(event.record.pk),
        record_id=event.public_id or event.record.public_id,
        commitment_id=slugs.get(getattr(event.record, "commitment_id", None), ""),
        version=event.record.version,
        fields=event.fields,
        at=at,
    )
