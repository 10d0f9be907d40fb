"""Of whom a promise is recorded at which summit: what is there, what was looked for in vain, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Value, When
from django.db.models.lookups import Exact

from commitments.choices import CommitmentKind, Coverage, PartyRole
from commitments.models import Commitment, NoneFound, Part
from commitments.queries import probing
from summits.models import Participation, Party, Summit


@dataclass(frozen=True)
class Row:
    """One party, and each summit with its participation; None where it did not come."""

    party: Party
    cells: list[tuple[Summit, Participation | None]]


@dataclass(frozen=True)
class Grid:
    """Parties by summits."""

    summits: list[Summit]
    rows: list[Row]


def _in_a_promise() -> QuerySet[Part]:
    """The parts of a participation's party in promises made at its summit.

    A collective promise, which all who came adopted, is recorded for its leads only.
    """
    theirs = ~Q(kind=CommitmentKind.COLLECTIVE) | Q(Exact(OuterRef("role"), Value(PartyRole.LEAD)))
    made = Commitment.objects.published().filter(theirs, summit=OuterRef(OuterRef("summit")))
    # by a party's parts, not by all that was promised at a summit
    pledge = made.filter(pk=OuterRef("commitment"))
    return Part.objects.filter(probing.some(pledge), party=OuterRef("party"))


def _came() -> QuerySet[Participation]:
    """Who came to a summit."""
    came = Participation.objects.published().filter(
        attended=True, party__in=Party.objects.published(), summit__in=Summit.objects.published()
    )
    return came.select_related("party", "summit", "none_found__by")


def participations() -> QuerySet[Participation]:
    """Who came to a summit, with ``coverage``: whether a promise made there is recorded."""
    return _came().annotate(
        coverage=Case(
            When(probing.some(_in_a_promise()), then=Value(Coverage.RECORDED.value)),
            When(none_found__isnull=False, then=Value(Coverage.NONE_FOUND.value)),
            default=Value(Coverage.NOT_RESEARCHED.value),
            output_field=CharField(),
        )
    )


def not_researched() -> QuerySet[Participation]:
    """Who came, and neither a promise is recorded nor that none was found."""
    return _came().filter(probing.none(_in_a_promise()), none_found=None)


def last_where(user: Any) -> str:
    """Where this user looked the last time that she found none."""
    last = NoneFound.objects.filter(by=user).order_by("-at").first()
    return last.where if last else ""


def grid(came: Iterable[Participation]) -> Grid:
    """These participations as a grid of those parties that lack a promise at some summit."""
    by_party: dict[Party, dict[int, Participation]] = {}
    summits: dict[int, Summit] = {}
    for one in came:
        by_party.setdefault(one.party, {})[one.summit_id] = one
        summits[one.summit_id] = one.summit
    ordered = sorted(summits.values(), key=lambda summit: summit.edition)
    rows = [
        Row(party, [(summit, cells.get(summit.pk)) for summit in ordered])
        for party, cells in by_party.items()
        if any(one.coverage != Coverage.RECORDED for one in cells.values())
    ]
    return Grid(ordered, sorted(rows, key=lambda row: row.party.name))
