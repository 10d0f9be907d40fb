"""What is typed and not saved stays in the browser, for the account that typed it and for nobody else."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import give_password
from tests.e2e.test_journeys import expect_kept

pytestmark = pytest.mark.walk
ADD = "/admin/commitments/commitment/add/"
TITLE = "Open a school for customs officers"


def type_source(page):
    """Fill in the form of a new source, and leave it unsent."""
    page.goto("/admin/summits/source/add/")
    page.fill("#id_title", TITLE)
    page.fill("#id_publisher", "An office")
    page.select_option("#id_kind", "news")


def sign_out(page):
    page.context.clear_cookies(name="session")


@pytest.fixture
def leaving(page):
    """Every question whether to leave a page is answered with yes."""
    page.on("dialog", lambda dialog: dialog.accept())


def test_another_account_in_the_same_browser_neither_sees_nor_sends_it(
    page, own_site, sign_in, leaving
):
    sign_in("editor")
    type_source(page)
    other = page.context.new_page()
    sign_out(page)
    other.goto("/admin/")
    give_password(other, "reviewer", own_site.passwords["reviewer"])
    other.goto("/admin/summits/source/add/")
    expect(other.locator("#kept-text")).to_be_hidden()
    page.locator("[name=_save]").click()
    expect(page.get_by_text("typed by another account")).to_be_visible()
    expect_kept(page, 1)
    give_password(page, "editor", own_site.passwords["editor"])
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect_kept(page, 0)
    page.goto("/admin/summits/source/?q=open+school+customs")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


def test_what_was_submitted_is_not_offered_again(page, sign_in, leaving):
    sign_in("editor")
    type_source(page)
    page.locator("[name=_submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect_kept(page, 0)
    page.goto("/admin/summits/source/add/")
    expect(page.locator("#kept-text")).to_be_hidden()


def test_a_comment_to_an_author_survives_a_closed_window(page, sign_in, leaving):
    sign_in("editor")
    type_source(page)
    page.locator("[name=_submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    sign_out(page)
    sign_in("reviewer")
    page.goto("/admin/commitments/submission/?turn=review")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("#comment")).to_be_visible()
    review = page.url
    window = page.context.new_page()
    window.goto(review)
    window.fill("#comment", "Which year is it of?")
    window.close()
    page.goto(review)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#comment")).to_have_value("Which year is it of?")
    page.get_by_role("button", name="Send back").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect_kept(page, 0)
    page.goto(review)
    expect(page.get_by_text("Which year is it of?")).to_be_visible()


def test_two_windows_with_the_same_form_keep_both_texts(page, sign_in, leaving):
    sign_in("editor")
    for title in ("The first text", "The second text"):
        window = page.context.new_page()
        window.goto(ADD)
        window.fill("#id_title", title)
        window.close()
    page.goto(ADD)
    expect_kept(page, 2)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#id_title")).to_have_value("The second text")
    page.goto(ADD)
    page.get_by_role("button", name="Throw it away").click()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#id_title")).to_have_value("The first text")
    expect_kept(page, 1)
