"""Reading an XLSX file: the sheets we know, every cell as the text an editor would have typed."""

import datetime
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from commitments.exchange.reading import BadPackage, PackageError
from commitments.exchange.sheets import archive, layout
from commitments.exchange.sheets.grids import MOST_CHARACTERS, Grid, Line, grid_of, unreadable

LAST_LINE = 20_000
LAST_COLUMN = 200
# what openpyxl raises over a file that no spreadsheet program would write
GARBLED = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
LINE_END = re.compile("(?:\r|_x000D_)\n?")  # the second is how Excel keeps the first
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def read(file: str, data: bytes) -> tuple[list[Grid], list[str]]:
    """The grids of an XLSX file and the names of other sheets; raise BadPackage if it cannot be read."""
    try:
        archive.check(data)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        return _grids(file, book)
    except archive.Dangerous as refusal:
        raise unreadable(file, str(refusal)) from None
    except GARBLED as error:
        raise unreadable(
            file, _("It cannot be read. Save it again as XLSX or CSV UTF-8.")
        ) from error


def _grids(file: str, book: Any) -> tuple[list[Grid], list[str]]:
    found: dict[str, Grid] = {}
    left_out: list[str] = []
    errors: list[PackageError] = []
    for worksheet in book.worksheets:
        sheet = layout.named(worksheet.title)
        if sheet is None:
            left_out += (
                [worksheet.title] if layout.plain(worksheet.title) not in layout.OURS else []
            )
            continue
        if sheet.name in found:
            raise unreadable(worksheet.title, _("Another sheet has the same name."))
        try:
            found[sheet.name] = grid_of(worksheet.title, sheet, _lines(worksheet))
        except BadPackage as bad:
            errors += bad.errors
    if errors:
        raise BadPackage(errors)
    if not found:
        known = ", ".join(layout.BY_NAME)
        raise unreadable(file, _("It has no sheet named %s. Rename the sheet to read.") % known)
    return [found[name] for name in layout.BY_NAME if name in found], left_out


def _lines(worksheet: Any) -> Iterator[Line]:
    """Rows with their numbers. What the file says of its own size is not believed."""
    worksheet.reset_dimensions()
    header: list[str] = []
    for number, row in enumerate(worksheet.iter_rows(), 1):
        if number > LAST_LINE:
            sentence = _("It goes on below row %s. Delete the empty rows at its end.") % LAST_LINE
            raise unreadable(worksheet.title, sentence)
        if len(row) > LAST_COLUMN:
            sentence = _("It has more than %s columns. Delete the empty ones.") % LAST_COLUMN
            raise unreadable(worksheet.title, sentence, number)
        cells, faults = [], []
        for place, cell in enumerate(row):
            try:
                cells.append(_text(cell))
            except ValueError as error:
                cells.append(str(cell.value)[:60])
                faults.append((header[place] if place < len(header) else "", str(error)))
        header = header or ([layout.plain(name) for name in cells] if any(cells) else [])
        yield Line(number, cells, faults)


def _text(cell: Any) -> str:
    """A cell as an editor would have typed it; raise ValueError with a sentence."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise ValueError(_("The cell holds a formula. Put its value in its place."))
    if cell.data_type == "e":
        raise ValueError(_("The cell holds the error %s.") % value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return _written_date(value, cell.number_format)
    if isinstance(value, (int, float)):
        return _number(value)
    if not isinstance(value, str):
        raise ValueError(_("The cell holds a time of day. Write a date, a number or text."))
    if len(value) > MOST_CHARACTERS:
        raise ValueError(_("The cell has more than %s characters.") % MOST_CHARACTERS)
    return LINE_END.sub("\n", value).strip()


def _number(value: float) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def _written_date(value: datetime.datetime, shown: str) -> str:
    """A date as exact as the cell shows it: the day of Mar 2016 was put in by the spreadsheet."""
    if value.time() != datetime.time():
        raise ValueError(_("The cell holds a time of day. Write the date alone."))
    letters = QUOTED.sub("", shown or "").casefold()
    if "d" in letters or "y" not in letters:
        return value.strftime("%Y-%m-%d")
    return value.strftime("%Y-%m") if "m" in letters else value.strftime("%Y")
