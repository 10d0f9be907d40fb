"""A reader without a mouse sees where she is at every stop, is never caught, and gets past long tables."""

import re

import pytest
from playwright.sync_api import expect

STORY = "/commitments/chn-2010-centre-of-excellence/"
MOST = 250  # stops on a page that is no table of links
STOP = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return here === document.body ? null : [here.textContent.trim(), inside && outlined && box.width > 0];
}"""


def stops(page, most=MOST):
    """The words of every stop on the way through a page; each is in view and marked."""
    found = []
    while len(found) < most:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return found
        assert stop[1], f"The stop after {found[-1:]} on {page.url} is not seen."
        found.append(stop[0])
    pytest.fail(f"{page.url} does not end.")


@pytest.mark.walk
@pytest.mark.parametrize("address", ["/", "/commitments/", STORY, "/compare/?party=CHN&party=USA"])
def test_every_stop_is_seen_and_the_way_ends(walk, address):
    walk.goto(address)
    found = stops(walk)
    assert found[:2] == ["Skip to the content", "English"]
    assert found[-1] == "Editors"
    assert "Show another day" in found


def leap(page):
    """Follow the link of the stop to a place on the same page, and go on from there."""
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))
    page.keyboard.press("Tab")


def test_the_first_stop_leads_past_the_frame(walk):
    walk.goto("/countries/china/")
    walk.keyboard.press("Tab")
    leap(walk)
    expect(walk.locator("main svg").first).to_be_focused()


def test_a_stop_leads_past_the_table_of_countries_and_themes(walk):
    walk.goto("/themes/")
    way = walk.get_by_role("link", name="Skip the table")
    way.focus()
    expect(way).to_be_in_viewport()
    leap(walk)
    expect(walk.get_by_role("link", name="CC BY 4.0")).to_be_focused()
