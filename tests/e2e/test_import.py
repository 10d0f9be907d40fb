"""An editor imports fifty rows of which five are bad, mends those, and submits; nothing is public before."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.e2e.looking import look_at
from tests.exchange.spreadsheets import as_xlsx, good

BAD = {
    2: ("title", "=HYPERLINK(1)"),
    5: ("themes", "astrology"),
    8: ("made_on", "soon"),
    11: ("parties", "lead: Atlantis"),
    14: ("kind", ""),
}


def fifty_rows():
    """Twenty pledges with their sources, and ten reports on good ones: five of the fifty are bad."""
    sheets = good(20)
    for place, (column, text) in BAD.items():
        sheets["commitments"][place][column] = text
    of_good = [one for n, one in enumerate(sheets["reports"]) if n not in BAD]
    sheets["reports"] = of_good[:10]
    return sheets


def choose(page, name, data):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Spreadsheet").set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )
    page.get_by_role("button", name="Show the dry run").click()


def mended(path):
    """The refused rows with good values in the bad cells."""
    book = load_workbook(io.BytesIO(path.read_bytes()))
    header, *lines = book["commitments"].iter_rows()
    names = [cell.value for cell in header]
    assert len(lines) == 5
    assert names[-1] == "problem"
    right = {
        "themes": "forensics",
        "made_on": "2016-04-01",
        "parties": "lead: FRA",
        "kind": "joint",
    }
    for number, line in enumerate(lines):
        line[names.index("title")].value = f"Mended pledge number {number}"
        for name, text in right.items():
            line[names.index(name)].value = text
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


@pytest.fixture
def dry_run(page, sign_in):
    """The dry run of the fifty rows, just uploaded."""
    sign_in("editor")
    page.get_by_role("link", name="Import a spreadsheet").click()
    choose(page, "pledges.xlsx", as_xlsx(fifty_rows()))
    return page


@pytest.mark.walk
def test_fifty_rows_with_five_bad_ones_become_drafts(dry_run):
    page = dry_run
    expect(page.locator("#refused tbody tr")).to_have_count(5)
    expect(page.locator("#made tbody tr")).to_have_count(45)
    row = page.locator("#refused tr", has_text="commitments, row 4")
    expect(row).to_contain_text("title: The text starts with “=”")
    assert look_at(page, page.complaints) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these rows with their problems").click()
    page.get_by_role("button", name="Make drafts of the 45 good rows").click()
    expect(page.locator(".messagelist .success")).to_contain_text("45 drafts are made")
    page.goto("/admin/import/")
    choose(page, "mended.xlsx", mended(download.value.path()))
    expect(page.locator("#made tbody tr")).to_have_count(5)
    expect(page.locator("#made")).to_contain_text("It needs at least one published source.")
    page.get_by_label("I have read the hints.").check()
    page.get_by_role("button", name="Make 5 drafts").click()
    expect(page.locator(".messagelist .success")).to_contain_text("5 drafts are made")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    for slug in ("fra-2016-imported-1", "fra-2016-imported-3"):
        answer = page.request.get(f"/commitments/{slug}/")
        assert answer.status == 404


def test_a_file_that_cannot_be_read_is_told_on_an_accessible_page(page, sign_in):
    sign_in("editor")
    page.goto("/admin/import/")
    choose(page, "pledges.csv", b"titel,kind\n1,2\n")
    expect(page.get_by_role("alert")).to_contain_text("Did you mean “title”?")
    assert look_at(page, page.complaints) == []
