"""JSON Schemas of the records, and the context of JSON-LD: what programs of others read our answers by."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from commitments.api import components, formats, linked
from commitments.api.errors import Missing
from commitments.api.links import SCHEMA_TYPE, SCHEMAS, schema_name
from commitments.api.resources import NoFilter
from commitments.api.viewsets import JSON_ONLY, Reading, refuse
from nsstracker.api.root import Listing

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAMES = {schema_name(resource): resource for resource in components.ALL}


class Schemas(Listing):
    """The addresses of the JSON Schemas."""

    summary = "List the JSON Schemas"

    def list(self, request) -> HttpResponseBase:
        """The address of each."""
        base = f"{settings.SITE_URL}{SCHEMAS}"
        return self.listing({name: f"{base}{name}.json" for name in NAMES})


class RecordSchema(Reading):
    """The JSON Schema of a kind of record, as its detail shows it."""

    summary = "Read the JSON Schema of a kind of record"
    offered = {"schema": SCHEMA_TYPE, **JSON_ONLY}

    def retrieve(self, request, name: str) -> HttpResponseBase:
        """One of them."""
        return self.answered(lambda form: self._one(name, form))

    def _one(self, name: str, form: str) -> HttpResponseBase:
        given = self.request._request.GET
        refuse(NoFilter(given, strict=True, also=("format",)), [], given)
        if name not in NAMES:
            raise Missing(f"There is no such schema. The schemas are {', '.join(NAMES)}.")
        return HttpResponse(formats.as_json(of_record(name)), content_type=self.offered[form])


def of_record(name: str) -> dict[str, Any]:
    """The schema of a kind of record, complete in itself."""
    resource, found = NAMES[name], components.schemas()
    top = f"{resource.schema}Detail" if resource.more else resource.schema
    needed, waiting = {}, [found[top]]
    while waiting:
        for one in _references(waiting.pop()) - set(needed):
            needed[one] = found[one]
            waiting.append(found[one])
    whole = {
        "$schema": DIALECT,
        "$id": f"{settings.SITE_URL}{SCHEMAS}{name}.json",
        "title": resource.schema,
        **found[top],
        "$defs": dict(sorted(needed.items())),
    }
    text = json.dumps(whole).replace(components.PLACE, "#/$defs/")
    return json.loads(text, object_hook=_opened)


def _opened(schema: dict[str, Any]) -> dict[str, Any]:
    """The same for an object that may have more fields one day: a program keeps a schema for years."""
    closing = ("additionalProperties", False)
    return {name: value for name, value in schema.items() if (name, value) != closing}


def _references(schema: Any) -> set[str]:
    """The names of the schemas that a schema refers to."""
    if isinstance(schema, list):
        return set().union(*map(_references, schema))
    if not isinstance(schema, dict):
        return set()
    inner = set().union(*map(_references, schema.values()))
    named = schema.get("$ref")
    return inner | {named.removeprefix(components.PLACE)} if isinstance(named, str) else inner


class Context(Reading):
    """What the terms of our JSON-LD mean."""

    summary = "Read the context of JSON-LD"
    offered = {linked.JSONLD: linked.MEDIA_TYPE, **JSON_ONLY}

    def list(self, request) -> HttpResponseBase:
        """The context."""
        return self.answered(self._list)

    def _list(self, form: str) -> HttpResponseBase:
        given = self.request._request.GET
        refuse(NoFilter(given, strict=True, also=("format",)), [], given)
        text = formats.as_json(linked.context())
        return HttpResponse(text, content_type=self.offered[form])
