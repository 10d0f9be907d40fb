"""Summits and their documents."""

from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from commitments.choices import RecordType
from commitments.filters import DayFilter, DocumentsOnDay
from commitments.queries import counts
from commitments.queries import summit as summits
from commitments.site.options import document_options
from commitments.site.pages import Refusal, commitments_on, day_of, find, page, read, show
from summits.partial_dates import in_words


@page
def summit_list(request: HttpRequest) -> HttpResponse:
    """``/summits/``"""
    day = day_of(request)
    tallies = {t.key: t for t in counts.tally_by("summit", commitments_on(day.day).qs, day.day)}
    rows = [(one, tallies.get(one.slug, counts.Tally())) for one in summits.summits_listed()]
    return show(request, "summit_list.html", day, summits=rows)


@page
def summit_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``/summits/<slug>/``"""
    day = day_of(request)
    summit = find(RecordType.SUMMIT, slug)
    found = commitments_on(day.day, summit=slug)
    participants = summits.participants(summit, day.day)
    rows = list(found.ordered.for_listing(day.day))
    return show(
        request,
        "summit_page.html",
        day,
        summit=summit,
        has_met=summit.start_on <= day.day,
        tally=counts.tally(found.qs),
        known_later=counts.known_later(found.qs),
        made_after=sum(one.made_on.first_day > summit.end_on for one in rows),
        by_theme=counts.tally_by("theme", found.qs, day.day),
        rows=rows,
        **_delegations(participants),
        documents=summits.documents_of(summit, day.day),
        citations=summits.sources_of(summit=summit),
    )


def _delegations(participants) -> dict[str, Any]:
    """Who came and who did not, and whether something is remarked of one who came."""
    attended = [one for one in participants if one.attended]
    return {
        "attended": attended,
        "remarked": any(one.note for one in attended),
        "absent": [one for one in participants if not one.attended],
    }


@page
def document_list(request: HttpRequest) -> HttpResponse:
    """``/documents/``"""
    day = read(DayFilter(request.GET, strict=False)).day
    found = read(DocumentsOnDay(request.GET, summits.documents_listed(day), strict=False))
    return show(
        request,
        "document_list.html",
        day_of(request, found),
        documents=found.ordered,
        found=found,
        options=document_options(found),
    )


@page
def document_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``/documents/<slug>/``"""
    document = find(RecordType.DOCUMENT, slug)
    adopted = document.adopted_on.last_day
    day = day_of(request, since=adopted)
    if adopted > day.day:
        dated = in_words(document.adopted_on)
        raise Refusal(404, _("This document dates from %s, after the day asked for.") % dated)
    found = commitments_on(day.day, document=slug)
    rows = list(found.ordered.for_listing(day.day))
    members = list(summits.members_of(document, day.day))
    return show(
        request,
        "document_page.html",
        day,
        document=document,
        themes=summits.themes_of(document),
        tally=counts.tally(found.qs),
        rows=rows,
        progress=_progress(members, rows),
        later=sorted(
            (one for one in members if one.joined_on and one.joined_on.first_day > adopted),
            key=attrgetter("joined_on_last"),
        ),
        citations=summits.sources_of(document=document),
    )


def _progress(members, rows) -> list[tuple]:
    """Each party behind a document with how its part in each of the document's promises stands."""
    standings = {(s.commitment_id, s.party_id): s for row in rows for s in row.part_standings}
    return [
        (member, [(row, standings.get((row.pk, member.party_id))) for row in rows])
        for member in members
    ]
