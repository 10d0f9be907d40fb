"""Keeping Standing in step with reports and parts; the rules themselves are in commitments.status."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from commitments import status
from commitments.models import Commitment, Part, ProgressReport, Standing
from summits.models import Party

BATCH = 2000


def refresh(commitment_pks: Iterable[int]) -> None:
    """Compute the standings of these commitments anew, inside the caller's transaction."""
    pks = list(commitment_pks)
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        Standing.objects.filter(commitment__in=batch).delete()
        Standing.objects.bulk_create(computed(batch), batch_size=BATCH)


def computed(pks: list[int]) -> Iterator[Standing]:
    """The standings that follow from what is public about these commitments; unsaved."""
    codes = dict(Party.objects.values_list("pk", "code"))
    keys = {code: pk for pk, code in codes.items()}
    reports, members = _reports(pks, codes), _members(pks, codes)
    for commitment in Commitment.objects.published().filter(pk__in=pks).only("pk", "made_on"):
        pk = commitment.pk
        for span in status.spans(commitment.made_on.last_day, reports[pk], members[pk]):
            yield Standing(
                commitment_id=pk,
                party_id=keys[span.party] if span.party else None,
                since=span.since,
                until=span.until,
                **asdict(span.standing),
            )


def _reports(pks: list[int], codes: dict[int, str]) -> dict[int, list[status.Report]]:
    found = defaultdict(list)
    for report in ProgressReport.objects.published().filter(commitment__in=pks):
        by = report.reported_by_party_id
        found[report.commitment_id].append(
            status.Report(
                id=str(report.pk),
                party=codes[report.party_id] if report.party_id else None,
                date=str(report.date),
                day=report.date_last,
                status=report.status,
                basis=report.basis,
                reporter=f"party {codes[by]}" if by else f"name {report.reported_by_name}",
            )
        )
    return found


def _members(pks: list[int], codes: dict[int, str]) -> dict[int, list[status.Member]]:
    found = defaultdict(list)
    for part in Part.objects.filter(commitment__in=pks).order_by("party__code"):
        found[part.commitment_id].append(
            status.Member(codes[part.party_id], part.role, part.joined_on_last, part.left_on_last)
        )
    return found


def differences() -> list[int]:
    """Primary keys of public commitments whose stored standings differ from the computed ones."""
    found = []
    pks = list(Commitment.objects.published().values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        stored = {_facts(row) for row in Standing.objects.filter(commitment__in=batch)}
        right = {_facts(row) for row in computed(batch)}
        found += sorted({facts[0] for facts in stored ^ right})
    return found


def _facts(row: Standing) -> tuple:
    """All of a standing but its key."""
    return (row.commitment_id, *(getattr(row, f.attname) for f in row._meta.fields[2:]))
