"""Reading a CSV file: its encoding, its separator and its rows, strictly."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from commitments.exchange.sheets import layout
from commitments.exchange.sheets.grids import Grid, Line, grid_of, unreadable

SEPARATORS = (",", ";", "\t")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(file: str, data: bytes) -> Grid:
    """The one grid of a CSV file; raise BadPackage if it cannot be read."""
    text = _text(file, data)
    separator, header = max(
        ((one, _header(text, one)) for one in SEPARATORS), key=lambda found: _names_in(found[1])
    )
    sheet = layout.like(header)
    if sheet is None:
        known = ", ".join(sheet.name for sheet in layout.SHEETS)
        raise unreadable(
            file,
            _("The first row names no column we know. Begin with the template of %s.") % known,
            row=1,
        )
    return grid_of(file, sheet, _lines(file, text, separator, len(header)))


def _text(file: str, data: bytes) -> str:
    sentence = _("It is not UTF-8. In the spreadsheet, choose “Save as” and “CSV UTF-8”.")
    if data.startswith(UTF_16):
        raise unreadable(file, sentence)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise unreadable(file, sentence, row) from None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise unreadable(file, _("It contains a NUL character. Save it again as CSV UTF-8."), row)
    return text


def _header(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        return []


def _names_in(header: list[str]) -> int:
    known = {column.name for sheet in layout.SHEETS for column in sheet.columns}
    return len(known & set(map(layout.plain, header)))


def _lines(file: str, text: str, separator: str, width: int) -> Iterator[Line]:
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for fields in reader:
            number += 1
            faults = []
            if len(fields) != width and any(fields):
                sentence = _("The row has %(given)s fields, the header %(header)s.")
                faults = [("", sentence % {"given": len(fields), "header": width})]
            yield Line(number, [field.strip() for field in fields], faults)
    except csv.Error as error:
        sentence = _("The row cannot be read as CSV: %s. Look for a quotation mark too many.")
        raise unreadable(file, sentence % error, number + 1) from None
