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
    "/corrections/",
    "/history/commitment/chn-2010-centre-of-excellence/",
    "/data/",
    "/method/",
]
REFUSALS = ["/nosuch/", "/?as_of=2014-02-30"]
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
BRIEF = {"resultTypes": ["violations"]}
CONTRAST = BRIEF | {"runOnly": ["color-contrast"]}  # all that the dark changes
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults_of(page, options):
    """What axe finds wrong, with the first place of each."""
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


@pytest.mark.parametrize("address", [*PAGES, *REFUSALS])
def test_a_page_is_accessible_and_fits_the_smallest_phone(walk, address):
    page = walk
    page.goto(address)
    assert page.locator("h1").count() == 1
    page.evaluate(OPEN_ALL)
    assert faults_of(page, BRIEF) == []
    page.emulate_media(color_scheme="dark")
    assert faults_of(page, CONTRAST) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) <= 0
    if address in REFUSALS:
        page.complaints.clear()
