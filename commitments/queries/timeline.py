"""Reads for one commitment's page: its reports, where assessments differ, its history of edits."""

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from commitments import status
from commitments.choices import RecordType
from commitments.models import Change, Citation, Commitment, ProgressReport


def reports(commitment: Commitment, day: datetime.date) -> list[ProgressReport]:
    """Its public reports dated by a day, oldest first, with their public citations."""
    citations = Citation.objects.of_public_sources().select_related("source")
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


def disagreements(found: Sequence[ProgressReport]) -> list[list[ProgressReport]]:
    """Rule R5: for each subject on which the newest reports of reporters differ, those reports."""
    newest: dict[str | None, dict[str, ProgressReport]] = defaultdict(dict)
    for report in found:  # oldest first, so the newest of each reporter stays
        plain = _plain(report)
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


def edits(commitment: Commitment) -> QuerySet:
    """The public changes of a commitment and of its reports, newest first."""
    own = Q(record_type=RecordType.COMMITMENT, record_key=str(commitment.pk))
    return Change.objects.filter(own | Q(commitment_id=commitment.slug)).order_by("-seq")


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
