"""The lists of sources and documents follow every filter and every order that they take."""

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


def titles(client, path, **query):
    context = client.get(path, query).context
    return [one.title for one in context["rows" if path == "/sources/" else "documents"]]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("", "Alpha Beta Gamma"),
        ("title", "Alpha Beta Gamma"),
        ("-title", "Gamma Beta Alpha"),
        ("published_on", "Gamma Beta Alpha"),  # what has no date comes last, up and down
        ("-published_on", "Beta Gamma Alpha"),
        ("id", "Beta Alpha Gamma"),
    ],
)
def test_sources_stand_in_the_order_asked_for(client, ordering, expected):
    for slug, title, day in (("b", "Alpha", ""), ("a", "Beta", "2014"), ("c", "Gamma", "2012-03")):
        make.SourceFactory(slug=slug, title=title, published_on=day)
    assert titles(client, "/sources/", ordering=ordering) == expected.split()
    rows = client.get("/api/v1/sources/", {"ordering": ordering or "title"}).json()["results"]
    assert [one["title"] for one in rows] == expected.split()


def test_documents_are_selected_by_kind_and_summit_and_sorted(client):
    first = make.DocumentFactory(slug="a", title="Zeta", kind="communique", adopted_on="2012-03")
    make.DocumentFactory(
        slug="b", title="Eta", kind="work_plan", adopted_on="2010-04-13", summit=first.summit
    )
    make.DocumentFactory(slug="c", title="Theta", kind="communique", adopted_on="2014-03-25")
    path = "/documents/"
    assert titles(client, path) == ["Eta", "Zeta", "Theta"]
    assert titles(client, path, ordering="-adopted_on") == ["Theta", "Zeta", "Eta"]
    assert titles(client, path, kind="communique", ordering="title") == ["Theta", "Zeta"]
    assert titles(client, path, summit=first.summit.slug) == ["Eta", "Zeta"]
    assert titles(client, path, kind="communique", as_of="2013-01-01") == ["Zeta"]
    assert client.get(path, {"kind": "novel"}).status_code == 400


def test_the_forms_show_what_is_chosen_and_keep_the_day(client):
    page = client.get("/sources/?kind=news&ordering=-published_on").content.decode()
    assert '<option value="news" selected>' in page
    assert '<option value="-published_on" selected>' in page
    page = client.get("/documents/?kind=communique&as_of=2013-01-01").content.decode()
    assert '<option value="communique" selected>' in page
    assert page.count('<input type="hidden" name="as_of" value="2013-01-01">') == 1
    assert '<input type="hidden" name="kind" value="communique">' in page  # beside the day
