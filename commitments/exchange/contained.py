"""The rows of a package that belong to a record: parts, leads and subscribers, citations.

They are kept as tuples until their record is read, since there may be a great many of them.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from commitments import columns
from commitments.choices import RecordType
from commitments.columns import Children
from commitments.content import Content
from commitments.exchange import tables
from commitments.exchange.reading import Package
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


class Contained:
    """Reads the files once and hands out what belongs to each record."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._refuse_absent()
        self.kept: dict[tuple[str, str], dict[str, list[tuple]]] = defaultdict(dict)
        for (record_type, name), file in CHILD_FILES.items():
            parent = file.columns[0].name
            for row in package.rows(file):
                self._keep(record_type, name, row.values[parent], row.number, row.values)
        for row in package.rows(tables.CITATIONS):
            owner = row.values["record"].replace("/", "~")
            self._keep(row.values["record_type"], "citations", owner, row.number, row.values)

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

    def _keep(self, record_type: str, name: str, owner: str, number: int, values: Content) -> None:
        found = (number, *(_shared(values[column]) for column in NAMES[name]))
        self.kept[record_type, name].setdefault(owner, []).append(found)

    def parties(self, record_type: str) -> Iterator[tuple[str, set[str]]]:
        """The parties of each record that has any."""
        for owner, found in self.kept[record_type, "parties"].items():
            yield owner, {row[1] for row in found}

    def take(self, record_type: str, children: Children, owner: str) -> list[Content]:
        """The rows of one record, sorted as contents are; each is handed out once."""
        found = self.kept[record_type, children.name].pop(owner, [])
        names = NAMES[children.name]
        return sorted(
            (dict(zip(names, row[1:], strict=True)) for row in found), key=lambda r: r[names[0]]
        )

    def left(self) -> Iterator[tuple[tables.File, int, str, str, str]]:
        """What nobody took: file, row, column, and the record type and id it names."""
        for (record_type, name), owners in self.kept.items():
            file = CHILD_FILES.get((record_type, name), tables.CITATIONS)
            column = "record" if file is tables.CITATIONS else file.columns[0].name
            for owner, found in owners.items():
                for row in found:
                    yield file, row[0], column, record_type, owner


def _shared(value: Any) -> Any:
    """One copy of a text that many rows repeat."""
    return sys.intern(value) if isinstance(value, str) else value
