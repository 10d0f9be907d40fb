"""Look at a page as those do who cannot see it well: axe, by day and by night, and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

# what a page is made of is asked once; nothing is fetched again for rules that are not among the usual
BRIEF = {"resultTypes": ["violations"], "preload": False}
CONTRAST = BRIEF | {"runOnly": ["color-contrast"]}  # all that the dark changes
# colours belong to the kind of page: looked for once in each, they take two thirds of axe's time
SHAPE = BRIEF | {"rules": {"color-contrast": {"enabled": False}}}
FIND = "options => axe.run(options).then(found => found.violations)"
SETTLED = "Promise.all(document.getAnimations().map(one => one.finished))"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def first_of(pages, first):
    """Arguments for a test of each page, of which all but the first are left to the long walks."""
    assert set(pages) >= first
    walk = pytest.mark.walk
    return [one if one in first else pytest.param(one, marks=walk) for one in pages]


def faults(page, options=BRIEF):
    """What axe finds wrong: the rule, how often, and the first place."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(FIND, options)
    return [(one["id"], len(one["nodes"]), one["nodes"][0]["html"][:200]) for one in found]


def faults_by_night(page):
    """What is hard to read with dark colours."""
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    return [("dark", *fault) for fault in faults(page, CONTRAST)]


def faults_on_a_phone(page, width):
    """How far a page scrolls sideways, if it does."""
    page.wait_for_load_state()
    page.set_viewport_size({"width": width, "height": 844})
    sideways = page.evaluate(SIDEWAYS)
    return [("sideways", sideways)] if sideways > 0 else []


def faults_in_between(page):
    """How far a page scrolls sideways on the narrowest screen whose tables have columns, and on a tablet."""
    return [fault for width in (753, 768) for fault in faults_on_a_phone(page, width)]


def look_at(page, complaints, *, axed=True, colours=True):
    """What is wrong with the page that is open, on a screen and on a phone, by day and by night."""
    found = [("console", one) for one in complaints]
    if axed:
        found += faults(page, BRIEF if colours else SHAPE)
    if axed and colours:
        found += faults_by_night(page)
    found += faults_on_a_phone(page, 320)
    complaints.clear()  # axe's own
    return found
