"""Spreadsheets that we hand out: the empty template, and the refused rows with their problems."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from commitments import columns
from commitments.columns import Column
from commitments.exchange.sheets.layout import CITED, PARTS, PROBLEM, SHEETS, Sheet
from commitments.exchange.sheets.rows import Row

AS_TEXT = "@"  # or the program makes a day of 2016-03
WIDE = {columns.TEXT: 30, PARTS: 30, CITED: 40}
EXAMPLES = {
    "sources": {
        "title": "Statement of France at the Washington summit",
        "publisher": "Government of France",
        "published_on": "2016-04-01",
        "url": "https://statements.example/france-2016",
        "kind": "national_statement",
        "language": "en",
    },
    "commitments": {
        "id": "fra-2016-example-school",
        "kind": "bilateral",
        "summit": "2016-washington",
        "title": "Open a school for customs officers",
        "summary": "France and the United States promised to open a school for customs officers.",
        "promise_known_from": "stated",
        "made_on": "2016-04-01",
        "target_date": "2018",
        "target_quantity": "200",
        "target_unit": "officers per year",
        "themes": "capacity-building; counter-smuggling",
        "parties": "lead: FRA; partner: USA",
        "citations": "https://statements.example/france-2016 @ p. 3",
    },
    "reports": {
        "commitment": "fra-2016-example-school",
        "party": "FRA",
        "date": "2017-06",
        "status": "in_progress",
        "basis": "self_reported",
        "summary": "The building has been chosen.",
        "reported_by": "FRA",
        "citations": "https://statements.example/france-2016 @ p. 4",
    },
}


def workbook() -> bytes:
    """The template: a sheet for each kind of record, what its columns take, and examples."""
    book = Workbook()
    book.remove(book.active)
    for sheet in SHEETS:
        page = _page(book, sheet.name, [column.name for column in sheet.columns])
        for place, column in enumerate(sheet.columns, 1):
            shown = page.column_dimensions[get_column_letter(place)]
            shown.number_format, shown.width = AS_TEXT, WIDE.get(column.type, 16)
    page = _page(book, "explanation", [_("sheet"), _("column"), _("needed"), _("takes"), _("what")])
    for sheet in SHEETS:
        for column in sheet.columns:
            _put(
                page,
                [
                    sheet.name,
                    column.name,
                    _needed(sheet, column),
                    takes(column),
                    column.description,
                ],
            )
    for letter, width in zip("ABCDE", (14, 20, 10, 50, 70), strict=True):
        page.column_dimensions[letter].width = width
    page = _page(
        book, "examples", [_("These rows are not read. Copy them to their sheets to try.")]
    )
    for sheet in SHEETS:
        _put(page, [sheet.name])
        _put(page, [column.name for column in sheet.columns])
        _put(page, [EXAMPLES[sheet.name].get(column.name, "") for column in sheet.columns])
    return _saved(book)


def header_row(sheet: Sheet) -> bytes:
    """The template of one sheet as CSV: its header, with the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerow([column.name for column in sheet.columns])
    return text.getvalue().encode("utf-8-sig")


def refused(rows: Iterable[Row], headers: dict[str, list[str]]) -> bytes:
    """The refused rows as they came, with what is wrong in a column of its own."""
    book = Workbook()
    book.remove(book.active)
    pages: dict[str, Any] = {}
    for row in rows:
        header = headers[row.sheet.name]
        if row.sheet.name not in pages:
            kept = [name for name in header if name != PROBLEM]
            pages[row.sheet.name] = _page(book, row.sheet.name, [*kept, PROBLEM])
        cells = dict(zip(header, row.line.cells, strict=True))
        cells.pop(PROBLEM, None)
        _put(pages[row.sheet.name], [*cells.values(), "\n".join(told(row))])
    return _saved(book)


def told(row: Row) -> list[str]:
    """What is wrong with a row, each with its column."""
    return [f"{column}: {sentence}" if column else sentence for column, sentence in row.problems]


def takes(column: Column) -> str:
    """What may be written in a column."""
    if column.enum:
        return ", ".join(column.enum)
    by_type = {
        columns.PARTIAL: _("a date: 2016, 2016-03 or 2016-03-18"),
        columns.DECIMAL: _("a number like 12.5"),
        columns.BOOLEAN: _("true or false"),
        columns.REFS: _("slugs, separated by semicolons, the most important first"),
        columns.NAMES: _("names, separated by semicolons"),
        PARTS: _("roles and codes of parties"),
        CITED: _("slugs or addresses of sources, with the place"),
    }
    if column.name == "id":
        return _("empty for a new record; the id of a record to change it")
    if column.type == columns.REF:
        return _("the id of a %s") % column.to.replace("_", " ")
    return by_type.get(column.type, _("text"))


def _needed(sheet: Sheet, column: Column) -> str:
    return _("yes") if column.required and column.name != "id" else ""


def _page(book: Workbook, name: str, header: list[str]) -> Any:
    page = book.create_sheet(name)
    _put(page, header)
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    return page


def _put(page: Any, texts: Iterable[str]) -> None:
    """A row of text. What looks like a formula stays text, when it is edited, too."""
    line = page.max_row + 1 if page.max_row > 1 or page["A1"].value else 1
    for place, text in enumerate(texts, 1):
        if not text:
            continue
        cell = page.cell(line, place, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))
        cell.data_type, cell.number_format = "s", AS_TEXT
        cell.quotePrefix = True


def _saved(book: Workbook) -> bytes:
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()
