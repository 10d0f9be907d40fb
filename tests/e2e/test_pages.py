"""Every kind of page in a real browser: nothing for axe to find, no sideways scroll on the smallest phone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import (
    BRIEF,
    SHAPE,
    faults,
    faults_by_night,
    faults_in_between,
    faults_on_a_phone,
    first_of,
)

PAGES = [
    "/",
    "/?as_of=2014-03-25",
    "/commitments/",
    "/commitments/?party=CHN&q=centre",
    "/commitments/?overdue=true",
    "/commitments/chn-2010-centre-of-excellence/",
    "/commitments/chn-2010-centre-of-excellence/report-an-error/",
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
    "/compare/",
    "/compare/?party=CHN&party=USA&party=FRA&party=IAEA",
    "/search/?q=centre",
    "/search/?q=zzzzqq",
    "/changes/",
    "/corrections/",
    "/history/commitment/chn-2010-centre-of-excellence/",
    "/data/",
    "/method/",
]
REFUSALS = ["/nosuch/", "/?as_of=2014-02-30", "/compare/?party=CHN"]
# those whose kind of page is looked at already for its colours
LIKE_ANOTHER = {
    "/commitments/?overdue=true",
    "/?as_of=2014-03-25",
    "/commitments/?party=CHN&q=centre",
    "/commitments/2012-joint-cppnm-amendment/",
    "/countries/united-states/",
    "/organizations/",
    "/organizations/iaea/",
    "/search/?q=zzzzqq",
    "/corrections/",
    "/?as_of=2014-02-30",
    "/compare/?party=CHN",
}
# those that most readers see; the rest is left to the long walks
FIRST = {
    "/",
    "/commitments/",
    "/commitments/chn-2010-centre-of-excellence/",
    "/countries/china/",
    "/summits/2014-the-hague/",
    "/search/?q=centre",
    "/nosuch/",
}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


@pytest.mark.parametrize(
    "address",
    first_of([*PAGES, *REFUSALS], FIRST),
)
def test_a_page_is_accessible_and_fits_the_smallest_phone(walk, address):
    """O07: a policy that is broken is a complaint of the browser."""
    page = walk
    page.goto(address)
    expect(page.locator("h1")).to_have_count(1)
    page.evaluate(OPEN_ALL)
    assert faults(page, SHAPE if address in LIKE_ANOTHER else BRIEF) == []
    if address not in LIKE_ANOTHER:
        assert faults_by_night(page) == []
    assert faults_on_a_phone(page, 320) == []
    assert faults_in_between(page) == []
    if address in REFUSALS:
        page.complaints.clear()
