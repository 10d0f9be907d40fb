"""Reading spreadsheets: what they are, in which encoding, and everything that is refused unread."""

import contextlib
import datetime
import io
import random
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from commitments.exchange.reading import BadPackage
from commitments.exchange.sheets import layout, reading, template
from commitments.exchange.sheets.grids import MOST_BYTES, Line, from_json
from commitments.exchange.sheets.rows import rows_of
from tests.exchange.spreadsheets import (
    PLEDGE,
    SOURCE,
    as_csv,
    as_xlsx,
    good,
    refusal,
    row,
    saved,
)

SOURCES = [row(SOURCE, n, authors="Ada; Bo, “the son”") for n in (1, 2)]
CSV = as_csv(SOURCES)
XLSX = as_xlsx(good())


@pytest.mark.parametrize(
    "data",
    [
        CSV,
        b"\xef\xbb\xbf" + CSV,
        as_csv(SOURCES, separator=";"),
        as_csv(SOURCES, separator="\t"),
        as_csv(SOURCES, ends="\n"),
        as_csv(SOURCES, ends="\r"),
        as_xlsx({"sources": SOURCES}),
        as_xlsx({" Sources ": SOURCES}),
        CSV + b",,,,,,,\r\n\r\n",
        CSV.replace(b"published_on", b"Published on"),
    ],
    ids=[
        *("comma", "mark", "semicolon", "tab", "line feed", "carriage return"),
        *("workbook", "name of a sheet", "empty rows", "name of a column"),
    ],
)
def test_one_table_is_read_from_whatever_file_it_came_in(data):
    """U01, U02, U03, U04: a sound file is read, packed or not."""
    (grid,) = reading.read("any name.pdf", data).grids
    assert (grid.sheet, grid.header) == ("sources", list(SOURCE))
    assert grid.lines == [Line(n + 2, list(one.values())) for n, one in enumerate(SOURCES)]


def test_a_book_is_kept_as_json_and_comes_back():
    book = reading.read("x.xlsx", XLSX)
    assert [grid.sheet for grid in book.grids] == ["sources", "commitments", "reports"]
    assert from_json(book.as_json()) == book


def test_the_header_says_which_kind_of_record_a_csv_has():
    for name, rows in good().items():
        assert [grid.sheet for grid in reading.read("x.csv", as_csv(rows)).grids] == [name]


def test_sheets_that_are_not_ours_are_named():
    book = reading.read("x.xlsx", as_xlsx({**good(), "My notes": [{"a": "b"}]}))
    assert book.left_out == ["My notes"]


def typed(value, shown=None):
    """What is read of a cell in which a spreadsheet program keeps this value."""
    book = Workbook()
    page = book.active
    page.title = "sources"
    page.append(list(SOURCE))
    page.append(list(SOURCE.values()))
    page["E2"].value = value
    page["E2"].number_format = shown or page["E2"].number_format
    (grid,) = reading.read("x.xlsx", saved(book)).grids
    line = grid.lines[0]
    return line.faults or line.cells[4]


@pytest.mark.parametrize(
    ("value", "shown", "read"),
    [
        (2016, "General", "2016"),
        (2016.0, "0.00", "2016"),
        (12.5, "General", "12.5"),
        (0.000001, "General", "0.000001"),
        (True, "General", "true"),
        (datetime.date(2016, 4, 1), "dd/mm/yyyy", "2016-04-01"),
        (datetime.datetime(2016, 4, 1), 'd. mmmm "year" yyyy', "2016-04-01"),
        (datetime.date(2016, 4, 1), "mmm-yy", "2016-04"),
        (datetime.date(2016, 1, 1), "yyyy", "2016"),
        (datetime.date(2016, 1, 1), 'yyyy" d"', "2016"),
        ("  two\r\nlines ", "@", "two\nlines"),
        ("two_x000D_\nlines", "@", "two\nlines"),
        (datetime.datetime(2016, 4, 1), "h:mm", "2016-04-01"),
    ],
)
def test_a_typed_cell_is_read_as_an_editor_would_write_it(value, shown, read):
    assert typed(value, shown) == read


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ('=HYPERLINK("https://evil.example")', "formula"),
        ("=1+1", "formula"),
        ("#REF!", "the error #REF!"),
        (datetime.datetime(2016, 4, 1, 12, 30), "time of day"),
        (datetime.time(12, 30), "time of day"),
        (datetime.timedelta(hours=30), "time of day"),
    ],
)
def test_a_cell_that_is_no_value_is_refused_with_its_column(value, why):
    ((column, sentence),) = typed(value)
    assert column == "published_on"
    assert why in sentence


UTF_8 = "CSV UTF-8"
WRONG_LENGTH = CSV.replace(b",en\r\n", b",en,more\r\n", 1)


@pytest.mark.parametrize(
    ("data", "where", "why"),
    [
        (CSV.decode().encode("utf-16"), "", UTF_8),
        ((CSV.decode() + "é").encode("cp1252", "replace"), "row 2", UTF_8),
        (CSV.replace(b"Statement 2", b"Sta\0tement"), "row 3", "NUL"),
        (CSV.replace(b"Statement 2", b'"Statement 2'), "row 3", "quotation mark"),
        (CSV.replace(b"Statement 1", b'"Statement" 1'), "row 2", "quotation mark"),
        (CSV.replace(b"Statement 2", b"S" * 200_000), "row 3", "field limit"),
        (CSV + b"x" * MOST_BYTES, "", "larger than 2 MB"),
        (",".join(SOURCE).encode() + b",x" * 10_000 + b"\r\n", "row 1", "60 columns"),
        (b"name;price\r\n1;2\r\n", "row 1", "no column we know"),
        (b"<html><script>alert(1)</script></html>", "row 1", "no column we know"),
        (b"MZ\x90\x00", "", UTF_8),
        (b"%PDF-1.7", "", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "old Excel"),
        (b"", "", "empty"),
        (b" \r\n\r\n", "", "empty"),
        (",".join(SOURCE).encode(), "", "no row"),
        (as_csv([row(SOURCE, n) for n in range(1001)]), "row 1002", "1000 rows"),
        (CSV.replace(b"title", b"titel"), "row 1, titel", "Did you mean “title”?"),
        (CSV.replace(b"title", b"titel"), "row 1, title", "missing"),
        (CSV.replace(b"authors", b"published_at"), "row 1, published_at", "no such column"),
        (CSV.replace(b"authors", b"version"), "row 1, version", "no such column"),
        (CSV.replace(b"authors", b"colour"), "row 1, colour", "The columns are id, title"),
        (CSV.replace(b"authors", b"title"), "row 1, title", "twice"),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused_with_file_and_row(data, where, why):
    """U04, U09: what stops in the middle says where; no column publishes."""
    found = refusal(data)
    assert any(one.startswith("pledges.csv") and where in one and why in one for one in found), (
        found
    )


def test_a_row_of_another_length_is_refused_and_the_others_are_read():
    first, second = rows_of(reading.read("x.csv", WRONG_LENGTH))
    assert first.problems[0] == ("", "The row has 9 fields, the header 8.")
    assert second.problems == []


def test_text_under_no_name_and_endless_text_are_refused():
    rows = [row(SOURCE) | {"": "lost"}, row(SOURCE, 2, title="x" * 20_001) | {"": ""}]
    lost, endless = rows_of(reading.read("x.xlsx", as_xlsx({"sources": rows})))
    assert lost.problems == [("", "“lost” stands in a column without a name.")]
    assert endless.problems == [("title", "The cell has more than 20000 characters.")]


# --- packed files ---


def packed(*more, data=XLSX, without=()):
    """A workbook with parts added or replaced: names with contents."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(found, "w", 8) as new:
        for name in old.namelist():
            if name not in {*dict(more), *without}:
                new.writestr(name, old.read(name))
        for name, content in more:
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return found.getvalue()


BOMB = '<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
LINK = zipfile.ZipInfo("xl/link")
LINK.external_attr = 0o120777 << 16


def corner():
    book = Workbook()
    book.active.title = "sources"
    book.active["XFD1048576"] = "x"
    return saved(book)


def many_cells():
    cells = "<c><v>1</v></c>" * 800
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in range(1, 501))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return packed(("xl/worksheets/sheet1.xml", sheet))


def many_elements(part, before, piece, count):
    """A part with so many small elements, beside something that does not shrink."""
    with zipfile.ZipFile(io.BytesIO(XLSX)) as archive:
        text = archive.read(part).decode()
    place = text.index(before) + len(before)
    text = text[:place] + piece * count + text[place:]
    return packed((part, text), ("x.bin", random.Random(2016).randbytes(200_000)))


SHEET = "xl/worksheets/sheet1.xml"
MANY_ATTRIBUTES = "".join(f" a{n}=''" for n in range(300))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (many_elements("xl/styles.xml", '<fonts count="1">', "<font/>", 300_000), "larger than"),
        (many_elements(SHEET, "<sheetData>", "<row/>", 300_000), "larger than"),
        (many_elements(SHEET, '<row r="1">', "<c/>", 300_000), "larger than"),
        (packed((SHEET, f"<x{MANY_ATTRIBUTES}/>")), "larger than"),
        (packed(("xl/media/a.bin", b"\0" * 20_000_000)), "larger than an import may be"),
        (packed(("xl/media/a.bin", b"\0" * 3_000_000)), "larger than an import may be"),
        (many_cells(), "larger than an import may be"),
        (packed(*((f"xl/{n}.bin", b"") for n in range(300))), "more than 200 parts"),
        (packed(("xl/embeddings/a.zip", b"")), "another packed file"),
        (packed(("xl/embeddings/a.bin", XLSX)), "another packed file"),
        (packed(("../../x", b"")), "outside"),
        (packed(("/etc/x", b"")), "outside"),
        (packed(("C:/x", b"")), "outside"),
        (packed(("xl\\..\\x", b"")), "outside"),
        (packed(("xl/../../x", b"")), "outside"),
        (packed(("xl/styles.xml", BOMB)), "document type"),
        (packed(("xl/workbook.xml", OUTSIDE)), "document type"),
        (packed(("xl/sharedStrings.xml", BOMB.encode("utf-16"))), "document type"),
        (packed(("docProps/custom.xml", BOMB)), "document type"),
        (packed(("xl/styles.xml", "<x>")), "not XML"),
        (packed(without=["[Content_Types].xml"]), "no XLSX"),
        (packed(without=["xl/workbook.xml"]), "cannot be read"),
        (XLSX[: len(XLSX) // 2], "damaged"),
        (b"PK\x03\x04" + b"x" * 500, "damaged"),
        (as_xlsx({"Tabelle1": [row(SOURCE)]}), "no sheet named"),
        (as_xlsx({"reports": [{"commitment": "x"}]}), "missing"),
        (corner(), "below row 20000"),
    ],
)
def test_a_dangerous_or_foreign_workbook_is_refused(data, why):
    """U01, U02, U03: judged from the directory, before anything is unpacked."""
    found = refusal(data, "pledges.xlsx")
    assert any(why in one for one in found), found


def test_a_link_in_a_packed_file_is_refused():
    found = io.BytesIO(XLSX)
    with zipfile.ZipFile(found, "a") as archive:
        archive.writestr(LINK, "/etc/passwd")
    assert "outside" in refusal(found.getvalue(), "x.xlsx")[0]


def test_a_text_kept_once_and_shown_by_many_cells_is_counted_each_time():
    text = "".join(random.Random(2016).choices("abcdefghijklmnop", k=20_000))
    long = [row(SOURCE, n, title=text, publisher=text) for n in range(101)]
    found = as_xlsx({"sources": long})
    assert len(found) < 100_000
    assert "too much text" in refusal(found, "x.xlsx")[0]


@pytest.mark.parametrize("start", [XLSX, CSV], ids=["workbook", "csv"])
def test_a_garbled_file_is_read_or_refused_and_nothing_else(start):
    dice = random.Random(2016)
    for _turn in range(150):
        data = bytearray(start)
        for _change in range(dice.randrange(1, 12)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        with contextlib.suppress(BadPackage):
            list(rows_of(reading.read("x", bytes(data))))


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_garbled_part_is_read_or_refused_and_nothing_else():
    dice = random.Random(2016)
    with zipfile.ZipFile(io.BytesIO(XLSX)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _turn in range(150):
        name = dice.choice(list(parts))
        text = parts[name].decode()
        place = dice.randrange(len(text))
        piece = dice.choice(["", "9" * 30, "-1", "é", "ZZZZ1", "x", text[:place]])
        changed = text[:place] + piece + text[place + dice.randrange(9) :]
        with contextlib.suppress(BadPackage):
            list(rows_of(reading.read("x", packed((name, changed)))))


# --- what we hand out ---


def test_the_template_has_every_column_and_explains_it():
    book = load_workbook(io.BytesIO(template.workbook()))
    assert book.sheetnames == ["sources", "commitments", "reports", "explanation", "examples"]
    explained = [[cell.value for cell in line[:2]] for line in book["explanation"].iter_rows(2)]
    for sheet in layout.SHEETS:
        names = [column.name for column in sheet.columns]
        assert [cell.value for cell in book[sheet.name][1]] == names
        assert [sheet.name, names[-1]] in explained
        assert template.header_row(sheet).decode("utf-8-sig").strip() == ",".join(names)


def test_the_template_itself_has_no_row_to_import():
    assert refusal(template.workbook(), "x.xlsx")[0].endswith("there is no row.")


def test_refused_rows_come_back_as_text_with_their_problems():
    rows = [row(PLEDGE, title="=cmd|' /C calc'!A1", kind="holy", summary="a\x01b")]
    (one,) = rows_of(reading.read("x.csv", as_csv(rows)))
    one.refuse("title", "It is a formula.")
    page = load_workbook(io.BytesIO(template.refused([one], {"commitments": list(PLEDGE)})))
    header, line = page["commitments"].iter_rows()
    found = {name.value: cell for name, cell in zip(header, line, strict=True)}
    assert (found["title"].value, found["title"].data_type) == ("=cmd|' /C calc'!A1", "s")
    assert found["summary"].value == "a\N{REPLACEMENT CHARACTER}b"
    assert found["problem"].value.splitlines()[1] == "title: It is a formula."
