"""Every kind of page in a real browser: nothing for axe to find, no sideways scroll on the smallest phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/",
    "/?as_of=2014-03-25",
    "/commitments/",
    "/commitments/?party=CHN&q=centre",
    "/commitments/chn-2010-centre-of-excellence/",
    "/commitments/2012-joint-cppnm-amendment/",
    "/countries/",
    "/countries/china/",
    "/countries/united-states/",
    "/organizations/",
    "/organizations/iaea/",
    "/summits/",
    "/summits/2014-the-hague/",
    "/documents/",
    "/documents/2014-communique/",
    "/themes/",
    "/themes/legislation/",
    "/sources/",
    "/sources/armscontrolcenter-2012-results/",
    "/search/?q=centre",
    "/search/?q=zzzzqq",
    "/changes/",
    "/data/",
    "/method/",
]
REFUSALS = ["/nosuch/", "/?as_of=2014-02-30"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults_of(page):
    """What axe finds wrong, with the first place of each."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", [*PAGES, *REFUSALS])
def test_axe_finds_nothing(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    assert page.locator("h1").count() == 1
    assert faults_of(page) == []
    if address in REFUSALS:
        page.complaints.clear()


@pytest.mark.parametrize("address", [*PAGES, *REFUSALS])
def test_no_page_scrolls_sideways_on_the_smallest_phone(page, address):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    assert page.evaluate(SIDEWAYS) <= 0
    for details in page.locator("details:not([open]) > summary").all():
        if details.is_visible():
            details.click()
    assert page.evaluate(SIDEWAYS) <= 0
    if address in REFUSALS:
        page.complaints.clear()
