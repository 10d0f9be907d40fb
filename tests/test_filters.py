"""Filters that name another record: former identifiers lead to the record of today (rule R9)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.actions import removal, standings
from tests import factories as make
from tests.api.reading import V1, get, problem_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(manager):
    """A summit, a theme and a document that were each renamed twice, and a pledge that names them."""
    document = make.whole_document()
    pledge = make.CommitmentFactory(slug="pledge", document=document, summit=document.summit)
    theme = document.themes.get()
    make.CommitmentTheme.objects.create(commitment=pledge, theme=theme, position=0)
    make.ParticipationFactory(summit=document.summit)
    other = make.CommitmentFactory()
    make.whole_document()
    standings.refresh([pledge.pk, other.pk])
    for record in (document.summit, theme, document):
        for slug in ("second", "third"):
            removal.rename(
                record,
                slug=f"{slug}-{record.slug}",
                by=manager,
                at=timezone.now(),
                reason="A better name.",
            )
            record.refresh_from_db()
    return {"summit": document.summit, "theme": theme, "document": document}


LISTS = [
    ("commitments", "summit"), ("commitments", "theme"), ("commitments", "document"),
    ("documents", "theme"), ("documents", "summit"), ("participations", "summit"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "name"), LISTS)
def test_a_former_slug_means_the_record_as_it_is_called_today(client, named, resource, name):
    today = named[name].slug
    expected = get(client, f"{V1}/{resource}/?{name}={today}")["results"]
    assert len(expected) == 1
    second = today.replace("third-second-", "second-")
    first = today.replace("third-second-", "")
    for written in (first, second, f"{first},{second},{today}"):
        found = get(client, f"{V1}/{resource}/?{name}={written}")
        assert (found["count"], found["results"]) == (1, expected)
    problem = problem_of(client.get(f"{V1}/{resource}/?{name}={first},nosuch"), 400)
    assert "nosuch" in problem["errors"][0]["detail"]


@pytest.mark.parametrize("name", ["summit", "theme", "document"])
def test_the_page_shows_and_chooses_what_a_former_slug_means(client, named, name):
    today = named[name].slug
    former = today.replace("third-second-", "")
    assert get(client, f"{V1}/stats/?by=kind&{name}={former}")["total"] == 1
    assert get(client, f"{V1}/stats/history/?{name}={former}")["rows"][-1]["total"] == 1
    page = client.get(f"/commitments/?{name}={former}").content.decode()
    assert "/commitments/pledge/" in page
    assert f'<option value="{today}" selected>' in page
    assert page.count("/commitments/pledge-") == 0


def test_a_merged_commitment_means_its_survivor(client, manager):
    last, middle, first = (
        make.sourced_report(commitment=make.whole_commitment(slug=slug)).commitment
        for slug in ("last", "middle", "first")
    )
    make.ReportFactory()
    removal.merge(first, middle, by=manager, at=timezone.now(), reason="Entered twice.")
    removal.rename(middle, slug="renamed", by=manager, at=timezone.now(), reason="A better name.")
    middle.refresh_from_db()
    removal.merge(middle, last, by=manager, at=timezone.now(), reason="Entered twice.")
    for written in ("first", "middle", "renamed", "last"):
        assert get(client, f"{V1}/progress-reports/?commitment={written}")["count"] == 3
    removal.retract(last, by=manager, at=timezone.now(), reason="It was wrong.")
    for written in ("first", "middle", "renamed", "last"):
        problem = problem_of(client.get(f"{V1}/progress-reports/?commitment={written}"), 400)
        assert problem["errors"] == [
            {
                "parameter": "commitment",
                "code": "retracted",
                "detail": f"The commitment “{written}” has been retracted.",
            }
        ]


def test_what_was_never_public_is_not_told_apart_from_nothing(client):
    make.ThemeFactory(slug="secret", draft=True)
    told = [
        problem_of(client.get(f"{V1}/commitments/?theme={slug}"), 400)["errors"][0]
        for slug in ("secret", "nosuch")
    ]
    assert told[0]["detail"].replace("secret", "nosuch") == told[1]["detail"]


@pytest.mark.parametrize("written", ["EN", "english", "e", "en-GB", "en\n", "é1", "٣٣", "*"])
def test_a_language_is_a_code(client, written):
    problem = problem_of(client.get(f"{V1}/sources/", {"language": written}), 400)
    assert [one["parameter"] for one in problem["errors"]] == ["language"]
    assert "Use ISO 639-1: en, fr, zh." in problem["errors"][0]["detail"]
    assert client.get("/sources/", {"language": written}).status_code == 400


def test_a_language_that_no_source_has_selects_none(client):
    make.SourceFactory(language="en")
    assert get(client, f"{V1}/sources/?language=en")["count"] == 1
    assert get(client, f"{V1}/sources/?language=fr")["count"] == 0


def test_a_reporter_is_a_party_or_the_name_of_one_who_has_reported(client):
    party, silent = make.PartyFactory(code="AAA"), make.PartyFactory(code="BBB")
    make.ReportFactory(reported_by_party=party, reported_by_name="")
    make.ReportFactory(reported_by_name="World Nuclear News")
    make.ReportFactory(reported_by_name="A secret", draft=True)
    make.PartyFactory(code="CCC", draft=True)
    path = f"{V1}/progress-reports/"
    for written, count in (("AAA", 1), (silent.code, 0), ("World Nuclear News", 1)):
        assert client.get(path, {"reported_by": written}).json()["count"] == count
    for written in ("AAAA", "aaa", "World Nuclear", "A secret", "CCC", "x" * 3000):
        problem = problem_of(client.get(path, {"reported_by": written}), 400)
        assert [one["parameter"] for one in problem["errors"]] == ["reported_by"]
        assert "neither a party’s code nor the whole name" in problem["errors"][0]["detail"]


def test_only_a_former_slug_costs_more_questions(client, named):
    def questions(*written):
        with CaptureQueriesContext(connection) as found:
            get(client, f"{V1}/documents/?theme={','.join(written)}")
        return len(found)

    today, former = named["theme"].slug, named["theme"].slug.replace("third-second-", "")
    other = make.ThemeFactory().slug
    assert questions(today) == questions(today, other)
    assert questions(former) == questions(today) + 3
    assert questions(former, former.replace("theme", "second-theme"), other) == questions(today) + 3
