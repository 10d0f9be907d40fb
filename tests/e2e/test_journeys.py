"""The three journeys: a reader to a source, two editors to a published pledge, the reader to that pledge."""

import re

import pytest
from playwright.sync_api import expect

TITLE = "Open a school for customs officers"
STATEMENT = "https://statements.example/france-2014"


def test_a_reader_goes_from_the_home_page_to_a_source(page):
    page.goto("/")
    expect(page.get_by_text("nobody has reported").first).to_be_visible()
    page.get_by_role("link", name="Countries", exact=True).click()
    page.get_by_role("link", name="China", exact=True).click()
    expect(page.get_by_text("China has made or led")).to_be_visible()
    page.get_by_role(
        "link", name="Build a nuclear security centre of excellence in Beijing"
    ).click()
    expect(page.get_by_role("heading", name="What was reported")).to_be_visible()
    report = page.locator(".report", has_text="18 March 2016")
    report.locator(".citations a").first.click()
    expect(page.get_by_role("heading", name="What it supports")).to_be_visible()
    assert page.locator("dd a[rel~=external]").first.get_attribute("href").startswith("http")


def choose(page, name, words):
    """Pick from an autocomplete box by typing."""
    box = page.locator(f"#id_{name}").locator("xpath=following-sibling::span[1]")
    box.click()
    page.locator(".select2-search__field").last.fill(words)
    found = re.compile(re.escape(words), re.IGNORECASE)
    page.locator(".select2-results__option--highlighted", has_text=found).click()


def type_pledge(page, country, *, title, summary, made_on, url):
    """Fill in a pledge that a country made in its statement at The Hague, a source new to us."""
    page.fill("#id_title", title)
    page.fill("#id_summary", summary)
    page.select_option("#id_kind", "national")
    choose(page, "summit", "Hague")
    page.fill("#id_made_on", made_on)
    page.select_option("#id_promise_known_from", "stated")
    choose_theme(page)
    choose(page, "parts-0-party", country)
    page.select_option("#id_parts-0-role", "lead")
    page.fill("#id_citations-0-new_url", url)
    page.fill("#id_citations-0-new_title", f"Statement of {country} at The Hague")
    page.fill("#id_citations-0-new_publisher", f"Government of {country}")
    page.select_option("#id_citations-0-new_kind", "national_statement")


@pytest.fixture
def pledge_entered(page, sign_in):
    """An editor has entered a pledge with its first report and a new source, and submitted all three."""
    sign_in("editor")
    page.goto("/admin/commitments/commitment/add/")
    summary = "France is to open a school at which customs officers are trained."
    type_pledge(page, "France", title=TITLE, summary=summary, made_on="2014-03-25", url=STATEMENT)
    page.fill("#id_reports-0-date", "2015-06")
    page.select_option("#id_reports-0-status", "in_progress")
    page.select_option("#id_reports-0-basis", "third_party")
    page.fill("#id_reports-0-summary", "The building has been chosen.")
    page.fill("#id_reports-0-reported_by_name", "A newspaper")
    page.fill("#id_reports-0-new_url", STATEMENT)
    page.locator("[name=_submit]").first.click()
    expect(page.locator(".success, .messagelist").first).to_be_visible()
    page.context.clear_cookies()


def expect_kept(page, forms):
    """Wait until this browser keeps the text of so many forms."""
    names = "Object.keys(localStorage).filter(k => k.startsWith('nss-text:'))"
    page.wait_for_function(f"{names}.length === {forms}")


def test_what_was_typed_survives_a_closed_window(page, sign_in):
    sign_in("editor")
    address = "/admin/commitments/commitment/add/"
    page.goto(address)
    page.fill("#id_title", TITLE)
    choose(page, "summit", "Hague")
    choose_theme(page)
    choose(page, "parts-0-party", "France")
    page.locator("#parts-group .add-row a").click()
    choose(page, "parts-1-party", "Germany")
    page.select_option("#id_parts-1-role", "partner")
    before = page.evaluate("new URLSearchParams(new FormData(commitment_form)).toString()")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/admin/")
    page.goto(address)
    expect(page.locator("#kept-text")).to_be_visible()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#select2-id_parts-1-party-container")).to_contain_text("Germany")
    token = re.compile(r"csrfmiddlewaretoken=\w+&")
    after = page.evaluate("new URLSearchParams(new FormData(commitment_form)).toString()")
    assert token.sub("", after) == token.sub("", before)
    page.locator("[name=_save]").click()  # refused: more is needed; the text stays kept
    expect(page.locator(".errornote").first).to_be_visible()
    expect_kept(page, 1)
    page.fill("#id_summary", "France is to open a school.")
    page.select_option("#id_kind", "national")
    page.fill("#id_made_on", "2014-03-25")
    page.select_option("#id_promise_known_from", "stated")
    page.select_option("#id_parts-0-role", "lead")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect_kept(page, 0)


def choose_theme(page):
    """The first theme of the list, by typing."""
    page.locator("#id_theme_list").locator("xpath=following-sibling::span[1]").click()
    page.locator(".select2-search__field").first.fill("Training")
    page.locator(".select2-results__option--highlighted", has_text="Training").click()


def test_two_editors_publish_a_pledge_and_a_reader_sees_it(
    page, sign_in, pledge_entered, complaints
):
    page.goto("/search/?q=customs+officers+school")
    expect(page.get_by_text(TITLE)).to_have_count(0)
    sign_in("reviewer")
    page.goto("/admin/commitments/submission/")
    page.locator("#result_list tbody a").first.click()
    expect(page.get_by_text("Statement of France at The Hague").first).to_be_visible()
    page.locator("input[value=Publish]").click()
    expect(page.locator(".messagelist").first).to_be_visible()
    page.context.clear_cookies()
    page.goto("/countries/france/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("in progress")
    page.locator(".report .citations a").first.click()
    expect(page.get_by_role("heading", name="Statement of France at The Hague")).to_be_visible()
