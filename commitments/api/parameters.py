"""What each parameter means and may hold, for the API's document."""

from typing import Any

from commitments.api import changes
from commitments.api.fields import Schema
from commitments.api.pagination import DEFAULT_SIZE, MAX_SIZE
from commitments.api.stats import GROUPS, INTERVALS
from commitments.choices import REPORTABLE, Basis, CommitmentKind, PartyRole, Status
from summits.choices import DocumentKind, PartyKind, SourceKind
from summits.filters import StrictFilterSet

TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 2000}
NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 60}
DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
MOMENT: Schema = {"type": "string", "minLength": 10, "maxLength": 35}
BOOLEAN: Schema = {"type": "string", "enum": ["true", "false"]}
SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
LANGUAGE: Schema = {"type": "string", "pattern": "^[a-z]{2}$"}
CODE: Schema = {"type": "string", "pattern": "^[A-Z]{2,8}$"}
FIELD_KINDS = {
    "commitments": CommitmentKind, "stats": CommitmentKind, "stats/history": CommitmentKind,
    "parties": PartyKind, "documents": DocumentKind, "sources": SourceKind,
}  # fmt: skip


def words(values: Any) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


MEANINGS: dict[str, tuple[str, Schema]] = {
    "party": ("Party code. With exactly one, status and basis mean that party's part.", CODE),
    "role": ("Role of a party.", words(PartyRole.values)),
    "region": ("Region of a party (UN M49), as parties show it.", NAME),
    "summit": ("Summit.", SLUG),
    "theme": ("Theme.", SLUG),
    "document": ("Document that the promise was made in.", SLUG),
    "commitment": ("Commitment.", SLUG),
    "status": ("Status.", words(Status.values)),
    "basis": ("How we know.", words(Basis.values)),
    "overdue": ("Target date past and not ended.", BOOLEAN),
    "assessments_differ": ("Two reporters state different things.", BOOLEAN),
    "assessable": ("Whether the promise can be judged.", BOOLEAN),
    "attended": ("Whether the party took part.", BOOLEAN),
    "made_after": ("Promised on this day or later.", DAY),
    "made_before": ("Promised on this day or earlier.", DAY),
    "reported_since": ("Newest report dated on this day or later.", DAY),
    "date_after": ("Dated on this day or later.", DAY),
    "date_before": ("Dated on this day or earlier.", DAY),
    "updated_since": ("Changed here since: a day, or a time with its zone.", MOMENT),
    "reported_by": ("Reporter: a party's code, or the whole name of one who has reported.", TEXT),
    "language": ("ISO 639-1 code of the source's language.", LANGUAGE),
    "q": ("Words that must all occur.", TEXT),
    "as_of": ("How it stood on a past day, by what is known today.", DAY),
}


def described(resource: str, filters: type[StrictFilterSet]) -> list[Schema]:
    """The parameters of an address as OpenAPI writes them."""
    return [_one(resource, name, filters) for name in filters.base_filters]


def _one(resource: str, name: str, filters: type[StrictFilterSet]) -> Schema:
    declared = filters.base_filters[name]
    if name == "ordering":
        allowed = [sign + key for key in filters.orderings for sign in ("", "-")]
        default = filters.default_ordering
        text = f"Order of rows; ties go by id, upwards. Without it: {default}."
        return parameter(name, text, words(allowed))
    if name == "kind":
        text, schema = "Kind.", words(FIELD_KINDS[resource].values)
    else:
        text, schema = MEANINGS[name]
    if name == "status" and resource == "progress-reports":
        schema = words(choice.value for choice in REPORTABLE)
    if not declared.many:
        return parameter(name, text, schema)
    text += " Several mean any of them: repeat the parameter or separate by commas."
    many = {"type": "array", "items": schema, "minItems": 1, "maxItems": 100}
    return parameter(name, text, many) | {"style": "form", "explode": True}


def parameter(name: str, description: str, schema: Schema, *, required: bool = False) -> Schema:
    """One parameter of a query."""
    found = {"name": name, "in": "query", "description": description, "schema": schema}
    return found | {"required": True} if required else found


FORMAT = parameter(
    "format",
    "Format; Accept works too. CSV and NDJSON are the whole selection, without pages.",
    words(["json", "csv", "ndjson"]),
)


def format_of(offered: dict[str, str]) -> Schema:
    """The parameter that chooses among what an address offers."""
    return parameter("format", "Format; Accept works too.", words(offered))


JSON_FORMAT = parameter("format", "Format.", words(["json"]))
LINKED_FORMAT = format_of({"json": "", "jsonld": ""})
PAGES = [
    parameter("cursor", "Place in the list, from “next” or “previous” of this list.", TEXT),
    parameter(
        "page_size",
        "Rows on a page.",
        {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE},
    ),
]
FEED = [
    parameter(
        "after",
        "Place in the feed, from “next_cursor” or a change's “cursor”. Without it: the beginning.",
        TEXT,
    ),
    parameter(
        "limit",
        "Changes in an answer.",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": changes.MAX_LIMIT,
            "default": changes.DEFAULT_LIMIT,
        },
    ),
    JSON_FORMAT,
]
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A word of yours, new for each report: sent again, the request is answered as before.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}
BY = parameter("by", "What the groups are.", words(GROUPS), required=True)
INTERVAL = parameter(
    "interval", "Length of a period.", words(INTERVALS) | {"default": INTERVALS[0]}
)
