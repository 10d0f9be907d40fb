"""The journey of a new editor: invited, password, second factor, out and in again, out everywhere."""

import re
import shutil

import pyotp
import pytest
from playwright.sync_api import expect

from tests import server
from tests.e2e.conftest import AS_NEW, DATABASE, KEEPER, give_password
from tests.e2e.looking import look_at

pytestmark = pytest.mark.walk
NEW = "seven green kettles boil"


@pytest.fixture
def folder(site, tmp_path):
    """The folder of a server of its own: the tests' as it was when it was new."""
    folder = tmp_path / "var"
    shutil.copytree(site.folder, folder, ignore=shutil.ignore_patterns("*.sqlite3*"))
    shutil.copy(site.folder / AS_NEW, folder / DATABASE)
    return folder


def link_in(folder):
    [mail] = (folder / "mail").iterdir()
    return re.search(r"/admin/invitation/\S+/", mail.read_text())[0]


def signs_in(page, site, name, password):
    page.goto(f"{site}/admin/login/")
    give_password(page, name, password)


def expect_in(page, site, times=1):
    page.goto(f"{site}/admin/")
    expect(page.locator("#logout-form")).to_have_count(times)


def wait_for_another_code(page, secret, used):
    """What the app shows next; a code is taken once."""
    while pyotp.TOTP(secret).now() == used:
        page.wait_for_timeout(500)
    return pyotp.TOTP(secret).now()


def invite(page, site):
    signs_in(page, site, "keeper", KEEPER)
    page.goto(f"{site}/admin/commitments/user/add/")
    page.fill("#id_email", "nora@example.org")
    page.get_by_label("reviewer").check()
    page.click("[name=_save]")
    expect(page.get_by_text("A mail with a link is on its way to nora@example.org")).to_be_visible()


def test_from_an_invitation_to_signing_out_everywhere(page, new_context, folder, complaints):
    with server.running(folder, REQUIRE_2FA="reviewer") as running:
        site = running.address
        invite(page, site)
        link = f"{site}{link_in(folder)}"
        nora = new_context().new_page()
        nora.goto(link)
        assert look_at(nora, complaints) == []
        nora.fill("#id_new_password1", NEW)
        nora.fill("#id_new_password2", NEW)
        nora.click("[type=submit]")
        expect(nora.get_by_text("Your role asks for a second factor")).to_be_visible()
        assert look_at(nora, complaints) == []
        nora.goto(f"{site}/admin/commitments/commitment/")
        secret = nora.locator(".key").inner_text().replace(" ", "")
        code = pyotp.TOTP(secret).now()
        nora.fill("#id_code", code)
        nora.get_by_role("button", name="Add the second factor").click()
        expect(nora.locator(".codes li")).to_have_count(10)
        recovery = nora.locator(".codes li").first.inner_text()
        with nora.expect_download() as saved:
            nora.get_by_role("link", name="Save them as a text file").click()
        assert recovery in saved.value.path().read_text()
        assert look_at(nora, complaints) == []
        nora.get_by_role("link", name="go on").click()
        expect(nora.get_by_role("heading", name="Select commitment to change")).to_be_visible()
        nora.click("#logout-form [type=submit]")
        expect(nora.locator("#logout-form")).to_have_count(0)

        signs_in(nora, site, "nora", NEW)
        expect(nora.get_by_role("heading", name="Second step")).to_be_visible()
        assert look_at(nora, complaints) == []
        nora.fill("#id_code", recovery)
        nora.click("[type=submit]")
        expect(nora.locator("#logout-form")).to_be_visible()

        phone = new_context().new_page()
        signs_in(phone, site, "nora", NEW)
        phone.fill("#id_code", wait_for_another_code(phone, secret, code))
        phone.click("[type=submit]")
        expect(phone.locator("#logout-form")).to_be_visible()
        nora.goto(f"{site}/admin/sessions/")
        expect(nora.locator("#result_list tbody tr")).to_have_count(2)
        nora.get_by_role("button", name="Sign out everywhere else").click()
        expect(nora.get_by_text("Signed out on 1 other device.")).to_be_visible()
        expect_in(nora, site)
        expect_in(phone, site, times=0)

        nora.goto(link)
        expect(nora.get_by_role("heading", name="This link opens nothing")).to_be_visible()
        complaints.clear()  # the 410 itself
