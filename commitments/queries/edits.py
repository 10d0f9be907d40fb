"""The public history: what each change replaced, since when that had stood, told through the gate."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from commitments import columns
from commitments.choices import MERGE, ChangeAction, ChangeReason, RecordType
from commitments.content import Content
from commitments.models import Change, Commitment, ProgressReport, Revision
from commitments.queries import log, once_public, signatures, submissions, taken_back
from commitments.queries.words import field
from commitments.wording import Piece
from summits.models import Participation, Summit

SHORT = 80
NAMES = ("title", "name", "summary")
ENDS = (ChangeAction.RETRACTED, ChangeAction.MERGED)
Versions = Mapping[int, Revision]
NOTHING: tuple[Content, Content] = ({}, {})


@dataclass(frozen=True)
class Difference:
    """One column that a change replaced: words of a text, or the lines that went and came.

    ``since`` is when the old value had become public. Without lines and words only its name is told.
    """

    label: str
    old: Sequence[str] = ()
    new: Sequence[str] = ()
    pieces: Sequence[Piece] = ()
    since: datetime.datetime | None = None

    @property
    def is_told(self) -> bool:
        return bool(self.old or self.new)


@dataclass(frozen=True)
class Edit:
    """One public change: its record if that is public now, what it replaced, and who signs it.

    ``since`` is when a record that the change took back had become public, ``said`` what it said then
    and ``instead`` what it was merged into, as far as that may be told.
    """

    change: Change
    record: Any
    differences: Sequence[Difference]
    signed: Sequence[str] = ()
    since: datetime.datetime | None = None
    said: Sequence[submissions.Row] = ()
    instead: Any = None

    @property
    def name(self) -> str:
        """What a record that the change took back is called by: its title, or the first that it said."""
        named = [row for row in self.said if row.name in NAMES] or list(self.said)
        return named[0].new[0] if named else ""


def address(record: Any) -> str:
    """Where the history of a public record is read."""
    kind = columns.record_type_of(record).replace("_", "-")
    return reverse("history", kwargs={"kind": kind, "identifier": record.public_id})


def of(record: Any) -> QuerySet:
    """The changes of a public record and of what its page shows with it, newest first."""
    found = Q(record_type=columns.record_type_of(record), record_key=str(record.pk))
    if isinstance(record, Commitment):
        shown = ProgressReport.objects.filter(commitment=record, version__gt=0)
        found |= _kept(RecordType.PROGRESS_REPORT, shown)
    if isinstance(record, Summit):
        came = Participation.objects.filter(summit=record, version__gt=0)
        found |= _kept(RecordType.PARTICIPATION, came)
    return log.changes().filter(found)


def _kept(record_type: RecordType, rows: QuerySet) -> Q:
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    return Q(record_type=record_type, record_key__in=keys)


def corrections() -> QuerySet:
    """The changes that replaced or took back what was wrong, newest first.

    What stood twice is one; what moved from there in its merge was right and is none.
    """
    replacing = [ChangeAction.UPDATED, ChangeAction.RETRACTED, ChangeAction.MERGED]
    found = log.changes().filter(reason=ChangeReason.CORRECTION, action__in=replacing)
    same = {name: OuterRef(name) for name in ("record_type", "record_key", "version")}
    moved = Exists(Revision.objects.filter(**same, submission__origin__startswith=f"{MERGE} "))
    return found.exclude(Q(fields=[]) | Q(moved), action=ChangeAction.UPDATED)


def told(changes: Sequence[Change]) -> list[Edit]:
    """Changes with what they replaced; a fixed number of queries, however many there are.

    Of a record that is not public any more only the change is told, and of what was named by
    its content only what has been public once.
    """
    return _told(changes, log.with_records(changes), taken_back.Quotable())


def corrected(changes: Sequence[Change]) -> list[Edit]:
    """The same for the list of corrections, which also quotes what was taken back and not withheld."""
    records = log.with_records(changes)
    lost = {_key(change) for change, record in records if record is None}
    return _told(changes, records, taken_back.quotable(lost))


def _told(
    changes: Sequence[Change],
    records: Sequence[tuple[Change, Any]],
    quoted: taken_back.Quotable,
) -> list[Edit]:
    versions = _versions(changes)
    open_to_all = [c for c, record in records if record is not None or _key(c) in quoted.keys]
    pairs = {c.seq: _pair(c, versions[_key(c)]) for c in open_to_all}
    last = {c.seq: _last(c, versions[_key(c)]) for c in open_to_all}
    names = once_public.names([one for pair in pairs.values() for one in pair] + [*last.values()])
    begun = _begun([change for change in changes if change.action in ENDS])
    return [
        Edit(
            change,
            record,
            _differences(change, versions[_key(change)], pairs.get(change.seq, NOTHING), names),
            _signed(change, versions[_key(change)]),
            begun.get(change.seq),
            _said(change.record_type, last.get(change.seq, {}), names),
            quoted.survivor(_key(change)),
        )
        for change, record in records
    ]


def _last(change: Change, versions: Versions) -> Content:
    """What a record said when it was taken back; nothing for any other change."""
    before = versions.get(change.version - 1)
    return before.content if before and change.action in ENDS else {}


def _said(record_type: str, content: Content, names: submissions.Names) -> list[submissions.Row]:
    if not content:
        return []
    shown = once_public.through_gate(record_type, content, names)
    return [row for row in submissions.rows(record_type, {}, shown, names) if row.name != "id"]


def _key(of: Change | Revision) -> tuple[str, str]:
    return of.record_type, of.record_key


def _of_these(changes: Sequence[Change]) -> Q:
    """Rows about the records that changes are of."""
    keys = defaultdict(set)
    for change in changes:
        keys[change.record_type].add(change.record_key)
    wanted = Q(pk__in=[])
    for record_type, some in keys.items():
        wanted |= Q(record_type=record_type, record_key__in=some)
    return wanted


def _begun(ends: Sequence[Change]) -> dict[int, datetime.datetime]:
    """When the records that changes took back had become public, by the number of the change."""
    rows = log.changes().filter(_of_these(ends), action=ChangeAction.PUBLISHED)
    found = {}
    for row in rows.order_by("seq") if ends else []:
        found |= {end.seq: row.at for end in ends if _key(end) == _key(row) and end.seq > row.seq}
    return found


def _versions(changes: Sequence[Change]) -> dict[tuple[str, str], dict[int, Revision]]:
    """The published revisions of all records that changes are of, by version."""
    found: dict[tuple[str, str], dict[int, Revision]] = defaultdict(dict)
    revisions = Revision.objects.filter(_of_these(changes), version__isnull=False)
    revisions = revisions.select_related(*signatures.needed())
    for revision in revisions.prefetch_related(*signatures.groups_needed()):
        found[_key(revision)][revision.version or 0] = revision
    return found


def _pair(change: Change, versions: Versions) -> tuple[Content, Content]:
    """What a change replaced, and with what; empty where it replaced nothing or none remembers."""
    before, after = versions.get(change.version - 1), versions.get(change.version)
    if change.action != ChangeAction.UPDATED or before is None or after is None:
        return NOTHING
    return before.content, after.content


def _differences(
    change: Change, versions: Versions, pair: tuple[Content, Content], names: submissions.Names
) -> list[Difference]:
    shown = [once_public.through_gate(change.record_type, content, names) for content in pair]
    rows = {row.name: row for row in submissions.rows(change.record_type, *shown, names)}
    replaced = change.fields if change.action == ChangeAction.UPDATED else []
    return [
        _difference(change, name, rows.get(name), _since(name, change, versions))
        for name in replaced
    ]


def _signed(change: Change, versions: Versions) -> list[str]:
    """Who wrote and reviewed the version that a change made; a check makes none."""
    revision = versions.get(change.version)
    if revision is None or revision.submission.decided_at != change.at:
        return []
    return signatures.signed(revision.submission)


def _difference(
    change: Change, name: str, row: submissions.Row | None, since: datetime.datetime | None
) -> Difference:
    label = field(change.record_type, name)
    if row is None or not row.changed:
        return Difference(label)
    if row.pieces and max(len(row.old[0]), len(row.new[0])) > SHORT:
        return Difference(label, row.old, row.new, row.pieces, since)
    gone = [line for line in row.old if line not in row.new]
    come = [line for line in row.new if line not in row.old]
    if not gone and not come:  # the same in another order
        gone, come = row.old, row.new
    return Difference(label, gone, come, since=since)


def _since(name: str, change: Change, versions: Versions) -> datetime.datetime | None:
    """When the value that a change replaced had become public; None where the history begins later."""
    number = change.version - 1
    if number not in versions:
        return None
    value = versions[number].content.get(name)
    while number - 1 in versions and versions[number - 1].content.get(name) == value:
        number -= 1
    begins = number == 1 or number - 1 in versions
    return versions[number].submission.decided_at if begins else None
