"""Sources: what each supports."""

from django.http import HttpRequest, HttpResponse

from commitments.choices import RecordType
from commitments.filters import SourcesByTitle
from commitments.queries import captures, sources
from commitments.site.options import source_options
from commitments.site.pages import find, page, paged, read, show


@page
def source_list(request: HttpRequest) -> HttpResponse:
    """``/sources/``"""
    found = read(SourcesByTitle(request.GET, sources.published(), strict=False, also=("page",)))
    return show(
        request,
        "source_list.html",
        rows=paged(request, found.ordered),
        found=found,
        options=source_options(found),
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
