"""Atom feeds of the public changes: all of them, and those of one country, summit, theme or commitment."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.choices import RecordType
from commitments.queries import edits, followed, freshness, log
from commitments.queries import party as parties
from commitments.site.pages import find, page, paged
from summits.choices import PartyKind

ENTRIES = 50
MEDIA_TYPE = "application/atom+xml; charset=utf-8"


def _feed(
    request: HttpRequest, rows: QuerySet, title: str, address: str, name: str = ""
) -> HttpResponse:
    """A page of changes as Atom; ``address`` is the page it belongs to, ``name`` its own part of ids.

    An id is a tag URI of the change's number, the same in every feed and for ever.
    """
    listed = paged(request, rows, ENTRIES)
    changes = list(listed)
    context = {
        "rows": listed,
        "entries": log.with_records(changes),
        "title": title,
        "own": f"{settings.SITE_URL}{request.path}",
        "page_url": f"{settings.SITE_URL}{address}",
        "changes_url": f"{settings.SITE_URL}{reverse('changes')}",
        "tag": f"tag:{urlsplit(settings.SITE_URL).hostname},2026:",
        "name": name,
        "updated": changes[0].at if changes else freshness.current().modified_at,
    }
    return render(request, "feeds/atom.xml", context, content_type=MEDIA_TYPE)


@page
def all_changes(request: HttpRequest) -> HttpResponse:
    """``/feeds/changes/``"""
    return _feed(request, log.changes(), _("All changes"), reverse("changes"), "changes")


def _party(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    party = find(RecordType.PARTY, slug, field="slug", rows=parties.of_kind(kind), moved=party_feed)
    return _feed(
        request,
        followed.of_party(party),
        str(party),
        party.get_absolute_url(),
        f"party/{party.code}",
    )


def party_feed(party) -> str:
    """Where a party's feed is read."""
    return reverse("country-feed" if party.is_country else "organization-feed", args=[party.slug])


@page
def country(request: HttpRequest, slug: str) -> HttpResponse:
    """``/feeds/countries/<slug>/``"""
    return _party(request, PartyKind.COUNTRY, slug)


@page
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """``/feeds/organizations/<slug>/``"""
    return _party(request, PartyKind.ORGANIZATION, slug)


def _record(request: HttpRequest, record_type: RecordType, slug: str) -> HttpResponse:
    record = find(record_type, slug)
    rows = FOLLOWED[record_type](record)
    name = f"{record_type}/{record.pk}"
    return _feed(request, rows, str(record), record.get_absolute_url(), name)


FOLLOWED = {
    RecordType.SUMMIT: followed.of_summit,
    RecordType.THEME: followed.of_theme,
    RecordType.COMMITMENT: edits.of,
}


@page
def summit(request: HttpRequest, slug: str) -> HttpResponse:
    """``/feeds/summits/<slug>/``"""
    return _record(request, RecordType.SUMMIT, slug)


@page
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """``/feeds/themes/<slug>/``"""
    return _record(request, RecordType.THEME, slug)


@page
def commitment(request: HttpRequest, slug: str) -> HttpResponse:
    """``/feeds/commitments/<slug>/``"""
    return _record(request, RecordType.COMMITMENT, slug)
