"""The public log with the titles of what it names, taken through the gate."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from commitments import columns
from commitments.choices import RecordType
from commitments.models import Change, FeedHead

NEEDED = {
    RecordType.PARTICIPATION: ("summit", "party"),
    RecordType.PROGRESS_REPORT: ("commitment",),
}


def changes() -> QuerySet:
    """All public changes, newest first."""
    return Change.objects.order_by("-seq")


def head() -> tuple[str, int]:
    """The epoch of the log and the number of its last change."""
    return FeedHead.objects.values_list("epoch", "seq").first() or ("", 0)


def beyond(seq: int, count: int) -> list[Change]:
    """The next changes after a number, the oldest first."""
    return list(Change.objects.filter(seq__gt=seq).order_by("seq")[:count])


def latest(count: int) -> QuerySet:
    """The newest public changes of anything but sources, which are recorded by the hundred."""
    return changes().exclude(record_type=RecordType.SOURCE)[:count]


def with_records(found: Sequence[Change]) -> list[tuple[Change, Any]]:
    """Each change with its record as it is public now, or None. One query for each kind of record."""
    keys = defaultdict(set)
    for change in found:
        keys[change.record_type].add(change.record_key)
    public: dict[tuple[str, str], Any] = {}
    for table in columns.TABLES:
        rows = table.model.objects.published().filter(pk__in=keys[table.record_type])
        for record in rows.select_related(*NEEDED.get(table.record_type, ())):
            public[table.record_type, str(record.pk)] = record
    return [(change, public.get((change.record_type, change.record_key))) for change in found]
