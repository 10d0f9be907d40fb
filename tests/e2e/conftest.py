"""A real Chromium against the real server; what the browser's console complains about fails a test.

`page.goto("/commitments/")` opens a page of one server with the real data set, shared by all tests: they
read. A test that writes takes the fixture `own_site`, a server with a copy of that data, and
`page.goto(own_site.address + …)`. `site.passwords["editor"]` and `["reviewer"]` are those of `make run`.
Nothing here opens a database in the process of the test.
"""

import contextlib
import os
import shutil
import subprocess
import sys

import pytest

from tests import server

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
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
def prepared(tmp_path_factory):
    """The folder of a server that has been started and stopped once."""
    folder = tmp_path_factory.mktemp("prepared") / "var"
    with server.running(folder):
        pass
    return folder


@pytest.fixture(scope="session")
def site(prepared):
    """A server with the real data set; tests only read."""
    with server.running(prepared) as site:
        yield site


@pytest.fixture
def own_site(prepared, tmp_path):
    """A server with a copy of the real data set, for a test that writes."""
    shutil.copytree(prepared, tmp_path / "var")
    with server.running(tmp_path / "var") as site:
        yield site


def add_administrator(folder, name, password):
    """Give a server that is not running an account that may do everything."""
    how = server.command(folder, DJANGO_SUPERUSER_PASSWORD=password)
    made = ["createsuperuser", "--noinput", "--username", name, "--email", f"{name}@example.org"]
    subprocess.run(**how | {"args": [sys.executable, "manage.py", *made]}, check=True)


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
def sign_in(page):
    """Signs in to the admin of a site: ``sign_in(own_site, "editor")``."""

    def enter(site, name):
        page.goto(f"{site.address}/admin/")
        give_password(page, name, site.passwords[name])
        assert "/login/" not in page.url

    return enter
