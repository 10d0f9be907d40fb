"""Sources: what each supports."""

from django.http import HttpRequest, HttpResponse

from commitments.choices import RecordType
from commitments.models import Citation
from commitments.site.pages import find, page, paged, read, show
from summits.choices import SourceKind
from summits.filters import SourceFilter
from summits.models import Source


@page
def source_list(request: HttpRequest) -> HttpResponse:
    """``/sources/``"""
    found = read(
        SourceFilter(request.GET, Source.objects.published(), strict=False, also=("page",))
    )
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
    source = find(RecordType.SOURCE, slug)
    citations = (
        Citation.objects.public()
        .filter(source=source)
        .select_related(
            "commitment",
            "progress_report__commitment",
            "participation__summit",
            "participation__party",
            "document",
            "summit",
        )
    )
    return show(request, "source_page.html", source=source, citations=citations)
