"""What of the API will end: declared here, said on every answer it concerns, in the document and on its page.

Deprecated("/api/v1/commitments/", datetime.date(2027, 1, 1), datetime.date(2028, 1, 1),
           "Use “status”.", field="overdue")
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date

NOTICE = datetime.timedelta(days=365)  # docs/api-stability.md promises it


@dataclass(frozen=True)
class Deprecated:
    """An address with all below it or, of their requests and answers, a parameter or a field.

    ``path`` is written as in the OpenAPI document; ``instead`` is a sentence for developers.
    """

    path: str
    since: datetime.date
    sunset: datetime.date
    instead: str
    parameter: str = ""
    field: str = ""

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"{self.path} would end within a year of being deprecated.")

    def concerns(self, request: HttpRequest) -> bool:
        """Whether a request uses it, or its answer holds it."""
        if not request.path_info.startswith(self.path):
            return False
        return not self.parameter or self.parameter in request.GET


DECLARED: tuple[Deprecated, ...] = ()


def mark(request: HttpRequest, answer: HttpResponse) -> None:
    """Say on an answer what of it will end, and when first (RFC 9745, RFC 8594)."""
    found = [one for one in DECLARED if one.concerns(request)]
    if not found:
        return
    answer["Deprecation"] = f"@{_moment(min(one.since for one in found))}"
    answer["Sunset"] = http_date(_moment(min(one.sunset for one in found)))
    page = f"<{settings.SITE_URL}{reverse('api-docs')}#deprecated>"
    links = [
        f'{page}; rel="{relation}"; type="text/html"' for relation in ("deprecation", "sunset")
    ]
    answer["Link"] = ", ".join([*filter(None, [answer.get("Link")]), *links])


def _moment(day: datetime.date) -> int:
    start = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return int(start.timestamp())


def describe(document: dict[str, Any]) -> None:
    """Mark in an OpenAPI document what will end; raise LookupError for what is not in it."""
    for one in DECLARED:
        marked = list(_places(document, one))
        if not marked:
            raise LookupError(f"{one} is declared, but the API has no such thing.")
        for place in marked:
            place["deprecated"] = True


def _places(document: dict[str, Any], one: Deprecated) -> Iterator[dict[str, Any]]:
    """The operations, parameters or properties that a declaration means."""
    for path, methods in document["paths"].items():
        if not path.startswith(one.path):
            continue
        for operation in methods.values():
            if one.parameter:
                given = operation["parameters"]
                yield from (found for found in given if found["name"] == one.parameter)
            elif one.field:
                yield from _properties(document, operation, one.field)
            else:
                yield operation


def _properties(
    document: dict[str, Any], operation: dict[str, Any], field: str
) -> Iterator[dict[str, Any]]:
    """The descriptions of a field in what an operation answers, or in the rows of its list."""
    schemas = document["components"]["schemas"]
    good = operation["responses"].get("200", {}).get("content", {})
    name = good.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    properties = schemas.get(name, {}).get("properties", {})
    if "results" in properties:
        name = properties["results"]["items"]["$ref"].rpartition("/")[2]
        properties = schemas[name]["properties"]
    if field in properties:
        yield properties[field]
