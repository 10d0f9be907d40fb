"""The rows of a package that belong to a record: parts, leads and subscribers, citations.

They are kept as tuples until their record is read, since there may be a great many of them.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from commitments import columns
from commitments.choices import RecordType
from commitments.columns import Children
from commitments.content import Content
from commitments.exchange import tables
from commitments.exchange.reading import ALL_READ, Package, Row
from commitments.models import CITED

CHILD_FILES = {
    (RecordType.DOCUMENT, "parties"): tables.DOCUMENT_PARTIES,
    (RecordType.COMMITMENT, "parties"): tables.COMMITMENT_PARTIES,
}
CITED_FILES = [((record_type, "citations"), tables.CITATIONS) for record_type in CITED]
NAMES = {
    "parties": [column.name for column in columns.COMMITMENT_PARTIES.columns],
    "citations": [column.name for column in columns.CITATIONS],
}


class Kept(NamedTuple):
    """One row of what belongs to a record: where it stands, its content, and what was not readable."""

    number: int
    content: Content
    unread: frozenset[str]


class Contained:
    """Reads the files once and hands out what belongs to each record."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._refuse_absent()
        self.kept: dict[tuple[str, str], dict[str | None, list[tuple]]] = defaultdict(dict)
        self.unread: dict[tuple[str, int], frozenset[str]] = {}
        for (record_type, name), file in CHILD_FILES.items():
            parent = file.columns[0].name
            for row in package.rows(file):
                self._keep(record_type, name, row.values[parent], row)
        for row in package.rows(tables.CITATIONS):
            owner = row.values["record"].replace("/", "~")
            self._keep(row.values["record_type"], "citations", owner, row)

    def _refuse_absent(self) -> None:
        """A table of records comes with the tables of what belongs to them, if only as headers."""
        for (record_type, _name), file in [*CHILD_FILES.items(), *CITED_FILES]:
            owner = columns.BY_TYPE[record_type].name
            present = (self.package.folder / file.path).exists()
            if (
                owner in self.package.listed
                and file.name not in self.package.listed
                and not present
            ):
                self.package.error(
                    file, 0, "", f"It is missing, and {owner}.csv would lose what belongs to it."
                )

    def _keep(self, record_type: str, name: str, owner: str | None, row: Row) -> None:
        """Keep a row for its record, or for nobody: one that stands here twice, or names no record."""
        if row.unread:
            self.unread[file_of(record_type, name).name, row.number] = row.unread
        if row.is_repeated or not owner or not record_type:
            owner = None
        found = (row.number, *(_shared(row.values[column]) for column in NAMES[name]))
        self.kept[record_type, name].setdefault(owner, []).append(found)

    def parties(self, record_type: str) -> Iterator[tuple[str, set[str]]]:
        """The parties of each record that has any."""
        for owner, found in self.kept[record_type, "parties"].items():
            if owner is not None:
                yield owner, {row[1] for row in found}

    def take(self, record_type: str, children: Children, owner: str) -> list[Kept]:
        """The rows of one record, sorted as contents are; each is handed out once."""
        found = self.kept[record_type, children.name].pop(owner, [])
        return self._as_kept(record_type, children.name, found)

    def _as_kept(self, record_type: str, name: str, found: list[tuple]) -> list[Kept]:
        names, file = NAMES[name], file_of(record_type, name).name
        found.sort(key=lambda row: row[1] or "")
        return [
            Kept(
                row[0],
                dict(zip(names, row[1:], strict=True)),
                self.unread.get((file, row[0]), ALL_READ),
            )
            for row in found
        ]

    def left(self) -> Iterator[tuple[str, str, str | None, list[Kept]]]:
        """What nobody took: type of the record, name of the list, id of the record, rows."""
        for (record_type, name), owners in self.kept.items():
            for owner, found in owners.items():
                yield record_type, name, owner, self._as_kept(record_type, name, found)


def file_of(record_type: str, name: str) -> tables.File:
    """The file in which the rows of a list stand."""
    return CHILD_FILES.get((record_type, name), tables.CITATIONS)


def _shared(value: Any) -> Any:
    """One copy of a text that many rows repeat."""
    return sys.intern(value) if isinstance(value, str) else value
