"""What a descriptor must say, so that its package can be loaded and written back."""

import json
from collections.abc import Iterator
from typing import Any

from commitments.exchange import tables
from commitments.models import LoadedPackage

DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}
Problem = tuple[str, str]  # the member of the descriptor, and a sentence


def problems(described: Any) -> list[Problem]:
    """What is wrong with a descriptor; nothing, if the package can be loaded."""
    if not _is_text(described):
        return [("", "The file contains half of a surrogate pair, as in \\ud800. Remove it.")]
    described = described if isinstance(described, dict) else {}
    resources = described.get("resources")
    found = [*_of_text(described, "name"), *_of_text(described, "version")]
    if not isinstance(resources, list) or not all(isinstance(r, dict) for r in resources):
        return [*found, ("resources", "This is not a list of tables.")]
    seen: set[str] = set()
    for resource in resources:
        found += [("resources", sentence) for sentence in _of_resource(resource, seen)]
    return found


def _is_text(described: Any) -> bool:
    try:
        json.dumps(described, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _of_text(described: dict, name: str) -> Iterator[Problem]:
    text = described.get(name)
    if not isinstance(text, str) or not text:
        yield name, "This is missing."
        return
    longest = LoadedPackage._meta.get_field(name).max_length
    if len(text) > longest:
        yield name, f"This is longer than {longest} characters."
    if "\0" in text:
        yield name, "This contains a NUL character. Remove it."


def _of_resource(resource: dict, seen: set[str]) -> Iterator[str]:
    name = resource.get("name")
    if not isinstance(name, str):
        yield "The name of a table is not text."
    elif name not in tables.BY_NAME:
        yield f"“{name}” is not a table. The tables are {', '.join(tables.BY_NAME)}."
    elif name in seen:
        yield f"The table {name} is listed twice."
    else:
        seen.add(name)
        if resource.get("path") != tables.BY_NAME[name].path:
            yield f"The path of {name} is “{tables.BY_NAME[name].path}”."
        yield from _of_form(name, resource)
        yield from _of_schema(name, resource)


def _of_form(name: str, resource: dict) -> Iterator[str]:
    """What is said of the form of a file is true of the one that is read, and of the one written back."""
    if str(resource.get("encoding", "utf-8")).lower() not in {"utf-8", "utf8"}:
        yield f"The encoding of {name} is utf-8."
    dialect = resource.get("dialect", {})
    if not isinstance(dialect, dict):
        yield f"The dialect of {name} is not an object."
        return
    for part, value in DIALECT.items():
        if dialect.get(part, value) != value:
            yield f"The {part} of {name} is {json.dumps(value)}."


def _of_schema(name: str, resource: dict) -> Iterator[str]:
    """A table may do without a schema; one that is there lists columns by name."""
    if "schema" not in resource:
        return
    schema = resource["schema"]
    if not isinstance(schema, dict):
        yield f"The schema of {name} is not an object."
        return
    fields = schema.get("fields")
    named = isinstance(fields, list) and all(
        isinstance(field, dict) and isinstance(field.get("name"), str) for field in fields
    )
    if not named:
        yield f"The fields of {name} are not a list of objects with a name."
