"""Editions in the API: listed, described, and downloaded as they were made."""

import hashlib
import io
import json
import re
import zipfile

import jsonschema
import pytest
from django.utils import timezone

from commitments.exchange import releases
from commitments.models import Release
from nsstracker.api import docs
from tests import factories as make
from tests.api.reading import V1, body, faults, get, pages, problem_of

R = f"{V1}/releases/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def two():
    """Two editions; the second has one promise more."""
    make.whole_commitment()
    releases.make_release(at=timezone.now())
    make.ThemeFactory(name="Ports", slug="ports")
    return releases.make_release(at=timezone.now())


def downloaded(client, path, **headers):
    answer = client.get(path, headers=headers)
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_list_begins_with_the_newest_and_fits_its_schema(client, two):
    listed = get(client, R)
    assert [row["id"] for row in listed["results"]] == [2, 1]
    newest = listed["results"][0]
    assert newest["counts"] == {"themes": {"added": 1, "changed": 0, "removed": 0}}
    assert newest["citation"] == releases.citation(two)
    detail = get(client, f"{R}2/")
    assert newest.items() <= detail.items()
    assert {one["name"] for one in detail["contents"]} >= {"datapackage.json", "themes.csv"}
    for path, answer in ((R, listed), (f"{R}{{number}}/", detail)):
        good = docs.document()["paths"][path]["get"]["responses"]["200"]["content"]
        schema = good["application/json"]["schema"]
        components = docs.document()["components"]
        jsonschema.validate(answer, schema | {"components": components})


def test_the_list_is_read_page_by_page(client, two):
    assert [row["id"] for row in pages(client, f"{R}?page_size=1")] == [2, 1]
    assert "Link" in client.get(f"{R}?page_size=1")


def test_a_list_of_many_asks_as_often_as_one_of_few(client, two, django_assert_num_queries):
    held = Release.objects.values().get(pk=2)
    Release.objects.bulk_create(Release(**held | {"number": n}) for n in range(3, 30))
    with django_assert_num_queries(4):
        assert get(client, R)["count"] == 29


def test_the_files_are_what_their_digests_say(client, two):
    told = get(client, f"{R}2/")
    for name, kind in (("package", "application/zip"), ("changes", "text/csv")):
        answer, content = downloaded(client, told[name]["url"])
        assert answer.status_code == 200
        assert hashlib.sha256(content).hexdigest() == told[name]["sha256"]
        assert int(answer["Content-Length"]) == len(content) == told[name]["size"]
        assert answer["Content-Type"].partition(";")[0] == kind
        assert answer["Content-Disposition"] == f'attachment; filename="{told[name]["name"]}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "public, max-age=86400, immutable"
        again, empty = downloaded(client, told[name]["url"], **{"If-None-Match": answer["ETag"]})
        assert (again.status_code, empty, again["ETag"]) == (304, b"", answer["ETag"])
        dated = {"If-Modified-Since": answer["Last-Modified"]}
        assert downloaded(client, told[name]["url"], **dated)[0].status_code == 304


def test_an_old_edition_stays_as_it_was(client, two):
    _answer, content = downloaded(client, f"{R}1/package/")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"ports" not in archive.read("themes.csv")


def test_a_mirror_goes_on_from_an_edition(client, public):
    releases.make_release(at=timezone.now())
    cursor = get(client, f"{R}1/")["cursor"]
    assert get(client, f"{V1}/changes/", data={"after": cursor})["results"] == []


def test_a_new_edition_is_seen_past_an_old_validator(client, two):
    first = client.get(R)["ETag"]
    make.ThemeFactory()
    releases.make_release(at=timezone.now())
    answer = client.get(R, headers={"If-None-Match": first})
    assert json.loads(body(answer))["count"] == 3


@pytest.mark.parametrize(
    "path", ["3/", "3/package/", "3/changes/", "0/", "x/", "1/../", "2/other/"]
)
def test_what_is_not_there_is_a_problem(client, two, path):
    problem_of(client.get(f"{R}{path}"), 404)


def test_files_that_were_lost_are_said_so(client, two):
    (releases.folder_of(two) / two.package_name).unlink()
    problem = problem_of(client.get(f"{R}2/package/"), 404)
    assert problem["detail"] == "The files of release 2 are not here at the moment."


@pytest.mark.parametrize("path", ["", "1/", "1/package/", "1/changes/"])
def test_an_unknown_parameter_is_refused(client, two, path):
    assert faults(client, f"{R}{path}?nosuch=1") == [("nosuch", "unknown")]


def test_the_headers_of_a_file_can_be_asked_for_alone(client, two):
    answer = client.head(f"{R}1/package/")
    assert (answer.status_code, b"".join(answer)) == (200, b"")
    assert answer["ETag"]


def test_the_page_of_data_lists_the_newest_with_size_and_digest(client, two):
    """What stands on ``/data/`` leads to the files."""
    page = client.get("/data/").content.decode()
    assert page.index("nss-2.zip") < page.index("nss-1.zip")
    for one in Release.objects.all():
        assert one.sha256 in page
    for address in re.findall(r'href="(/api/v1/releases/[^"]*)"', page):
        assert downloaded(client, address)[0].status_code == 200
    assert page.count("/api/v1/releases/2/") == 2


def test_the_page_of_data_says_that_there_is_none(client):
    assert "There is no release yet." in client.get("/data/").content.decode()
