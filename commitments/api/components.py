"""The schemas of what the API answers, made from the fields of each resource."""

from commitments.api import promises, resources
from commitments.api.fields import PARTIAL_DATE, Field, Schema, nullable
from commitments.api.resources import Resource
from commitments.choices import ChangeAction, ChangeReason, PartyRole, RecordType, Status
from commitments.queries.counts import STATUSES
from summits.choices import DocumentRole

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date"}
PARTIAL = nullable({"type": "string", "pattern": PARTIAL_DATE})
LINK: Schema = {"type": ["string", "null"], "format": "uri"}
TIME: Schema = {"type": "string", "format": "date-time"}


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def closed(properties: dict[str, Schema]) -> Schema:
    """An object that has just these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def of_fields(fields: tuple[Field, ...]) -> Schema:
    return closed({field.name: field.schema for field in fields})


def list_of(name: str) -> Schema:
    rows = {"type": "array", "items": reference(name)}
    return closed({"count": WHOLE, "next": LINK, "previous": LINK, "results": rows})


def vocabulary(values: list[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


def member(roles: list[str], **more: Schema) -> Schema:
    return closed(
        {
            "party": TEXT, "role": vocabulary(roles), "joined_on": PARTIAL, "left_on": PARTIAL,
            **more,
        }
    )  # fmt: skip


COUNTS = {
    "total": WHOLE,
    "by_status": closed(dict.fromkeys(STATUSES, WHOLE)),
    "not_assessable": WHOLE,
    "overdue": WHOLE,
}
ROW = {"key": TEXT, "label": TEXT, **COUNTS}
SUBJECT = vocabulary(["whole", "part"])
ERROR = {"parameter": TEXT, "field": TEXT, "code": TEXT, "detail": TEXT}
TOMBSTONE = closed({"id": TEXT, "type": TEXT, "retracted_at": TIME, "reason": TEXT})
CHANGE = closed(
    {"cursor": TEXT | {"description": "The place after this change."},
     "type": vocabulary(RecordType.values),
     "id": TEXT | {"description": "The record's identifier then, unique within its type."},
     "action": vocabulary(ChangeAction.values),
     "reason": nullable(vocabulary(ChangeReason.values)),
     "note": nullable(TEXT) | {"description": "Why it was retracted, or the package it came with."},
     "at": TIME | {"description": "When it became public."},
     "version": WHOLE, "url": {"type": "string", "format": "uri"},
     "fields": {"type": "array", "items": TEXT, "description": "The fields that are new."},
     "commitment": nullable(TEXT) | {"description": "The commitment that a report belongs to."},
     "merged_into": nullable(TEXT) | {"description": "The identifier that stands for it now."}}
)  # fmt: skip
FIXED: dict[str, Schema] = {
    "Amount": closed({"quantity": {"type": "number"}, "unit": TEXT}),
    "Citation": closed({"source": TEXT, "locator": nullable(TEXT)}),
    "Check": closed({"date": DAY, "where": TEXT}),
    "Reporter": closed({"party": nullable(TEXT), "name": nullable(TEXT)}),
    "Part": member(PartyRole.values, status=nullable(vocabulary(Status.values))),
    "DocumentParty": member(DocumentRole.values),
    "Problem": {
        "type": "object",
        "properties": {
            "type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT,
            "errors": {"type": "array", "items": {"type": "object", "properties": ERROR}},
            "tombstone": TOMBSTONE,
        },
        "required": ["type", "title", "status", "detail", "errors"],
        "example": {
            "type": "about:blank", "title": "Bad request", "status": 400,
            "detail": "The request was not followed; look at: page_size.",
            "errors": [{"parameter": "page_size", "code": "invalid",
                        "detail": "Give a whole number from 1 to 1000."}],
        },
    },
    "Root": {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
    "Change": CHANGE,
    "Changes": closed(
        {"results": {"type": "array", "items": reference("Change")}, "next_cursor": TEXT,
         "has_more": {"type": "boolean"}}
    ),
    "Stats": closed(
        {"by": TEXT, "as_of": DAY, "status_of": SUBJECT, **COUNTS, "note": nullable(TEXT),
         "rows": {"type": "array", "items": closed(ROW)}}
    ),
    "History": closed(
        {"interval": TEXT, "as_of": DAY, "status_of": SUBJECT,
         "rows": {"type": "array", "items": closed(ROW | {"on": DAY})}}
    ),
}  # fmt: skip
ALL: tuple[Resource, ...] = (
    resources.SUMMITS, resources.PARTIES, resources.PARTICIPATIONS, resources.DOCUMENTS,
    resources.THEMES, promises.COMMITMENTS, promises.REPORTS, resources.SOURCES,
)  # fmt: skip


def schemas() -> dict[str, Schema]:
    """Every schema by name."""
    found = dict(FIXED)
    for resource in ALL:
        found[resource.schema] = of_fields(resource.fields)
        found[f"{resource.schema}List"] = list_of(resource.schema)
        if resource.more:
            found[f"{resource.schema}Detail"] = of_fields(resource.fields + resource.more)
    return dict(sorted(found.items()))
