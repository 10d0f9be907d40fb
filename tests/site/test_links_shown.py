"""What readers are told of a source that no longer answers: the copy, the day, and no more than is known."""

import datetime
import re

import pytest
from django.utils import timezone

from commitments.actions import links, removal, standings
from commitments.actions.links import Outcome
from commitments.choices import LinkState
from commitments.models import Link
from summits.models import Source
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ARCHIVE = "https://archive.example/copy"
SEEN = datetime.datetime(2020, 4, 1, tzinfo=datetime.UTC)


def check(source, *states, start=SEEN):
    """Keep outcomes of one check a day."""
    links.register(at=start)
    for day, state in enumerate(states):
        at = start + datetime.timedelta(days=day)
        link = Link.objects.get(source=source)
        assert links.claim(link, at=at)
        links.record_outcome(link, Outcome(state), at=at)


def gone(source, *, seen=True):
    first = [LinkState.ALIVE] if seen else []
    check(source, *first, *[LinkState.UNREACHABLE] * 3)


@pytest.fixture
def pledge():
    found = make.whole_commitment(slug="one")
    make.CitationFactory(
        progress_report=make.ReportFactory(commitment=found), source=found.citations.get().source
    )
    standings.refresh([found.pk])
    return found


def words(client, path):
    page = client.get(path).content.decode()
    return page, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


PAGES = ["/commitments/one/", "/sources/{slug}/"]


def pages(client, source):
    return [words(client, path.replace("{slug}", source.slug)) for path in PAGES]


def test_the_archived_copy_is_the_link_when_the_original_is_gone(client, pledge):
    source = pledge.citations.get().source
    Source.objects.update(archived_url=ARCHIVE)
    gone(source)
    (page, text), (own, own_text) = pages(client, source)
    assert page.count(f'href="{ARCHIVE}"') == 2  # of the promise and of its report
    assert f'href="{source.url}"' not in page
    assert text.count("(the original is gone as of 4 April 2020)") == 2
    assert own.index(f'href="{ARCHIVE}"') < own.index(f'href="{source.url}"')
    assert "The original is gone as of 4 April 2020." in own_text


def test_without_archived_copy_the_day_it_was_last_seen_is_told(client, pledge):
    source = pledge.citations.get().source
    gone(source)
    (page, text), (_own, own_text) = pages(client, source)
    assert page.count(f'href="{source.url}"') == 2
    assert text.count("no longer answers (last seen 1 April 2020)") == 2
    assert "no longer answers (last seen 1 April 2020)" in own_text


def test_of_what_was_never_seen_alive_no_day_is_told(client, pledge):
    source = pledge.citations.get().source
    gone(source, seen=False)
    for _page, text in pages(client, source):
        assert "does not answer (as of 3 April 2020)" in text
        assert "last seen" not in text


@pytest.mark.parametrize("states", [[], ["alive"], ["moved"], ["refused"], ["unreachable"] * 2])
def test_nothing_is_told_before_it_is_certain(client, pledge, states):
    source = pledge.citations.get().source
    before = [page for page, _text in pages(client, source)]
    check(source, *[LinkState(state) for state in states])
    assert [page for page, _text in pages(client, source)] == before


def test_a_corrected_address_is_not_called_gone(client, pledge, manager):
    source = pledge.citations.get().source
    gone(source)
    Source.objects.update(url="https://ministry.example/new")
    for page, text in pages(client, source):
        assert "https://ministry.example/new" in page
        assert "answer" not in text


def test_a_copy_of_a_page_is_old_when_a_link_is_gone_and_good_when_nothing_shows(client, pledge):
    source = pledge.citations.get().source
    first = client.get("/commitments/one/")

    def status(answer):
        kept = {"if-none-match": answer["ETag"]}
        return client.get("/commitments/one/", headers=kept).status_code

    check(source, LinkState.ALIVE)
    assert status(first) == 304
    gone(source)
    assert status(first) == 200
    again = client.get("/commitments/one/")
    assert status(again) == 304


def test_an_aside_of_today_makes_the_page_newer(client, pledge):
    source = pledge.citations.get().source
    first = client.get("/commitments/one/")
    check(source, *[LinkState.UNREACHABLE] * 3, start=timezone.now() - datetime.timedelta(days=2))
    assert client.get("/commitments/one/")["Last-Modified"] > first["Last-Modified"]


def test_a_link_of_a_merged_source_is_asked_no_more(pledge, manager):
    source = pledge.citations.get().source
    check(source, LinkState.ALIVE)
    removal.merge(
        source, make.SourceFactory(), by=manager, at=timezone.now(), reason="Entered twice."
    )
    assert not Link.objects.current().filter(source=source).exists()
