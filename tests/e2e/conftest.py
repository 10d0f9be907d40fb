"""A real Chromium against the real server; what the browser's console complains about fails a test.

`page.goto("/commitments/")` opens a page of one server with the real data set, shared by all tests. A test
that writes takes the fixture `own_site`: the same server, whose database is as new afterwards.
``sign_in("editor")`` lets in the editor of `make run`, ``"reviewer"`` the reviewer, ``"keeper"`` somebody who
may do everything, with the cookies of a sign-in that was done once.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests import server

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
expect.set_options(timeout=15_000)  # milliseconds; a busy machine answers late
KEEPER = "keeps the whole of the record"
DATABASE, AS_NEW = "nss.sqlite3", "as-new.sqlite3"
SIGNED_IN = {}  # the cookies of each account
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(server.ROOT / "tests" / "e2e"):
            item.add_marker("e2e")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": flags}


@pytest.fixture(scope="session")
def site(server_folder, browser):
    """A server with the real data set and three people who may sign in, for all tests of a process."""
    with server.running(server_folder()) as site:
        add_keeper(site)
        for name, password in site.passwords.items():
            context = browser.new_context(base_url=site.address)
            SIGNED_IN[name] = signed_in(context, name, password)
            context.close()
        copy(site.folder / DATABASE, site.folder / AS_NEW)
        yield site


def signed_in(context, name, password):
    """The cookies of somebody who has sent her password, without a window."""
    context.request.get("/admin/login/")
    [token] = [one["value"] for one in context.cookies() if one["name"] == "csrftoken"]
    sent = {"username": name, "password": password, "csrfmiddlewaretoken": token}
    answer = context.request.post("/admin/login/?next=/admin/", form=sent)
    assert answer.url.endswith("/admin/")
    return context.cookies()


def add_keeper(site):
    """The account that may do everything."""
    site.passwords["keeper"] = KEEPER
    how = server.command(site.folder, DJANGO_SUPERUSER_PASSWORD=KEEPER)
    made = ["createsuperuser", "--noinput", "--username", "keeper", "--email", "keeper@example.org"]
    subprocess.run(**how | {"args": [sys.executable, "manage.py", *made]}, check=True)


def copy(old, new):
    """Copy a database as its own program does, so that a server may be using it."""
    with closing(sqlite3.connect(old)) as source, closing(sqlite3.connect(new)) as target:
        source.backup(target)


@contextlib.contextmanager
def written(site):
    """The server of all tests, for one that writes: what it has written is gone afterwards."""
    yield site
    copy(site.folder / AS_NEW, site.folder / DATABASE)


@pytest.fixture
def own_site(site):
    """The server with the real data set, for a test that writes."""
    with written(site) as site:
        yield site


@pytest.fixture(scope="session")
def base_url(site):
    return site.address


@pytest.fixture
def complaints():
    """What the consoles of all windows complain about; a test that provokes it clears the list."""
    heard = []
    yield heard
    assert heard == []


def listen(context, complaints):
    """Note what the console complains about; refusals by the content security policy are among it."""

    def hear(message):
        if message.type == "error":
            complaints.append(f"{message.text} {message.location['url']}")

    context.on("console", hear)
    context.on("weberror", lambda raised: complaints.append(str(raised.error)))
    return context


@pytest.fixture
def new_context(new_context, complaints):
    """Opens the window of another person."""
    return lambda **how: listen(new_context(**how), complaints)


@contextlib.contextmanager
def one_window(browser, **how):
    """One window for a walk over many pages: to open one for each costs more than the page."""
    heard = []
    context = listen(browser.new_context(**how), heard)
    page = context.new_page()
    page.complaints = heard
    yield page
    context.close()


def as_new(page):
    """The window of a walk as a new one would be: wide, light, and without complaints."""
    page.complaints.clear()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="light")
    return page


@pytest.fixture(scope="session")
def _walk(browser, base_url):
    with one_window(browser, base_url=base_url) as page:
        yield page


@pytest.fixture
def walk(_walk):
    """The window of a reader who looks at one page after the other."""
    yield as_new(_walk)
    assert _walk.complaints == []


@pytest.fixture
def page(page, complaints):
    page.complaints = complaints
    return page


def give_password(page, name, password):
    """Sign in on the page that asks for it."""
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def sign_in(page, own_site):
    """Signs in to the admin: ``sign_in("editor")``."""

    def enter(name):
        page.context.add_cookies(SIGNED_IN[name])
        page.goto(f"{own_site.address}/admin/")
        assert "/login/" not in page.url

    return enter
