"""Editions: same data, same bytes; what changed since the last; nothing half made, nothing overwritten."""

import csv
import datetime
import hashlib
import io
import json
import shutil
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from commitments.actions import audit, removal
from commitments.choices import AuditKind
from commitments.exchange import releases
from commitments.exchange.load import load_package
from commitments.models import AuditEntry, Commitment, Release
from commitments.queries import freshness
from tests.exchange.conftest import DATA, UUID

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR / "releases"


@pytest.fixture
def loaded(package):
    package.load()
    return package


def make():
    return releases.make_release(at=timezone.now())


def package_of(release):
    return releases.folder_of(release) / release.package_name


def listed(release):
    text = (releases.folder_of(release) / release.changes_name).read_text(encoding="utf-8")
    return [tuple(row.values()) for row in csv.DictReader(io.StringIO(text))]


def told():
    stream = io.StringIO()
    call_command("make_release", stdout=stream)
    return stream.getvalue()


def refused():
    with pytest.raises(CommandError) as error:
        call_command("make_release")
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_edition_holds_the_package_byte_for_byte_and_says_so(record):
    release = make()
    content = package_of(release).read_bytes()
    assert (release.number, release.size) == (1, len(content))
    assert release.sha256 == hashlib.sha256(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(
            one.name for one in DATA.iterdir() if one.suffix != ".md"
        )
        for one in release.contents:
            inside = archive.read(one["name"])
            assert inside == (DATA / one["name"]).read_bytes()
            assert one["sha256"] == hashlib.sha256(inside).hexdigest()
            assert one["size"] == len(inside)
    rows = {one["name"]: one["rows"] for one in release.contents}
    assert rows["datapackage.json"] is None
    assert rows["commitments.csv"] == release.counts["commitments"]["added"]
    assert sum(count for count in rows.values() if count) == len(listed(release))


def test_the_same_data_gives_the_same_bytes(loaded, folder):
    first = make()
    content = package_of(first).read_bytes()
    Release.objects.all().delete()
    shutil.rmtree(folder)
    again = make()
    assert package_of(again).read_bytes() == content
    assert (again.sha256, again.changes_sha256) == (first.sha256, first.changes_sha256)


def test_an_edition_loads_as_what_it_was_made_of(loaded, tmp_path):
    with zipfile.ZipFile(package_of(make())) as archive:
        archive.extractall(tmp_path / "unpacked")
    counts = load_package(tmp_path / "unpacked", at=timezone.now(), progress=lambda *_: None)
    assert (counts.made, counts.changed) == (0, 0)


def test_the_next_edition_tells_what_was_added_changed_and_removed(loaded, manager):
    first = make()
    old = package_of(first).read_bytes()
    loaded.set("commitments", 3, "title", "Another title")
    loaded.add("themes", "ports,Ports,Ports.")
    loaded.load()
    centre = Commitment.objects.get(slug="chn-centre")
    removal.retract(centre, by=manager, at=timezone.now(), reason="Wrong")
    second = make()
    assert listed(second) == [
        ("themes", "ports", "added", ""),
        ("commitments", "chn-centre", "removed", ""),
        ("commitments", "wide", "changed", "title"),
        ("commitment_parties", "chn-centre/CHN", "removed", ""),
        ("progress_reports", UUID, "removed", ""),
        ("citations", "alpha/commitment/chn-centre", "removed", ""),
        ("citations", f"alpha/progress_report/{UUID}", "removed", ""),
    ]
    assert second.counts["commitments"] == {"added": 0, "changed": 1, "removed": 1}
    assert second.counts["themes"] == {"added": 1, "changed": 0, "removed": 0}
    assert second.seq > first.seq
    assert package_of(first).read_bytes() == old, (
        "an old edition stays, with what was retracted since"
    )


def test_the_audit_log_tells_of_an_edition_once(loaded):
    release = make()
    with pytest.raises(releases.SameData):
        make()
    told_of = AuditEntry.objects.filter(kind=AuditKind.RELEASE_MADE)
    found = [(one.by_name, one.target_name, one.after) for one in told_of]
    assert found == [(audit.COMMAND_LINE, "Release 1", release.sha256)]


def test_the_same_data_makes_no_second_edition(loaded, folder):
    assert told().startswith("Release 1 is in ")
    assert told() == "Release 1 holds the same data. No new one was made.\n"
    assert Release.objects.count() == 1
    assert [one.name for one in folder.iterdir()] == ["1"]


def test_an_edition_is_news_to_caches_and_no_change_of_the_record(loaded):
    before, now = freshness.current(), timezone.now()
    release = releases.make_release(at=now - datetime.timedelta(minutes=10))  # a large one
    after = freshness.current()
    assert after.aside_at >= now, "it is news from when it can be seen"
    assert release.seq == before.seq == after.seq
    assert after.etag("/data/") != before.etag("/data/")


def test_nothing_is_released_before_anything_is_public(folder):
    assert refused() == "Nothing is public yet, so there is nothing to release."
    assert list(folder.iterdir()) == []


def lost(package):
    package.unlink()


def spoiled(package):
    package.write_bytes(b"other")


@pytest.mark.parametrize(
    ("spoil", "said"), [(lost, "is missing."), (spoiled, "is not what was released")]
)
def test_a_broken_edition_is_told_of_and_not_built_upon(loaded, folder, spoil, said):
    spoil(package_of(make()))
    loaded.add("themes", "ports,Ports,Ports.")
    loaded.load()
    assert said in refused()
    assert Release.objects.count() == 1
    assert [one.name for one in folder.iterdir()] == ["1"]


def test_files_that_the_database_does_not_know_are_not_overwritten(loaded):
    kept = package_of(make())
    content = kept.read_bytes()
    Release.objects.all().delete()
    loaded.add("themes", "ports,Ports,Ports.")
    loaded.load()
    assert "the database does not know" in refused()
    assert kept.read_bytes() == content


def test_what_a_broken_off_attempt_left_is_taken_over(loaded, monkeypatch):
    def broken(*_args, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Release, "save", broken)
        assert "No space left on device. No release was made." in refused()
    assert not Release.objects.exists()
    assert make().number == 1


def test_a_folder_that_cannot_be_written_is_said_so(loaded, folder):
    folder.parent.mkdir()
    folder.write_text("a file stands here")
    assert "cannot be written to" in refused()


def test_the_citation_names_number_day_address_and_digest(loaded):
    release = make()
    text = releases.citation(release)
    for part in ("Release 1", f"{release.made_at:%Y-%m-%d}", "https://tracker.example/data/"):
        assert part in text
    assert text.endswith(release.sha256)


def test_the_descriptor_inside_lists_just_the_files_inside(loaded):
    with zipfile.ZipFile(package_of(make())) as archive:
        described = json.loads(archive.read("datapackage.json"))
        paths = {resource["path"] for resource in described["resources"]}
        assert paths | {"datapackage.json"} == set(archive.namelist())
