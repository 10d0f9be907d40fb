"""Counts of commitments by status: the one place every share, chart and table takes them from (R14, R15)."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear

from commitments.choices import Basis, CommitmentKind, KnownFrom, PartyRole, Status
from commitments.models import ProgressReport, Standing
from commitments.models.selection import part_on, standing_on
from commitments.queries.party import of_kind
from summits import languages
from summits.choices import PartyKind
from summits.models import Participation, Party, Summit, Theme

STATUSES = list(Status.values)
# a grouping and the field that holds its key; for party and theme rows do not add up to the total
GROUPS = {
    "summit": "summit__slug",
    "kind": "kind",
    "theme": "commitment_themes__theme__slug",
    "party": "parts__party__code",
    "region": "parts__party__region",
    "year": "year",
}
OVERLAPPING = {"party", "theme", "region"}


@dataclass
class Tally:
    """How many commitments stand how. ``total`` is the sum of by_status and not_assessable.

    ``key`` and ``label`` name the group; both are empty for a whole selection. One that goes by status or
    reports is no base of a share (rule R14).
    """

    key: str = ""
    label: str = ""
    by_status: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    not_assessable: int = 0
    overdue: int = 0
    is_base: bool = True

    @property
    def assessable(self) -> int:
        """The base of every share: all assessable commitments in scope, reported on or not."""
        return sum(self.by_status.values())

    @property
    def total(self) -> int:
        return self.assessable + self.not_assessable

    @property
    def counts(self) -> dict[str, int]:
        """Everything counted, as charts take it."""
        return {**self.by_status, "not_assessable": self.not_assessable}

    @property
    def completed(self) -> int:
        return self.by_status[Status.COMPLETED]

    @property
    def unreported(self) -> int:
        return self.by_status[Status.UNREPORTED]

    def add(self, status: str | None, overdue: int, count: int) -> None:
        """Count some commitments with one status; None is not assessable."""
        if status is None:
            self.not_assessable += count
        else:
            self.by_status[status] += count
        self.overdue += overdue

    def include(self, others: "Tally") -> None:
        """Count what has been counted of other commitments."""
        for status, count in others.by_status.items():
            self.by_status[status] += count
        self.not_assessable += others.not_assessable
        self.overdue += others.overdue


def tally(found: QuerySet, status_field: str = "status") -> Tally:
    """Counts of a whole selection, which CommitmentFilter or with_standing has annotated. One query."""
    total = Tally()
    for row in _grouped(found, [], status_field):
        total.add(row[status_field], row["late"], row["count"])
    return total


def known_later(found: QuerySet) -> int:
    """How many promises of a selection are known from a later report only."""
    return found.filter(promise_known_from=KnownFrom.REPORTED).count()


def story(found: QuerySet) -> Any:
    """The promise of a selection with the most reports, as a way in; None of an empty one."""
    return found.filter(report_count__gt=0).order_by("-report_count", "slug").first()


def by_basis() -> dict[str, int]:
    """How many public reports there are of each basis."""
    rows = ProgressReport.objects.published().order_by().values("basis").annotate(count=Count("pk"))
    found = {row["basis"]: row["count"] for row in rows}
    return {basis: found.get(basis, 0) for basis in Basis.values}


def heads_known() -> dict[str, int]:
    """Of how many who came to a summit the head of delegation is known, and how many came."""
    came = Participation.objects.published().filter(attended=True)
    return came.aggregate(came=Count("pk"), known=Count("pk", filter=~Q(head_name="")))


def tally_by(
    by: str,
    found: QuerySet,
    day: datetime.date,
    status_field: str = "status",
    roles: Collection[str] = (),
) -> list[Tally]:
    """Counts by summit, theme, party, region, kind or year, in the groups' own order.

    By party, theme and region a commitment counts once for each, so rows do not add up to a total.
    Parties and regions are those that take part on the day, in one of the ``roles`` if any are given.
    Two queries at most.
    """
    key = GROUPS[by]
    if by == "year":
        found = found.annotate(year=ExtractYear("made_on_last"))
    if by in ("party", "region"):
        public = Q(parts__party__in=Party.objects.published())
        role = Q(parts__role__in=roles) if roles else Q()
        found = found.filter(part_on(day, "parts__"), public, role, ~Q(**{key: ""}))
    if by == "theme":
        found = found.filter(commitment_themes__theme__in=Theme.objects.published())
    groups: dict[str, Tally] = {}
    for row in _grouped(found, [key], status_field):
        name = str(row[key])
        group = groups.setdefault(name, Tally(key=name))
        group.add(row[status_field], row["late"], row["count"])
    labels = _labels(by, groups)
    for name, group in groups.items():
        group.label = labels.get(name, name)
    return [groups[name] for name in sorted(groups)]


def by_country_and_theme(found: QuerySet, day: datetime.date) -> dict[tuple[str, str], Tally]:
    """How each country's part stands in what it made or led, by its code and a theme's slug. One query.

    A promise with several leads or themes counts under each; a pair without a promise is left out.
    """
    country, theme = "party__code", "commitment__commitment_themes__theme__slug"
    lead = Q(commitment__parts__party=F("party"), commitment__parts__role=PartyRole.LEAD)
    themes = Q(commitment__commitment_themes__theme__in=Theme.objects.published())
    standings = Standing.objects.filter(
        standing_on(day),
        part_on(day, "commitment__parts__") & lead & themes,
        commitment__in=found.order_by().values("pk"),
        party__in=of_kind(PartyKind.COUNTRY),
    )
    groups: dict[tuple[str, str], Tally] = {}
    keys = (country, theme, "status", "commitment__assessable")
    for row in (
        standings.order_by().values(*keys).annotate(count=Count("commitment", distinct=True))
    ):
        pair = row[country], row[theme]
        status = row["status"] if row["commitment__assessable"] else None
        groups.setdefault(pair, Tally(key="~".join(pair))).add(status, 0, row["count"])
    return groups


def _grouped(found: QuerySet, keys: list[str], status_field: str) -> Iterable[dict]:
    rows = found.order_by().values(*keys, status_field)
    return rows.annotate(
        count=Count("pk", distinct=True),
        late=Count("pk", distinct=True, filter=Q(overdue=True)),
    )


def _labels(by: str, names: Iterable[str]) -> dict[str, str]:
    """Words for the keys of a grouping."""
    if by == "kind":
        return {value: str(label) for value, label in CommitmentKind.choices}
    named = {"summit": (Summit, "slug"), "theme": (Theme, "slug"), "party": (Party, "code")}
    if by not in named:
        return {}
    model, identifier = named[by]
    found = model.objects.filter(**{f"{identifier}__in": list(names)})
    return {key: languages.named(by, name) for key, name in found.values_list(identifier, "name")}


def tally_by_role(found: QuerySet, party_pk: int, day: datetime.date) -> dict[str, Tally]:
    """One party's scorecard: counts by its role, of the status of its part. One query.

    ``found`` is annotated by with_part_standing for that party.
    """
    tallies: dict[str, Tally] = {role: Tally(key=role) for role in PartyRole.values}
    found = found.filter(part_on(day, "parts__"), parts__party=party_pk)
    for row in _grouped(found, ["parts__role"], "part_status"):
        tallies[row["parts__role"]].add(row["part_status"], row["late"], row["count"])
    return tallies
