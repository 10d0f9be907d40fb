"""Reads for one commitment's page: its reports, and where assessments differ."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from commitments import status
from commitments.choices import PartyRole
from commitments.models import Citation, Commitment, CommitmentTheme, Part, ProgressReport
from commitments.models.selection import part_on
from summits.languages import by_name
from summits.models import Party, Theme

SAME_THEME = 10


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


def related(commitment: Commitment, day: datetime.date) -> dict[str, QuerySet]:
    """Other public commitments: those that implement this one, those of the same document, and
    those on a theme of this one that a party leads which leads this one too, the newest first."""
    public = Commitment.objects.published().made_by(day).order_by("slug")
    others = public.exclude(pk=commitment.pk)
    same = others.filter(document=commitment.document_id) if commitment.document_id else None
    return {
        "implemented_by": public.filter(implements=commitment),
        "same_document": public.none() if same is None else same,
        "same_theme": _same_theme(others, commitment, day)[:SAME_THEME],
    }


def _same_theme(others: QuerySet, commitment: Commitment, day: datetime.date) -> QuerySet:
    themes = Theme.objects.published().filter(commitment_themes__commitment=commitment)
    leading = Q(role=PartyRole.LEAD) & part_on(day)
    leads = Part.objects.filter(leading, party__in=Party.objects.published())
    theirs = leads.filter(party__in=leads.filter(commitment=commitment).values("party"))
    found = others.filter(pk__in=theirs.values("commitment"))
    on_theme = CommitmentTheme.objects.filter(theme__in=themes).values("commitment")
    return found.filter(pk__in=on_theme).order_by("-made_on_last", "slug")


def parts(commitment: Commitment) -> list[tuple[Any, str | None]]:
    """The parts that for_listing found, leads first, each with its status; None where it cannot be judged."""
    statuses = {one.party_id: one.status for one in commitment.part_standings}
    named = by_name(commitment.day_parts, lambda part: part.party)
    return [
        (part, statuses.get(part.party_id) if commitment.assessable else None)
        for part in sorted(named, key=lambda part: PartyRole.values.index(part.role))
    ]
