"""The OpenAPI document is true: every answer fits it, every parameter stands in it, nothing crashes (I17)."""

import dataclasses
import re
from pathlib import Path

import jsonschema
import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from commitments.actions import webhooks
from commitments.api import components, stats
from nsstracker.api import docs, urls
from nsstracker.api.schema import SHOWN
from nsstracker.wsgi import application
from tests.api.partners import bearing, key_of
from tests.api.reading import LISTS, V1, body, faults, get

pytestmark = pytest.mark.once

COMMITTED = Path(__file__).resolve().parent.parent.parent / "docs" / "openapi.yaml"
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
OWN = {f"/static/site/{name}.js" for name in ("suggest", "png", "marks")}
EXAMPLES = 16  # of each of the 46 operations


def test_the_document_is_valid_and_the_committed_one_is_current(tmp_path):
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(made))
    assert made.read_text(encoding="utf-8") == COMMITTED.read_text(encoding="utf-8")


def test_the_document_is_served_as_json_and_yaml(client, db):
    shown = get(client, f"{V1}/schema/")
    assert shown["openapi"].startswith("3.1")
    assert yaml.safe_load(body(client.get(f"{V1}/schema/?format=yaml"))) == shown
    assert client.get(f"{V1}/schema/", headers={"Accept": "application/yaml"}).status_code == 200


@pytest.mark.walk
def test_every_parameter_is_described_and_takes_what_it_lists(client, record):
    for path, methods in docs.document()["paths"].items():
        for one in methods.values():
            assert all(parameter["description"] for parameter in one["parameters"])
        for parameter in methods.get("get", {"parameters": []})["parameters"]:
            if "{" in path or parameter["name"] in {"by", "interval"}:
                continue
            schema = parameter["schema"].get("items", parameter["schema"])
            base = f"{path}?by=kind&" if path == f"{V1}/stats/" else f"{path}?"
            for value in schema.get("enum", []):
                assert client.get(f"{base}{parameter['name']}={value}").status_code == 200


@pytest.mark.parametrize("resource", components.ALL, ids=lambda one: one.name)
def test_the_document_and_the_refusal_name_the_same_parameters(client, db, resource):
    path = f"{V1}/{resource.name}/"
    detail = client.get(f"{path}?nosuch=1").json()["errors"][0]["detail"]
    known = set(re.findall(r"[a-z_]+", detail.partition("Known:")[2]))
    written = docs.document()["paths"][path]["get"]["parameters"]
    assert {parameter["name"] for parameter in written} == known
    assert set(stats.GROUPS) == set(parameters_of(f"{V1}/stats/")["by"]["schema"]["enum"])


def parameters_of(path):
    return {one["name"]: one for one in docs.document()["paths"][path]["get"]["parameters"]}


@pytest.mark.parametrize("name", LISTS)
def test_every_row_and_detail_fits_its_schema(client, record, name):
    document = docs.document()
    page = get(client, f"{V1}/{name}/?page_size=100")
    check(document, f"{V1}/{name}/", page)
    for row in page["results"][:3]:
        detail = get(client, f"{V1}/{name}/{row['id']}/")
        check(document, f"{V1}/{name}/{{public_id}}/", detail)
        assert row.items() <= detail.items()


@pytest.mark.parametrize(
    "query", ["stats/?by=theme", "stats/history/?interval=year", "changes/?limit=1000"]
)
def test_counts_fit_their_schema(client, record, query):
    check(docs.document(), f"{V1}/{query.partition('?')[0]}", get(client, f"{V1}/{query}"))


def test_no_address_is_left_out():
    told = set(docs.document()["paths"])
    versioned = [one for one in urls.urlpatterns if "v1/" in str(one.pattern)]
    assert [str(one.pattern) for one in versioned if one.callback.cls.schema is None] == []
    assert len(versioned) == len(told)


def test_what_describes_the_api_comes_in_the_media_type_asked_for(client, db):
    for path in ("schema/", "schemas/commitment.json", "context.jsonld"):
        shown = docs.document()["paths"][f"{V1}/{path.replace('commitment', '{name}')}"]["get"]
        for kind in shown["responses"]["200"]["content"]:
            answer = client.get(f"{V1}/{path}", headers={"Accept": kind})
            assert answer["Content-Type"] == kind


@pytest.mark.parametrize("name", SHOWN)
def test_an_example_fits_its_schema_and_is_what_the_api_answers(client, record, name):
    found = docs.document()["components"]
    (example,) = found["schemas"][name]["examples"]
    jsonschema.validate(example, found["schemas"][name] | {"components": found})
    if name.removesuffix("Detail") in {one.schema for one in components.ALL}:
        address = example["api_url" if name == "Source" else "url"].partition(".example")[2]
        assert timeless(get(client, address)) == timeless(example)


def timeless(shown):
    """A record without when it was published here."""
    if isinstance(shown, list):
        return [timeless(one) for one in shown]
    if not isinstance(shown, dict):
        return shown
    own = {name: one for name, one in shown.items() if name not in {"published_at", "updated_at"}}
    return {name: timeless(one) for name, one in own.items()}


def test_the_examples_of_identifiers_are_records(client, record):
    for path, methods in docs.document()["paths"].items():
        if path.endswith("{public_id}/"):
            (given,) = [one for one in methods["get"]["parameters"] if one["in"] == "path"]
            assert client.get(path.format(public_id=given["example"])).status_code == 200, path


def check(document, path, answer):
    good = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    jsonschema.validate(answer, good["schema"] | {"components": document["components"]})


def test_the_docs_page_shows_every_address_and_needs_no_other_site(client, db):
    page = body(client.get("/api/docs/"))
    for path, methods in docs.document()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    assert set(re.findall(r'<script src="([^"]*)"', page)) == OWN
    data = page.count('<script type="application/ld+json">')  # which no browser runs
    assert page.count("<script") == len(OWN) + data
    assert "style=" not in page


def test_the_first_addresses_lead_on(client, db):
    start = get(client, "/api/")
    for link in (start["v1"], start["docs"], start["schema"]):
        assert client.get(link).status_code == 200
    listed = get(client, start["v1"])
    assert set(listed) == {*LISTS, "changes", "releases", "export", "submissions", "webhooks",
                           "stats", "stats/history", "schema", "schemas"}  # fmt: skip
    closed = {"stats", "submissions", "webhooks"}
    open_ones = [link for name, link in listed.items() if name not in closed]
    assert [client.get(link).status_code for link in open_ones] == [200] * len(open_ones)
    for name in ("submissions", "webhooks"):
        assert client.get(listed[name]).status_code == 401
    assert faults(client, "/api/v1/?x=1") == [("x", "unknown")]


def closing(environ, start_response):
    """The application, read to its end and closed, as a server does it."""
    answer = application(environ, start_response)
    try:
        return list(answer)
    finally:
        answer.close()


@pytest.fixture
def _connection_stays():
    """The server would close the connection after each request, and with it the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.once
@pytest.mark.walk
@pytest.mark.usefixtures("_connection_stays")
def test_requests_made_from_the_document_meet_no_defect(record, administrator, monkeypatch):
    """I17: no 5xx, and every answer fits the document."""
    key = bearing(key_of(administrator, "submit", "webhooks")[1])
    nowhere = dataclasses.replace(webhooks.limits(1), look_up=lambda *_, **__: [])
    monkeypatch.setattr(webhooks, "limits", lambda _seconds: nowhere)
    schema = schemathesis.openapi.from_wsgi(f"{V1}/schema/", closing)
    for result in schema.get_all_operations():
        operation = result.ok()

        own = key if {"submissions", "webhooks"} & set(operation.path.split("/")) else {}

        def meets_no_defect(case):
            case.headers = {**(case.headers or {}), **own}  # noqa: B023 - called in this turn
            case.call_and_validate(checks=CHECKS)

        limits = settings(
            max_examples=EXAMPLES, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck), derandomize=True,
        )  # fmt: skip
        limits(given(case=operation.as_strategy())(meets_no_defect))()
