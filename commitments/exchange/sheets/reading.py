"""Reading an uploaded file: what it is, is decided by its first bytes and not by its name."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.exchange.sheets import delimited, workbook
from commitments.exchange.sheets.grids import MOST_BYTES, MOST_ROWS, Book, unreadable

OTHERS = {
    b"\xd0\xcf\x11\xe0": gettext_lazy(
        "It is an old Excel file or protected. Save it as XLSX or CSV UTF-8."
    ),
    b"%PDF": gettext_lazy("It is a PDF. Save the spreadsheet as XLSX or as CSV UTF-8."),
}


def read(file: str, data: bytes) -> Book:
    """The rows of a spreadsheet; raise BadPackage with all that keeps it from being read."""
    if len(data) > MOST_BYTES:
        sentence = _("It is larger than %s MB. Split it.") % (MOST_BYTES // 1_000_000)
        raise unreadable(file, str(sentence))
    if not data.strip():
        raise unreadable(file, _("It is empty."))
    for start, sentence in OTHERS.items():
        if data.startswith(start):
            raise unreadable(file, str(sentence))
    if data.startswith(b"PK"):
        grids, left_out = workbook.read(file, data)
    else:
        grids, left_out = [delimited.read(file, data)], []
    rows = sum(len(grid.lines) for grid in grids)
    if rows > MOST_ROWS:
        raise unreadable(file, _("There are more than %s rows. Split the file.") % MOST_ROWS)
    if rows == 0:
        raise unreadable(file, _("Below the header there is no row."))
    return Book(grids, left_out)
