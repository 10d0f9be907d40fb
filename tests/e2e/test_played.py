"""The history of implementation: played year by year when asked, whole without a script."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.walk
def test_the_history_plays_from_2010_and_can_be_slid(page):
    page.goto("/")
    chart = page.locator("[data-play]")
    years = chart.locator(".column")
    later = chart.locator(".column.is-later")
    expect(later).to_have_count(0)
    chart.get_by_role("button", name="Play from 2010").click()
    expect(later).to_have_count(years.count() - 1)
    expect(chart.get_by_text(re.compile("^31 December 2010: 70 promises made"))).to_be_visible()
    expect(chart.get_by_text(re.compile("^31 December 2011: 74 promises made"))).to_be_visible()
    slider = chart.get_by_role("slider", name="Year shown")
    slider.fill("3")
    expect(chart.get_by_role("button", name="Play from 2010")).to_be_visible()
    expect(chart.get_by_text(re.compile("^31 December 2013: 157 promises made"))).to_be_visible()
    slider.press("End")
    expect(later).to_have_count(0)


def test_the_history_is_whole_without_a_script(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    chart = page.locator("[data-play]")
    expect(chart.locator(".column text").last).to_be_visible()
    expect(chart.get_by_role("button")).to_have_count(0)
    context.close()
