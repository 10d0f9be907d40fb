"""Countries and organisations: the lists and the scorecards."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from commitments.choices import PartyRole, RecordType
from commitments.queries import counts, offers
from commitments.queries import party as parties
from commitments.site.pages import Day, commitments_on, day_of, find, page, show
from summits.choices import PartyKind
from summits.models import Party


def _list(request: HttpRequest, kind: str) -> HttpResponse:
    day = day_of(request)
    listed = parties.parties_listed(kind, day.day)
    return show(request, "party_list.html", day, kind=kind, parties=listed)


@page
def country_list(request: HttpRequest) -> HttpResponse:
    """``/countries/``"""
    return _list(request, PartyKind.COUNTRY)


@page
def organization_list(request: HttpRequest) -> HttpResponse:
    """``/organizations/``"""
    return _list(request, PartyKind.ORGANIZATION)


def _party(kind: str, slug: str) -> Party:
    rows = parties.of_kind(kind)
    return find(RecordType.PARTY, slug, field="slug", rows=rows, moved=Party.get_absolute_url)


def _page(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    day = day_of(request)
    party = _party(kind, slug)
    found = commitments_on(day.day, party=party.code)
    roles = parties.roles_of(party, day.day)
    listed = list(found.ordered.for_listing(day.day))
    tallies = counts.tally_by_role(found.qs, party.pk, day.day)
    groups = [
        {
            "role": role,
            "tally": tallies[role],
            "rows": [row for row in listed if roles[row.pk].role == role],
        }
        for role in PartyRole.values
    ]
    return show(
        request,
        "party_page.html",
        day,
        party=party,
        groups=groups,
        lead=tallies[PartyRole.LEAD],
        **_at_summits(party, day),
        documents=parties.documents(party, day.day),
        offered=offers.parties(),
    )


def _at_summits(party: Party, day: Day) -> dict[str, Any]:
    found = list(parties.participations(party, day.day))
    return {"participations": found, "remarked": any(one.note for one in found)}


@page
def country_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``/countries/<slug>/``"""
    return _page(request, PartyKind.COUNTRY, slug)


@page
def organization_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``/organizations/<slug>/``"""
    return _page(request, PartyKind.ORGANIZATION, slug)
