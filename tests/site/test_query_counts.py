"""A page asks the database as often for two rows as for fifty; the numbers stand here."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.actions import standings
from commitments.models import Link
from tests import factories as make

NOW = timezone.now()
BUDGETS = {
    "/": 16,
    "/commitments/": 14,
    "/countries/": 4,
    "/organizations/": 4,
    "/summits/": 6,
    "/documents/": 5,
    "/themes/": 8,
    "/sources/": 4,
    "/changes/": 3,
    "/feeds/changes/": 3,
    "/feeds/countries/maker/": 4,
    "/feeds/summits/s/": 4,
    "/feeds/themes/t/": 4,
    "/feeds/commitments/one/": 5,
    "/corrections/": 3,
    "/sitemap.xml": 13,
    "/charts/status.svg?party=MKR&role=lead": 4,
    "/charts/history.svg": 5,
    "/charts/commitments/one.svg": 5,
    "/charts/status.csv?party=MKR&role=lead": 4,
    "/charts/history.csv": 5,
    "/charts/commitments/one.csv": 5,
    "/pictures/record.png": 2,
    "/pictures/parties/maker.png": 4,
    "/pictures/themes/t.png": 4,
    "/pictures/commitments/one.png": 6,
    "/embed/countries/maker/": 6,
    "/embed/themes/t/": 6,
    "/embed/commitments/one/": 8,
    "/history/commitment/one/": 5,
    "/history/source/src/": 4,
    "/search/?q=pledge": 12,
    "/compare/": 4,
    "/compare/?party=MKR&party=OTH": 21,
    "/countries/maker/": 14,
    "/summits/s/": 17,
    "/themes/t/": 13,
    "/documents/d/": 14,
    "/sources/src/": 5,
    "/commitments/one/": 18,
    "/commitments/one/cite.bib": 3,
}


def dead_source():
    """A source that no longer answers."""
    source = make.SourceFactory()
    Link.objects.create(
        source=source, url=source.url, state="gone", checked_at=NOW, shown_at=NOW, next_check_at=NOW
    )
    return source


def grow(count, party, summit, theme, document, source, first):
    """Add promises with parts, reports and citations."""
    for _ in range(count):
        pledge = make.CommitmentFactory(summit=summit, document=document)
        make.PartFactory(commitment=pledge, party=party, role="lead")
        make.PartFactory(commitment=pledge, party=make.PartyFactory(), role="partner")
        make.CommitmentTheme.objects.create(commitment=pledge, theme=theme, position=0)
        make.ReportFactory(commitment=pledge)
        make.CitationFactory(source=source, commitment=pledge)
        make.CitationFactory(source=dead_source(), commitment=first)
        report = make.ReportFactory(commitment=first)
        make.CitationFactory(source=source, progress_report=report)
        make.ParticipationFactory(summit=summit, party=make.PartyFactory())
        standings.refresh([pledge.pk, first.pk])


@pytest.fixture
def world(db):
    party = make.PartyFactory(code="MKR", slug="maker")
    make.PartyFactory(code="OTH")
    summit = make.SummitFactory(slug="s", host=party)
    theme, source = make.ThemeFactory(slug="t"), make.SourceFactory(slug="src")
    document = make.DocumentFactory(slug="d", summit=summit)
    first = make.CommitmentFactory(slug="one", summit=summit, document=document)
    make.PartFactory(commitment=first, party=party, role="lead")
    make.CommitmentTheme.objects.create(commitment=first, theme=theme, position=0)
    standings.refresh([first.pk])
    parts = {
        "party": party,
        "summit": summit,
        "theme": theme,
        "document": document,
        "source": source,
    }
    grow(1, **parts, first=first)
    return {**parts, "first": first}


def asked(client, path):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_every_list_asks_as_often_for_fifty_rows_as_for_one(client, world):
    client.get("/")
    few = {path: asked(client, path) for path in BUDGETS}
    grow(48, **world)
    many = {path: asked(client, path) for path in BUDGETS}
    assert (few, many) == (BUDGETS, BUDGETS)
