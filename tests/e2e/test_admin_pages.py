"""Every kind of page of the admin in a real browser: quiet, accessible, no sideways scroll."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests import server
from tests.e2e.conftest import SIGNED_IN, as_new, give_password, one_window, written
from tests.e2e.looking import first_of, look_at

MODELS = [
    "commitments/commitment",
    "commitments/progressreport",
    "commitments/user",
    "commitments/partner",
    "summits/source",
    "summits/document",
    "summits/participation",
    "summits/summit",
    "summits/party",
    "summits/theme",
]
VERBS = ["history", "retract", "merge", "rename", "check"]
READ_ONLY = ["commitments/submission", "commitments/auditentry", "commitments/change", "auth/group"]
KEYS = ["make", "2/replace", "2/revoke"]
HOOKS = [f"commitments/partner/2/webhooks/1/{more}" for more in ("", "deliveries/1/")]
HOOK = """
from django.utils import timezone
from commitments.models import Delivery, Partner, Webhook
at = timezone.now()
hook = Webhook.objects.create(
    partner=Partner.objects.get(is_sandbox=False), url="https://receiver.example/" + "long" * 30, position=0,
    made_at=at, next_at=at
)
Delivery.objects.create(
    webhook=hook, message_id="msg_1", event="theme.published", seq=1, state="delivered", made_at=at,
    payload='{"url": "' + "long" * 90 + '"}', attempts=[
        {"at": "2026-05-01T12:00:00Z", "status": 200, "seconds": 0.1, "answer": "Words" * 50}
    ],
)
"""
ACTS = ["invite-again", "revoke", "deactivate", "reactivate", "reset-factor", "sessions"]
PAGES = [
    "to-do/overdue/",
    "import/",
    "to-do/dead-links/",
    "commitments/errorreport/",
    "to-do/no-commitment/",
    "",
    "commitments/",
    "password_change/",
    "commitments/commitment/?q=nosuchpledge",
    "nosuch/",
    *(f"{name}/" for name in [*MODELS, *READ_ONLY]),
    *(f"{name}/add/" for name in MODELS),
    *(f"{name}/FIRST/change/" for name in MODELS if "report" in name),
    *(f"{name}/1/change/" for name in [*MODELS, *READ_ONLY] if "report" not in name),
    "commitments/submission/2/change/",  # in review; the first is the data load
    "commitments/submission/3/discard/",
    *(f"commitments/commitment/1/{verb}/" for verb in VERBS),
    *(f"summits/source/1/{verb}/" for verb in ["history", "merge", "rename"]),
    "summits/source/1/captures/",
    *(f"commitments/user/1/{act}/" for act in ACTS),
    *(f"commitments/partner/2/keys/{act}/" for act in KEYS),
    *HOOKS,
    "second-factor/",
    "sessions/",
    "weekly-mail/",
    "forgotten/",
]
# one page of each kind, and every form: others are made by the same templates
AXED = {
    *(f"{name}/add/" for name in MODELS),
    *(
        f"{name}/"
        for name in ["commitments/commitment", "commitments/submission", "commitments/user"]
    ),
    *(f"commitments/{name}/change/" for name in ["commitment/1", "submission/2", "user/1"]),
    *(f"commitments/commitment/1/{verb}/" for verb in ["history", "retract", "merge"]),
    "summits/source/1/captures/",
    *(
        "to-do/overdue/",
        "to-do/no-commitment/",
        "import/",
        "",
        "password_change/",
        "nosuch/",
        "commitments/submission/3/discard/",
    ),
    *("commitments/auditentry/", "commitments/auditentry/1/change/"),
    *("commitments/partner/1/change/", *(f"commitments/partner/2/keys/{act}/" for act in KEYS)),
    *HOOKS,
    *("second-factor/", "sessions/", "weekly-mail/", "forgotten/", "commitments/user/1/sessions/"),
}
# one of each kind of page and of each kind of form for its colours
COLOURED = {
    *("", "commitments/commitment/", "commitments/commitment/add/", "summits/source/add/"),
    *("commitments/submission/2/change/", "commitments/user/1/change/", "to-do/overdue/"),
    *("commitments/commitment/1/history/", "commitments/commitment/1/merge/", "import/"),
    *("commitments/partner/1/change/", "second-factor/", "sessions/", "nosuch/"),
    HOOKS[1],
}
# those that editors see all day; the rest is left to the long walks
FIRST = {
    "",
    "commitments/commitment/",
    "commitments/commitment/add/",
    "commitments/submission/2/change/",
}


@pytest.fixture(scope="module")
def desk(site):
    """The server of all tests, with drafts to look at."""
    with written(site) as site:
        yield site


@pytest.fixture(scope="module")
def windows(browser, desk):
    """Opens windows, after an editor has submitted a change and the keeper has begun another."""
    for name in ("editor", "keeper"):
        context = browser.new_context(base_url=desk.address)
        context.add_cookies(SIGNED_IN[name])
        page = context.new_page()
        page.goto("/admin/commitments/commitment/")
        row = 1 if name == "editor" else 2
        page.locator("#result_list tbody tr").nth(row).locator("th a").click()
        page.fill("#id_title", f"Changed by {name}")
        page.locator("[name=_submit]" if name == "editor" else "[name=_save]").click()
        page.locator(".messagelist .success").wait_for()
        if name == "keeper":
            make_key(page)
            add_webhook(desk)
        context.close()


@pytest.fixture
def window_of(new_context, windows):
    """Opens a window of somebody who has signed in: ``window_of("editor")``."""

    def open_window(name):
        context = new_context()
        context.add_cookies(SIGNED_IN[name])
        return context.new_page()

    return open_window


def make_key(page):
    """A partner with a key, for the pages about them."""
    page.goto("/admin/commitments/partner/add/")
    page.fill("#id_name", "Sources for Security")
    page.fill("#id_contact", "office@partner.example")
    page.click("[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto("/admin/commitments/partner/2/keys/make/")
    page.fill("#id_label", "nightly copy")
    page.click("[type=submit][value='Make a key']")
    expect(page.get_by_text("Copy it now")).to_be_visible()
    assert look_at(page, []) == []


def add_webhook(site):
    """A webhook of the partner, with one message in its log; long texts have to break."""
    how = server.command(site.folder)
    subprocess.run(**how | {"args": [sys.executable, "manage.py", "shell", "-c", HOOK]}, check=True)


@pytest.fixture(scope="module")
def _signed_in(browser, desk, windows):
    with one_window(browser, base_url=desk.address) as page:
        page.context.add_cookies(SIGNED_IN["keeper"])
        yield page


@pytest.fixture
def signed_in(_signed_in):
    """The window of the keeper, who looks at one page after the other."""
    return as_new(_signed_in)


def open_page(page, address):
    """Open a page of the admin; FIRST stands for the first record of its list."""
    if "FIRST" in address:
        name, tail = address.split("FIRST/")
        page.goto(f"/admin/{name}")
        links = page.locator("#result_list tbody a").evaluate_all("all => all.map(a => a.href)")
        first = next(link for link in links if re.search(r"/change/(\?|$)", link))
        page.goto(re.sub(r"/change/.*", f"/{tail}", first))
    else:
        page.goto(f"/admin/{address}")


@pytest.mark.parametrize(
    "address",
    first_of(PAGES, FIRST),
)
def test_a_page_is_quiet_accessible_and_fits_a_phone(signed_in, address):
    """O07: a policy that is broken is a complaint of the browser."""
    complaints = signed_in.complaints
    open_page(signed_in, address)
    if address == "nosuch/":
        complaints.clear()  # the 404 itself
    assert "/login/" not in signed_in.url
    expect(signed_in.locator("h1:visible")).to_have_count(1)
    how = {"axed": address in AXED, "colours": address in COLOURED}
    assert look_at(signed_in, complaints, **how) == []


@pytest.mark.walk
def test_what_is_told_before_several_are_published_is_accessible_and_fits_a_phone(signed_in):
    signed_in.goto("/admin/commitments/submission/?state__exact=in_review")
    signed_in.check("#action-toggle")
    signed_in.select_option("[name=action]", "ask_to_publish")
    signed_in.click("button[name=index]")
    expect(signed_in.locator("h1:visible")).to_have_text("Publish what is safe")
    assert look_at(signed_in, signed_in.complaints) == []


def test_a_cross_says_which_row_it_removes(signed_in):
    signed_in.goto("/admin/commitments/commitment/add/")
    signed_in.get_by_role("button", name="Add another Part").click()
    signed_in.get_by_role("button", name="Remove: Parts 2").click()
    expect(signed_in.get_by_role("button", name="Remove: Parts")).to_have_count(1)


def test_on_a_phone_the_buttons_of_a_long_form_stay_in_sight(signed_in):
    signed_in.set_viewport_size({"width": 390, "height": 844})
    signed_in.goto("/admin/commitments/commitment/add/")
    expect(signed_in.locator("[name=_save]")).to_be_in_viewport()


@pytest.mark.walk
def test_who_may_only_look_at_a_record_reads_it_likewise(window_of, complaints):
    page = window_of("editor")
    page.goto("/admin/summits/summit/1/change/")
    expect(page.locator("[name=_save]")).to_have_count(0)
    assert look_at(page, complaints, colours=False) == []


@pytest.mark.walk
def test_signing_in_and_out_is_quiet_accessible_and_fits_a_phone(page, complaints, desk):
    page.goto("/admin/")
    expect(page.locator("h1:visible")).to_have_count(1)
    assert look_at(page, complaints) == []
    give_password(page, "editor", "not this one")
    expect(page.locator(".errornote")).to_be_visible()
    assert look_at(page, complaints) == []
    give_password(page, "editor", desk.passwords["editor"])
    page.click("#logout-form [type=submit]")
    expect(page.locator("#logout-form")).to_have_count(0)
    expect(page.locator("h1:visible")).to_have_count(1)
    assert look_at(page, complaints) == []


@pytest.mark.walk
def test_what_was_typed_outlives_the_session_and_a_sign_in_in_another_window(window_of, desk):
    page = window_of("editor")
    context, other = page.context, page.context.new_page()
    page.goto("/admin/summits/source/add/")
    page.fill("#id_title", "Typed for an hour")
    context.clear_cookies(name="session")
    page.click("[name=_save]")
    give_password(page, "editor", desk.passwords["editor"])
    page.click("[type=submit][value='Send it again']")
    expect(page.locator("#id_title")).to_have_value("Typed for an hour")
    expect(page.locator("#id_publisher")).to_be_focused()  # the first that is missing
    page.fill("#id_publisher", "An office")
    page.select_option("#id_kind", "news")
    context.clear_cookies(name="session")
    other.goto("/admin/")
    give_password(other, "editor", desk.passwords["editor"])
    page.click("[name=_save]")
    page.locator(".messagelist .success").wait_for()


def test_leaving_a_form_asks_only_where_something_was_typed(window_of):
    window = window_of("keeper")
    asked = []
    window.on("dialog", lambda dialog: [asked.append(dialog.type), dialog.accept()])
    add = "/admin/summits/source/add/"
    window.goto(add)
    window.goto(add)
    assert asked == []
    window.locator("#id_title").press_sequentially("Typed")
    window.goto(add)
    assert asked == ["beforeunload"]
    window.locator("#id_title").press_sequentially("Typed")
    window.click("[name=_save]")
    window.locator(".errornote").wait_for()
    assert asked == ["beforeunload"]


def test_the_pages_that_axe_reads_are_among_those_walked():
    assert set(PAGES) >= AXED >= COLOURED
