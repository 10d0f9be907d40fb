"""The server as a browser meets it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import give_password


@pytest.mark.parametrize("name", ["editor", "reviewer"])
def test_the_editor_and_the_reviewer_of_make_run_can_sign_in(page, site, name):
    page.goto("/admin/")
    give_password(page, name, site.passwords[name])
    expect(page.locator("#logout-form")).to_be_visible()
