"""The public record as an SQLite file: a table for each of the package, the same columns and rows."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commitments import columns
from commitments.columns import Column
from commitments.exchange import dump, tables
from commitments.exchange.tables import File

TYPES = {columns.INTEGER: "INTEGER", columns.DECIMAL: "NUMERIC", columns.BOOLEAN: "INTEGER"}
FAST = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"  # it is thrown away unless it gets whole


def write_sqlite(target: Path) -> None:
    """Write the record into a new file. Lists are joined by semicolons, truth is 1 or 0."""
    connection = sqlite3.connect(target)
    try:
        connection.executescript(FAST)
        for file in tables.FILES:
            connection.execute(_definition(file))
            marks = ", ".join("?" * len(file.columns))
            connection.executemany(f'INSERT INTO "{file.name}" VALUES ({marks})', _rows(file))  # noqa: S608
        connection.commit()
    finally:
        connection.close()


def _definition(file: File) -> str:
    described = [f'"{c.name}" {TYPES.get(c.type, "TEXT")}' for c in file.columns]
    key = ", ".join(f'"{name}"' for name in file.identity)
    return f'CREATE TABLE "{file.name}" ({", ".join(described)}, PRIMARY KEY ({key})) WITHOUT ROWID'


def _rows(file: File) -> Iterator[list[Any]]:
    for row in dump.rows(file):
        yield [_value(column, row[column.name]) for column in file.columns]


def _value(column: Column, value: Any) -> Any:
    """A value of content as SQLite keeps it: nothing is NULL."""
    if value in (None, ""):
        return None
    if column.type == columns.BOOLEAN:
        return int(value)
    if column.type == columns.INTEGER:
        return value
    return tables.to_text(column, value) or None
