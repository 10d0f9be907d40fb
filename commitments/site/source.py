"""Sources: what each supports."""

from django.http import HttpRequest, HttpResponse

from commitments.choices import RecordType
from commitments.queries import captures, sources
from commitments.site.pages import find, page, paged, read, show
from summits.choices import SourceKind
from summits.filters import SourceFilter


@page
def source_list(request: HttpRequest) -> HttpResponse:
    """``/sources/``"""
    found = read(SourceFilter(request.GET, sources.published(), strict=False, also=("page",)))
    rows = paged(request, found.qs.order_by("title", "slug"))
    return show(
        request,
        "source_list.html",
        rows=rows,
        found=found,
        kinds=SourceKind.choices,
        kind=request.GET.get("kind", ""),
        q=request.GET.get("q", ""),
    )


@page
def source_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``/sources/<slug>/``"""
    source = find(RecordType.SOURCE, slug, rows=sources.published())
    return show(
        request,
        "source_page.html",
        source=source,
        citations=sources.cited_by(source),
        captures=captures.released_of(source),
    )
