"""Every way of a reader works in a browser that runs no script."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def plain(browser, own_site):
    """A phone's window that runs no script."""
    phone = {"width": 390, "height": 844}
    context = browser.new_context(
        base_url=own_site.address, java_script_enabled=False, viewport=phone
    )
    yield context.new_page()
    context.close()


@pytest.mark.walk
def test_days_comparing_filters_files_and_reports_of_errors_need_no_script(plain):
    plain.goto("/countries/japan/")
    plain.get_by_text("Show another day").click()
    plain.get_by_label("As of").fill("2014-03-25")
    plain.get_by_role("button", name="Show this day").click()
    expect(plain.locator(".asof-band")).to_contain_text("25 March 2014")
    plain.get_by_label("Compare Japan with").select_option(label="China")
    plain.get_by_role("button", name="Compare").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Japan and China")
    expect(plain.locator(".asof-band")).to_contain_text("25 March 2014")
    plain.goto("/commitments/")
    plain.get_by_text("More filters").click()
    plain.get_by_label("Role of the party").select_option("lead")
    plain.get_by_label("Party", exact=True).select_option("CHN")
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(plain.locator("figcaption")).to_have_text("16 commitments in this selection")
    with plain.expect_download() as saved:
        plain.get_by_role("link", name="As a table (CSV)").click()
    assert b"\ncompleted,8\n" in saved.value.path().read_bytes()
    plain.goto("/commitments/chn-2010-centre-of-excellence/")
    plain.get_by_role("link", name="Report an error").click()
    plain.get_by_label("What is wrong").fill("The centre opened in Fangshan.")
    plain.get_by_role("button", name="Send to the editors").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Thank you")
