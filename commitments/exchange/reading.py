"""Reading the files of a data package: strict CSV, every error with file, row, column and reason."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from commitments.columns import Column
from commitments.content import Content
from commitments.exchange import descriptors, tables
from commitments.exchange.tables import File

DESCRIPTOR = "datapackage.json"
BOM = b"\xef\xbb\xbf"
NOT_UTF_8 = "This is not valid UTF-8."
ALL_READ: frozenset[str] = frozenset()


@dataclass(frozen=True, order=True)
class PackageError:
    """One thing wrong with a package. Row 1 is the header; row 0 is the file as a whole."""

    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row}" if self.row else self.file
        return (
            f"{where}, {self.column}: {self.reason}" if self.column else f"{where}: {self.reason}"
        )


class BadPackage(Exception):  # noqa: N818 - the package is what is wrong
    """A package was refused as a whole; ``errors`` lists everything that is wrong with it."""

    def __init__(self, errors: list[PackageError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = sorted(errors)


@dataclass
class Row:
    """One row of a file: its number and its values as content, nothing in the place of ``unread`` ones.

    A row is repeated where one further up has the same identity.
    """

    number: int
    values: Content
    unread: frozenset[str] = ALL_READ
    is_repeated: bool = False


class Header(NamedTuple):
    """The columns of a file in their places, None for an unknown one, and those that are missing."""

    used: list[Column | None]
    missing: frozenset[str]


class Package:
    """A folder with a descriptor and CSV files. ``errors`` collects what is wrong as files are read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.errors: list[PackageError] = []
        self.descriptor = self._read_descriptor()
        self.name, self.version = self.described["name"], self.described["version"]

    def _read_descriptor(self) -> str:
        try:
            text = (self.folder / DESCRIPTOR).read_text(encoding="utf-8")
            self.described = json.loads(text, parse_constant=_no_number)
        except OSError:
            raise BadPackage([PackageError(DESCRIPTOR, 0, "", "The file is missing.")]) from None
        except (ValueError, RecursionError) as error:
            raise BadPackage(
                [PackageError(DESCRIPTOR, 0, "", f"The file is not JSON in UTF-8: {error}.")]
            ) from None
        found = descriptors.problems(self.described)
        if found:
            raise BadPackage([PackageError(DESCRIPTOR, 0, *problem) for problem in found])
        return text

    @property
    def listed(self) -> set[str]:
        return {resource["name"] for resource in self.described["resources"]}

    def error(self, file: File, row: int, column: str, reason: str) -> None:
        """Note one error."""
        self.errors.append(PackageError(file.path, row, column, reason))

    def rows(self, file: File) -> Iterator[Row]:
        """The rows of a file; what cannot be read in them is noted."""
        path = self.folder / file.path
        if not path.is_file():
            if file.name in self.listed:
                self.error(file, 0, "", "The file is missing.")
            return
        with path.open("rb") as stream:
            if stream.peek(len(BOM))[: len(BOM)] == BOM:
                self.error(file, 1, "", "A byte order mark stands first. Save it as plain UTF-8.")
                return
            records = self._records(file, stream)
            number, names = next(records, (1, []))
            header = self._header(file, names) if number == 1 else None
            seen: set[tuple] = set()
            for number, fields in records if header else ():
                row = self._row(file, header, number, fields)
                if row:
                    self._look_for_twin(file, row, seen)
                    yield row

    def _records(self, file: File, stream: BinaryIO) -> Iterator[tuple[int, list[str | None]]]:
        """Numbered rows of text, None for what is not UTF-8; a row that is not CSV is noted and left out."""
        spoiled: list[bytes] = []
        reader = csv.reader(_decoded(stream, spoiled), strict=True)
        for number in count(1):
            try:
                fields = next(reader, None)
            except csv.Error as error:
                self.error(file, number, "", f"The row cannot be read as CSV: {error}.")
                continue
            if fields is None:
                return
            yield number, [_sound(text) for text in fields] if spoiled else fields
            spoiled.clear()

    def peek(self, file: File, names: list[str]) -> Iterator[list[str]]:
        """Some columns of a file as text, before it is read in earnest; nothing is noted as wrong."""
        path = self.folder / file.path
        if not path.is_file():
            return
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            try:
                reader = csv.reader(stream)
                header = next(reader, [])
                places = [header.index(name) for name in names if name in header]
                if len(places) < len(names):
                    return
                for fields in reader:
                    if len(fields) > max(places):
                        yield [fields[place] for place in places]
            except csv.Error:
                return

    def size(self, file: File) -> int:
        """About how many rows a file has."""
        return sum(1 for _row in self.peek(file, list(file.identity)))

    def _header(self, file: File, names: list[str | None]) -> Header | None:
        """What is in which place, or None if no column is known."""
        known = {column.name: column for column in file.columns}
        used: list[Column | None] = []
        for name in names:
            column = known.get(name or "")
            if column is None:
                reason = f"There is no such column. Known: {', '.join(known)}."
                self.error(file, 1, (name or "")[:60], NOT_UTF_8 if name is None else reason)
            elif column in used:
                self.error(file, 1, "", f"The column {name} stands here twice.")
                column = None
            used.append(column)
        missing = [one.name for one in file.columns if not one.extra and one not in used]
        for name in missing:
            self.error(file, 1, name, "This column is missing.")
        return Header(used, frozenset(missing)) if any(used) else None

    def _row(self, file: File, header: Header, number: int, fields: list[str | None]) -> Row | None:
        if len(fields) != len(header.used):
            expected = len(header.used)
            self.error(file, number, "", f"The row has {len(fields)} fields, not {expected}.")
            return None
        values: dict[str, Any] = {
            column.name: tables.from_text(column, "") if column.extra else tables.nothing(column)
            for column in file.columns
            if column.extra or column.name in header.missing
        }
        unread = [*header.missing]
        for column, text in zip(header.used, fields, strict=True):
            if column is None:
                continue
            try:
                if text is None:
                    raise ValueError(NOT_UTF_8)
                values[column.name] = tables.from_text(column, text)
            except ValueError as error:
                self.error(file, number, column.name, str(error))
                values[column.name] = tables.nothing(column)
                unread.append(column.name)
        return Row(number, values, frozenset(unread) if unread else ALL_READ)

    def _look_for_twin(self, file: File, row: Row, seen: set[tuple]) -> None:
        """Note a row whose identity was seen further up."""
        if not row.unread.isdisjoint(file.identity):
            return
        key = tuple(row.values[name] for name in file.identity)
        if key in seen:
            row.is_repeated = True
            self.error(file, row.number, file.identity[0], "This row stands here twice.")
        seen.add(key)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")


def _decoded(stream: BinaryIO, spoiled: list[bytes]) -> Iterator[str]:
    """The lines of a file as text; those that are not UTF-8 are noted, with a sign in each bad place."""
    for line in stream:
        try:
            yield line.decode()
        except UnicodeDecodeError:
            spoiled.append(line)
            yield line.decode(errors="replace")


def _sound(text: str) -> str | None:
    return None if "\N{REPLACEMENT CHARACTER}" in text else text
