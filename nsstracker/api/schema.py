"""The OpenAPI document: each address describes itself, from the same tables that answer it."""

import json
from pathlib import Path
from typing import Any

from drf_spectacular.openapi import AutoSchema

from commitments.api import changes, components, linked, parameters, stats, webhook_schemas
from commitments.api.components import reference
from commitments.api.export import Export
from commitments.api.keyed import Keyed
from commitments.api.links import schema_name
from commitments.api.releases import Releases
from commitments.api.submissions import Submissions
from commitments.api.viewsets import ResourceViewSet
from commitments.api.webhook_schemas import DELIVERY_ACTS, NUMBERS, WEBHOOK_ACTS, Act
from commitments.api.webhooks import Deliveries, Webhooks
from commitments.exchange import export
from nsstracker.api import deprecations

TABLES = {
    "text/csv": {"schema": {"type": "string"}},
    "application/x-ndjson": {"schema": {"type": "string"}},
}
REFUSALS = {
    "400": "A parameter is unknown, bad, empty or repeated.",
    "401": "The key opens nothing; the answer says why.",
    "403": "The key has not the scope that this needs.",
    "404": "There is no such record, or there was not on the day asked for.",
    "406": "The format asked for is not offered.",
    "409": "It is in another state by now; the answer says which.",
    "410": "The record has been retracted; its tombstone says when and why.",
    "413": "The body is too large.",
    "415": "The body is not application/json.",
    "422": "The Idempotency-Key came with another body before.",
    "503": "Another file is being made at the moment. Ask again after Retry-After.",
    "429": "Too many requests in this minute; Retry-After says when to go on.",
}
HEADERS = {
    name: {"description": text, "schema": {"type": "string"}}
    for name, text in {
        "ETag": "Validator of this answer; send it back as If-None-Match.",
        "Last-Modified": "The later of the last change and today's start; of a release, when it was made.",
        "RateLimit-Policy": "Requests allowed (q) in so many seconds (w).",
    }.items()
}
RELATED = {
    "description": "Its list, schema, licence, page for readers and other forms (RFC 8288).",
    "schema": {"type": "string"},
}
PATH_ID = {
    "name": "public_id",
    "in": "path",
    "required": True,
    "description": "Identifier of the record.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 120},
}

EXAMPLES = {
    "summits": "2014-the-hague",
    "parties": "CHN",
    "participations": "2014-the-hague~CHN",
    "documents": "2014-communique",
    "themes": "capacity-building",
    "commitments": "chn-2010-centre-of-excellence",
    "progress-reports": "ca3b9ad3-302b-5929-ad64-599f9867ba01",
    "sources": "cnnc-2019-collaborating",
}
NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "Number of the submission.",
    "example": 1,
    "schema": {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
}
RELEASE = NUMBER | {
    "description": "Number of the release.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 10**9 - 1},
}
FILE_NAME = {
    "name": "name",
    "in": "path",
    "required": True,
    "description": "Name of the file.",
    "schema": {"type": "string", "enum": list(export.WRITERS)},
}
SCHEMA_NAME = FILE_NAME | {
    "description": "Kind of record.",
    "schema": {"type": "string", "enum": [schema_name(resource) for resource in components.ALL]},
}
SHOWN = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
BINARY = {"schema": {"type": "string", "format": "binary"}}
TAKEN = ("400", "413", "415")
TOO_LONG = "Address and headers are longer than 32,768 bytes; in plain text."
PLAIN = {"text/plain": {"schema": {"type": "string"}}}
BY_THE_SERVER = {"431": {"description": TOO_LONG, "content": PLAIN}}


def refusals(*statuses: str) -> dict[str, Any]:
    """Refusals in the one error shape."""
    content = {"application/problem+json": {"schema": reference("Problem")}}
    return {status: {"description": REFUSALS[status], "content": content} for status in statuses}


def answer(schema: str, *, tables: bool) -> dict[str, Any]:
    """A good answer, as JSON and, of lists, as a table."""
    content = {"application/json": {"schema": reference(schema)}}
    more = {"Link": {"description": "Neighbouring pages.", "schema": {"type": "string"}}}
    return {
        "description": "The answer.",
        "headers": HEADERS | (more if tables else {}),
        "content": content | (TABLES if tables else {}),
    }


class Schema(AutoSchema):
    """Describes an address by what its view answers; nothing is guessed."""

    def get_operation(self, path, path_regex, path_prefix, method, registry):
        view = self.view
        if isinstance(view, ResourceViewSet):
            resource = view.resource
            found = detail(resource) if view.action == "retrieve" else listing(resource)
        elif isinstance(view, Submissions):
            found = submission(view.action)
        elif isinstance(view, Webhooks):
            found = kept("webhooks", WEBHOOK_ACTS[view.action], path)
        elif isinstance(view, Deliveries):
            found = kept("webhooks", DELIVERY_ACTS[view.action], path)
        elif isinstance(view, changes.Changes):
            found = operation("changes", "Read changes", parameters.FEED)
            found["responses"] = {
                "200": answer("Changes", tables=False),
                **refusals("400", "406"),
            }
        elif isinstance(view, Releases):
            found = released(view.action)
        elif isinstance(view, Export):
            found = exported(view.action)
        elif isinstance(view, stats.Stats):
            found = counted("stats", "Stats", parameters.BY)
        elif isinstance(view, stats.History):
            found = counted("stats/history", "History", parameters.INTERVAL)
        elif view.summary:
            found = description(view, path)
        else:
            found = operation("root", "List the resources", [parameters.JSON_FORMAT])
            found["responses"] = {"200": answer("Root", tables=False), **refusals("400", "406")}
        found["responses"] |= refusals("401", "429") | BY_THE_SERVER
        needed = [] if isinstance(view, Keyed) else [{}]
        return found | {"security": [*needed, {"key": []}]}


def description(view: Any, path: str) -> dict[str, Any]:
    """What describes the API or its records, in the media types of its view."""
    given = [SCHEMA_NAME] if "{name}" in path else []
    shown = "Description" if len(view.offered) > 1 else "Root"
    found = operation("schema", view.summary, [*given, parameters.format_of(view.offered)])
    good = answer(shown, tables=False)
    good["content"] = {kind: {"schema": reference(shown)} for kind in view.offered.values()}
    more = ("404",) if given else ()
    return found | {"responses": {"200": good, **refusals("400", *more, "406")}}


def submission(action: str) -> dict[str, Any]:
    """What is done with a partner's submissions."""
    what, given, good, more = {
        "list": ("List submissions", parameters.PAGES, "200", ("400",)),
        "create": ("Send a report", [parameters.IDEMPOTENCY], "201", (*TAKEN, "422")),
        "retrieve": ("Read one of submissions", [NUMBER], "200", ("400", "404")),
        "update": ("Revise a submission", [NUMBER], "200", (*TAKEN, "404", "409")),
        "destroy": ("Withdraw a submission", [NUMBER], "204", ("400", "404", "409")),
    }[action]
    found = operation("submissions", what, given)
    schema = "SubmissionList" if action == "list" else "Submission"
    content = {"application/json": {"schema": reference(schema)}} if good != "204" else None
    shown = {"description": "The answer."} | ({"content": content} if content else {})
    found["responses"] = {good: shown, **refusals(*more, "403")}
    if action in {"create", "update"}:
        sent = {"application/json": {"schema": reference("SentReport")}}
        found["requestBody"] = {"required": True, "content": sent}
    return found


def kept(tag: str, act: Act, path: str) -> dict[str, Any]:
    """What is done with what a partner keeps here."""
    numbers = [one for name, one in NUMBERS.items() if f"{{{name}}}" in path]
    found = operation(tag, act.summary, [*numbers, *act.given])
    shown: dict[str, Any] = {"description": "The answer."}
    if act.answer:
        shown["content"] = {"application/json": {"schema": reference(act.answer)}}
    found["responses"] = {act.good: shown, **refusals(*act.refused, "403")}
    if act.sent:
        content = {"application/json": {"schema": reference(act.sent)}}
        found["requestBody"] = {"required": act.sent != "Nothing", "content": content}
    return found


def released(action: str) -> dict[str, Any]:
    """Editions and their files."""
    if action in {"package", "changes"}:
        what = {"package": "the package", "changes": "what is new"}[action]
        found = operation("releases", f"Download {what} of a release", [RELEASE])
        kind = {"package": "application/zip", "changes": "text/csv"}[action]
        return found | {"responses": {"200": file_of(kind), **refusals("400", "404")}}
    if action == "retrieve":
        found = operation("releases", "Read one of releases", [RELEASE, parameters.JSON_FORMAT])
        good, more = answer("ReleaseDetail", tables=False), ("404",)
    else:
        given = [*parameters.PAGES, parameters.JSON_FORMAT]
        found = operation("releases", "List releases", given)
        good, more = answer("ReleaseList", tables=False), ()
    return found | {"responses": {"200": good, **refusals("400", "406", *more)}}


def exported(action: str) -> dict[str, Any]:
    """The whole record as files."""
    if action == "list":
        found = operation("export", "List the files of the export", [parameters.JSON_FORMAT])
        good = answer("Export", tables=False)
        return found | {"responses": {"200": good, **refusals("400", "406")}}
    found = operation("export", "Download the whole record", [FILE_NAME])
    kinds = export.MEDIA_TYPES.values()
    return found | {"responses": {"200": file_of(*kinds), **refusals("400", "404", "503")}}


def file_of(*kinds: str) -> dict[str, Any]:
    """A file to be kept, in one of these media types."""
    content = dict.fromkeys(kinds, BINARY)
    return {"description": "The file.", "headers": HEADERS, "content": content}


def operation(tag: str, summary: str, given: list[dict]) -> dict[str, Any]:
    name = summary.lower().replace(" ", "_").replace("/", "_").replace("-", "_")
    return {"operationId": name, "summary": summary, "tags": [tag], "parameters": given}


def listing(resource) -> dict[str, Any]:
    """The list of a resource."""
    name = resource.name
    given = [
        *parameters.described(name, resource.filters), *parameters.PAGES, parameters.FORMAT,
    ]  # fmt: skip
    good = answer(f"{resource.schema}List", tables=True)
    return operation(name, f"List {name}", given) | {
        "responses": {"200": good, **refusals("400", "406")}
    }


def detail(resource) -> dict[str, Any]:
    """One record of a resource."""
    name = resource.name
    given = [
        PATH_ID | {"example": EXAMPLES[name]},
        *parameters.described(name, resource.detail_filters),
        parameters.LINKED_FORMAT if resource.linked else parameters.JSON_FORMAT,
    ]  # fmt: skip
    schema = f"{resource.schema}Detail" if resource.more else resource.schema
    good = answer(schema, tables=False)
    good["headers"] = good["headers"] | {"Link": RELATED}
    if resource.linked:
        good["content"] |= {linked.MEDIA_TYPE: {"schema": {"type": "object"}}}
    moved = {"description": "The record was merged or renamed; Location is its address now."}
    return operation(name, f"Read one of {name}", given) | {
        "responses": {
            "200": good, "301": moved,
            **refusals("400", "404", "406", "410"),
        }
    }  # fmt: skip


def counted(name: str, schema: str, own: dict) -> dict[str, Any]:
    """Counts of a selection."""
    given = [own, *parameters.described(name, stats.StatsFilter), parameters.FORMAT]
    good = answer(schema, tables=True)
    return operation("stats", f"Read {name}", given) | {
        "responses": {"200": good, **refusals("400", "406")}
    }


def exemplary(name: str) -> dict[str, Any]:
    """An example of what a schema describes, where there is one."""
    return {"examples": [SHOWN[name]]} if name in SHOWN else {}


def add_components(result, generator, request, public):
    """Put the schemas beside the addresses that refer to them."""
    found = result.setdefault("components", {})
    known = components.schemas() | webhook_schemas.SCHEMAS
    found["schemas"] = {name: known[name] | exemplary(name) for name in sorted(known)}
    result["webhooks"] = webhook_schemas.SENT
    found["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    if deprecations.DECLARED:
        result = json.loads(json.dumps(result))  # until here fields share descriptions
        deprecations.describe(result)
    return result
