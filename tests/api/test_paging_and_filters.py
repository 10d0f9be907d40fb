"""Lists: their pages, their orders and what each filter selects."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from commitments.actions import standings
from commitments.filters import CommitmentFilter, ReportFilter
from commitments.models import Check, Commitment
from tests import factories as make
from tests import independent
from tests.api.reading import LISTS, V1, faults, get, ids, pages

C = f"{V1}/commitments/"
ORDERINGS = [
    ("summits", "id"), ("themes", "-id"), ("parties", "name"), ("participations", "id"),
    ("participations", "-id"), ("documents", "adopted_on"), ("sources", "published_on"),
    ("sources", "-published_on"), ("commitments", "target_date"), ("commitments", "-target_date"),
    ("commitments", "-title"), ("commitments", "updated_at"), ("commitments", "made_on"),
    ("progress-reports", "-date"), ("progress-reports", "id"), ("progress-reports", "-updated_at"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "ordering"), ORDERINGS)
def test_pages_join_to_the_whole_list_in_both_directions(client, record, name, ordering):
    path = f"{V1}/{name}/?ordering={ordering}"
    whole = [row["id"] for row in get(client, f"{path}&page_size=1000")["results"]]
    size = len(whole) // 4 + 1
    forwards, backwards, page = [], [], None
    link = f"{path}&page_size={size}"
    while link:
        page = get(client, link)
        assert page["count"] == len(whole)
        forwards += page["results"]
        link = page["next"]
    while page:
        backwards = page["results"] + backwards
        page = page["previous"] and get(client, page["previous"])
    assert [row["id"] for row in forwards] == whole
    assert [row["id"] for row in backwards] == whole
    assert len(set(whole)) == len(whole)


def test_an_order_goes_by_key_then_upwards_by_identifier(client, record):
    rows = get(client, f"{C}?ordering=-made_on&page_size=1000")["results"]
    keys = [(-independent.last(row["made_on"]).toordinal(), row["id"]) for row in rows]
    assert keys == sorted(keys)
    for ordering in ("target_date", "-target_date"):
        rows = get(client, f"{C}?ordering={ordering}&page_size=1000")["results"]
        empty = [row["target_date"] is None for row in rows]
        assert empty == sorted(empty), "rows without a target date come last"
    titles = [row["title"] for row in get(client, f"{C}?ordering=title&page_size=1000")["results"]]
    assert titles == sorted(titles)
    found = [row["id"] for row in get(client, f"{V1}/participations/?page_size=1000")["results"]]
    assert found == sorted(found)


def test_a_row_added_or_gone_meanwhile_moves_no_other(client, db):
    for letter in "bdfh":
        make.CommitmentFactory(slug=letter)
    first = get(client, f"{C}?page_size=2")
    make.CommitmentFactory(slug="a")
    make.CommitmentFactory(slug="e")
    Commitment.objects.filter(slug="d").delete()
    rest = pages(client, first["next"])
    assert [row["id"] for row in first["results"] + rest] == ["b", "d", "e", "f", "h"]


def test_links_are_of_the_public_address_whatever_the_host(client, record):
    response = client.get(f"{C}?page_size=1&kind=joint", HTTP_HOST="localhost")
    page = response.json()
    assert page["next"].startswith(f"{settings.SITE_URL}{C}?page_size=1&kind=joint&cursor=")
    assert response["Link"] == f'<{page["next"]}>; rel="next"'
    assert "localhost" not in response.content.decode().replace(settings.SITE_URL, "")
    second = client.get(page["next"])
    assert second["Link"].count("rel=") == 2
    assert len(get(client, C)["results"]) == 50


@pytest.fixture
def pledges(db):
    """Two pledges that differ in everything a filter asks for."""
    one = make.CommitmentFactory(
        slug="one", title="A reactor", made_on="2012-03-27", target_date="2013", kind="joint"
    )
    other = make.CommitmentFactory(
        slug="other", title="A treaty", made_on="2014-03-25", assessable=False,
        not_assessable_why="Vague.", document=make.DocumentFactory(slug="paper"),
    )  # fmt: skip
    first, second = make.PartyFactory(code="AAA", region="East"), make.PartyFactory(code="BBB")
    make.PartFactory(commitment=one, party=first, role="lead")
    make.PartFactory(commitment=one, party=second, role="partner", joined_on="2014-03-25")
    make.PartFactory(commitment=other, party=second, role="subscriber")
    make.CommitmentTheme.objects.create(
        commitment=one, theme=make.ThemeFactory(slug="t"), position=0
    )
    make.ReportFactory(commitment=one, date="2013-05-01", status="in_progress")
    make.ReportFactory(commitment=one, date="2013-06-01", status="stalled", basis="third_party")
    make.ReportFactory(
        commitment=one, party=first, date="2016", status="completed",
        basis="independently_verified", reported_by_name="", reported_by_party=second,
    )  # fmt: skip
    make.ReportFactory(commitment=other, date="2015-01-01", status="completed")
    standings.refresh([one.pk, other.pk])
    return one, other


FILTERS = [
    ("party=AAA", ["one"]), ("party=BBB", ["one", "other"]), ("party=BBB&role=partner", ["one"]),
    ("party=BBB&role=lead", []), ("party=BBB&as_of=2013-07-01", []), ("role=subscriber", ["other"]),
    ("party=AAA,BBB", ["one", "other"]), ("party=AAA&party=BBB", ["one", "other"]),
    ("region=East&party=BBB", ["one"]), ("region=East&role=lead", ["one"]),
    ("region=East&role=partner", []), ("region=East&party=BBB&role=lead", []),
    ("region=East", ["one"]), ("theme=t", ["one"]), ("kind=joint", ["one"]),
    ("kind=joint,national", ["one", "other"]), ("document=paper", ["other"]),
    ("status=in_progress", ["one"]), ("party=AAA&status=completed", ["one"]),
    ("party=BBB&status=stalled", ["one"]), ("status=completed", []),
    ("status=stalled&as_of=2014-01-01", ["one"]), ("basis=third_party&as_of=2014-01-01", ["one"]),
    ("party=AAA&basis=independently_verified", ["one"]), ("overdue=true", ["one"]),
    ("overdue=false", ["other"]), ("overdue=true&as_of=2013-12-31", []),
    ("assessments_differ=true", []), ("assessable=false", ["other"]),
    ("made_after=2014-03-25", ["other"]), ("made_before=2012-03-27", ["one"]),
    ("reported_since=2016-12-31", ["one"]), ("reported_since=2017-01-01", []),
    ("updated_since=2000-01-01", ["one", "other"]), ("q=REACTOR", ["one"]), ("q=a%20treaty", ["other"]),
    ("as_of=2013-07-01", ["one"]), ("as_of=2012-03-26", []),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_a_filter_selects_what_it_says_in_every_format_and_count(client, pledges, query, expected):
    assert ids(client, f"?{query}") == expected
    assert get(client, f"{V1}/stats/?by=kind&{query}")["total"] == len(expected)
    lines = b"".join(client.get(f"{C}?format=ndjson&{query}").streaming_content).splitlines()
    assert len(lines) == len(expected)


def test_every_filter_of_commitments_and_reports_is_tested():
    asked = {part.partition("=")[0] for query, _ in FILTERS for part in query.split("&")}
    assert set(CommitmentFilter.base_filters) == asked | {"ordering", "summit"}
    asked = {query.partition("=")[0] for query, _count in REPORT_FILTERS}
    assert set(ReportFilter.base_filters) == asked | {"ordering"}


def test_a_summit_selects_its_own(client, pledges):
    one, _other = pledges
    assert ids(client, f"?summit={one.summit.slug}") == ["one"]


REPORT_FILTERS = [
    ("commitment=one", 3), ("party=AAA", 1), ("status=stalled", 1), ("status=stalled,completed", 3),
    ("basis=self_reported", 2), ("reported_by=BBB", 1), ("reported_by=A%20newspaper", 3),
    ("date_after=2016-12-31", 1), ("date_before=2013-05-01", 1), ("updated_since=2000-01-01", 4),
    ("updated_since=2999-01-01", 0), ("as_of=2015-06-01", 3),
]  # fmt: skip


@pytest.mark.parametrize(("query", "count"), REPORT_FILTERS)
def test_a_filter_of_reports_selects_what_it_says(client, pledges, query, count):
    assert get(client, f"{V1}/progress-reports/?{query}")["count"] == count


def test_reports_are_asked_for_of_one_commitment_in_one_query(client, pledges):
    path = f"{V1}/progress-reports/"
    assert faults(client, f"{path}?commitment=one&commitment=other") == [("commitment", "repeated")]
    assert faults(client, f"{path}?commitment=nosuch") == [("commitment", "invalid")]


OTHER_FILTERS = [
    ("parties", "kind=organization", 4), ("parties", "region=Western Asia,South America", None),
    ("participations", "attended=false", None), ("participations", "party=CHN", 4),
    ("participations", "summit=2010-washington&party=CHN", 1), ("documents", "summit=2012-seoul", None),
    ("documents", "kind=communique", 4), ("documents", "theme=conventions", None),
    ("documents", "party=CHN", None), ("documents", "party=CHN,USA,FRA", None),
    ("documents", "theme=heu-minimization,international-cooperation,conventions", None),
    ("sources", "kind=news,academic", None),
    ("sources", "language=fr", None), ("sources", "q=IAEA", None), ("summits", "ordering=-id", 4),
]  # fmt: skip


@pytest.mark.parametrize(("name", "query", "count"), OTHER_FILTERS)
def test_the_other_lists_have_their_filters(client, record, name, query, count):
    page = get(client, f"{V1}/{name}/?{query}&page_size=1000")
    assert page["count"] == len(page["results"]) == len({row["id"] for row in page["results"]})
    assert 0 < page["count"] < 764 if count is None else page["count"] == count
    column, _sign, value = query.partition("&")[0].partition("=")
    if column in {"kind", "region", "language"}:
        assert {row[column] for row in page["results"]} <= set(value.split(","))


def test_updated_since_sees_reports_and_checks_too(client, pledges):
    one, other = pledges
    old = timezone.now() - datetime.timedelta(days=100)
    Commitment.objects.update(updated_at=old, published_at=old)
    one.reports.update(updated_at=old, published_at=old)
    other.reports.update(updated_at=old, published_at=old)
    since = f"?updated_since={(old + datetime.timedelta(days=1)).date()}"
    assert ids(client, since) == []
    one.reports.filter(status="stalled").update(updated_at=timezone.now())
    assert ids(client, since) == ["one"]
    Check.objects.create(
        commitment=other, date="2016-01-01", where="The ministry's site.", created_at=timezone.now()
    )
    assert ids(client, since) == ["one", "other"]
    assert get(client, f"{C}other/")["last_checked_on"] == "2016-01-01"
    assert get(client, f"{C}other/")["checks"] == [
        {"date": "2016-01-01", "where": "The ministry's site."}
    ]
    assert get(client, f"{C}other/?as_of=2015-12-31")["checks"] == []


def test_what_is_not_assessable_has_no_status_anywhere(client, pledges):
    shown = get(client, f"{C}other/")
    assert (shown["status"], shown["status_from"], shown["status_since"]) == (None, None, None)
    assert [part["status"] for part in shown["parties"]] == [None]
    assert shown["not_assessable_why"] == "Vague."
    stats = get(client, f"{V1}/stats/?by=kind")
    assert (stats["total"], stats["not_assessable"], sum(stats["by_status"].values())) == (2, 1, 1)


def test_as_of_shows_parties_and_reports_of_that_day(client, pledges):
    early = get(client, f"{C}one/?as_of=2013-05-15")
    assert [part["party"] for part in early["parties"]] == ["AAA"]
    assert (early["status"], early["report_count"], early["latest_report_on"]) == (
        "in_progress", 1, "2013-05-01",
    )  # fmt: skip
    assert "later day" in get(client, f"{C}one/?as_of=2012-03-26", 404)["detail"]
    report = early["progress_reports"][0]["id"]
    path = f"{V1}/progress-reports/{report}/"
    assert get(client, f"{path}?as_of=2013-05-01")["id"] == report
    assert get(client, f"{path}?as_of=2013-04-30", 404)
    early_bird = make.ReportFactory(commitment=pledges[1], date="2014-01-01")
    assert get(client, f"{V1}/progress-reports/?as_of=2014-02-01")["count"] == 2
    assert get(client, f"{V1}/progress-reports/{early_bird.pk}/?as_of=2014-02-01", 404)
    assert get(client, f"{C}one/?as_of=2013-05-01")["overdue"] is False
    assert get(client, f"{C}one/?as_of=2014-01-01")["overdue"] is True


@pytest.mark.parametrize("by", ["summit", "kind", "year", "theme", "party", "region"])
def test_stats_add_up_or_say_why_not(client, record, by):
    stats = get(client, f"{V1}/stats/?by={by}")
    assert stats["total"] == 388
    for row in stats["rows"]:
        assert row["total"] == sum(row["by_status"].values()) + row["not_assessable"]
        assert row["label"]
    alone = sum(row["total"] for row in stats["rows"]) == 388
    assert (stats["note"] is None) == (by in {"summit", "kind", "year"}) == alone


def test_stats_by_party_and_region_are_of_the_role_asked_for(client, pledges):
    """What each leads, not what anybody leads of all it takes part in."""

    def totals(query):
        return {row["key"]: row["total"] for row in get(client, f"{V1}/stats/?{query}")["rows"]}

    assert totals("by=party") == {"AAA": 1, "BBB": 2}
    assert totals("by=party&role=lead") == {"AAA": 1}
    assert totals("by=party&role=partner,subscriber") == {"BBB": 2}
    assert totals("by=region&role=lead") == {"East": 1}
    assert list(totals("by=summit&role=lead").values()) == [1]


@pytest.mark.parametrize("name", LISTS)
def test_each_list_says_what_it_is_in_each_format(client, record, name):
    path = f"{V1}/{name}/"
    assert client.get(path)["Content-Type"] == "application/json"
    for form, media_type in (("csv", "text/csv"), ("ndjson", "application/x-ndjson")):
        by_name = client.get(f"{path}?format={form}")
        by_header = client.get(path, headers={"Accept": media_type})
        assert by_name["Content-Type"].startswith(media_type)
        assert by_name["Content-Disposition"] == f'attachment; filename="nss-{name}.{form}"'
        assert by_name["X-Content-Type-Options"] == "nosniff"
        assert b"".join(by_name.streaming_content) == b"".join(by_header.streaming_content)
        head = client.head(f"{path}?format={form}")
        assert b"".join(head.streaming_content) == b""
        assert head["ETag"] == by_name["ETag"]
