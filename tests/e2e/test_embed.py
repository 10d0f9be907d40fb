"""A card in the frame of another site: shown, as high as it is, quiet; a page of ours in one is refused."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import as_new
from tests.e2e.looking import SIDEWAYS, faults, faults_by_night, faults_on_a_phone
from tests.e2e.test_pages import OPEN_ALL
from tests.outside.listener import listening

pytestmark = pytest.mark.walk
STORY = "/commitments/chn-2010-centre-of-excellence/"
CARDS = ["/embed/countries/china/", "/embed/themes/legislation/", f"/embed{STORY}?as_of=2014-03-25"]


@pytest.fixture
def elsewhere():
    """Another site on this machine."""
    with listening() as server:
        yield server


def test_the_copied_snippet_shows_a_card_as_high_as_it_is(page, site, elsewhere, complaints):
    page.goto("/countries/china/")
    page.evaluate(OPEN_ALL)
    snippet = page.locator(".embedding code").first.inner_text()
    story = f"<!doctype html>{snippet.replace('340', '40')}".encode()
    elsewhere.answers["/story"] = (200, {"Content-Type": "text/html"}, story)
    page.goto(elsewhere.url("/story"))
    card = page.frame_locator("iframe")
    expect(card.get_by_role("heading", name="China")).to_be_visible()
    page.wait_for_function("document.querySelector('iframe').height > 150")
    inner = page.frames[1]
    inner.wait_for_function(
        "Math.abs(innerHeight - document.body.getBoundingClientRect().height) < 1"
    )
    before = inner.evaluate("innerHeight")
    card.get_by_text("The same as a table").click()
    page.wait_for_function(f"document.querySelector('iframe').height > {before}")
    assert inner.evaluate(SIDEWAYS) <= 0
    page.evaluate(
        "document.querySelector('iframe').height = 77; postMessage({nssTrackerHeight: 9})"
    )
    page.evaluate("new Promise(done => setTimeout(done, 50))")
    assert page.locator("iframe").get_attribute("height") == "77"  # only the card says how high
    with page.expect_console_message(lambda one: "frame-ancestors" in one.text):
        page.evaluate(f"document.querySelector('iframe').src = '{site.address}{STORY}'")
    complaints.clear()


def test_a_card_is_accessible_and_fits_a_narrow_column(walk):
    for address in CARDS:
        as_new(walk).goto(address)
        walk.evaluate(OPEN_ALL)
        found = faults(walk) + faults_by_night(walk) + faults_on_a_phone(walk, 320)
        assert found == [], address
