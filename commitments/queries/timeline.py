"""Reads for one commitment's page: its reports, where assessments differ, its history of edits."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from commitments import columns, status
from commitments.choices import ChangeAction, RecordType
from commitments.content import Content
from commitments.models import Change, Citation, Commitment, ProgressReport, Revision
from commitments.queries.words import field, in_words

SHORT = 80


def shown(record: Commitment, day: datetime.date) -> Commitment:
    """A public commitment as it stood on a day, with its parts, statuses and themes."""
    found = Commitment.objects.published().made_by(day).with_standing(day).for_listing(day)
    return found.get(pk=record.pk)


def checks(commitment: Commitment, day: datetime.date) -> QuerySet:
    """The days up to this one on which somebody looked and found nothing new."""
    return commitment.checks.filter(date__lte=day)


def reports(commitment: Commitment, day: datetime.date) -> list[ProgressReport]:
    """Its public reports dated by a day, oldest first, with their public citations."""
    citations = Citation.objects.of_public_sources().select_related("source__link")
    found = ProgressReport.objects.published().filter(commitment=commitment, date_last__lte=day)
    found = found.select_related("party", "reported_by_party").prefetch_related(
        Prefetch("citations", citations.order_by("source__slug"), to_attr="public_citations")
    )
    return sorted(found, key=lambda report: _plain(report).rank)


def _plain(report: ProgressReport) -> status.Report:
    by = report.reported_by_party
    return status.Report(
        id=str(report.pk),
        party=report.party and report.party.code,
        date=str(report.date),
        day=report.date_last,
        status=report.status,
        basis=report.basis,
        reporter=f"party {by.code}" if by else f"name {report.reported_by_name}",
    )


def disagreements(
    found: Sequence[ProgressReport], parties: Iterable[str]
) -> list[list[ProgressReport]]:
    """Rule R5: for each subject on which the newest reports of reporters differ, those reports.

    ``parties`` are the codes of those that take part on the day: only their parts are subjects.
    """
    subjects = {None, *parties}
    newest: dict[str | None, dict[str, ProgressReport]] = defaultdict(dict)
    for report in found:  # oldest first, so the newest of each reporter stays
        plain = _plain(report)
        if plain.party in subjects:
            newest[plain.party][plain.reporter] = report
    groups = []
    for by_reporter in newest.values():
        candidates = list(by_reporter.values())
        involved = [
            one
            for one in candidates
            if any(
                other is not one and status.disagree(_plain(one), _plain(other))
                for other in candidates
            )
        ]
        if involved:
            groups.append(involved)
    return groups


@dataclass(frozen=True)
class Difference:
    """One column that an edit changed; its values are ``shown`` where they are short and public."""

    label: str
    old: str = ""
    new: str = ""
    shown: bool = False


@dataclass(frozen=True)
class Edit:
    """One public change with what it changed."""

    change: Change
    differences: list[Difference]


def edits(commitment: Commitment, *, most: int) -> tuple[list[Edit], int]:
    """The newest public changes of a commitment and its reports, and how many more there are.

    Four queries. What a retracted or merged report said is not told again.
    """
    reports = commitment.reports.filter(version__gt=0)
    public = {str(report.pk): report.is_public for report in reports}
    own = Q(record_type=RecordType.COMMITMENT, record_key=str(commitment.pk))
    theirs = Q(record_type=RecordType.PROGRESS_REPORT, record_key__in=list(public))
    changes = Change.objects.filter(own | theirs).order_by("-seq")
    revisions = Revision.objects.filter(own | theirs, version__isnull=False)
    contents = {(r.record_type, r.record_key, r.version): r.content for r in revisions}
    found = []
    for change in changes[:most]:
        key, version = (change.record_type, change.record_key), change.version
        before, after = (contents.get((*key, number), {}) for number in (version - 1, version))
        tell = change.record_type == RecordType.COMMITMENT or public[change.record_key]
        names = change.fields if change.action == ChangeAction.UPDATED else []
        differences = [_difference(change.record_type, n, before, after, tell=tell) for n in names]
        found.append(Edit(change, differences))
    return found, max(0, changes.count() - most)


def _difference(
    record_type: str, name: str, before: Content, after: Content, *, tell: bool
) -> Difference:
    table = columns.BY_TYPE[record_type]
    column = next((one for one in table.columns if one.name == name), None)
    if column is None:
        return Difference(field(record_type, name))
    label, words = in_words(table.model, column)
    old, new = (_plainly(one.get(name), words) for one in (before, after))
    short = len(old) <= SHORT and len(new) <= SHORT and old != new
    shown = tell and short and column.type not in (columns.REF, columns.REFS)
    return Difference(label, old, new, shown=True) if shown else Difference(label)


def _plainly(value: Any, words: dict[str, str]) -> str:
    """A value of content as a reader reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(words.get(value, value)) if value not in (None, "") else ""


def related(commitment: Commitment, day: datetime.date) -> dict[str, QuerySet]:
    """Other public commitments: those that implement this one, and those of the same document."""
    public = Commitment.objects.published().made_by(day).order_by("slug")
    same = (
        public.filter(document=commitment.document_id) if commitment.document_id else public.none()
    )
    return {
        "implemented_by": public.filter(implements=commitment),
        "same_document": same.exclude(pk=commitment.pk),
    }


def parts(commitment: Commitment) -> list[tuple[Any, str | None]]:
    """The parts that for_listing found, each with its status; None where it cannot be judged."""
    statuses = {one.party_id: one.status for one in commitment.part_standings}
    return [
        (part, statuses.get(part.party_id) if commitment.assessable else None)
        for part in commitment.day_parts
    ]
