"""A frozen copy of the site: whole, and every link in it leads to a file or to the live site."""

import re
import threading
import urllib.error
import urllib.request
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from commitments.actions import standings
from commitments.management import freezing, frozen_links
from tests import factories as make
from tests.site import printed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIVE = "https://tracker.example"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words):
        pass


@pytest.fixture
def pledge():
    """A public promise with a report, its document, party, theme and source."""
    pledge = make.whole_commitment(slug="old-pledge", document=make.whole_document())
    make.sourced_report(commitment=pledge, status="completed", date="2014-03-25")
    standings.refresh([pledge.pk])
    return pledge


@pytest.fixture
def served(tmp_path, pledge):
    """The address at which a plain web server shows the copy, and its folder."""
    folder = tmp_path / "copy"
    call_command("freeze", folder, verbosity=0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", folder
    server.shutdown()
    server.server_close()


def links(page):
    """What the tags of a page lead to, but for what is written in its text."""
    tags = re.findall(r"<(?:a|link|script|img|form)\b[^>]*>", page)
    found = re.findall(r'\s(?:href|src|action)="([^"]*)"', "\n".join(tags))
    return [unescape(one) for one in found] + re.findall(r'url\("(.*?)"\)', page)


def walked(start):
    """Each address that is reached from the first page with its text, and the links out of the copy."""
    pages, outside, waiting = {}, set(), [start]
    while waiting:
        address = waiting.pop()
        try:
            with urllib.request.urlopen(address) as answer:
                kind, body = answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            pytest.fail(f"{address} answers {error.code}")
        pages[address] = body.decode(errors="replace") if "text" in kind else ""
        for link in links(pages[address]):
            whole = urldefrag(urljoin(address, link)).url
            if not whole.startswith(start):
                outside.add(whole)
            elif whole not in pages and whole not in waiting:
                waiting.append(whole)
    return pages, outside


def test_every_link_of_the_copy_leads_to_a_file(served, client):
    start, folder = served
    pages, outside = walked(start)
    listed = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    for address in listed:
        file = frozen_links.file_of(urlsplit(address).path)
        assert (folder / file).is_file()
        assert f"{start}{file}" in pages
    live = [one.removeprefix(LIVE) for one in outside if one.startswith(f"{LIVE}/")]
    assert {"/admin/", "/search/", "/commitments/old-pledge/report-an-error/"} <= set(live)
    kept = [one for one in live if frozen_links.is_kept(one)]  # a page names its own address
    assert [one for one in kept if not (folder / frozen_links.file_of(one)).is_file()] == []
    for page in pages.values():
        assert "<form" not in page
    assert not [one for one in pages if "?" in one]


def test_the_copy_says_what_it_is_and_has_the_data(served):
    _start, folder = served
    page = printed.words((folder / "commitments/old-pledge/index.html").read_text())
    assert "A frozen copy of" in page
    assert "Other days and languages need the live site" in page
    assert "Searching and filtering need the live site" in page
    assert "old-pledge" in (folder / "data/package/commitments.csv").read_text()
    assert 'href="../package/commitments.csv"' not in (folder / "index.html").read_text()
    assert 'href="package/commitments.csv"' in (folder / "data/index.html").read_text()
    kept = ["404.html", "robots.txt", "sitemap.xml", "charts/status.svg", "charts/history.svg",
            "feeds/changes/index.xml", "feeds/commitments/old-pledge/index.xml",
            "charts/commitments/old-pledge.svg", "data/package/datapackage.json"]  # fmt: skip
    assert [one for one in kept if not (folder / one).is_file()] == []


def test_a_folder_in_use_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(
        CommandError, match="is not an empty folder. Name one that is, or a new one"
    ):
        call_command("freeze", tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_an_interrupted_copy_leaves_nothing(tmp_path):
    def stop(_what, done, _total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        freezing.freeze(tmp_path / "copy", stop)
    assert list(tmp_path.iterdir()) == []
