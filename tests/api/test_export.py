"""The whole record as files: the same rows in every form, new at once, made once, taken back at once."""

import csv
import io
import json
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date

from commitments.actions import removal
from commitments.exchange import export, releases, tables
from commitments.models import Change, LoadedPackage
from summits.models import Theme
from tests import factories as make
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
    connection = sqlite3.connect(kept)
    lines = [json.loads(line) for line in downloaded(client, export.NDJSON)[1].splitlines()]
    for file in tables.FILES:
        if file.path not in archive.namelist():
            continue
        table = downloaded(client, file.path)[1]
        assert table == archive.read(file.path)
        rows = list(csv.DictReader(io.StringIO(table.decode(), newline="")))
        columns = ", ".join(f'"{name}"' for name in rows[0])
        found = connection.execute(f'SELECT {columns} FROM "{file.name}"').fetchall()
        text = [tuple(as_text(*pair) for pair in zip(rows[0], row, strict=True)) for row in found]
        assert sorted(text) == sorted(tuple(row.values()) for row in rows)
        told = [line for line in lines if line["table"] == file.name]
        assert len(told) == len(rows)
        assert [one[file.identity[0]] for one in told] == [row[file.identity[0]] for row in rows]
    connection.close()


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
    assert "s-maxage=60" in second["Cache-Control"]


def test_a_record_that_never_rests_is_not_written_half(client, public, monkeypatch, folder):
    states = iter(range(1000))
    monkeypatch.setattr(export, "state", lambda: f"state-{next(states)}")
    answer = client.get(f"{E}themes.csv")
    problem = problem_of(answer, 503)
    assert answer["Retry-After"] == "5"
    assert problem["detail"] == "The record is changing at the moment. Ask again soon."
    assert [one for one in folder.rglob("*") if one.is_file()] == [folder / "lock"]


def test_many_who_ask_at_once_get_whole_files(folder, monkeypatch):
    made = []
    monkeypatch.setattr(export, "state", lambda: "a-state")
    monkeypatch.setitem(
        export.WRITERS, "x.csv", lambda target: (made.append(1), target.write_text("whole"))
    )

    def read(_number):
        stream, _state = export.opened("x.csv")
        with stream:
            return stream.read()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(24))) == {b"whole"}
    assert len(made) == 1


def test_what_is_not_there_names_what_is(client):
    problem = problem_of(client.get(f"{E}nosuch.csv"), 404)
    assert "nss.zip" in problem["detail"]
    assert faults(client, f"{E}nss.zip?as_of=2016-01-01") == [("as_of", "unknown")]
    assert faults(client, f"{E}?nosuch=1") == [("nosuch", "unknown")]
