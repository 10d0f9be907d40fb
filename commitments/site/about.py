"""Pages about the record itself: search, changes, data, method."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments import columns
from commitments.exchange import tables
from commitments.queries import counts, freshness, log, releases
from commitments.site import linked
from commitments.site.pages import commitments_on, page, paged, show
from summits.partial_dates import today

RESOURCES = [table.name.replace("_", "-") for table in columns.TABLES]
RELEASES_SHOWN = 20


@page
def changes(request: HttpRequest) -> HttpResponse:
    """``/changes/``"""
    rows = paged(request, log.changes())
    return show(request, "changes.html", rows=rows, changes=log.with_records(list(rows)))


@page
def data(request: HttpRequest) -> HttpResponse:
    """``/data/``"""
    return show(
        request,
        "data.html",
        files=tables.FILES,
        today=today(),
        resources=RESOURCES,
        releases=releases.newest(RELEASES_SHOWN),
        dataset=linked.dataset(RESOURCES, freshness.current().changed_at),
    )


@page
def method(request: HttpRequest) -> HttpResponse:
    """``/method/``"""
    day = today()
    found, by_basis = commitments_on(day).qs, counts.by_basis()
    return show(
        request,
        "method.html",
        tally=counts.tally(found),
        by_summit=counts.tally_by("summit", found, day),
        known_later=counts.known_later(found),
        by_basis=by_basis,
        reports=sum(by_basis.values()),
        heads=counts.heads_known(),
    )


@page
def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``"""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        f"# {settings.SITE_URL}{reverse('data')} has everything at once",
    ]
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """``/favicon.ico``, which browsers ask for where a page names no icon."""
    return HttpResponseRedirect(static("img/icon.svg"))
