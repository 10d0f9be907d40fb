"""Spreadsheets for tests: good rows that fit the real data set, as CSV and as XLSX."""

import csv
import io

from openpyxl import Workbook

from commitments.exchange.reading import BadPackage
from commitments.exchange.sheets import reading

ADDRESS = "https://statements.example/{}"
SOURCE = {
    "id": "",
    "title": "Statement {}",
    "publisher": "An office",
    "authors": "",
    "published_on": "2016",
    "url": ADDRESS,
    "kind": "news",
    "language": "en",
}
PLEDGE = {
    "id": "fra-2016-imported-{}",
    "kind": "national",
    "summit": "2016-washington",
    "implements": "",
    "title": "Open imported school number {}",
    "summary": "A school is to be opened.",
    "promise_known_from": "stated",
    "made_on": "2016-04-01",
    "target_date": "2018",
    "themes": "capacity-building; forensics",
    "parties": "lead: FRA; partner: USA",
    "citations": ADDRESS + " @ p. 3",
}
REPORT = {
    "id": "",
    "commitment": "fra-2016-imported-{}",
    "party": "FRA",
    "date": "2017-06",
    "status": "in_progress",
    "basis": "self_reported",
    "summary": "The building has been chosen.",
    "reported_by": "FRA",
    "citations": ADDRESS,
}


def row(like, number=1, **changes):
    """One row like another, with a number of its own."""
    return {name: text.format(number) for name, text in (like | changes).items()}


def good(count=1):
    """Sheets with so many sources, pledges and reports."""
    numbers = range(1, count + 1)
    return {
        "sources": [row(SOURCE, n) for n in numbers],
        "commitments": [row(PLEDGE, n) for n in numbers],
        "reports": [row(REPORT, n) for n in numbers],
    }


def as_csv(rows, separator=",", ends="\r\n"):
    """Rows as a CSV file in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator, lineterminator=ends)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_xlsx(sheets):
    """Sheets of rows as a workbook, all text; a row may lack columns that others have."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        header = list(dict.fromkeys(column for one in rows for column in one))
        page.append(header)
        for one in rows:
            page.append([one.get(column, "") for column in header])
        for cell in (cell for line in page for cell in line if cell.data_type == "f"):
            cell.data_type = "s"
    return saved(book)


def saved(book):
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def refusal(data, name="pledges.csv"):
    """All that is said of a file that is refused as a whole."""
    try:
        reading.read(name, data)
    except BadPackage as bad:
        return [str(error) for error in bad.errors]
    return []
