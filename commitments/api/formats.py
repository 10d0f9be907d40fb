"""JSON, CSV and NDJSON: which one a request asks for, and how rows are written in it."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from rest_framework.exceptions import NotAcceptable

from commitments.api.errors import BadParameters
from commitments.api.problems import fault

JSON, CSV, NDJSON = "json", "csv", "ndjson"
MEDIA_TYPES = {
    JSON: "application/json",
    CSV: "text/csv",
    NDJSON: "application/x-ndjson",
}
PARAMETER = re.compile(r';\s*(?!q=)[^;,=\s]+=("[^"]*"|[^;,]*)')


def asked_for(request: HttpRequest, offered: dict[str, str]) -> str:
    """The format a request asks for, by ``format`` or by Accept, of those offered with media types.

    Raises BadParameters for another ``format`` and NotAcceptable for another Accept.
    """
    given = request.GET.getlist("format")
    names = ", ".join(offered)
    if len(given) > 1:
        raise BadParameters([fault("format", "repeated", "Give it once.")])
    if given and given[0] not in offered:
        raise BadParameters([fault("format", "invalid", f"This address offers: {names}.")])
    if given:
        return given[0]
    preferred = _preferred(request, list(offered.values()))
    if preferred is None:
        raise NotAcceptable(f"This address offers: {', '.join(offered.values())}.")
    return next(name for name, media_type in offered.items() if media_type == preferred)


def _preferred(request: HttpRequest, offered: list[str]) -> str | None:
    """The media type a request prefers; parameters such as a charset change nothing, but for ``q``."""
    asked = HttpRequest()
    asked.META["HTTP_ACCEPT"] = PARAMETER.sub("", request.headers.get("Accept") or "*/*")
    return asked.get_preferred_type(offered)


def as_json(content: Any) -> str:
    """JSON text, in UTF-8 and without blanks."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def json_answer(content: Any) -> HttpResponse:
    """An answer in JSON."""
    return HttpResponse(as_json(content), content_type=MEDIA_TYPES[JSON])


def table_answer(
    form: str, name: str, header: list[str], rows: Iterable[list | dict], *, empty: bool
) -> HttpResponse:
    """Rows as a download: lists for CSV, objects for NDJSON, written as they come.

    ``empty`` leaves the body out, for a request that asks for headers only.
    """
    if form == CSV:
        lines, content_type = csv_lines(header, rows), "text/csv; charset=utf-8; header=present"
    else:
        lines, content_type = (as_json(row) + "\n" for row in rows), MEDIA_TYPES[NDJSON]
    answer = StreamingHttpResponse(() if empty else lines, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: list[str], rows: Iterable[list]) -> Iterator[str]:
    """CSV, line by line. Text needs no escaping against formulas: such text is refused at entry."""
    writer = csv.writer(Echo(), lineterminator="\n")
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def cell(value: Any) -> str:
    """A value of JSON as a field of CSV; lists are joined by semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, list):
        return ";".join(value)
    return str(value)
