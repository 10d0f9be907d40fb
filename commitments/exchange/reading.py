"""Reading the files of a data package: strict CSV, every error with file, row, column and reason."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commitments.columns import Column
from commitments.content import Content
from commitments.exchange import descriptors, tables
from commitments.exchange.tables import File

DESCRIPTOR = "datapackage.json"
BOM = b"\xef\xbb\xbf"


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
    """One row of a file: its number, its values as content, and the identity it has in its file."""

    number: int
    values: Content
    key: tuple


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
            self.described = json.loads(text)
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
        """The readable rows of a file; what is wrong with the others is noted."""
        path = self.folder / file.path
        if not path.is_file():
            if file.name in self.listed:
                self.error(file, 0, "", "The file is missing.")
            return
        number = 0
        seen: set[tuple] = set()
        try:
            with path.open("rb") as stream:
                if stream.peek(len(BOM))[: len(BOM)] == BOM:
                    self.error(
                        file, 1, "", "A byte order mark stands first. Save it as plain UTF-8."
                    )
                    return
                reader = csv.reader((line.decode() for line in stream), strict=True)
                header = next(reader, [])
                number = 1
                used = self._header(file, header)
                for fields in reader if used else ():
                    number += 1
                    row = self._row(file, number, used, fields)
                    if row and row.key in seen:
                        self.error(file, number, file.identity[0], "This row stands here twice.")
                    elif row:
                        seen.add(row.key)
                        yield row
        except UnicodeDecodeError:
            self.error(file, number + 1, "", "The row is not valid UTF-8.")
        except csv.Error as error:
            self.error(file, number + 1, "", f"The row cannot be read as CSV: {error}.")

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

    def _header(self, file: File, header: list[str]) -> list[Column]:
        """The columns in the header's order, or none if the header is wrong."""
        known = {column.name: column for column in file.columns}
        before = len(self.errors)
        for name in header:
            if name not in known:
                self.error(
                    file, 1, name[:60], f"There is no such column. Known: {', '.join(known)}."
                )
        for column in file.columns:
            if not column.extra and column.name not in header:
                self.error(file, 1, column.name, "This column is missing.")
        if len(set(header)) < len(header):
            self.error(file, 1, "", "A column stands here twice.")
        return [known[name] for name in header] if len(self.errors) == before else []

    def _row(self, file: File, number: int, used: list[Column], fields: list[str]) -> Row | None:
        if len(fields) != len(used):
            self.error(file, number, "", f"The row has {len(fields)} fields, not {len(used)}.")
            return None
        values: dict[str, Any] = {
            column.name: tables.from_text(column, "") for column in file.columns if column.extra
        }
        good = True
        for column, text in zip(used, fields, strict=True):
            try:
                values[column.name] = tables.from_text(column, text)
            except ValueError as error:
                self.error(file, number, column.name, str(error))
                good = False
        key = tuple(values.get(name) for name in file.identity)
        return Row(number, values, key) if good else None
