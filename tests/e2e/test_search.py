"""The search box offers names and titles while one types; without the script it searches all the same."""

from playwright.sync_api import expect


def test_names_are_offered_while_one_types(page):
    page.goto("/")
    page.locator("#q").press_sequentially("chin")
    expect(page.locator("#suggestions option").first).to_have_attribute("value", "China")
    page.keyboard.press("Enter")
    expect(page.locator(".hits mark").first).to_have_text("China")


def test_a_search_needs_no_script(browser, base_url):
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/")
    page.locator("#q").fill("kazakstan")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="kazakhstan").click()
    expect(page.locator(".hits mark").first).to_have_text("Kazakhstan")
    context.close()
