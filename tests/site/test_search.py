"""Search finds a word in any form on both databases, and nothing that is not public."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from commitments.actions import removal, searching
from commitments.models import SearchEntry
from commitments.models.searchable import plain_words
from commitments.queries import search
from tests import factories as make

NOW = timezone.now()
# parties, commitments, reports, documents, sources
COUNTS = {
    "reactors": [0, 35, 41, 9, 33],
    "reactor": [0, 35, 41, 9, 33],
    "turkiye": [1, 0, 0, 0, 0],
    "converted": [0, 21, 16, 6, 7],
    "centres of excellence": [0, 8, 0, 2, 5],
    "law": [0, 39, 32, 5, 16],
}


def found(q):
    return {
        (hits.kind, getattr(one, "slug", None) or str(one.pk))
        for hits in search.search(q)
        for one in hits.records
    }


@pytest.fixture
def pledge(db):
    pledge = make.whole_commitment(
        slug="reactors",
        title="Convert reactors at Řež to low-enriched uranium",
        summary="The ministry’s centre of excellence trains inspectors, repatriating HEU.",
    )
    searching.renew([pledge])
    return pledge


@pytest.mark.parametrize(
    "q",
    [
        "reactor",
        "REACTORS",
        "converting",
        "converted reactor",
        "rez",
        "Řež",
        "řež uran",
        "low-enriched",
        "low enriched uranium",
        "centre of excellence",
        "centres excellence",
        "repatriate",
        "ministry's",
        "ministries",
        "the inspector",
    ],
)
def test_a_word_is_found_in_any_form(pledge, q):
    assert found(q) == {("commitment", "reactors")}


@pytest.mark.parametrize(
    "q", ["reactor plutonium", "rezzz", "enriched-low", '"', "NEAR(reactor)", "%"]
)
def test_every_word_must_occur(pledge, q):
    assert found(q) == set()


def test_the_list_of_commitments_its_chart_and_its_data_find_the_same(client, pledge):
    make.whole_commitment(slug="other", title="Another pledge")
    asked = {"q": "converted rez"}
    page = client.get("/commitments/", asked).content.decode()
    assert "/commitments/reactors/" in page
    assert "/commitments/other/" not in page
    assert b">Status of 1 commitment<" in client.get("/charts/status.svg", asked).content
    api = client.get("/api/v1/commitments/", asked).json()
    assert [one["id"] for one in api["results"]] == ["reactors"]


@pytest.mark.parametrize("q", ["ALGÉRIE", "algerie", "россия", "pena nieto", "reactor"])
def test_the_list_of_sources_and_its_data_find_the_same(client, record, q):
    """In any case and with or without accents, on both databases."""
    there = search.found("source", q).count()
    assert there
    assert client.get("/api/v1/sources/", {"q": q}).json()["count"] == there
    assert len(client.get("/sources/", {"q": q}).context["rows"].paginator.object_list) == there


def test_what_is_no_longer_public_is_no_longer_found(pledge, manager):
    report = make.ReportFactory(commitment=pledge, summary="Zirconium rods arrived.")
    draft = make.ReportFactory(commitment=pledge, summary="Zirconium secret.", draft=True)
    searching.renew([report, draft])
    assert found("rod zirconium") == {("progress_report", str(report.pk))}
    assert found("secrets") == set()
    removal.retract(pledge, by=manager, at=NOW, reason="Twice")
    assert found("reactor") == found("rods") == set()
    assert not SearchEntry.objects.exists()


def test_a_renamed_record_is_found_by_its_new_name(pledge, manager):
    removal.rename(pledge, slug="kilns", by=manager, at=NOW, reason="A better name.")
    assert found("kiln") == {("commitment", "kilns")}


def test_the_real_data_gives_the_same_hits_on_both_databases(record):
    searched = sum(model.objects.published().count() for model, _ in searching.FIELDS.values())
    assert SearchEntry.objects.count() == searched
    assert {q: [hits.count for hits in search.search(q)] for q in COUNTS} == COUNTS


def test_the_migration_enters_what_was_public_before_it(pledge):
    SearchEntry.objects.all().delete()
    name = "commitments.migrations.0014_search_entries"
    import_module(name).enter_what_is_public(apps, SimpleNamespace(connection=connection))
    assert found("converted rez") == {("commitment", "reactors")}


def test_the_words_of_a_text_are_plain():
    assert plain_words("Łódź, São-Tomé’s “U-235” naïve_x!") == "łodz sao tome s u 235 naive x"


def test_what_says_it_in_its_title_comes_first(client, db):
    first = make.whole_commitment(
        slug="a-first", title="Train inspectors", summary="About reactors, too."
    )
    second = make.whole_commitment(slug="z-last", title="Convert a reactor", summary="At once.")
    searching.renew([first, second])
    page = client.get("/search/", {"q": "reactor"}).content.decode()
    assert page.index("/commitments/z-last/") < page.index("/commitments/a-first/")
    assert "Convert a <mark>reactor</mark>" in page
    assert "About <mark>reactors</mark>, too." in page


def test_all_of_one_kind_in_pages(client, record):
    asked = {"q": "reactor", "kind": "progress_report"}
    page = client.get("/search/", asked).content.decode()
    assert len(re.findall(r'<li>\s*<a href="/commitments/', page.partition("<main")[2])) == 41
    assert "Sources" not in page.partition("<main")[2].partition("</main")[0]
    assert client.get("/search/", asked | {"page": "2"}).status_code == 400
    refused = client.get("/search/", {"q": "reactor", "kind": "user"})
    assert refused.status_code == 400
    assert "Use party, commitment, progress_report, document, source." in refused.content.decode()


@pytest.mark.once
def test_what_is_found_of_a_kind_is_led_to_in_whole(client, record):
    page = client.get("/search/", {"q": "nuclear"}).content.decode()
    for group in search.search("nuclear"):
        link = f'<a href="?q=nuclear&amp;kind={group.kind}">All {group.count}</a>'
        assert (link in page) == (group.count > search.SHOWN)
    asked = {"q": "nuclear", "kind": "progress_report"}
    pages = [client.get("/search/", asked | {"page": number}).context["rows"] for number in (1, 2)]
    shown = {one.pk for page in pages for one in page}
    assert len(shown) == pages[0].paginator.count == 74


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("plutonuim", "plutonium"),
        ("kazakstan uranum", "kazakhstan uranium"),
        ("legslation", "legislation"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_what_may_be_meant(client, record, typed, meant):
    page = client.get("/search/", {"q": typed}).content.decode()
    assert f"?q={meant.replace(' ', '%20')}" in page
    assert f">{meant}</a>?" in page


@pytest.mark.parametrize("q", ["zzzzqq", "uranium zzzzqq", " ".join(f"qq{n}zz" for n in range(7))])
def test_nothing_is_offered_where_nothing_is_near(client, record, q):
    page = client.get("/search/", {"q": q}).content.decode()
    assert "Nothing contains all of these words." in page
    assert "Did you mean" not in page


def test_names_and_titles_are_offered_while_one_types(
    client, record, django_assert_max_num_queries
):
    def offered(q):
        return client.get("/search/suggestions.json", {"q": q}).json()["suggestions"]

    assert offered("chin")[0] == "China"
    assert len(offered("nuclear")) == search.OFFERED
    assert offered("") == offered("zzzzqq") == []
    with django_assert_max_num_queries(5):
        offered("centre")
