"""Keeping Standing in step with reports and parts; the rules themselves are in commitments.status."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import models as db

from commitments import status
from commitments.models import Commitment, Part, ProgressReport, Standing
from summits.models import Party

BATCH = 2000
READ = [
    "pk",
    "commitment_id",
    "party_id",
    "date",
    "date_last",
    "status",
    "basis",
    "reported_by_party_id",
    "reported_by_name",
]


def commitments_of(records: Iterable[db.Model]) -> set[int]:
    """Primary keys of the commitments whose standings a change of these records may move."""
    return {
        r.pk if isinstance(r, Commitment) else r.commitment_id
        for r in records
        if isinstance(r, (Commitment, ProgressReport))
    }


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
                **vars(span.standing),
            )


def _reports(pks: list[int], codes: dict[int, str]) -> dict[int, list[status.Report]]:
    found = defaultdict(list)
    reports = ProgressReport.objects.published().filter(commitment__in=pks)
    for pk, commitment, party, date, day, state, basis, by, name in reports.values_list(*READ):
        found[commitment].append(
            status.Report(
                id=str(pk),
                party=codes[party] if party else None,
                date=str(date),
                day=day,
                status=state,
                basis=basis,
                reporter=f"party {codes[by]}" if by else f"name {name}",
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
