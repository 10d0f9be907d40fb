"""One field of an answer: its name, its JSON schema, and how it is read from a row of values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from commitments import columns
from commitments.choices import RecordType
from commitments.columns import Column
from commitments.queries.feed import in_utc

Row = dict[str, Any]
Schema = dict[str, Any]

PARTIAL_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
TIME: Schema = {"type": "string", "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
TYPES: dict[str, Schema] = {
    columns.TEXT: {"type": "string"},
    columns.SLUG: {"type": "string"},
    columns.INTEGER: {"type": "integer"},
    columns.DECIMAL: {"type": "number"},
    columns.BOOLEAN: {"type": "boolean"},
    columns.DAY: {"type": "string", "format": "date"},
    columns.PARTIAL: {"type": "string", "pattern": PARTIAL_DATE},
    columns.REF: {"type": "string"},
    columns.REFS: {"type": "array", "items": {"type": "string"}},
    columns.NAMES: {"type": "array", "items": {"type": "string"}},
}


@dataclass(frozen=True)
class Field:
    """One field. ``paths`` are the values its reader needs; CSV takes ``flat`` of each list entry."""

    name: str
    schema: Schema
    read: Callable[[Row], Any]
    paths: tuple[str, ...] = ()
    flat: str = ""

    def cell(self, row: Row) -> Any:
        """The field's value for a table: of a list of objects, one text each."""
        value = self.read(row)
        return [one[self.flat] for one in value] if self.flat else value


def reference(column: Column) -> str:
    """The path to the public identifier that a relation names."""
    return f"{column.field}__{'code' if column.to == RecordType.PARTY else 'slug'}"


def own(column: Column) -> Field:
    """A column of the data package as a field."""
    path = reference(column) if column.type == columns.REF else column.field
    if column.name == "implements":
        return Field(column.name, schema_of(column), lambda row: row["wider"], ("wider",))
    return Field(column.name, schema_of(column), reader(column, path), _paths(column, path))


def _paths(column: Column, path: str) -> tuple[str, ...]:
    return () if column.type == columns.REFS else (path,)


def schema_of(column: Column) -> Schema:
    """A column's JSON schema: null where it may be empty."""
    found = TYPES[column.type] | {"description": column.description}
    if column.enum:
        found["enum"] = list(column.enum)
    lists = column.type in (columns.REFS, columns.NAMES, columns.BOOLEAN)
    return found if column.required or lists else nullable(found)


def nullable(schema: Schema) -> Schema:
    """The same schema, null allowed."""
    found = schema | {"type": [schema["type"], "null"]}
    return found | {"enum": [*schema["enum"], None]} if "enum" in schema else found


def reader(column: Column, path: str) -> Callable[[Row], Any]:
    """How a column's value is read from a row; nothing is null, never an empty text."""
    if column.type == columns.REFS:
        return lambda row: row[column.name]
    if column.type == columns.NAMES:
        return lambda row: row[path].split(";") if row[path] else []
    if column.type == columns.DECIMAL:
        return lambda row: number(row[path])
    if column.type == columns.DAY:
        return lambda row: row[path].isoformat()
    if column.type == columns.SLUG:
        return lambda row: str(row[path])
    if column.type in (columns.BOOLEAN, columns.INTEGER):
        return lambda row: row[path]
    return lambda row: row[path] or None


def number(value: Decimal | None) -> int | float | None:
    """A decimal as a JSON number: 2000, 1.83."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def moment(name: str, description: str) -> Field:
    """A time of ours, in UTC."""
    return Field(
        name,
        TIME | {"description": description},
        lambda row: in_utc(row[name]),
        (name,),
    )


def text(name: str, description: str, schema: Schema | None = None) -> Field:
    """A computed text; nothing is null."""
    found = (schema or {"type": "string"}) | {"description": description}
    return Field(name, nullable(found), lambda row: row[name] or None, (name,))


def plain(name: str, schema: Schema, description: str) -> Field:
    """A computed value that is passed on as it is."""
    return Field(name, schema | {"description": description}, lambda row: row[name], (name,))


def listed(name: str, entry: str, description: str, flat: str = "") -> Field:
    """A list of objects that a separate query gathers; ``entry`` names their schema."""
    schema = {
        "type": "array",
        "items": {"$ref": f"#/components/schemas/{entry}"},
        "description": description,
    }
    return Field(name, schema, lambda row: row[name], (), flat)


def amount(name: str, description: str) -> Field:
    """A quantity with its unit, or null."""
    quantity, unit = f"{name}_quantity", f"{name}_unit"

    def read(row: Row) -> dict | None:
        if row[quantity] is None:
            return None
        return {"quantity": number(row[quantity]), "unit": row[unit]}

    schema = {
        "oneOf": [{"$ref": "#/components/schemas/Amount"}, {"type": "null"}],
        "description": description,
    }
    return Field(name, schema, read, (quantity, unit))


def address(resource: str, read: Callable[[Row], Any], path: str) -> Field:
    """The record's own address in the API. A source's ``url`` is where it was published, so that
    its own address has another name."""
    schema = ADDRESS | {"description": "This record in the API."}
    return Field(
        "api_url" if resource == "sources" else "url",
        schema,
        lambda row: f"{settings.SITE_URL}/api/v1/{resource}/{read(row)}/",
        (path,),
    )


def page(read: Callable[[Row], str], *paths: str) -> Field:
    """The record's page for readers."""
    schema = ADDRESS | {"description": "The page about it for readers."}
    return Field("page", schema, lambda row: f"{settings.SITE_URL}{read(row)}", paths)


VERSION = plain("version", {"type": "integer", "minimum": 1}, "The record's version, from 1.")
PUBLISHED_AT = moment("published_at", "When the record was first published here.")
UPDATED_AT = moment("updated_at", "When the record last changed here.")
CITATIONS = listed("citations", "Citation", "Sources that support it.", flat="source")


def paths_of(fields: Iterable[Field]) -> set[str]:
    """All values that these fields are read from."""
    return {path for field in fields for path in field.paths}
