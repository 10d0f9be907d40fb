"""A reader reports an error in a browser: kept where it is refused, thanked, and found by an editor."""

from playwright.sync_api import expect

from tests.e2e.looking import faults, faults_by_night, faults_on_a_phone

STORY = "/commitments/chn-2010-centre-of-excellence/"
WRONG = "The opening was on 18 March 2016, not on the 19th: see page 3 of the statement."


def test_a_reader_reports_an_error_and_an_editor_settles_it(page, own_site, sign_in, complaints):
    page.goto(own_site.address + STORY)
    page.get_by_role("link", name="Report an error").click()
    page.get_by_label("What is wrong").fill(WRONG)
    page.evaluate("document.querySelector('[name=token]').value = 'of another day'")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Your text is kept")
    expect(page.get_by_label("What is wrong")).to_have_value(WRONG)
    complaints.clear()  # of the refusal
    assert faults(page) + faults_by_night(page) + faults_on_a_phone(page, 320) == []
    send(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.context.cookies() == []
    settle(page, sign_in)


def send(page):
    page.get_by_role("button", name="Send to the editors").click()


def settle(page, sign_in):
    """An editor finds the report from her first page, and says what came of it."""
    page.set_viewport_size({"width": 1280, "height": 720})
    sign_in("editor")
    page.get_by_role("link", name="1 error that a reader has reported").click()
    page.get_by_role("link", name=WRONG).click()
    page.get_by_label("What came of it").fill("The statement says the 18th, and so do we.")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.get_by_role("link", name=WRONG)).to_have_count(0)
