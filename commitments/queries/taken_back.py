"""What may still be quoted of records that were retracted or merged: all but what was withheld."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from commitments import columns
from commitments.choices import UNQUOTED, RecordType
from commitments.models import ProgressReport, Revision
from commitments.queries import log

Key = tuple[str, str]
Records = dict[Key, Any]


@dataclass(frozen=True)
class Quotable:
    """Records that are public no more and whose words may stand somewhere, with those behind them."""

    keys: frozenset[Key] = frozenset()
    found: Mapping[Key, Any] = field(default_factory=dict)

    def survivor(self, key: Key) -> Any:
        """The public record that a merged one has become part of; None where that is not public either."""
        record = self.found.get(key) if key in self.keys else None
        while record is not None and record.merged_into_id:
            record = self.found.get((key[0], str(record.merged_into_id)))
        return record if record is not None and record.is_public else None


def quotable(lost: Iterable[Key]) -> Quotable:
    """Of records that are public no more, by kind and key, those whose words were not withheld.

    A record is silent with the one that it was merged into, and a report with its commitment.
    """
    wanted = set(lost)
    if not wanted:
        return Quotable()
    found = _with_those_behind(wanted)
    silent = _silent(found)
    keys = frozenset(key for key in wanted & found.keys() if not _behind(key, found) & silent)
    return Quotable(keys, found)


def _with_those_behind(wanted: set[Key]) -> Records:
    found: Records = {}
    asked: set[Key] = set()
    while missing := wanted - asked:
        asked |= missing
        keys = defaultdict(set)
        for kind, key in missing:
            keys[kind].add(key)
        for kind, some in keys.items():
            rows = columns.BY_TYPE[kind].model.objects.filter(pk__in=some, version__gt=0)
            rows = rows.select_related(*log.NEEDED.get(RecordType(kind), ()))
            found |= {(kind, str(record.pk)): record for record in rows}
        wanted = {key for record in found.values() for key in _next(record)}
    return found


def _next(record: Any) -> list[Key]:
    """The record that one is silent with, if any."""
    own = columns.record_type_of(record)
    found = [(own, record.merged_into_id)]
    if isinstance(record, ProgressReport):
        found.append(("commitment", record.commitment_id))
    return [(str(kind), str(key)) for kind, key in found if key]


def _behind(key: Key, found: Records) -> set[Key]:
    seen, ahead = set(), [key]
    while ahead:
        one = ahead.pop()
        if one in found and one not in seen:
            seen.add(one)
            ahead += _next(found[one])
    return seen


def _silent(found: Records) -> set[Key]:
    """Those whose words were withheld when they were retracted, and that are still retracted."""
    wanted = Q(pk__in=[])
    for (kind, key), record in found.items():
        if record.retracted_at:
            wanted |= Q(record_type=kind, record_key=key, version=record.version)
    rows = Revision.objects.filter(wanted, submission__origin=UNQUOTED)
    return {(row.record_type, row.record_key) for row in rows}
