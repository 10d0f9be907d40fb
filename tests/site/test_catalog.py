"""The description for catalogues of data sets: DCAT 3, true of what can be downloaded."""

import json

import pytest
from django.utils import timezone

from commitments.exchange import export, releases
from tests.api.reading import get
from tests.api.test_linked import nodes

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("record")]
PATH = "/data/catalog.jsonld"


def kinds(found):
    return [node["@type"] for node in nodes(found) if node.get("@type", "").startswith("dcat:")]


def test_the_record_and_its_files_are_described(client):
    answer = client.get(PATH)
    assert answer["Content-Type"] == "application/ld+json"
    elsewhere = client.get(PATH, headers={"Origin": "https://catalogue.example"})
    assert elsewhere["Access-Control-Allow-Origin"] == "*"
    assert elsewhere["Cross-Origin-Resource-Policy"] == "cross-origin"
    found = json.loads(answer.content)
    assert kinds(found) == [
        "dcat:Catalog", "dcat:Dataset", *["dcat:Distribution"] * len(export.WRITERS),
        "dcat:DataService",
    ]  # fmt: skip
    record = found["dcat:dataset"][0]
    assert "dcterms:modified" in record
    assert found["dcat:service"]["dcat:servesDataset"]["@id"] == record["@id"]
    offered = {one["url"]: one["media_type"] for one in get(client, "/api/v1/export/")["results"]}
    told = {
        one["dcat:downloadURL"]["@id"]: one["dcat:mediaType"]["@id"].partition("media-types/")[2]
        for one in record["dcat:distribution"]
    }
    assert told == offered
    prefixes = set(found["@context"])
    for node in nodes({**found, "@context": None}):
        assert {name.partition(":")[0] for name in node if name[0] != "@"} <= prefixes
    assert f'href="{PATH}"' in client.get("/data/").content.decode()


def test_each_release_is_a_version_in_a_series_with_its_digest(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    release = releases.make_release(at=timezone.now())
    _record, series, edition = json.loads(client.get(PATH).content)["dcat:dataset"]
    assert series["@type"] == "dcat:DatasetSeries"
    assert edition["dcat:inSeries"]["@id"] == series["@id"]
    assert series["dcat:last"]["@id"] == edition["@id"]
    file = edition["dcat:distribution"]
    assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == release.sha256
    assert (
        b"".join(client.get(file["dcat:downloadURL"]["@id"]).streaming_content)
        == (releases.folder_of(release) / release.package_name).read_bytes()
    )
    assert get(client, edition["@id"])["package"]["sha256"] == release.sha256
