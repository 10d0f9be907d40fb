"""The rows of a spreadsheet: what each says, and what in it cannot be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models as db
from django.utils.translation import gettext as _

from commitments.actions.checks import Problem
from commitments.choices import RecordType
from commitments.content import Content
from commitments.exchange.sheets import cells
from commitments.exchange.sheets.grids import Book, Grid, Line
from commitments.exchange.sheets.layout import BY_NAME, Sheet

MADE, CHANGED, SAME, REFUSED = "made", "changed", "same", "refused"
OUTCOMES = (REFUSED, MADE, CHANGED, SAME)


@dataclass
class Row:
    """One row and what an import would do with it.

    ``given`` are the values of its columns that could be read; ``record`` is what it makes or changes,
    ``before`` that record's public content. ``notes`` say what was understood, ``hints`` what is possible
    but unlikely, or still keeps the draft from being published.
    """

    sheet: Sheet
    line: Line
    given: Content
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    record: db.Model | None = None
    before: Content = field(default_factory=dict)
    proposed: Content = field(default_factory=dict)
    led_to: str = ""

    @property
    def record_type(self) -> RecordType:
        return RecordType(self.sheet.table.record_type)

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def is_new(self) -> bool:
        return self.record is None or self.record.version == 0

    @property
    def public_id(self) -> str:
        return self.proposed.get("id") or self.given.get("id") or ""

    @property
    def title(self) -> str:
        """What the row is about, in the words of its file."""
        found = self.given.get("title") or self.given.get("summary") or self.given.get("id")
        return str(found or " · ".join(filter(None, map(str.strip, self.line.cells))))[:200]

    @property
    def outcome(self) -> str:
        if self.problems:
            return REFUSED
        if self.led_to or (not self.is_new and self.before == self.proposed):
            return SAME
        return MADE if self.is_new else CHANGED

    @property
    def is_good(self) -> bool:
        """Whether it would become a draft."""
        return self.outcome in (MADE, CHANGED)

    def refuse(self, column: str, sentence: Any) -> None:
        self.problems.append((column, str(sentence)))


def rows_of(book: Book) -> Iterator[Row]:
    """The rows of a book, sheet by sheet."""
    for grid in book.grids:
        for line in grid.lines:
            yield _row(grid, line)


def _row(grid: Grid, line: Line) -> Row:
    sheet = BY_NAME[grid.sheet]
    row = Row(sheet, line, {}, problems=list(line.faults))
    texts = dict(zip(grid.header, line.cells, strict=True))
    faulty = {column for column, _sentence in line.faults}
    for column in sheet.columns:
        if column.name not in texts or column.name in faulty:
            continue
        text = texts[column.name]
        if column.name == "id" and not text:
            continue
        try:
            row.given[column.name] = cells.value_of(column, text)
        except ValueError as error:
            row.refuse(column.name, error)
        if cells.has_bullet(column, text):
            row.notes.append(_("A list bullet was removed from “%s”.") % column.name)
    return row
