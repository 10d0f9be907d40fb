"""The lists follow every filter and every order that they take, and show no share that none can be of."""

import pytest

from commitments.actions import standings
from tests import factories as make
from tests.site import printed

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


def test_a_source_without_a_date_says_so(client):
    make.SourceFactory(title="Undated", publisher="A press", published_on="", kind="news")
    [(_title, [row])] = printed.tables(client.get("/sources/").content.decode())
    assert row == ["Undated", "A press", "not known", "news"]


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


@pytest.fixture
def done():
    promise = make.whole_commitment()
    make.sourced_report(commitment=promise, status="completed", basis="self_reported")
    standings.refresh([promise.pk])


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize(
    "query",
    [
        "status=completed",
        "basis=self_reported",
        "overdue=false",
        "assessments_differ=false",
        "reported_since=2010-01-01",
        "kind=national&status=completed",
    ],
)
def test_a_selection_by_status_or_reports_bears_no_share(client, query):
    """Rule R14: the base is all in scope, not those that happen to have reports."""
    said = "Selected by status or reports, so that no share is shown."
    page = client.get(f"/commitments/?{query}").content.decode()
    assert printed.words(page.partition('<p class="origin">')[2]).startswith(said)
    assert "%" not in printed.words(printed.main(page))
    assert "completed: filter" not in page
    assert said in client.get(f"/charts/status.svg?{query}").content.decode()


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize("query", ["", "kind=national", "made_after=2000-01-01", "assessable=true"])
def test_any_other_selection_says_of_what_its_shares_are(client, query):
    page = printed.words(printed.main(client.get(f"/commitments/?{query}").content.decode()))
    assert "1 of 1 commitment completed, 0 unreported" in page
    assert "100 %" in page
