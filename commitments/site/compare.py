"""Two to four parties side by side."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.choices import PartyRole
from commitments.filters import CompareFilter
from commitments.queries import counts, offers, steps
from commitments.queries import party as parties
from commitments.queries.counts import Tally
from commitments.site.pages import Refusal, commitments_on, day_of, page, read, show
from summits.models import Party

LEAST, MOST = 2, 4
ROLES = [
    (PartyRole.LEAD, gettext_lazy("Made or led")),
    (PartyRole.PARTNER, gettext_lazy("Partner in")),
    (PartyRole.SUBSCRIBER, gettext_lazy("Signed")),
]
# the key of a group, its words, and each party with its counts
Row = tuple[str, Any, list[tuple[Party, Tally]]]


@dataclass(frozen=True)
class Column:
    """One party's counts, of the status of its own part; groups by key, steps in their order."""

    party: Party
    tally: Tally
    by_role: dict[str, Tally]
    by_summit: dict[str, Tally]
    by_theme: dict[str, Tally]
    steps: list[steps.Step]


@page
def compare(request: HttpRequest) -> HttpResponse:
    """``/compare/?party=CHN&party=USA``; without a party the page only offers the choice."""
    found = read(CompareFilter(request.GET, strict=False))
    day = day_of(request, found)
    chosen = found.chosen.get("party", [])
    if chosen and not LEAST <= len(chosen) <= MOST:
        detail = _("party: Name two to four different parties, as in ?party=CHN&party=USA.")
        raise Refusal(400, detail, again=(reverse("compare"), _("Choose parties to compare")))
    columns = _columns(parties.by_keys(chosen), day.day)
    codes = [one.party.code for one in columns]
    query = urlencode([("party", code) for code in sorted(codes)])
    return show(
        request,
        "compare.html",
        day,
        columns=columns,
        roles=_roles(columns),
        by_summit=_groups(columns, "summit"),
        by_theme=_groups(columns, "theme"),
        boxes=[*codes, *[""] * (MOST - len(codes))],
        least=LEAST,
        offered=offers.parties(),
        canonical=f"{settings.SITE_URL}{request.path}{query and '?'}{query}",
    )


def _columns(chosen: list[Party], day: datetime.date) -> list[Column]:
    """What is compared, party by party."""
    walked = steps.of([party.pk for party in chosen], day) if chosen else {}
    return [_column(party, day, walked[party.pk]) for party in chosen]


def _column(party: Party, day: datetime.date, walked: list[steps.Step]) -> Column:
    found = commitments_on(day, party=party.code)
    field = found.status_field
    return Column(
        party,
        counts.tally(found.qs, field),
        counts.tally_by_role(found.qs, party.pk, day),
        {one.key: one for one in counts.tally_by("summit", found.qs, day, field)},
        {one.key: one for one in counts.tally_by("theme", found.qs, day, field)},
        walked,
    )


def _groups(columns: list[Column], by: str) -> list[Row]:
    """The groups that any of the parties has, with each party's counts, empty ones too."""
    groups = [getattr(column, f"by_{by}") for column in columns]
    labels = {key: one.label for group in groups for key, one in group.items()}
    return [_row(columns, key, labels[key], groups) for key in sorted(labels)]


def _roles(columns: list[Column]) -> list[Row]:
    groups = [column.by_role for column in columns]
    return [_row(columns, role, words, groups) for role, words in ROLES]


def _row(columns: list[Column], key: str, words: Any, groups: list[dict[str, Tally]]) -> Row:
    tallies = [group.get(key, Tally()) for group in groups]
    return key, words, [(one.party, tally) for one, tally in zip(columns, tallies, strict=True)]
