"""Cards of a party, a theme or a commitment for the frames of other sites: the only pages that may be framed.

A card has no form and sets no cookie, and its links open outside the frame. With ``as_of`` it stays as
things stood on that day, without it follows the record.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from commitments.caching import conditional
from commitments.choices import PartyRole, RecordType
from commitments.queries import counts, timeline
from commitments.queries import party as parties
from commitments.site.commitment import shown_on
from commitments.site.pages import answered, commitments_on, day_of, find, page
from summits.choices import PartyKind

REFUSED = "embed/refusal.html"
ANYWHERE = {"frame-ancestors": ["*"], "form-action": [NONE]}


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A card: cacheable, to be framed anywhere; a refusal is a card too, for a frame shows nothing else."""

    @csp_replace(ANYWHERE)
    @xframe_options_exempt
    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return conditional(request, lambda: _answer(request, view, kwargs), form="card")

    return shown


def _answer(
    request: HttpRequest, view: Callable[..., HttpResponse], kwargs: dict[str, Any]
) -> HttpResponse:
    try:
        return answered(request, lambda: view(request, **kwargs), refused=REFUSED)
    except Http404:
        detail = _("There is no card at this address.")
        return render(request, REFUSED, {"detail": detail}, status=404)


def _card(request: HttpRequest, template: str, day: Any, record: Any, **facts: Any) -> HttpResponse:
    """A card with the address of the record's whole page, which is its canonical one."""
    whole = record.get_absolute_url()
    shared = {"as_of": day, "asof_query": day.query, "record": record, "whole": whole}
    return render(request, f"embed/{template}", shared | facts)


def card_of(party) -> str:
    """Where a party's card is."""
    return reverse("country-card" if party.is_country else "organization-card", args=[party.slug])


def _party(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    day = day_of(request)
    party = find(RecordType.PARTY, slug, field="slug", rows=parties.of_kind(kind), moved=card_of)
    found = commitments_on(day.day, party=party.code).qs
    tallies = counts.tally_by_role(found, party.pk, day.day)
    return _card(
        request,
        "party.html",
        day,
        party,
        lead=tallies[PartyRole.LEAD],
        partner=tallies[PartyRole.PARTNER],
        signed=tallies[PartyRole.SUBSCRIBER],
    )


@framed
def country(request: HttpRequest, slug: str) -> HttpResponse:
    """``/embed/countries/<slug>/``"""
    return _party(request, PartyKind.COUNTRY, slug)


@framed
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """``/embed/organizations/<slug>/``"""
    return _party(request, PartyKind.ORGANIZATION, slug)


@framed
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """``/embed/themes/<slug>/``"""
    day = day_of(request)
    record = find(RecordType.THEME, slug)
    tally = counts.tally(commitments_on(day.day, theme=record.slug).qs)
    return _card(request, "theme.html", day, record, tally=tally)


@framed
def commitment(request: HttpRequest, slug: str) -> HttpResponse:
    """``/embed/commitments/<slug>/``"""
    record, day = shown_on(request, slug)
    shown = timeline.shown(record, day.day)
    return _card(request, "commitment.html", day, record, commitment=shown)


@page
def resize(request: HttpRequest) -> HttpResponse:
    """``/embed/resize.js``, which a site that frames cards may load: it makes each as high as it is"""
    return render(request, "embed/resize.js", content_type="text/javascript; charset=utf-8")
