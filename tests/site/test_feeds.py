"""Feeds: valid Atom, ids that stay, the changes of what is followed and of nothing else."""

import datetime
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from commitments.actions import removal
from commitments.actions.changes import Event, record_changes
from commitments.models import Change
from tests import factories as make

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ["countries/china", "organizations/iaea", "summits/2014-the-hague", "themes/legislation"]
FEEDS = ["changes", *KINDS, "commitments/chn-2010-centre-of-excellence"]
RFC3339 = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"


def read(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def texts(feed, name):
    return [one.text for one in feed.iter(f"{ATOM}{name}")]


def complete(element):
    """What RFC 4287 asks of a feed and of an entry: once each, and a link to itself or its page."""
    for name in ("id", "title", "updated"):
        (found,) = element.findall(f"{ATOM}{name}")
        assert found.text.strip()
    assert re.fullmatch(RFC3339, element.find(f"{ATOM}updated").text)
    links = [(one.get("rel"), one.get("type")) for one in element.findall(f"{ATOM}link")]
    assert ("alternate", "text/html") in links
    assert len(links) == len(set(links))


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_of_the_real_data_is_complete_atom_and_answers_304(client, record, name):
    answer = client.get(f"/feeds/{name}/")
    feed = read(answer)
    complete(feed)
    entries = feed.findall(f"{ATOM}entry")
    assert 0 < len(entries) <= 50
    for entry in entries:
        complete(entry)
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    assert feed.find(f"{ATOM}updated").text == entries[0].find(f"{ATOM}updated").text
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "NSS Tracker"
    again = client.get(f"/feeds/{name}/", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_pages_of_a_feed_hold_every_change_once(client, record):
    seen, address = [], "/feeds/themes/legislation/"
    while address:
        feed = read(client.get(address))
        seen += [int(one.rpartition("/")[2]) for one in texts(feed, "id")[1:]]
        links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
        address = links.get("next")
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) > 50
    assert client.get("/feeds/changes/?page=9999").status_code == 400


@pytest.fixture
def story(db):
    """A promise with everything that may be followed, and another that shares nothing with it."""
    party, theme = make.PartyFactory(slug="mine"), make.ThemeFactory(slug="mine")
    summit = make.SummitFactory(slug="mine", host=party)
    mine = make.CommitmentFactory(slug="mine", title="Mine & <b>yours</b>", summit=summit)
    make.PartFactory(commitment=mine, party=party)
    make.CommitmentTheme.objects.create(commitment=mine, theme=theme, position=0)
    report, other = make.ReportFactory(commitment=mine), make.whole_commitment(title="Other")
    came = make.ParticipationFactory(summit=summit, party=party)
    paper = make.DocumentFactory(summit=summit, title="The paper")
    at = timezone.now()
    for number, one in enumerate((party, theme, summit, mine, report, other, came, paper)):
        record_changes([Event("published", one)], at=at + datetime.timedelta(seconds=number))
    return mine


def followed(client, name):
    kinds = {change.seq: change.record_type for change in Change.objects.all()}
    ids = texts(read(client.get(f"/feeds/{name}/mine/")), "id")[1:]
    return [kinds[int(one.rpartition("/")[2])] for one in ids]


def test_each_feed_tells_of_what_is_followed_and_of_nothing_else(client, story):
    promise = ["progress_report", "commitment"]
    assert followed(client, "commitments") == promise
    assert followed(client, "themes") == [*promise, "theme"]
    assert followed(client, "countries") == ["participation", *promise, "party"]
    assert followed(client, "summits") == ["document", "participation", *promise, "summit"]


def test_a_retraction_is_told_without_the_content(client, story, manager):
    removal.retract(story, by=manager, at=timezone.now(), reason="It was never made.")
    answer = client.get("/feeds/themes/mine/")
    assert followed(client, "themes")[:2] == ["progress_report", "commitment"]
    assert b"It was never made." in answer.content
    assert b"yours" not in answer.content
    assert client.get("/feeds/commitments/mine/").status_code == 410


def test_a_renamed_promise_keeps_the_reports_told_before(client, story, manager):
    removal.rename(story, slug="new-name", by=manager, at=timezone.now(), reason="A better name.")
    moved = client.get("/feeds/commitments/mine/")
    assert (moved.status_code, moved["Location"]) == (301, "/feeds/commitments/new-name/")
    assert "progress_report" in followed(client, "themes")


def test_an_id_does_not_follow_the_order_or_the_place(client, story, settings):
    before = set(texts(read(client.get("/feeds/changes/")), "id"))
    record_changes([Event("updated", story, fields=["title"])], at=timezone.now())
    after = set(texts(read(client.get("/feeds/commitments/mine/")), "id")[1:])
    assert len(after - before) == 1
    host = urlsplit(settings.SITE_URL).hostname
    assert all(one.startswith(f"tag:{host},2026:") for one in before | after)


@pytest.mark.parametrize("text", ["]]></title><x>", "A \x0b\x00 bell", "&amp; <script>"])
def test_no_text_breaks_the_document(client, story, text):
    """O01, O02: nor ends a section of it."""
    type(story).objects.filter(pk=story.pk).update(title=text.replace("\x00", ""))
    titles = texts(read(client.get("/feeds/commitments/mine/")), "title")
    assert any(text.replace("\x0b", "").replace("\x00", "") in one for one in titles)


def test_a_feed_asks_as_often_for_many_changes_as_for_one(client, story, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(9):
            client.get("/feeds/summits/mine/")
        for _again in range(10):
            more = make.CommitmentFactory(summit=story.summit)
            record_changes([Event("published", more)], at=timezone.now())


def test_a_feed_without_a_change_is_complete_too(client, db):
    make.ThemeFactory(slug="quiet")
    complete(read(client.get("/feeds/themes/quiet/")))


def test_pages_name_their_feeds(client, story):
    for name in ("countries", "summits", "themes", "commitments"):
        text = client.get(f"/{name}/mine/").content.decode()
        assert text.count(f'href="/feeds/{name}/mine/"') == 2
        assert 'href="/feeds/changes/"' in text


def test_what_has_no_page_has_no_feed(client, story):
    make.ThemeFactory(slug="hidden", draft=True)
    assert client.get("/feeds/themes/hidden/").status_code == 404
    assert client.get("/feeds/countries/iaea/").status_code == 404
