"""Importing a spreadsheet in the admin: upload, dry run, drafts, and who may see what."""

import datetime
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from commitments import content
from commitments.actions import entry, review
from commitments.models import Change, Commitment, SheetImport, Submission
from summits.models import Party, Source
from tests.admin.conftest import pledge_content, signed_in
from tests.exchange.spreadsheets import ADDRESS, PLEDGE, REPORT, SOURCE, as_csv, as_xlsx, row

pytestmark = pytest.mark.once

IMPORT = "/admin/import/"
LOCAL = {
    "summit": "2010-washington",
    "made_on": "2010-04-13",
    "target_date": "",
    "themes": "training",
}


def sheets(count=2):
    """Good rows for the few public records of these tests."""
    numbers = range(1, count + 1)
    pledge = PLEDGE | LOCAL | {"id": "chn-2010-imported-{}", "parties": "lead: CHN; partner: USA"}
    report = {"commitment": "chn-2010-imported-{}", "party": "CHN", "reported_by": "CHN"}
    return {
        "sources": [row(SOURCE, n) for n in numbers],
        "commitments": [row(pledge, n) for n in numbers],
        "reports": [row(REPORT | report, n) for n in numbers],
    }


def spoilt():
    """Six rows, of which two are refused."""
    found = sheets()
    found["reports"][0]["status"] = "=1"
    found["reports"][1]["date"] = "soon"
    return as_xlsx(found)


def upload(client, data, name="pledges.xlsx"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def press(client, page, **changes):
    """Press the button of a dry run that was looked at."""
    seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
    return client.post(page.request["PATH_INFO"], {"seen": seen, **changes})


def dry_run(client, data, name="pledges.xlsx"):
    answer = upload(client, data, name)
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer["Location"])


def text(answer):
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain)


def test_rows_without_themes_or_with_few_cells_are_refused_with_what_is_missing(as_editor):
    found = sheets()["commitments"]
    found[0]["themes"] = ""
    page = dry_run(as_editor, as_csv(found) + b"a,b\r\n", "commitments.csv")
    assert page.status_code == 200
    assert text(page).count("themes : This may not be empty.") == 2


def test_an_upload_leads_to_its_dry_run_and_the_button_to_drafts(as_editor, editor):
    changes = Change.objects.count()
    page = dry_run(as_editor, as_xlsx(sheets()))
    assert "Make 6 drafts" in page.content.decode()
    assert Submission.objects.filter(author=editor).count() == 0
    answer = press(as_editor, page)
    submission = Submission.objects.get(author=editor)
    assert answer["Location"] == f"/admin/commitments/submission/{submission.pk}/change/"
    assert (submission.state, submission.revisions.count()) == ("draft", 6)
    assert Change.objects.count() == changes
    assert not Commitment.objects.published().exists()
    shown = as_editor.get(answer["Location"])
    assert "6 drafts are made. Nothing is public yet" in text(shown)
    assert "From the spreadsheet “pledges.xlsx”." in text(shown)


def test_a_csv_of_one_kind_is_imported_likewise(as_editor):
    page = dry_run(as_editor, as_csv(sheets()["sources"]), "sources.csv")
    press(as_editor, page)
    assert Source.objects.filter(version=0).count() == 2


def test_a_dry_run_says_row_by_row_what_and_why(as_editor):
    page = dry_run(as_editor, spoilt())
    counts = [(name, len(rows)) for name, _heading, rows in page.context["groups"]]
    assert counts == [("refused", 2), ("made", 4)]
    told = text(page)
    assert "reports, row 2" in told
    assert "status : “=1” is not one of completed" in told
    assert "date : “soon” is not a date." in told
    assert "Make drafts of the 4 good rows" in page.content.decode()
    press(as_editor, page)
    assert Submission.objects.latest("pk").revisions.count() == 4


def test_what_a_cell_holds_is_shown_as_text(as_editor):
    rows = sheets(1)
    rows["sources"][0]["title"] = "<script>alert(1)</script>"
    rows["commitments"][0]["kind"] = "<img src=x onerror=alert(1)>"
    page = dry_run(as_editor, as_xlsx({**rows, "<i>mine": [{"a": "b"}]}), "<u>x</u>.xlsx")
    assert b"&lt;script&gt;alert(1)" in page.content
    assert not re.search(rb"<script>alert|<img src=x|<i>mine|<u>x", page.content)


def changed(centre, **changes):
    given = {"id": centre.slug, "title": centre.title, "summary": centre.summary, **LOCAL}
    given |= {"kind": "national", "promise_known_from": "stated", "parties": "lead: CHN"}
    return as_csv([given | {"citations": "first-source @ p. 1"} | changes])


def test_a_changed_record_is_shown_word_by_word_and_its_reason_is_kept(as_editor, centre):
    page = dry_run(as_editor, changed(centre, title="Build two centres"), "pledges.csv")
    assert "<del>a</del><ins>two</ins>" in page.content.decode()
    press(as_editor, page, reason="correction")
    assert Submission.objects.latest("pk").reason == "correction"
    centre.refresh_from_db()
    assert centre.title == "Build a centre"


def test_unchanged_rows_are_said_to_be_so_and_make_nothing(as_editor, centre):
    page = dry_run(as_editor, changed(centre), "pledges.csv")
    assert [(name, len(rows)) for name, _h, rows in page.context["groups"]] == [("same", 1)]
    assert "There is no row to make a draft of." in text(page)
    count = Submission.objects.count()
    assert (
        as_editor.post(page.request["PATH_INFO"], {"seen": page.context["plan"].stamp}).status_code
        == 409
    )
    assert Submission.objects.count() == count


def test_hints_have_to_be_read(as_editor, centre):
    rows = sheets(1)
    rows["commitments"][0]["title"] = "Build a centre!"
    page = dry_run(as_editor, as_xlsx(rows))
    assert "It may be “chn-2010-centre” again" in text(page)
    assert "1 row has a hint: commitments, 2" in text(page)
    refused = press(as_editor, page)
    assert "Read the hints below" in text(refused)
    assert not Commitment.objects.filter(slug="chn-2010-imported-1").exists()
    assert press(as_editor, page, confirmed="on").status_code == 302


def test_what_changed_since_the_dry_run_is_shown_and_makes_nothing(
    as_editor, editor, reviewer, centre
):
    page = dry_run(as_editor, changed(centre, title="Build two centres"), "pledges.csv")
    newer = pledge_content(title="Build three centres")
    submission = entry.enter(centre, proposed=newer, by=reviewer, at=timezone.now())
    review.submit(submission, by=reviewer, at=timezone.now())
    review.publish(submission, by=reviewer, at=timezone.now(), one_person=True)
    refused = press(as_editor, page)
    assert refused.status_code == 409
    assert "The record has changed since the dry run." in text(refused)
    assert "<del>three</del>" in refused.content.decode()
    assert press(as_editor, refused).status_code == 302


def test_a_second_press_leads_to_the_same_drafts(as_editor, editor):
    page = dry_run(as_editor, as_xlsx(sheets()))
    first, second = press(as_editor, page), press(as_editor, page)
    assert second["Location"] == first["Location"]
    assert Submission.objects.filter(author=editor).count() == 1
    assert SheetImport.objects.get().book is None
    submission = Submission.objects.get(author=editor)
    review.discard(submission, by=editor)
    assert press(as_editor, page).status_code == 404


def test_only_its_owner_sees_an_upload(as_editor, as_manager):
    page = dry_run(as_editor, spoilt())
    address = page.request["PATH_INFO"]
    assert as_manager.get(address).status_code == 404
    assert as_manager.get(f"{address}refused.xlsx").status_code == 404
    assert press(as_manager, page).status_code == 404
    assert "pledges.xlsx" not in text(as_manager.get(IMPORT))
    assert "pledges.xlsx" in text(as_editor.get(IMPORT))


def test_an_upload_is_forgotten_after_a_day_and_beyond_five(as_editor):
    pages = [dry_run(as_editor, as_xlsx(sheets(1))) for _turn in range(6)]
    addresses = [page.request["PATH_INFO"] for page in pages]
    assert [as_editor.get(one).status_code for one in addresses] == [404, *[200] * 5]
    SheetImport.objects.update(created_at=timezone.now() - datetime.timedelta(days=1, minutes=1))
    assert as_editor.get(addresses[-1]).status_code == 404
    upload(as_editor, as_xlsx(sheets(1)))
    assert SheetImport.objects.count() == 1


def test_refused_rows_come_back_as_a_spreadsheet_and_can_be_mended(as_editor):
    page = dry_run(as_editor, spoilt())
    answer = as_editor.get(f"{page.request['PATH_INFO']}refused.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="refused-rows.xlsx"'
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["reports"]
    header, *lines = book["reports"].iter_rows()
    names = [cell.value for cell in header]
    assert names[-1] == "problem"
    assert lines[1][-1].value.startswith("date: “soon” is not a date.")
    press(as_editor, page)
    for line, date in zip(lines, ("2012", "2013"), strict=True):
        line[names.index("status")].value = "completed"
        line[names.index("date")].value = date
    found = io.BytesIO()
    book.save(found)
    mended = dry_run(as_editor, found.getvalue())
    assert [(name, len(rows)) for name, _h, rows in mended.context["groups"]] == [("made", 2)]


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "pledges.csv", "pledges.csv: It is empty."),
        (b"a,b\n1,2", "pledges.csv", "names no column we know"),
        (b"PK\x03\x04nonsense", "pledges.xlsx", "It is damaged."),
        (b"\x89PNG", "<b>x</b>.xlsx", "It is not UTF-8."),
        (b"\0" * 10, "..\\..\\evil\u202e.csv", "NUL"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_not_kept(as_editor, data, name, why):
    answer = upload(as_editor, data, name)
    assert answer.status_code == 200
    assert why in text(answer)
    assert b"<b>x</b>" not in answer.content
    assert not SheetImport.objects.exists()


def test_no_file_is_an_error_with_a_sentence(as_editor):
    assert "This field is required." in text(as_editor.post(IMPORT))


@pytest.mark.parametrize("seen", ["", "x" * 64, "\0", "é"])
def test_a_made_up_stamp_makes_nothing(as_editor, editor, seen):
    page = dry_run(as_editor, as_xlsx(sheets(1)))
    assert press(as_editor, page, seen=seen).status_code in (200, 409)
    assert not Submission.objects.filter(author=editor).exists()


def test_the_templates_are_for_editors(as_editor, public, django_user_model):
    book = as_editor.get("/admin/import/template.xlsx")
    assert load_workbook(io.BytesIO(book.content)).sheetnames[0] == "sources"
    header = as_editor.get("/admin/import/template-commitments.csv")
    assert header["Content-Type"] == "text/csv; charset=utf-8"
    assert header.content.decode("utf-8-sig").startswith("id,kind,summit")
    assert as_editor.get("/admin/import/template-secrets.csv").status_code == 404
    nobody = signed_in(
        django_user_model.objects.create_user("nobody", password="x" * 12, is_staff=True)
    )
    for address in ("", "template.xlsx", "template-sources.csv", "1/", "1/refused.xlsx"):
        assert nobody.get(f"{IMPORT}{address}").status_code == 403
    assert "Import a spreadsheet" not in text(nobody.get("/admin/"))
    assert "Import a spreadsheet" in text(as_editor.get("/admin/"))


def test_without_signing_in_there_is_nothing(client, public):
    for address in ("", "template.xlsx", "template-sources.csv", "1/", "1/refused.xlsx"):
        assert client.get(f"{IMPORT}{address}").status_code == 302
        assert client.post(f"{IMPORT}{address}").status_code in (302, 403)


def test_a_limited_contributor_makes_drafts_in_her_scope_only(as_editor, editor, public):
    editor.parties.set(Party.objects.filter(code="USA"))
    rows = sheets(2)
    rows["commitments"][0]["parties"] = "lead: USA; partner: CHN"
    page = dry_run(as_editor, as_xlsx(rows))
    assert "You work on records of USA; this one is of CHN." in text(page)
    press(as_editor, page)
    assert Commitment.objects.filter(slug="chn-2010-imported-1").exists()
    assert not Commitment.objects.filter(slug="chn-2010-imported-2").exists()


@pytest.mark.parametrize("count", [1, 10])
def test_the_number_of_queries_of_the_page_does_not_grow(
    as_editor, django_assert_num_queries, count
):
    page = dry_run(as_editor, as_xlsx(sheets(count)))
    with django_assert_num_queries(14):
        as_editor.get(page.request["PATH_INFO"])


def test_publishing_an_import_gives_the_content_of_its_rows(
    as_editor, editor, as_reviewer, reviewer
):
    press(as_editor, dry_run(as_editor, as_xlsx(sheets(1))))
    submission = Submission.objects.get(author=editor)
    review.submit(submission, by=editor, at=timezone.now())
    assert (
        as_reviewer.get(f"/admin/commitments/submission/{submission.pk}/change/").status_code == 200
    )
    review.publish(submission, by=reviewer, at=timezone.now())
    (pledge,) = Commitment.objects.published()
    assert content.read(pledge)["title"] == "Open imported school number 1"
    assert pledge.citations.get().source.url == ADDRESS.format(1)
