"""Load and dump: idempotent, byte-identical, extra columns and checks, updates, conflicts, no half load."""

import json

import pytest
from django.utils import timezone

from commitments import content
from commitments.actions import removal, review, standings
from commitments.exchange import export
from commitments.exchange.dump import dump_package
from commitments.exchange.load import load_package
from commitments.exchange.reading import BadPackage
from commitments.models import Change, Check, Commitment, Revision, Standing
from tests import factories as make
from tests.exchange.conftest import DATA

pytestmark = pytest.mark.django_db


def files(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in {".csv", ".json"}}


def test_the_real_package_is_written_back_byte_for_byte(record, tmp_path):
    """O04: nothing was escaped on the way."""
    dump_package(tmp_path)
    assert files(tmp_path) == files(DATA)
    assert len(files(tmp_path)) == 12


def test_a_second_load_changes_nothing(record):
    """Nor are the files of the export other ones by it."""
    before = Change.objects.count(), Revision.objects.count(), Standing.objects.count()
    state = export.state()
    counts = load_package(DATA, at=timezone.now(), progress=lambda *_: None)
    assert (counts.made, counts.changed) == (0, 0)
    assert (Change.objects.count(), Revision.objects.count(), Standing.objects.count()) == before
    assert export.state() == state


def test_a_load_publishes_version_one_with_one_change_each(package):
    """U09: the operator of the command line publishes."""
    made = package.load().made
    assert Change.objects.filter(action="published", note__startswith="package ").count() == made
    assert list(Change.objects.order_by("seq").values_list("seq", flat=True)) == [
        *range(1, made + 1)
    ]
    assert Revision.objects.filter(version=1).count() == made
    assert Commitment.objects.get(slug="chn-centre").implements.slug == "wide"


def test_a_changed_row_is_published_as_version_two_over_a_loaded_one(package):
    package.load()
    package.set("commitments", 2, "title", "Another title")
    assert package.load() == (0, 1, 14)
    found = Commitment.objects.get(slug="chn-centre")
    assert (found.title, found.version, found.implements.slug) == ("Another title", 2, "wide")
    last = Change.objects.first()
    assert (last.action, last.version, last.fields) == ("updated", 2, ["title"])
    assert standings.differences() == []


def test_a_changed_row_may_name_a_new_one(package):
    package.load()
    package.add("commitments", "z-new,national,2012-seoul,,,New,New.,stated,2012-03-27,,,,law")
    package.add("commitment_parties", "z-new,CHN,lead,,")
    package.add("citations", "beta,commitment,z-new,")
    package.set("commitments", 2, "implements", "z-new")
    assert package.load() == (1, 1, 14)
    assert Commitment.objects.get(slug="chn-centre").implements.slug == "z-new"


def by_an_editor(editor, reviewer, manager):
    commitment, at = Commitment.objects.get(slug="chn-centre"), timezone.now()
    submission = review.start(by=editor, at=at)
    proposed = content.read(commitment) | {"title": "By an editor"}
    review.save_draft(commitment, proposed=proposed, by=editor, at=at, submission=submission)
    review.submit(submission, by=editor, at=at)
    review.publish(submission, by=reviewer, at=at)


def by_a_retraction(editor, reviewer, manager):
    commitment = Commitment.objects.get(slug="chn-centre")
    removal.retract(commitment, by=manager, at=timezone.now(), reason="Wrong")


def by_a_renaming(editor, reviewer, manager):
    commitment = Commitment.objects.get(slug="chn-centre")
    removal.rename(
        commitment, slug="another", by=manager, at=timezone.now(), reason="A better name."
    )


@pytest.mark.parametrize("touch", [by_an_editor, by_a_retraction, by_a_renaming])
def test_what_an_editor_has_changed_is_a_conflict_and_nothing_is_loaded(
    package, editor, reviewer, manager, touch
):
    """U07: her save is not lost to a load."""
    package.load()
    touch(editor, reviewer, manager)
    before = Change.objects.count()
    package.set("commitments", 2, "title", "From the package")
    package.set("themes", 2, "description", "Changed too.")
    with pytest.raises(BadPackage) as refused:
        package.load()
    assert [e for e in refused.value.errors if (e.file, e.row) == ("commitments.csv", 2)]
    assert Change.objects.count() == before


def with_windows_line_ends(data):
    return data.replace(b"\n", b"\r\n")


def with_needless_quotes(data):
    return data.replace(b"Law,", b'"Law",')


def without_the_last_line_end(data):
    return data.removesuffix(b"\n")


@pytest.mark.parametrize(
    "other", [with_windows_line_ends, with_needless_quotes, without_the_last_line_end]
)
def test_what_a_spreadsheet_writes_otherwise_is_accepted_and_dumped_plainly(
    package, tmp_path, other
):
    plain, path = files(package.path), package.path / "themes.csv"
    path.write_bytes(other(plain["themes.csv"]))
    assert files(package.path) != plain
    package.load()
    dump_package(tmp_path / "dump")
    assert files(tmp_path / "dump") == plain
    assert package.load() == (0, 0, 15)


def test_missing_rows_retract_nothing(package):
    package.load()
    package.write("participations", package.lines("participations")[:2])
    package.load()
    assert not Change.objects.exclude(action="published").exists()


def test_a_row_that_moves_a_report_is_told_of_the_promise_that_it_leaves(package):
    package.load()
    package.set("progress_reports", 2, "commitment", "wide")
    assert package.load().changed == 1
    told = Change.objects.filter(action="updated").values_list("record_id", "fields")
    assert sorted(fields for _id, fields in told) == [["commitment"], ["progress_reports"]]
    assert ("chn-centre", ["progress_reports"]) in told


def test_extra_columns_and_checks_are_written_only_when_used_and_read_back(package, tmp_path):
    package.append_column("commitments", "done_when", ["It is open.", ""])
    package.append_column("commitments", "assessable", ["true", "false"])
    package.append_column("commitments", "not_assessable_why", ["", "Too vague."])
    package.write("checks", ["commitment,date,where", "wide,2016-01-01,A site"])
    package.load()
    assert Check.objects.get().where == "A site"
    assert Commitment.objects.with_standing(timezone.now().date()).get(slug="wide").status is None
    dumped = tmp_path / "dump"
    dump_package(dumped)
    assert (dumped / "commitments.csv").read_bytes() == (
        package.path / "commitments.csv"
    ).read_bytes()
    assert (dumped / "checks.csv").read_bytes() == (package.path / "checks.csv").read_bytes()
    assert "archived_url" not in (dumped / "sources.csv").read_text()
    described = json.loads((dumped / "datapackage.json").read_text())
    assert described["resources"][-1]["name"] == "checks"
    assert load_package(dumped, at=timezone.now(), progress=lambda *_: None) == (0, 0, 15)


def test_a_dump_leaves_no_checks_of_an_earlier_one(package, tmp_path):
    """They would be loaded with the rest."""
    package.load()
    (tmp_path / "checks.csv").write_text("commitment,date,where\nwide,2016-01-01,A site\n")
    dump_package(tmp_path)
    assert "checks.csv" not in files(tmp_path)


def test_a_load_that_breaks_in_the_middle_leaves_nothing(package, monkeypatch):
    """U07: and loads when it is not broken."""

    def broken(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(standings, "refresh", broken)
    with pytest.raises(KeyboardInterrupt):
        package.load()
    assert not Commitment.objects.exists()
    assert not Change.objects.exists()
    monkeypatch.undo()
    assert package.load() == (15, 0, 0)


def test_a_draft_that_is_cited_is_not_published_behind_the_back_of_what_cites_it(package):
    """The citing record would have more citations without a Change; a row of a draft is a conflict."""
    package.load()
    draft = make.SourceFactory(draft=True, slug="gamma", title="Gamma", publisher="Office", url="")
    make.CitationFactory(source=draft, commitment=Commitment.objects.get(slug="wide"))
    package.add("sources", "gamma,Gamma,Office,,,,other,en")
    with pytest.raises(BadPackage) as refused:
        package.load()
    assert ["An editor has changed" in str(one) for one in refused.value.errors] == [True]
