"""The history of a record, and the errors that were published and what replaced them."""

from django.http import Http404, HttpRequest, HttpResponse

from commitments.choices import RecordType
from commitments.queries import edits
from commitments.site.pages import find, page, paged, show

EDITS = 30


def _record_type(kind: str) -> str:
    """The record type that an address names; raise Http404 where there is none."""
    record_type = kind.replace("-", "_")
    if record_type not in RecordType.values or "_" in kind:
        raise Http404
    return record_type


@page
def history(request: HttpRequest, kind: str, identifier: str) -> HttpResponse:
    """``/history/<kind>/<identifier>/``"""
    record_type = _record_type(kind)
    record = find(record_type, identifier, moved=edits.address)
    rows = paged(request, edits.of(record), EDITS)
    return show(
        request,
        "history.html",
        record=record,
        record_type=record_type,
        rows=rows,
        edits=edits.told(list(rows)),
    )


@page
def corrections(request: HttpRequest) -> HttpResponse:
    """``/corrections/``"""
    rows = paged(request, edits.corrections())
    return show(request, "corrections.html", rows=rows, edits=edits.corrected(list(rows)))
