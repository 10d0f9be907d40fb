"""Writing the data package: the public record as CSV files and their descriptor."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from commitments import columns, content
from commitments.choices import RecordType
from commitments.columns import Column, Table
from commitments.content import Content
from commitments.exchange import tables
from commitments.exchange.reading import DESCRIPTOR
from commitments.exchange.tables import File
from commitments.models import Check, Citation, Commitment, LoadedPackage, Part
from summits.models import Document, DocumentParty, Party

BATCH = 2000
TYPES = {
    columns.INTEGER: "integer",
    columns.DECIMAL: "number",
    columns.BOOLEAN: "boolean",
    columns.DAY: "date",
}
FIRST: dict[str, Any] = {
    "name": "nss-commitments",
    "version": "0",
    "title": "Nuclear Security Summit commitments and what became of them",
    "profile": "tabular-data-package",
    "resources": [],
}


def dump_package(folder: Path) -> dict[str, int]:
    """Write the whole public record into a folder; return the number of rows of each file.

    What was loaded and has not changed is written back byte for byte.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts, used = {}, {}
    loaded = _loaded()
    listed = {resource["name"] for resource in json.loads(loaded)["resources"]}
    for file in tables.FILES:
        used[file.name] = _used(file)
        if file.optional and file.name not in listed and not any(True for _row in rows(file)):
            (folder / file.path).unlink(missing_ok=True)  # of an earlier dump: a load would read it
            continue
        counts[file.name] = _write(folder / file.path, used[file.name], rows(file))
    text = descriptor(loaded, {name: used[name] for name in counts})
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8", newline="")
    return counts


def write_table(path: Path, file: File) -> int:
    """Write one file of the package; return the number of its rows."""
    return _write(path, _used(file), rows(file))


def _used(file: File) -> tuple[Column, ...]:
    """The columns that the file has in a package written now."""
    if any(column.extra for column in file.columns):
        return tables.used_columns(file, rows(file))
    return file.columns


def _write(path: Path, used: tuple[Column, ...], found: Iterable[Content]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.name for column in used])
        for row in found:
            writer.writerow([tables.to_text(column, row[column.name]) for column in used])
            count += 1
    return count


def rows(file: File) -> Iterator[Content]:
    """The public rows of a file as content, sorted by code point of what identifies them."""
    if file.name in columns.BY_NAME:
        return (found for _record, found in records(columns.BY_NAME[file.name]))
    return {
        "document_parties": _document_parties,
        "commitment_parties": _commitment_parties,
        "citations": _citations,
        "checks": _checks,
    }[file.name]()


def records(table: Table) -> Iterator[tuple[Any, Content]]:
    """The public records of a table with the content of their own columns, sorted."""
    order = {
        RecordType.PARTICIPATION: ["summit__slug", "party__code"],
        RecordType.PROGRESS_REPORT: ["pk"],
    }.get(table.record_type, [table.columns[0].field])
    found = content.own_columns(table.model.objects.published(), table.record_type)
    found, hidden = found.order_by(*order), _hidden(table)
    for record in found.iterator(BATCH):
        row = {c.name: content.value_of(record, c) for c in table.columns}
        yield record, row | _without(hidden, row)


def _hidden(table: Table) -> dict[str, set[str]]:
    """Of each column that names records, the few that are not public: no file says what they are called."""
    found = {}
    for column in table.columns:
        if column.type in (columns.REF, columns.REFS):
            named = columns.BY_TYPE[column.to]
            others = named.model.objects.exclude(pk__in=named.model.objects.published())
            found[column.name] = set(others.values_list(named.columns[0].field, flat=True))
    return found


def _without(hidden: dict[str, set[str]], row: Content) -> Content:
    """The columns of a row that name what is hidden, without its names."""
    found: Content = {}
    for name, names in hidden.items():
        if isinstance(row[name], list):
            found[name] = [one for one in row[name] if one not in names]
        elif row[name] in names:
            found[name] = None
    return found


def _members(model: type, parent: str, parents: Any) -> Iterator[Content]:
    file = tables.BY_NAME[f"{parent}_parties"]
    found = (
        model.objects.filter(**{f"{parent}__in": parents}, party__in=Party.objects.published())
        .select_related(parent, "party")
        .order_by(f"{parent}__slug", "party__code")
    )
    for row in found.iterator(BATCH):
        yield {column.name: content.value_of(row, column) for column in file.columns}


def _document_parties() -> Iterator[Content]:
    return _members(DocumentParty, "document", Document.objects.published())


def _commitment_parties() -> Iterator[Content]:
    return _members(Part, "commitment", Commitment.objects.published())


def _citations() -> Iterator[Content]:
    found = (
        Citation.objects.public()
        .select_related(
            "source",
            "commitment",
            "progress_report",
            "participation__summit",
            "participation__party",
            "document",
            "summit",
        )
        .order_by("source__slug")
    )
    group: list[Content] = []
    for citation in found.iterator(BATCH):
        row = {
            "source": citation.source.slug,
            "record_type": citation.record_type,
            "record": citation.record.public_id.replace("~", "/"),
            "locator": citation.locator,
        }
        if group and group[0]["source"] != row["source"]:
            yield from sorted(group, key=_citation_key)
            group = []
        group.append(row)
    yield from sorted(group, key=_citation_key)


def _citation_key(row: Content) -> tuple[str, str]:
    return row["record_type"], row["record"]


def _checks() -> Iterator[Content]:
    found = Check.objects.filter(commitment__in=Commitment.objects.published())
    for check in found.select_related("commitment").order_by("commitment__slug", "date", "where"):
        yield {
            "commitment": check.commitment.slug,
            "date": check.date.isoformat(),
            "where": check.where,
        }


def _loaded() -> str:
    """The descriptor as it was loaded, or a first one that lists nothing."""
    loaded = LoadedPackage.objects.order_by("-loaded_at").first()
    return _as_text(FIRST) if loaded is None else loaded.descriptor


def _as_text(described: dict[str, Any]) -> str:
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def descriptor(loaded: str, used: dict[str, tuple[Column, ...]]) -> str:
    """The descriptor as it was loaded, with what the loaded one does not know yet appended.

    A table that was described without a schema stays so.
    """
    changed, described = False, json.loads(loaded)
    resources = {resource["name"]: resource for resource in described["resources"]}
    for name, file_columns in used.items():
        if name not in resources:
            described["resources"].append(_resource(tables.BY_NAME[name], file_columns))
            changed = True
        elif "schema" in resources[name]:
            fields = resources[name]["schema"]["fields"]
            missing = [c for c in file_columns if c.name not in {field["name"] for field in fields}]
            fields += [_field(column) for column in missing]
            changed = changed or bool(missing)
    return _as_text(described) if changed else loaded


def _resource(file: File, used: tuple[Column, ...]) -> dict[str, Any]:
    identity = list(file.identity)
    return {
        "name": file.name,
        "path": file.path,
        "profile": "tabular-data-resource",
        "title": file.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in used],
            "primaryKey": identity[0] if len(identity) == 1 else identity,
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": TYPES.get(column.type, "string"),
        "description": column.description,
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.enum:
        constraints["enum"] = list(column.enum)
    return field | ({"constraints": constraints} if constraints else {})
