"""The command that makes drafts of a spreadsheet, as the page does."""

import io

import pytest
from django.core.management import CommandError, call_command

from commitments.models import Change, Submission
from summits.models import Source
from tests.exchange.spreadsheets import as_csv, as_xlsx, good

pytestmark = pytest.mark.usefixtures("record", "editor")


@pytest.fixture
def run(tmp_path):
    """Runs the command over a file with this content, and gives what it says."""

    def call(data, *options, name="pledges.xlsx"):
        file = tmp_path / name
        file.write_bytes(data)
        said = io.StringIO()
        call_command("import_sheet", str(file), "--as", "erika", *options, stdout=said, stderr=said)
        return said.getvalue()

    return call


def spoilt():
    sheets = good(2)
    sheets["reports"][0]["status"] = "=1"
    return as_xlsx(sheets)


def test_good_rows_become_a_draft_of_the_editor_and_nothing_is_public(run):
    before = Change.objects.count()
    assert "6 drafts" in run(as_xlsx(good(2)))
    submission = Submission.objects.latest("pk")
    assert (submission.author.username, submission.state) == ("erika", "draft")
    assert submission.revisions.count() == 6
    assert Change.objects.count() == before


def test_a_dry_run_says_every_row_and_writes_nothing(run):
    before = Submission.objects.count(), Source.objects.count()
    said = run(spoilt(), "--dry-run")
    assert "reports, row 2: refused." in said
    assert "status: “=1” is not one of completed" in said
    assert "commitments, row 3: made. Open imported school number 2" in said
    assert "Rows: 1 refused, 5 made, 0 changed, 0 same." in said
    assert (Submission.objects.count(), Source.objects.count()) == before


def test_refused_rows_stop_the_others_unless_asked_otherwise(run):
    before = Submission.objects.count()
    with pytest.raises(CommandError, match="Rows refused: 1. So nothing was made"):
        run(spoilt())
    assert Submission.objects.count() == before
    assert "5 drafts" in run(spoilt(), "--good-rows")


def test_what_is_quoted_of_a_file_moves_no_cursor(run):
    sheets = good(1)
    sheets["sources"][0]["title"] = "\x7f\x9b2J"
    said = run(as_xlsx(sheets), "--dry-run")
    assert "sources, row 2: refused. \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}2J" in said


def test_a_file_that_cannot_be_read_is_told_with_every_reason(run):
    data = as_csv(good(1)["sources"]).replace(b"title", b"titel")
    with pytest.raises(CommandError, match="Errors in .*: 2. So nothing was made"):
        run(data, name="sources.csv")
    with pytest.raises(CommandError, match="Errors in .*: 1\\."):
        run(b"x" * 3_000_000, name="sources.csv")


@pytest.mark.parametrize(
    ("file", "name", "why"),
    [("nosuch.xlsx", "erika", "cannot be read"), ("nosuch.xlsx", "nobody", "no account")],
)
def test_a_missing_file_and_an_unknown_editor_are_told(file, name, why):
    with pytest.raises(CommandError, match=why):
        call_command("import_sheet", file, "--as", name)
