"""The history of a record, and the errors that were published and what replaced them."""

import re

from django.http import Http404, HttpRequest, HttpResponse

from commitments.choices import RecordType
from commitments.queries import edits
from commitments.site.pages import find, page, paged, show

EDITS = 30
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _record_type(kind: str, identifier: str) -> str:
    """The record type that an address names; raise Http404 for what can be none of it."""
    record_type = kind.replace("-", "_")
    if record_type not in RecordType.values or "_" in kind:
        raise Http404
    if record_type == RecordType.PROGRESS_REPORT and not UUID.fullmatch(identifier):
        raise Http404
    return record_type


@page
def history(request: HttpRequest, kind: str, identifier: str) -> HttpResponse:
    """``/history/<kind>/<identifier>/``"""
    record_type = _record_type(kind, identifier)
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
    return show(request, "corrections.html", rows=rows, edits=edits.told(list(rows)))
