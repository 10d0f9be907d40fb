"""The API's OpenAPI document, and the readable page made from it."""

from functools import cache
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from commitments import caching
from commitments.api import formats
from commitments.api.problems import ALLOWED, problem_response
from commitments.api.resources import NoFilter
from commitments.api.viewsets import Reading, refuse
from nsstracker.api import deprecations

OPENAPI = "application/vnd.oai.openapi"
JSON_TYPE = f"{OPENAPI}+json"


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document; it changes with the code only."""
    return SchemaGenerator().get_schema(request=None, public=True)


class Document(Reading):
    """The OpenAPI document as JSON or YAML."""

    summary = "Read the OpenAPI document"
    offered = {"openapi": JSON_TYPE, "json": "application/json", "yaml": "application/yaml"}

    def list(self, request) -> HttpResponseBase:
        """The document."""
        return self.answered(self._list)

    def _list(self, form: str) -> HttpResponseBase:
        given = self.request._request.GET
        refuse(NoFilter(given, strict=True, also=("format",)), [], given)
        if form == "yaml":
            text = yaml.safe_dump(document(), allow_unicode=True, sort_keys=False)
        else:
            text = formats.as_json(document())
        return HttpResponse(text, content_type=self.offered[form])


def page(request: HttpRequest) -> HttpResponseBase:
    """The API explained, without JavaScript and without another site."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": ALLOWED})
    if request.method not in {"GET", "HEAD"}:
        return problem_response(405, "This page is read with GET.")
    return caching.conditional(
        request,
        lambda: render(request, "api/docs.html", shown()),
        form="html",
    )


def shown() -> dict[str, Any]:
    """What the page shows."""
    return {
        "document": document(),
        "groups": groups(),
        "deprecated": deprecations.DECLARED,
    }


def groups() -> list[dict[str, Any]]:
    """The operations by resource, as the page shows them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            shown = {
                **operation, "path": path, "method": method.upper(),
                "anchor": operation["operationId"], "fields": fields_of(operation),
                "given": [
                    {**one, "allowed": allowed(one["schema"])} for one in operation["parameters"]
                ],
            }  # fmt: skip
            found.setdefault(operation["tags"][0], []).append(shown)
    return [{"name": name, "operations": operations} for name, operations in found.items()]


def allowed(schema: dict[str, Any]) -> list[str]:
    """The values that a parameter may have, where they are listed."""
    return schema.get("enum") or schema.get("items", {}).get("enum", [])


def fields_of(operation: dict[str, Any]) -> dict[str, Any]:
    """The fields of what an operation takes, else of what it answers or of the rows of a list."""
    schemas = document()["components"]["schemas"]
    good = operation.get("requestBody") or next(iter(operation["responses"].values()))
    if "application/json" not in good.get("content", {}):
        return {}
    good = good["content"]["application/json"]["schema"]
    found = schemas[good["$ref"].rpartition("/")[2]].get("properties", {})
    if "results" not in found:
        return found
    return schemas[found["results"]["items"]["$ref"].rpartition("/")[2]]["properties"]
