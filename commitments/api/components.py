"""The schemas of what the API answers, made from the fields of each resource."""

from commitments.api import promises, resources, sent
from commitments.api.fields import ADDRESS, PARTIAL_DATE, TIME, Field, Schema, nullable
from commitments.api.resources import Resource
from commitments.choices import (
    REPORTABLE,
    Basis,
    ChangeAction,
    ChangeReason,
    PartyRole,
    RecordType,
    ReviewState,
    Status,
)
from commitments.queries.counts import STATUSES
from summits.choices import DocumentRole, SourceKind

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date"}
WRITTEN: Schema = {"type": "string", "pattern": PARTIAL_DATE}
WRITTEN_OR_EMPTY: Schema = {"type": "string", "pattern": f"^$|{PARTIAL_DATE}"}
PARTIAL = nullable(WRITTEN)
LINK: Schema = {"type": ["string", "null"], "format": "uri"}
MADE_AT: Schema = TIME | {"description": "When it was made."}


PLACE = "#/components/schemas/"


def reference(name: str) -> Schema:
    return {"$ref": f"{PLACE}{name}"}


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
            "party": TEXT, "role": vocabulary(roles),
            "joined_on": PARTIAL | {"description": "When it joined; null: from the start."},
            "left_on": PARTIAL | {"description": "When it left; null: it has not."},
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
     "version": WHOLE, "url": ADDRESS,
     "fields": {"type": "array", "items": TEXT, "description": "The fields that are new."},
     "commitment": nullable(TEXT) | {"description": "The commitment that a report belongs to."},
     "merged_into": nullable(TEXT) | {"description": "The identifier that stands for it now."}}
)  # fmt: skip


def given(properties: dict[str, Schema], *required: str) -> Schema:
    """An object that is sent to us: fields that are not required may be left out or null."""
    return closed(
        {name: one if name in required else optional(one) for name, one in properties.items()}
    ) | {"required": list(required)}


def optional(schema: Schema) -> Schema:
    return nullable(schema) if "type" in schema else {"oneOf": [schema, {"type": "null"}]}


WORDS: Schema = {"type": "string", "minLength": 1}
NEW_SOURCE = given(
    {"title": WORDS, "publisher": WORDS, "authors": {"type": "array", "items": TEXT},
     "published_on": WRITTEN_OR_EMPTY, "url": TEXT, "kind": vocabulary(SourceKind.values),
     "language": TEXT, "archived_url": TEXT},
    "title", "publisher", "kind",
)  # fmt: skip
SENT_CITATION = given(
    {"source": {"oneOf": [WORDS, NEW_SOURCE], "description": "A slug, or a source that is new."},
     "locator": TEXT},
    "source",
)  # fmt: skip
SENT = {
    "commitment": WORDS, "party": TEXT, "date": WORDS,
    "status": vocabulary([choice.value for choice in REPORTABLE]),
    "basis": vocabulary(Basis.values), "summary": WORDS,
    "measure": reference("Amount"),
    "reported_by": given({"party": TEXT, "name": TEXT}),
    "citations": {"type": "array", "items": SENT_CITATION, "minItems": 1,
                  "maxItems": sent.MOST_CITED},
    "note": TEXT | {"description": "To the reviewer; never public."},
}  # fmt: skip
REQUIRED = ("commitment", "date", "status", "basis", "summary", "citations")
SUBMISSION = closed(
    {"id": WHOLE, "url": ADDRESS,
     "sandbox": {"type": "boolean", "description": "Sent to try the API; nobody reviews it."},
     "state": vocabulary([ReviewState.IN_REVIEW, ReviewState.SENT_BACK, ReviewState.PUBLISHED]),
     "submitted_at": TIME | {"description": "When it was sent, or sent anew."},
     "decided_at": nullable(TIME) | {"description": "When it was published or sent back."},
     "comment": nullable(TEXT) | {"description": "What the reviewer wrote."},
     "note": nullable(TEXT),
     "report": given({name: one for name, one in SENT.items() if name != "note"}, *REQUIRED),
     "progress_report": LINK | {"description": "The report, once it is public."}}
)  # fmt: skip
SIZE = WHOLE | {"description": "Bytes."}
FILE = closed({"url": ADDRESS, "name": TEXT, "size": SIZE, "sha256": TEXT})
KINDS = closed(dict.fromkeys(("added", "changed", "removed"), WHOLE))
RELEASE = {
    "id": WHOLE | {"description": "The number of the edition."},
    "url": ADDRESS, "made_at": MADE_AT,
    "cursor": TEXT | {"description": "Read the changes after it to go on from this edition."},
    "package": FILE, "changes": FILE,
    "counts": {"type": "object", "additionalProperties": KINDS,
               "description": "Rows of each table that differ from the edition before."},
    "citation": TEXT | {"description": "The words to cite it with."},
}  # fmt: skip
INSIDE = closed({"name": TEXT, "rows": {"type": ["integer", "null"]}, "size": SIZE, "sha256": TEXT})
FIXED: dict[str, Schema] = {
    "Export": closed({"results": {"type": "array", "items": reference("ExportFile")}}),
    "ExportFile": closed({"name": TEXT, "url": ADDRESS, "media_type": TEXT | {"description": "Its format."}}),
    "Release": closed(RELEASE),
    "ReleaseDetail": closed(RELEASE | {"contents": {"type": "array", "items": INSIDE,
                                                 "description": "The files in its package."}}),
    "ReleaseList": list_of("Release"),
    "Submission": SUBMISSION,
    "SubmissionList": list_of("Submission"),
    "SentReport": given(SENT, *REQUIRED),
    "Amount": closed(
        {"quantity": {"type": "number", "description": "How many."},
         "unit": TEXT | {"description": "Of what, as in “trainees per year”."}}
    ),
    "Citation": closed({"source": TEXT, "locator": nullable(TEXT)}),
    "Check": closed({"date": DAY, "where": TEXT | {"description": "Where somebody looked."}}),
    "Reporter": closed({"party": nullable(TEXT), "name": nullable(TEXT)}),
    "Part": member(PartyRole.values, status=nullable(vocabulary(Status.values))),
    "FormerPart": member(PartyRole.values),
    "DocumentParty": member(DocumentRole.values),
    "Problem": {
        "type": "object",
        "properties": {
            "type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT,
            "errors": {"type": "array", "items": {"type": "object", "properties": ERROR}},
            "tombstone": TOMBSTONE | {"description": "With 410: what remains of the record."},
        },
        "required": ["type", "title", "status", "detail", "errors"],
        "example": {
            "type": "about:blank", "title": "Bad request", "status": 400,
            "detail": "The request was not followed; look at: page_size.",
            "errors": [{"parameter": "page_size", "code": "invalid",
                        "detail": "Give a whole number from 1 to 1000."}],
        },
    },
    "Description": {"type": "object", "description": "What its media type says."},
    "Root": {"type": "object", "additionalProperties": ADDRESS},
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
