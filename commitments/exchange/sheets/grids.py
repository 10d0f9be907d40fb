"""A spreadsheet as text in rows, whatever file it came in; what makes a whole file unreadable."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from commitments.exchange.reading import BadPackage, PackageError
from commitments.exchange.sheets import layout
from commitments.exchange.sheets.layout import Sheet

MOST_BYTES = 2_000_000
MOST_ROWS = 1_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 20_000
MOST_TEXT = 4_000_000  # a workbook keeps a text once, however many cells show it


@dataclass(frozen=True)
class Line:
    """One row: its number in the file, its cells as text, and what is wrong with cells by column."""

    number: int
    cells: list[str]
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """One sheet of a file. ``sheet`` is the name of its layout, ``header`` its columns as we write them."""

    sheet: str
    header: list[str]
    lines: list[Line]


@dataclass(frozen=True)
class Book:
    """What was read from a file: its grids in the order of the layout, and sheets that were left out."""

    grids: list[Grid]
    left_out: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def from_json(kept: dict[str, Any]) -> Book:
    """A book as Book.as_json gave it."""
    grids = [
        Grid(
            one["sheet"],
            one["header"],
            [
                Line(line["number"], line["cells"], [(c, s) for c, s in line["faults"]])
                for line in one["lines"]
            ],
        )
        for one in kept["grids"]
    ]
    return Book(grids, kept["left_out"])


def unreadable(file: str, sentence: str, row: int = 0, column: str = "") -> BadPackage:
    """A file refused as a whole, for one reason."""
    return BadPackage([PackageError(file, row, column, sentence)])


def grid_of(file: str, sheet: Sheet, lines: Iterable[Line]) -> Grid:
    """The grid of a sheet; raise BadPackage if its header or its size is wrong. Empty rows fall away."""
    filled = (line for line in lines if any(line.cells))
    first = next(filled, None)
    if first is None:
        raise unreadable(file, _("There is no row in it."))
    header = [layout.plain(name) for name in first.cells]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise unreadable(file, _("There are more than %s columns.") % MOST_COLUMNS, first.number)
    errors = [PackageError(file, first.number, *one) for one in layout.faults(sheet, header)]
    errors += [PackageError(file, first.number, *one) for one in first.faults]
    if errors:
        raise BadPackage(errors)
    kept: list[Line] = []
    size = 0
    for line in filled:
        kept.append(_fitted(line, header))
        size += sum(map(len, line.cells))
        if size > MOST_TEXT:
            raise unreadable(file, _("There is too much text in it. Split the file."), line.number)
        if len(kept) > MOST_ROWS:
            raise unreadable(
                file, _("There are more than %s rows. Split the file.") % MOST_ROWS, line.number
            )
    return Grid(sheet.name, header, kept)


def _fitted(line: Line, header: list[str]) -> Line:
    """A row with as many cells as the header; text that stands under no name is noted."""
    faults = [(column, sentence) for column, sentence in line.faults]
    for place, text in enumerate(line.cells):
        name = header[place] if place < len(header) else ""
        if text and not name:
            faults.append(("", _("“%s” stands in a column without a name.") % text[:60]))
        if len(text) > MOST_CHARACTERS:
            sentence = _("The cell has more than %s characters.") % MOST_CHARACTERS
            faults.append((name, sentence))
    cells = [text[:MOST_CHARACTERS] for text in line.cells[: len(header)]]
    return Line(line.number, cells + [""] * (len(header) - len(cells)), faults)
