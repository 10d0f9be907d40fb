"""Pages that read from the right, or have long words: nothing for axe to find, no sideways scroll."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.e2e import test_pages
from tests.e2e.looking import BRIEF, SHAPE, faults, faults_in_between, faults_on_a_phone
from tests.e2e.test_pages import OPEN_ALL

STORY = "/commitments/chn-2010-centre-of-excellence/"
PAGES = {
    "/ar/": BRIEF,
    f"/ar{STORY}": BRIEF,
    "/ru/": SHAPE,
    "/ru/commitments/?overdue=true": SHAPE,
    "/es/commitments/": SHAPE,
    "/zh-hans/countries/china/": SHAPE,
}
# every kind of page in one language or another
CODES = itertools.cycle(["ar", "ru", "fr", "zh-hans", "es"])
PAGES |= {f"/{code}{address}": SHAPE for code, address in zip(CODES, test_pages.PAGES, strict=False)
          if f"/{code}{address}" not in PAGES}  # fmt: skip


@pytest.mark.walk
@pytest.mark.parametrize("address", PAGES)
def test_a_page_in_another_language_is_accessible_and_fits_the_smallest_phone(walk, address):
    walk.goto(address)
    walk.evaluate(OPEN_ALL)
    assert faults(walk, PAGES[address]) == []
    assert faults_on_a_phone(walk, 320) == []
    assert faults_in_between(walk) == []


def test_a_page_in_arabic_is_mirrored_and_english_in_it_is_not(walk):
    walk.goto(f"/ar{STORY}")
    middle = walk.viewport_size["width"] / 2
    brand, search = walk.locator(".brand").bounding_box(), walk.locator(".search").bounding_box()
    assert brand["x"] > middle > search["x"]
    assert walk.locator(".lead").evaluate("one => getComputedStyle(one).direction") == "ltr"


def test_a_reader_changes_the_language_and_keeps_the_day(walk):
    walk.goto("/countries/china/?as_of=2014-03-25")
    walk.get_by_role("link", name="Français").click()
    expect(walk).to_have_url(re.compile(r"/fr/countries/china/\?as_of=2014-03-25$"))
    expect(walk.get_by_role("heading", level=1)).to_have_text("Chine")
    expect(walk.get_by_text("Situation au 25 mars 2014, d’après")).to_be_visible()
