"""The whole record as files: the same rows in every form, new at once, made once, taken back at once."""

import csv
import fcntl
import io
import json
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from commitments.actions import changes, removal
from commitments.choices import ChangeAction
from commitments.exchange import dump, export, releases, tables
from commitments.models import Change, LoadedPackage, Release
from summits.models import Theme
from tests import factories as make
from tests.actions.test_changes import on_postgresql
from tests.api.reading import V1, faults, get, problem_of
from tests.exchange.conftest import DATA

E = f"{V1}/export/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR / "exports"


def downloaded(client, name, **headers):
    answer = client.get(f"{E}{name}", headers=headers)
    assert answer.streaming
    return answer, b"".join(answer.streaming_content)


def names_of(content):
    """The names of themes in an export as CSV."""
    return [row["name"] for row in csv.DictReader(io.StringIO(content.decode()))]


def test_the_real_data_is_the_same_in_every_form(client, record, tmp_path):
    _answer, package = downloaded(client, export.PACKAGE)
    archive = zipfile.ZipFile(io.BytesIO(package))
    for name in archive.namelist():
        assert archive.read(name) == (DATA / name).read_bytes()
    kept = tmp_path / "kept.sqlite"
    kept.write_bytes(downloaded(client, export.SQLITE)[1])
    copy = sqlite3.connect(kept)
    lines = [json.loads(line) for line in downloaded(client, export.NDJSON)[1].splitlines()]
    for file in tables.FILES:
        if file.path not in archive.namelist():
            continue
        table = downloaded(client, file.path)[1]
        assert table == archive.read(file.path)
        rows = list(csv.DictReader(io.StringIO(table.decode(), newline="")))
        columns = ", ".join(f'"{name}"' for name in rows[0])
        found = copy.execute(f'SELECT {columns} FROM "{file.name}"').fetchall()
        text = [tuple(as_text(*pair) for pair in zip(rows[0], row, strict=True)) for row in found]
        assert sorted(text) == sorted(tuple(row.values()) for row in rows)
        told = [line for line in lines if line["table"] == file.name]
        assert len(told) == len(rows)
        assert [one[file.identity[0]] for one in told] == [row[file.identity[0]] for row in rows]
    copy.close()


def as_text(column, value):
    """A value of SQLite as it stands in the package's CSV."""
    if value is None:
        return ""
    if column in {"attended", "assessable"}:
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_lists_stay_lists_in_ndjson(client):
    make.SourceFactory(authors="Ada;Bo")
    [line] = downloaded(client, export.NDJSON)[1].splitlines()
    assert json.loads(line)["authors"] == ["Ada", "Bo"]


def test_the_export_of_a_state_is_the_package_of_its_release(client, public):
    release = releases.make_release(at=timezone.now())
    _answer, package = downloaded(client, export.PACKAGE)
    assert package == (releases.folder_of(release) / release.package_name).read_bytes()


def test_the_list_leads_to_every_file(client):
    make.whole_commitment()
    for one in get(client, E)["results"]:
        answer, content = downloaded(client, one["name"])
        assert one["url"].endswith(f"{E}{one['name']}")
        assert answer["Content-Type"].partition(";")[0] == one["media_type"]
        assert answer["Content-Disposition"] == f'attachment; filename="{one["name"]}"'
        assert int(answer["Content-Length"]) == len(content) > 0


def test_a_file_is_made_once_for_each_state_of_the_record(client, public, folder, monkeypatch):
    made = []
    write = export.WRITERS["themes.csv"]
    monkeypatch.setitem(
        export.WRITERS, "themes.csv", lambda target: (made.append(target), write(target))
    )
    first, content = downloaded(client, "themes.csv")
    assert downloaded(client, "themes.csv")[1] == content
    again = client.get(f"{E}themes.csv", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert len(made) == 1


def test_a_file_has_the_date_of_the_last_change(client, public):
    """Last-Modified, and a 304 where the date tells this state from every earlier one."""
    day = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    Change.objects.update(at=day - timedelta(days=9))
    first, _content = downloaded(client, "themes.csv")
    assert first["Last-Modified"] == http_date(day.timestamp())
    dated = {"If-Modified-Since": first["Last-Modified"]}
    again = client.get(f"{E}themes.csv", headers=dated)
    assert (again.status_code, again["Last-Modified"]) == (304, first["Last-Modified"])
    LoadedPackage.objects.create(name="n", version="1", descriptor={}, loaded_at=timezone.now())
    assert downloaded(client, "themes.csv", **dated)[0].status_code == 200


def test_a_date_tells_a_state_only_if_no_load_can_have_come_after_it(public):
    """A load reads the clock long before its package can be seen; with changes, these tell of it."""
    day = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    Change.objects.update(at=day - timedelta(days=9))
    changed = Change.objects.latest("seq").at
    loads = LoadedPackage.objects
    loads.create(name="n", version="1", descriptor={}, loaded_at=changed)
    for at, is_exact in (
        *((changed, True), (day - timedelta(days=1), True), (day - timedelta(minutes=1), False)),
        (day + timedelta(milliseconds=1), False),
    ):
        loads.update(loaded_at=at)
        assert export.dated() == (max(day, at), is_exact)
    now = timezone.now()
    Change.objects.update(at=now)
    loads.update(loaded_at=now - timedelta(minutes=1))
    assert export.dated() == (now, False)


@pytest.mark.django_db(transaction=True)
def test_the_date_and_the_etag_are_of_one_moment(client, public):
    first, _content = downloaded(client, "themes.csv")
    with CaptureQueriesContext(connection) as asked:
        assert (
            client.get(f"{E}themes.csv", headers={"If-None-Match": first["ETag"]}).status_code
            == 304
        )
    words = [one["sql"].split()[0] for one in asked.captured_queries]
    looked = [place for place, word in enumerate(words) if word == "SELECT"]
    assert words.index("BEGIN") < looked[0] < looked[-1] < words.index("COMMIT")


def test_what_is_retracted_is_in_no_export_any_more(client, public, folder, manager):
    """C06, C07: the next request after a retraction gets a file without it, whatever it has."""
    first, content = downloaded(client, "themes.csv")
    assert "Training" in names_of(content)
    theme = Theme.objects.get(slug="training")
    removal.retract(theme, by=manager, at=timezone.now(), reason="Wrong")
    second, content = downloaded(client, "themes.csv", **{"If-None-Match": first["ETag"]})
    assert second["ETag"] != first["ETag"]
    assert "Training" not in names_of(content)
    assert len([one for one in folder.iterdir() if one.is_dir()]) == 1, "the old one is gone"
    assert second["Cache-Control"] == "public, no-cache"


def test_who_would_wait_long_for_a_file_is_told_to_come_again(client, public, monkeypatch, folder):
    monkeypatch.setattr(export, "PATIENCE", 0.1)
    downloaded(client, "parties.csv")
    with (folder / "lock").open() as another:
        fcntl.flock(another, fcntl.LOCK_EX)
        answer = client.get(f"{E}themes.csv")
        assert downloaded(client, "parties.csv")[0].status_code == 200, "what is made is there"
    problem = problem_of(answer, 503)
    assert answer["Retry-After"] == "5"
    assert "is being made at the moment" in problem["detail"]
    assert downloaded(client, "themes.csv")[0].status_code == 200


def published():
    """Another theme becomes public, by somebody else."""
    try:
        with transaction.atomic():
            changes.one_at_a_time()
            event = changes.Event(ChangeAction.PUBLISHED, make.ThemeFactory())
            changes.record_changes([event], at=timezone.now())
    finally:
        connections.close_all()


def meanwhile(write):
    """The same with a publication in the middle, which must not have to wait."""

    def written(*given):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(published).result(20)
        return write(*given)

    return written


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_who_publishes_does_not_wait_for_files_and_they_are_of_one_moment(client, monkeypatch):
    """A file and an edition are of one moment, and so is the cursor of the edition."""
    make.ThemeFactory(name="Training")
    with monkeypatch.context() as patched:
        write = dump.write_table
        patched.setitem(
            export.WRITERS,
            "themes.csv",
            meanwhile(lambda target: write(target, tables.BY_NAME["themes"])),
        )
        first, content = downloaded(client, "themes.csv")
        assert names_of(content) == ["Training"]
    second, content = downloaded(client, "themes.csv", **{"If-None-Match": first["ETag"]})
    assert len(names_of(content)) == 2
    with monkeypatch.context() as patched:
        patched.setattr(dump, "dump_package", meanwhile(dump.dump_package))
        release = releases.make_release(at=timezone.now())
    with zipfile.ZipFile(releases.folder_of(release) / release.package_name) as archive:
        assert len(names_of(archive.read("themes.csv"))) == 2
    later = get(
        client, f"{V1}/changes/", data={"after": get(client, f"{V1}/releases/1/")["cursor"]}
    )
    assert [one["action"] for one in later["results"]] == ["published"]
    with monkeypatch.context() as patched:
        patched.setattr(dump, "dump_package", overtaken(dump.dump_package))
        with pytest.raises(releases.NotMade, match="Release 2 has been made meanwhile"):
            releases.make_release(at=timezone.now())
    assert [one.number for one in Release.objects.all()] == [2, 1]


def overtaken(write):
    """The same, and somebody else makes an edition meanwhile."""
    begun = []

    def made():
        try:
            releases.make_release(at=timezone.now())
        finally:
            connections.close_all()

    def written(folder):
        rows = write(folder)
        if not begun:
            begun.append(folder)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(made).result(60)
        return rows

    return written


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_get_whole_files(monkeypatch):
    make.ThemeFactory(name="Training")
    made, write = [], export.WRITERS["themes.csv"]
    monkeypatch.setitem(
        export.WRITERS, "themes.csv", lambda target: (made.append(1), write(target))
    )

    def read(_number):
        try:
            stream, _state = export.opened("themes.csv")
            with stream:
                return tuple(names_of(stream.read()))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(24))) == {("Training",)}
    assert len(made) == 1


def test_what_is_not_there_names_what_is(client):
    problem = problem_of(client.get(f"{E}nosuch.csv"), 404)
    assert "nss.zip" in problem["detail"]
    assert faults(client, f"{E}nss.zip?as_of=2016-01-01") == [("as_of", "unknown")]
    assert faults(client, f"{E}?nosuch=1") == [("nosuch", "unknown")]
