"""Summits and their documents."""

from django.http import HttpRequest, HttpResponse

from commitments.choices import KnownFrom, RecordType
from commitments.models.selection import part_on
from commitments.queries import counts
from commitments.queries import summit as summits
from commitments.site.pages import commitments_on, day_of, find, page, show
from summits.models import Party, Theme


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
    participants = list(summits.participants(summit))
    documents = summits.documents_listed().filter(summit=summit, adopted_on_last__lte=day.day)
    return show(
        request,
        "summit_page.html",
        day,
        summit=summit,
        tally=counts.tally(found.qs),
        known_later=found.qs.filter(promise_known_from=KnownFrom.REPORTED).count(),
        by_theme=counts.tally_by("theme", found.qs, day.day),
        rows=list(found.ordered.for_listing(day.day)),
        attended=[one for one in participants if one.attended],
        absent=[one for one in participants if not one.attended],
        documents=documents,
        citations=summits.sources_of(summit=summit),
    )


@page
def document_list(request: HttpRequest) -> HttpResponse:
    """``/documents/``"""
    day = day_of(request)
    listed = summits.documents_listed().filter(adopted_on_last__lte=day.day)
    return show(request, "document_list.html", day, documents=listed)


@page
def document_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``/documents/<slug>/``"""
    day = day_of(request)
    document = find(RecordType.DOCUMENT, slug)
    found = commitments_on(day.day, document=slug)
    rows = list(found.ordered.for_listing(day.day))
    members = document.document_parties.filter(
        part_on(day.day), party__in=Party.objects.published()
    ).select_related("party")
    return show(
        request,
        "document_page.html",
        day,
        document=document,
        themes=Theme.objects.published().filter(document_themes__document=document),
        tally=counts.tally(found.qs),
        rows=rows,
        progress=_progress(members.order_by("party__name"), rows),
        citations=summits.sources_of(document=document),
    )


def _progress(members, rows) -> list[tuple]:
    """Each party behind a document with how its part in each of the document's promises stands."""
    standings = {(s.commitment_id, s.party_id): s for row in rows for s in row.part_standings}
    return [
        (member, [(row, standings.get((row.pk, member.party_id))) for row in rows])
        for member in members
    ]
