"""The list of all pages for search engines, under the public address whatever name the request came by."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import sitemaps
from django.contrib.sitemaps.views import sitemap as listed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from commitments.queries import addresses
from commitments.site.pages import page

PAGES = (
    "home",
    "commitments",
    "countries",
    "organizations",
    "summits",
    "documents",
    "themes",
    "sources",
    "compare",
    "changes",
    "corrections",
    "data",
    "method",
    "api-docs",
)


class Listed(sitemaps.Sitemap):
    """Some of the pages; django.contrib.sitemaps would name the host that was asked."""

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2]


class Fixed(Listed):
    """Pages that are always there."""

    def items(self):
        return PAGES

    def location(self, item):
        return reverse(item)


class Records(Listed):
    """The page of each record of one kind; ``lastmod`` stands where ``rows`` know when it changed."""

    def __init__(self, rows: Callable[[], QuerySet]) -> None:
        self.rows = rows

    def items(self):
        return self.rows()

    def lastmod(self, item):
        return getattr(item, "changed_at", None)


KINDS = (
    addresses.summits,
    addresses.parties,
    addresses.themes,
    addresses.documents,
    addresses.commitments,
    addresses.sources,
)
SECTIONS = {"pages": Fixed(), **{rows.__name__: Records(rows) for rows in KINDS}}


@page
def sitemap(request: HttpRequest) -> HttpResponse:
    """``/sitemap.xml``"""
    answer = listed(request, SECTIONS, template_name="feeds/sitemap.xml")
    answer.context_data["codes"] = settings.LANGUAGES
    return answer
