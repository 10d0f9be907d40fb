"""Checking a row of a package with the rows that belong to its record: all faults, each in its place."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import models as db

from commitments import columns
from commitments.actions import checks
from commitments.choices import RecordType
from commitments.columns import Children, Table
from commitments.content import Content
from commitments.exchange import filling, tables
from commitments.exchange.contained import Kept, file_of
from commitments.exchange.context import Context
from commitments.exchange.reading import Row
from commitments.exchange.uniqueness import Once
from commitments.queries.lookup import is_uuid


@dataclass
class Proposal:
    """What a row proposes: its content, the rows of its lists, and the record with unsaved rows."""

    row: Row
    public_id: str
    content: Content
    lists: dict[str, list[Kept]]
    record: Any = None
    contained: list[db.Model] = field(default_factory=list)


class Checker:
    """Notes all that is wrong with the rows of one table and of what belongs to its records."""

    def __init__(self, context: Context, table: Table) -> None:
        self.context, self.table, self.file = context, table, tables.BY_NAME[table.name]
        self.children = columns.children_of(table.record_type)
        self.once = Once(table, context.package)

    def id_of(self, row: Row) -> str:
        """The public identifier of a row's record; where it has none of its own, its place."""
        if row.is_repeated or not row.unread.isdisjoint(self.table.identity):
            return _place(row)
        return "~".join(str(row.values[name]) for name in self.table.identity)

    def proposal(self, row: Row) -> Proposal:
        """A row with what belongs to it from the other files."""
        public_id = self.id_of(row)
        take = self.context.contained.take
        lists = {c.name: take(self.table.record_type, c, public_id) for c in self.children}
        content = {c.name: row.values[c.name] for c in self.table.columns}
        content |= {name: [one.content for one in rows] for name, rows in lists.items()}
        return Proposal(row, public_id, content, lists)

    def error(self, one: Proposal, column: str, reason: str) -> None:
        """Note what is wrong with a row of a record."""
        self.context.package.error(self.file, one.row.number, column, reason)

    def check(self, one: Proposal) -> bool:
        """Fill the record in; whether all is well, with all that is not noted."""
        before = len(self.context.package.errors)
        silent = one.row.unread | self._check_identity(one)
        find = self.context.known.find
        one.contained, found = filling.fill_own(one.record, one.content, find, silent)
        for column, sentence in found:
            self.error(one, column, sentence)
        self._refuse_doubles(one)
        doubtful = {children.name for children in self.children if self._check_list(one, children)}
        faulty = silent | {column for column, _sentence in found}
        self._check_with_others(one, self._sound(one, faulty), doubtful)
        return len(self.context.package.errors) == before and not one.row.unread

    def _check_identity(self, one: Proposal) -> set[str]:
        """Refuse an id that is none, and a new one for a public record; what need not be said again."""
        unread = one.row.unread
        if one.record.version:
            for column, sentence in checks.renamings(one.record, one.content):
                if column not in unread:
                    self.error(one, column, sentence)
        is_report = self.table is columns.PROGRESS_REPORTS
        if not is_report or "id" in unread or is_uuid(one.content["id"]):
            return set()
        self.error(one, "id", "This is not a UUID in lower case.")
        return {"id"}

    def _refuse_doubles(self, one: Proposal) -> None:
        """Values that another record has already, in the database or further up in the package."""
        if one.row.is_repeated:
            return
        for column, holder in self.once.taken(one.public_id, one.record):
            self.error(one, column, f"“{holder}” has the same value already.")

    def _check_list(self, one: Proposal, children: Children) -> bool:
        """Check the rows of one list; whether it may lack some that the package has."""
        rows, is_sound = check_rows(
            self.context, one.record, children, one.lists[children.name], one.content
        )
        one.contained += rows
        return not is_sound or one.public_id == _place(one.row)

    def _check_with_others(self, one: Proposal, sound: Content, doubtful: set[str]) -> None:
        """What other records have against it. Of rows that are missing, the row of the record tells."""
        for column, sentence in checks.of_record(self.table.record_type, sound, self.context.known):
            if column not in one.lists:
                self.error(one, column, sentence)
            elif column not in doubtful:
                path = file_of(self.table.record_type, column).path
                self.error(one, self.table.identity[0], f"{sentence} That stands in {path}.")

    def _sound(self, one: Proposal, faulty: Collection[str]) -> Content:
        """The content without what is known to be wrong, for checks that look at several columns."""
        if not faulty and not one.row.is_repeated:
            return one.content
        sound = dict(one.content)
        for column in self.table.columns:
            if column.name == "id":
                sound["id"] = one.public_id
            elif column.name in faulty and column.type == columns.REFS:
                known = self.context.known
                sound[column.name] = [s for s in sound[column.name] if known.find(column.to, s)]
            elif column.name in faulty:
                sound[column.name] = None
        return sound


def _place(row: Row) -> str:
    return f"row {row.number}"


def check_rows(
    context: Context, record: db.Model, children: Children, rows: list[Kept], owner: Content
) -> tuple[list[db.Model], bool]:
    """Unsaved rows of a record's list, and whether each names something; all that is wrong is noted."""
    record_type = columns.record_type_of(record)
    file, key, known = file_of(record_type, children.name), children.columns[0].name, context.known
    given = ((kept.content, kept.unread) for kept in rows)
    filled = filling.fill_children(record, children, given, known.find)
    found, is_sound = [], True
    for kept, (row, problems) in zip(rows, filled, strict=True):
        faulty = kept.unread | {column for column, _sentence in problems}
        if children.name == "parties":
            against = checks.of_party(record_type, kept.content, owner, known)
            problems += [one for one in against if one[0] != key or key not in faulty]
        for column, sentence in problems:
            context.package.error(file, kept.number, column, sentence)
        is_sound = is_sound and key not in faulty
        found.append(row)
    return found, is_sound


def check_unclaimed(context: Context, record_type: str, name: str, rows: list[Kept]) -> None:
    """Note what is wrong with rows of a list whose record is not there to be checked with them."""
    cited = record_type or RecordType.COMMITMENT  # citations of whatever it is look alike
    record = columns.BY_TYPE[cited].model()
    children = next(c for c in columns.children_of(cited) if c.name == name)
    check_rows(context, record, children, rows, {"made_on": None, "adopted_on": None})
