"""Days at the editors' desk: ten pledges of one statement, a conflict, an old version, a doubled source.

With ``PICTURES=1`` these tests take the pictures of docs/editors.md: ``make pictures``.
"""

import os

import pytest
from playwright.sync_api import expect

from tests import server
from tests.e2e.conftest import SIGNED_IN, listen
from tests.e2e.test_journeys import choose, choose_theme, type_pledge

STATEMENT = "https://statements.example/japan-2014"
PICTURES = server.ROOT / "docs" / "img" / "editors"
COMMITMENTS = "/admin/commitments/commitment/"


def picture(page, name):
    """Take the picture of the guide that has this name, if pictures are wanted."""
    if os.environ.get("PICTURES"):
        page.set_viewport_size({"width": 1100, "height": 760})
        page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
        page.set_viewport_size({"width": 1280, "height": 720})


@pytest.fixture
def enter(browser, own_site, complaints):
    """Opens the window of somebody who has signed in: ``enter("editor")``."""
    contexts = []

    def enter(name):
        contexts.append(listen(browser.new_context(base_url=own_site.address), complaints))
        contexts[-1].add_cookies(SIGNED_IN[name])
        return contexts[-1].new_page()

    yield enter
    for context in contexts:
        context.close()


def done(page):
    """The page says that what was pressed has happened."""
    expect(page.locator(".messagelist .success").first).to_be_visible()


def submission_of(page, title):
    """Open the submission in review that holds a record with this title."""
    page.goto("/admin/commitments/submission/")
    page.locator("#result_list tbody th a, #result_list tbody td a", has_text=title).first.click()


def publish(page, title):
    submission_of(page, title)
    page.locator("input[value=Publish]").click()
    done(page)


def first_pledge(page):
    page.goto(f"{COMMITMENTS}add/")
    title, summary = "Japan's pledge number 1 of its statement", "Japan is to do the first thing."
    type_pledge(page, "Japan", title=title, summary=summary, made_on="2014-03-24", url=STATEMENT)
    picture(page, "pledge")


def next_pledge(page, number):
    """Of the pledges after the first only what differs is typed."""
    page.fill("#id_title", f"Japan's pledge number {number} of its statement")
    page.fill("#id_summary", f"Japan is to do thing number {number} of ten.")
    choose_theme(page)


@pytest.mark.walk
def test_ten_pledges_of_one_statement_are_entered_and_published(enter):
    page = enter("editor")
    first_pledge(page)
    for number in range(2, 11):
        page.locator("[name=_submitanother]").first.click()
        done(page)
        next_pledge(page, number)
    page.locator("[name=_submit]").first.click()
    done(page)
    reviewer = enter("reviewer")
    for number in range(1, 11):
        submission_of(reviewer, f"pledge number {number} of")
        if number == 1:
            picture(reviewer, "review")
        reviewer.locator("input[value=Publish]").click()
        done(reviewer)
    answer = reviewer.request.get("/api/v1/commitments/?q=pledge+number+of+its+statement")
    found = answer.json()["results"]
    assert len(found) == 10
    assert {(one["summit"], one["made_on"]) for one in found} == {("2014-the-hague", "2014-03-24")}
    assert {part["party"] for one in found for part in one["parties"]} == {"JPN"}
    sources = reviewer.request.get("/api/v1/sources/?q=Statement+of+Japan+at+The+Hague").json()
    assert sum(one["url"] == STATEMENT for one in sources["results"]) == 1


def open_pledge(page, slug="chn-2010-centre-of-excellence"):
    page.goto(f"{COMMITMENTS}?q={slug}")
    page.locator("#result_list tbody th a").first.click()


def retitle(page, title):
    open_pledge(page)
    page.fill("#id_title", title)
    page.locator("[name=_submit]").first.click()
    done(page)


@pytest.mark.walk
def test_a_conflict_is_resolved_field_by_field(enter):
    page, other = enter("reviewer"), enter("editor")
    open_pledge(page)
    page.fill("#id_done_when", "The doors are open.")
    retitle(other, "The title of another editor")
    publish(enter("keeper"), "The title of another editor")
    page.fill("#id_title", "The title of the second")
    page.locator("[name=_submit]").first.click()
    expect(page.get_by_role("alert")).to_contain_text("This record has changed")
    picture(page, "conflict")
    page.locator("[name=take-title][value=theirs]").check()
    page.locator("[name=compared]").check()
    page.locator("[name=_submit]").first.click()
    done(page)
    publish(enter("keeper"), "The title of another editor")
    answer = page.request.get("/api/v1/commitments/chn-2010-centre-of-excellence/").json()
    assert (answer["title"], answer["done_when"]) == (
        "The title of another editor",
        "The doors are open.",
    )
    assert answer["version"] == 3


@pytest.mark.walk
def test_an_old_version_is_restored_through_review(enter):
    page, reviewer = enter("editor"), enter("reviewer")
    open_pledge(page)
    old = page.input_value("#id_title")
    retitle(page, "A title that was wrong")
    publish(reviewer, "A title that was wrong")
    open_pledge(page)
    page.get_by_role("link", name="History").click()
    picture(page, "history")
    page.get_by_role("button", name="Draft version 1 again").click()
    done(page)
    page.locator("[name=_submit], input[value='Submit for review']").first.click()
    done(page)
    publish(reviewer, old)
    answer = page.request.get("/api/v1/commitments/chn-2010-centre-of-excellence/").json()
    assert (answer["title"], answer["version"]) == (old, 3)


@pytest.mark.walk
def test_two_sources_become_one(enter):
    page = enter("keeper")
    sources = page.request.get("/api/v1/sources/?page_size=2").json()["results"]
    gone, kept = (one["id"] for one in sources)
    title = sources[1]["title"]
    page.goto(f"/admin/summits/source/?q={gone}")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="Merge into another").click()
    choose(page, "survivor", title[:30])
    page.fill("#id_reason", "The same publication was entered twice.")
    picture(page, "merge")
    page.locator("#content-main [type=submit], #content [type=submit]").first.click()
    done(page)
    answer = page.request.get(f"/sources/{gone}/", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (301, f"/sources/{kept}/")
