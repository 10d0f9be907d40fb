"""Cards for other sites: they alone may be framed, they act on nothing, and a day asked for stays."""

import re

import pytest
from django.utils import timezone

from commitments.actions import removal
from tests import factories as make
from tests.site import printed
from tests.site.addresses import paths

SITE = "https://tracker.example"
STORY = "commitments/chn-2010-centre-of-excellence"
CARDS = ["countries/china", "organizations/iaea", "themes/capacity-building", STORY]


def policy(answer):
    found = [one.split(maxsplit=1) for one in answer["Content-Security-Policy"].split("; ")]
    return {name: value for name, value in found}  # noqa: C416 - pairs, and no third


@pytest.mark.walk
def test_cards_alone_may_be_framed(client, record):
    """O06: every other page refuses."""
    home = policy(client.get("/"))
    refused = ["/nosuch/", "/?as_of=2014-02-30", "/embed/", "/embed/countries/china/?x=%00"]
    report = "/commitments/chn-2010-centre-of-excellence/report-an-error/"
    for path in [*paths(), *refused, report, "/admin/login/", "/api/v1/", "/api/docs/"]:
        answer = client.get(path)
        is_card = path.startswith("/embed/") and path not in refused and not path.endswith(".js")
        assert (policy(answer)["frame-ancestors"] == "*") == is_card, path
        assert ("X-Frame-Options" not in answer) == is_card, path
        if is_card:
            assert policy(answer) == home | {"frame-ancestors": "*", "form-action": "'none'"}


def test_a_card_acts_on_nothing_and_leads_to_its_page_outside_the_frame(client, record):
    """O06: no form, no cookie."""
    for card in CARDS:
        answer = client.get(f"/embed/{card}/")
        page = answer.content.decode()
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not answer.cookies
        assert not re.search("<(form|input|button|base)", page)
        links = re.findall("<a ([^>]*)>", page)
        assert len(links) == 1
        assert f'href="{SITE}/{card}/" target="_blank" rel="noopener"' in links[0]
        assert '<meta name="robots" content="noindex">' in page


def test_a_card_says_what_its_page_says_on_the_day_it_is_fixed_to(client, record):
    for card in CARDS[:2]:
        for query in ("", "?as_of=2014-03-25"):
            said = printed.lead(client.get(f"/{card}/{query}").content.decode())
            card_page = client.get(f"/embed/{card}/{query}").content.decode()
            assert said in printed.words(card_page)
            assert "The record last changed on" in printed.words(card_page)
    past = client.get(f"/embed/{STORY}/?as_of=2014-03-25").content.decode()
    assert "status--in_progress" in past
    assert "As things stood on 25 March 2014" in past
    assert f'href="{SITE}/{STORY}/?as_of=2014-03-25"' in past
    assert "status--completed" in client.get(f"/embed/{STORY}/").content.decode()


@pytest.mark.parametrize("card", ["countries/china", "themes/capacity-building", STORY])
def test_the_page_has_both_snippets_to_copy_and_each_shows_the_card(client, record, card):
    page = client.get(f"/{card}/?as_of=2016-04-01").content.decode()
    sources = re.findall(rf"&lt;iframe src=\"{SITE}(.*?)\"", page)
    assert sources == [f"/embed/{card}/", f"/embed/{card}/?as_of=2016-04-01"]
    scripts = re.findall(rf"&lt;script src=\"{SITE}(.*?)\"", page)
    assert scripts == ["/embed/resize.js"] * 2
    for address in {*sources, *scripts}:
        assert client.get(address).status_code == 200


def test_the_script_may_be_loaded_by_other_sites(client, db):
    answer = client.get("/embed/resize.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert b"nssTrackerHeight" in answer.content


def test_a_card_that_cannot_be_shown_says_so_in_its_frame(client, manager):
    make.whole_commitment(slug="one", made_on="2014-03-25")
    make.CommitmentFactory(slug="hidden", draft=True, title="Secret")
    make.CommitmentFactory(slug="gone", retracted=True, title="Secret")
    for address, status, words in (
        ("hidden/", 404, "There is no card at this address."),
        ("nosuch/", 404, "There is no card at this address."),
        ("gone/", 410, "was withdrawn on"),
        ("one/?as_of=2014-02-30", 400, "2014-02-30 is not a day of the calendar."),
        ("one/?as_of=2010-01-01", 404, "after the day asked for"),
    ):
        answer = client.get(f"/embed/commitments/{address}")
        assert answer.status_code == status, address
        assert words in printed.words(answer.content.decode())
        assert b"Secret" not in answer.content
        assert b"<form" not in answer.content
        assert policy(answer)["frame-ancestors"] == "*"
        assert answer["Cache-Control"] == "no-store"


def test_the_card_of_a_renamed_record_answers_301_to_its_card(client, manager):
    pledge = make.whole_commitment(slug="old-name")
    removal.rename(pledge, slug="new-name", by=manager, at=timezone.now(), reason="A better name.")
    answer = client.get("/embed/commitments/old-name/?as_of=2026-01-01")
    place = "/embed/commitments/new-name/?as_of=2026-01-01"
    assert (answer.status_code, answer["Location"]) == (301, place)
    assert policy(answer)["frame-ancestors"] == "*"
