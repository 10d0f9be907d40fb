"""The search page, and what is offered while a search is typed."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from commitments.filters import SearchFilter
from commitments.queries import search as searching
from commitments.site.pages import page, paged, read, show


@page
def search(request: HttpRequest) -> HttpResponse:
    """``/search/?q=``, and with ``kind=`` all that is found of one kind, in pages."""
    chosen = read(SearchFilter(request.GET, strict=False)).chosen
    q, kind = chosen.get("q", ""), chosen.get("kind", "")
    if q and kind:
        return show(
            request,
            "search_kind.html",
            q=q,
            kind=kind,
            rows=paged(request, searching.found(kind, q)),
        )
    hits = searching.search(q)
    total = sum(group.count for group in hits)
    better = searching.instead(q) if q and not total else ""
    return show(request, "search.html", q=q, hits=hits, total=total, better=better)


@page
def suggestions(request: HttpRequest) -> HttpResponse:
    """``/search/suggestions.json?q=``: names and titles that contain what has been typed."""
    q = read(SearchFilter(request.GET, strict=False)).chosen.get("q", "")
    return JsonResponse({"suggestions": searching.suggestions(q) if q else []})
