"""The whole public record at once: a data package, its tables, NDJSON and SQLite, as it is now."""

from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from rest_framework import exceptions

from commitments import caching
from commitments.api import formats
from commitments.api.errors import Missing
from commitments.api.resources import NoFilter
from commitments.api.viewsets import JSON_ONLY, Reading, refuse
from commitments.attachments import attachment
from commitments.exchange import export, snapshot

PATH = "/api/v1/export/"
OF_TABLES = "; charset=utf-8; header=present"


class NotNow(exceptions.APIException):
    """Another file of the export is being made."""

    status_code = 503
    retry_after = 5  # seconds


class Export(Reading):
    """Files that hold the whole record, or a whole table of its package."""

    offered = JSON_ONLY

    def list(self, request) -> HttpResponseBase:
        """The files that there are."""
        return self.answered(self._list)

    def _list(self, form: str) -> HttpResponseBase:
        given = self.request._request.GET
        refuse(NoFilter(given, strict=True, also=("format",)), [], given)
        return formats.json_answer({"results": [listed(name) for name in export.WRITERS]})

    def retrieve(self, request, name: str) -> HttpResponseBase:
        """One file, sent in pieces; 304 where the reader has it."""
        request = request._request
        refuse(NoFilter(request.GET, strict=True), [], request.GET)
        if name not in export.WRITERS:
            raise Missing(f"There is no such file. The files are {', '.join(export.WRITERS)}.")
        with snapshot.one_state():  # a 304 by this date must not give an older copy this ETag
            dated, state = export.dated(), export.state()
        known, date = etag(name, state), int(dated.at.timestamp())
        answer: HttpResponseBase | None = get_conditional_response(
            request, known, date if dated.is_exact else None
        )
        if answer is None:
            try:
                stream, state = export.opened(name)
            except export.Busy as busy:
                raise NotNow(
                    "Another file of the export is being made at the moment. Ask again soon."
                ) from busy
            answer, known = attachment(stream, name, kind(name)), etag(name, state)
        answer["ETag"], answer["Cache-Control"] = known, caching.REVALIDATED
        answer["Last-Modified"] = http_date(date)
        return answer


def etag(name: str, state: str) -> str:
    """The validator of a file of one state of the record."""
    return f'"{name}-{state}"'


def kind(name: str) -> str:
    """The media type of a file, with its parameters."""
    found = export.media_type(name)
    return f"{found}{OF_TABLES}" if found == formats.MEDIA_TYPES[formats.CSV] else found


def listed(name: str) -> dict[str, Any]:
    """A file in the list."""
    url = f"{settings.SITE_URL}{PATH}{name}"
    return {"name": name, "url": url, "media_type": export.media_type(name)}
