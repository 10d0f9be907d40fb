"""Two packages compared row by row: what was added, changed and removed.

Both are read once and side by side, which takes no memory: a package's rows are sorted by identity.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from commitments.exchange import tables
from commitments.exchange.tables import File

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
Row = dict[str, str]


class Difference(NamedTuple):
    """One row that differs: its table and identity, and of a changed one the columns."""

    table: str
    id: str
    change: str
    fields: list[str]


def differences(old: Path | None, new: Path) -> Iterator[Difference]:
    """What the new package has otherwise than the old one, or than none."""
    with ZipFile(new) as after:
        if old is None:
            for file in tables.FILES:
                yield from _of_file(file, iter(()), _rows(after, file))
            return
        with ZipFile(old) as before:
            for file in tables.FILES:
                yield from _of_file(file, _rows(before, file), _rows(after, file))


def _rows(archive: ZipFile, file: File) -> Iterator[Row]:
    if file.path not in archive.namelist():
        return
    with archive.open(file.path) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))


def _of_file(file: File, before: Iterator[Row], after: Iterator[Row]) -> Iterator[Difference]:
    old, new = next(before, None), next(after, None)
    while old or new:
        old_key, new_key = _key(file, old), _key(file, new)
        if new is None or (old and old_key < new_key):
            yield Difference(file.name, "/".join(old_key), REMOVED, [])
            old = next(before, None)
        elif old is None or new_key < old_key:
            yield Difference(file.name, "/".join(new_key), ADDED, [])
            new = next(after, None)
        else:
            fields = [c.name for c in file.columns if old.get(c.name, "") != new.get(c.name, "")]
            if fields:
                yield Difference(file.name, "/".join(new_key), CHANGED, fields)
            old, new = next(before, None), next(after, None)


def _key(file: File, row: Row | None) -> tuple[str, ...]:
    return tuple(row[name] for name in file.identity) if row else ()
