"""The API shows the real data set as the package has it, and as an independent reading of it says."""

import json

import pytest
from django.conf import settings

from commitments.actions import standings
from tests import factories as make
from tests import independent
from tests.api.reading import LISTS, V1, body, get, pages, table

FILES = {name: name.replace("-", "_") for name in LISTS}
REFERENCES = {"authors", "themes"}


@pytest.mark.parametrize("name", LISTS)
def test_counts_equal_the_rows_of_the_package(client, record, name):
    rows = independent.rows(FILES[name])
    page = get(client, f"{V1}/{name}/?page_size=1000")
    assert page["count"] == len(rows) == len(page["results"])
    assert page["next"] is None
    assert len(table(client, f"{V1}/{name}/?format=csv")) == len(rows)
    lines = body(client.get(f"{V1}/{name}/?format=ndjson")).splitlines()
    assert [json.loads(line) for line in lines] == page["results"]


@pytest.mark.parametrize("name", LISTS)
def test_csv_begins_with_the_package_as_it_is(client, record, name):
    expected = independent.rows(FILES[name])
    shown = table(client, f"{V1}/{name}/?format=csv&ordering=id")
    columns = list(expected[0])
    assert [name for name in shown[0] if name in columns] == columns
    assert list(shown[0])[: len(columns)] == columns
    key = {"participations": lambda row: (row["summit"], row["party"])}.get(
        name, lambda row: row["id"]
    )
    assert [{c: row[c] for c in columns} for row in sorted(shown, key=key)] == sorted(
        expected, key=key
    )


@pytest.mark.parametrize("name", [name for name in LISTS if name != "progress-reports"])
def test_json_has_every_column_with_null_for_nothing(client, record, name):
    expected = {identity(name, row): row for row in independent.rows(FILES[name])}
    for row in get(client, f"{V1}/{name}/?page_size=1000")["results"]:
        written = expected[row["id"]]
        for column, value in written.items():
            if column.startswith("target_"):
                continue
            shown = row[column]
            if column in REFERENCES:
                shown = ";".join(shown)
            if isinstance(shown, bool):
                shown = "true" if shown else "false"
            assert (str(shown) if shown is not None else "") == value, column
            assert shown != "" or column in REFERENCES


def identity(name, row):
    return f"{row['summit']}~{row['party']}" if name == "participations" else row["id"]


def test_reports_have_every_column(client, record):
    expected = {row["id"]: row for row in independent.rows("progress_reports")}
    codes = {row["id"] for row in independent.rows("parties")}
    for row in get(client, f"{V1}/progress-reports/?page_size=1000")["results"]:
        written = expected[row["id"]]
        for column in ("commitment", "party", "date", "status", "basis", "summary"):
            assert (row[column] or "") == written[column]
        by = written["reported_by"]
        known = by in codes
        assert row["reported_by"] == {"party": by if known else None, "name": None if known else by}
        measure = row["measure"]
        assert (measure and measure["unit"]) == (written["measure_unit"] or None)
        assert not measure or float(written["measure_quantity"]) == measure["quantity"]


def test_parts_and_members_equal_the_package(client, record):
    for name, owner in (("commitments", "commitment"), ("documents", "document")):
        expected = sorted(
            (row[owner], row["party"], row["role"], row["joined_on"], row["left_on"])
            for row in independent.rows(f"{owner}_parties")
        )
        shown = sorted(
            (row["id"], part["party"], part["role"], part["joined_on"] or "", part["left_on"] or "")
            for row in pages(client, f"{V1}/{name}/?page_size=200")
            for part in row["parties"]
        )
        assert shown == expected


def test_citations_equal_the_package(client, record):
    expected = sorted(
        (row["record_type"], row["record"].replace("/", "~"), row["source"], row["locator"])
        for row in independent.rows("citations")
        if row["record_type"] != "commitment"
    )
    cited = {
        "summits": "summit", "participations": "participation", "documents": "document",
        "progress-reports": "progress_report",
    }  # fmt: skip
    shown = sorted(
        (record_type, row["id"], citation["source"], citation["locator"] or "")
        for name, record_type in cited.items()
        for row in pages(client, f"{V1}/{name}/?page_size=1000")
        for citation in row["citations"]
    )
    assert shown == expected


@pytest.mark.parametrize("day", independent.summit_days())
def test_statuses_on_a_summits_last_day_equal_an_independent_reading(client, record, day):
    whole, parts = independent.standings(day)
    late = independent.overdue(day)
    expected = {
        slug: (status, basis or None, slug in late) for slug, (status, basis) in whole.items()
    }
    query = f"{V1}/commitments/?as_of={day}"
    rows = pages(client, f"{query}&page_size=1000")
    assert {r["id"]: (r["status"], r["basis"], r["overdue"]) for r in rows} == expected
    assert {
        (row["id"], part["party"]): part["status"] for row in rows for part in row["parties"]
    } == {key: status for key, (status, _basis) in parts.items()}
    from_csv = table(client, f"{query}&format=csv")
    assert {
        r["id"]: (r["status"], r["basis"] or None, r["overdue"] == "true") for r in from_csv
    } == expected
    stats = get(client, f"{V1}/stats/?by=kind&as_of={day}")
    assert stats["total"] == len(expected)
    counted = [status for status, _basis, _late in expected.values()]
    assert {k: n for k, n in stats["by_status"].items() if n} == {
        status: counted.count(status) for status in set(counted)
    }
    assert stats["overdue"] == len(late)


def test_a_pledge_tells_its_story(client, record):
    path = f"{V1}/commitments/chn-2010-centre-of-excellence/"
    now = get(client, path)
    assert list(now) == [
        "id", "url", "page", "kind", "title", "summary", "summit", "document", "implements",
        "made_on", "promise_known_from", "assessable", "not_assessable_why", "done_when",
        "target_date", "target", "themes", "parties", "status", "status_from", "status_since",
        "basis", "overdue", "assessments_differ", "report_count", "latest_report_on",
        "last_checked_on", "published_at", "updated_at", "version", "progress_reports",
        "citations", "former_parties", "checks",
    ]  # fmt: skip
    assert now["url"] == f"{settings.SITE_URL}{path}"
    assert now["page"] == f"{settings.SITE_URL}/commitments/chn-2010-centre-of-excellence/"
    assert (now["status"], now["status_since"]) == ("completed", "2016-03-18")
    assert now["document"] is None
    assert now["target"] == {"quantity": 2000, "unit": "trainees per year"}
    assert [part["party"] for part in now["parties"]] == ["CHN", "USA"]
    dates = [report["date"] for report in now["progress_reports"]]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == now["report_count"]
    assert all(report["citations"] for report in now["progress_reports"])
    early = get(client, f"{path}?as_of=2012-03-27")
    assert early["status"] == "in_progress"
    assert all(report["date"] <= "2012-03-27" for report in early["progress_reports"])
    assert early["report_count"] == len(early["progress_reports"]) < now["report_count"]
    assert get(client, f"{path}?as_of=2016-04-01")["status"] == "completed"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "&party=CHN",
        "&party=FRA&status=unreported",
        "&region=Western+Europe",
        "&role=subscriber",
        "&role=subscriber&status=completed,stalled&basis=third_party",
        "&party=FRA&role=subscriber",
        "&party=FRA,CHN&assessments_differ=false",
        "&status=completed",
        "&overdue=true",
        "&region=Western+Europe&overdue=false",
        "&party=FRA&overdue=true",
        "&party=FRA&status=completed,unreported&overdue=false",
        "&summit=2014-the-hague",
        "&reported_since=2014-01-01",
    ],
)
def test_history_says_of_each_day_what_the_counts_as_of_it_say(client, record, query):
    found = get(client, f"{V1}/stats/history/?as_of=2016-06-30{query}")["rows"]
    assert len(found) == 7
    for row in found:
        counts = get(client, f"{V1}/stats/?by=kind&as_of={row['on']}{query}")
        names = ("total", "by_status", "not_assessable", "overdue")
        assert {name: row[name] for name in names} == {name: counts[name] for name in names}


def test_the_history_of_a_party_has_the_days_on_which_it_takes_part(client, db):
    """Those of its own part; the whole is overdue, whoever has left."""
    one, other = make.PartyFactory(code="AAA"), make.PartyFactory(code="BBB")
    pledge = make.CommitmentFactory(made_on="2012-03-27", target_date="2013")
    make.PartFactory(commitment=pledge, party=one, joined_on="2013-05", left_on="2016-02-10")
    make.PartFactory(commitment=pledge, party=other, role="partner")
    make.ReportFactory(commitment=pledge, party=one, date="2014-05-01", status="completed")
    standings.refresh([pledge.pk])
    queries = ["&party=AAA", "&party=BBB", "&party=AAA&kind=national", "&party=AAA&kind=joint"]
    queries += ["&party=AAA&role=lead", "&party=AAA&role=partner", "&party=AAA,BBB", "&role=lead"]
    queries += ["&party=AAA&overdue=true", "&party=AAA&overdue=false", "&overdue=true"]
    for query in queries:
        test_history_says_of_each_day_what_the_counts_as_of_it_say(client, None, query)
    rows = get(client, f"{V1}/stats/history/?party=AAA")["rows"]
    assert {row["key"]: row["total"] for row in rows if row["total"]} == {
        "2013": 1,
        "2014": 1,
        "2015": 1,
    }
    assert [row["overdue"] for row in rows][3:6] == [0, 1, 1]


def test_history_ends_where_the_counts_stand(client, record):
    for query in ("", "&party=CHN", "&summit=2014-the-hague"):
        rows = get(client, f"{V1}/stats/history/?interval=quarter{query}")["rows"]
        total = get(client, f"{V1}/stats/?by=kind{query}")
        assert rows[-1]["by_status"] == total["by_status"]
        assert rows[0]["key"] == "2010-Q1"


def test_a_promise_implements_what_had_been_made(client, record):
    path = f"{V1}/commitments/bel-2016-insider-threat/"
    assert get(client, path)["implements"] == "2016-joint-insider-threat"
    assert get(client, f"{path}?as_of=2016-03-31")["implements"] is None
    row = next(
        row
        for row in get(client, f"{V1}/commitments/?as_of=2016-03-31&party=BEL&page_size=100")[
            "results"
        ]
        if row["id"] == "bel-2016-insider-threat"
    )
    assert row["implements"] is None


def test_what_cannot_be_judged_has_no_basis(client, db):
    commitment = make.whole_commitment(assessable=False, not_assessable_why="It is too vague.")
    party = commitment.parts.get().party
    make.sourced_report(commitment=commitment, party=party, basis="third_party")
    standings.refresh([commitment.pk])
    shown = get(client, f"{V1}/commitments/{commitment.slug}/")
    assert [shown[name] for name in ("status", "status_from", "status_since", "basis")] == [
        None
    ] * 4
    for query in ("", f"&party={party.code}"):
        assert get(client, f"{V1}/commitments/?basis=third_party{query}")["count"] == 0
