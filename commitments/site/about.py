"""Pages about the record itself: search, changes, data, method."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from commitments import choices, columns
from commitments.exchange import tables
from commitments.models import Commitment
from commitments.queries import counts, log
from commitments.queries import search as searching
from commitments.site.pages import commitments_on, page, paged, read, show
from summits.filters import OneFilter, StrictFilterSet, read_text
from summits.partial_dates import today

RESOURCES = [table.name.replace("_", "-") for table in columns.TABLES]


class SearchFilter(StrictFilterSet):
    """The parameter of the search page; what is found may be of any day."""

    q = OneFilter(read=read_text)


@page
def search(request: HttpRequest) -> HttpResponse:
    """``/search/?q=``"""
    found = read(SearchFilter(request.GET, Commitment.objects.none(), strict=False))
    q = found.chosen.get("q", "")
    hits = searching.search(q)
    return show(request, "search.html", q=q, hits=hits, total=sum(group.count for group in hits))


@page
def changes(request: HttpRequest) -> HttpResponse:
    """``/changes/``"""
    rows = paged(request, log.changes())
    return show(request, "changes.html", rows=rows, changes=log.with_records(list(rows)))


@page
def data(request: HttpRequest) -> HttpResponse:
    """``/data/``"""
    return show(request, "data.html", files=tables.FILES, today=today(), resources=RESOURCES)


@page
def method(request: HttpRequest) -> HttpResponse:
    """``/method/``"""
    day = today()
    found = commitments_on(day).qs
    reported = found.filter(promise_known_from=choices.KnownFrom.REPORTED).count()
    return show(
        request,
        "method.html",
        tally=counts.tally(found),
        by_summit=counts.tally_by("summit", found, day),
        known_later=reported,
        statuses=choices.Status.values,
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``"""
    text = f"User-agent: *\nDisallow: /admin/\n# {settings.SITE_URL}/data/ has everything at once\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """``/favicon.ico``, which browsers ask for where a page names no icon."""
    return HttpResponseRedirect(static("img/icon.svg"))
