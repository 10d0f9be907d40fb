"""What will end is said on every answer that it concerns, in the document and on its page."""

import datetime

import pytest

from nsstracker.api import deprecations, docs
from nsstracker.api.deprecations import Deprecated
from tests.api.reading import V1, body
from tests.site import printed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SINCE, SUNSET = datetime.date(2027, 1, 1), datetime.date(2028, 2, 1)
LATER = datetime.date(2029, 6, 1)
DECLARED = (
    Deprecated(f"{V1}/releases/", SINCE, SUNSET, "Use the export."),
    Deprecated(f"{V1}/commitments/", SINCE, SUNSET, "Use “q”.", parameter="region"),
    Deprecated(f"{V1}/sources/", SINCE, LATER, "Use “url”.", field="api_url"),
    Deprecated(f"{V1}/sources/", SUNSET, LATER, "Use “q”.", parameter="kind"),
)
LINK = '<{0}/api/docs/#deprecated>; rel="deprecation"; type="text/html"'


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setattr(deprecations, "DECLARED", DECLARED)
    docs.document.cache_clear()
    yield
    docs.document.cache_clear()


def said(client, path, **more):
    answer = client.get(path, **more)
    return answer.get("Deprecation"), answer.get("Sunset")


FEBRUARY = "Tue, 01 Feb 2028 00:00:00 GMT"
JUNE = "Fri, 01 Jun 2029 00:00:00 GMT"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/releases/", ("@1798761600", FEBRUARY)),
        ("/releases/1/", ("@1798761600", FEBRUARY)),
        ("/commitments/?region=Europe", ("@1798761600", FEBRUARY)),
        ("/commitments/?kind=joint", (None, None)),
        ("/sources/?kind=news", ("@1798761600", JUNE)),
        ("/sources/nosuch/", ("@1798761600", JUNE)),
        ("/changes/", (None, None)),
    ],
)
def test_an_answer_says_what_of_it_will_end_and_when_first(client, declared, path, headers):
    assert said(client, f"{V1}{path}") == headers


def test_nothing_declared_says_nothing(client):
    assert said(client, f"{V1}/releases/") == (None, None)
    assert "At present nothing will end." in body(client.get("/api/docs/"))


def test_a_link_leads_to_what_it_means_and_browsers_may_read_it(client, declared, settings):
    answer = client.get(f"{V1}/sources/", headers={"Origin": "https://partner.example"})
    assert LINK.format(settings.SITE_URL) in answer["Link"]
    assert 'rel="sunset"' in answer["Link"]
    assert {"deprecation", "sunset"} <= set(
        answer["Access-Control-Expose-Headers"].lower().split(", ")
    )
    page = body(client.get("/api/docs/"))
    assert 'id="deprecated"' in page
    assert "deprecated since 2027-01-01, ends on 2028-02-01. Use “q”." in printed.words(page)
    again = client.get(f"{V1}/sources/", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Deprecation"]) == (304, "@1798761600")


def test_the_document_marks_what_will_end_and_nothing_else(declared):
    found = docs.document()
    marked = [
        (path, method)
        for path, methods in found["paths"].items()
        for method, operation in methods.items()
        if operation.get("deprecated")
    ]
    assert {path.removeprefix(V1)[:10] for path, _method in marked} == {"/releases/"}
    given = found["paths"][f"{V1}/commitments/"]["get"]["parameters"]
    assert [one["name"] for one in given if one.get("deprecated")] == ["region"]
    schemas = found["components"]["schemas"].items()
    fields = {
        (name, field)
        for name, schema in schemas
        for field, described in schema.get("properties", {}).items()
        if described.get("deprecated")
    }
    assert fields == {("Source", "api_url")}


def test_a_declaration_is_true_and_leaves_a_year(monkeypatch):
    with pytest.raises(ValueError, match="within a year"):
        Deprecated(f"{V1}/releases/", SINCE, SINCE + datetime.timedelta(days=364), "No.")
    typo = (Deprecated(f"{V1}/sources/", SINCE, SUNSET, "No.", field="nosuch"),)
    monkeypatch.setattr(deprecations, "DECLARED", typo)
    docs.document.cache_clear()
    with pytest.raises(LookupError, match="nosuch"):
        docs.document()
    docs.document.cache_clear()
