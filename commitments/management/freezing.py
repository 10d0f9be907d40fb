"""A frozen copy: every public page as a plain file, for any web server and for no server at all."""

import contextlib
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.template.loader import render_to_string
from django.urls import reverse

from commitments.exchange.dump import dump_package
from commitments.management import frozen_links
from summits.partial_dates import today

MISSING = "/there-is-no-such-page/"
LISTED = re.compile("<loc>(.*?)</loc>")
FORM = re.compile(r'<form\b[^>]*action="([^"]*)".*?</form>', re.S)
DAY = re.compile(r'<section class="asof".*?</section>', re.S)
Progress = Callable[[str, int, int], None]


class Unfrozen(Exception):  # noqa: N818 - what is wrong with the site, said in a sentence
    """An address of the site cannot be made a file."""


class Site:
    """The site as it answers a visitor, without a server."""

    def __init__(self) -> None:
        named = [name for name in settings.ALLOWED_HOSTS if name[0] not in ".*"]
        self.host, self.handler = (named or ["localhost"])[0], WSGIHandler()

    def ask(self, address: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer to a visitor."""
        split, answered = urlsplit(address), {}
        visit = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote_to_bytes(split.path).decode("latin-1"),
            "QUERY_STRING": split.query,
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self.host,
            "SERVER_NAME": self.host,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(),
        }

        def start(status: str, headers: list[tuple[str, str]], *_more: object) -> None:
            answered.update(headers, status=status)

        body = self.handler(visit, start)
        try:
            whole = b"".join(body)
        finally:
            body.close()
        return int(answered["status"][:3]), answered, whole


class Copy:
    """The copy in the making: the files it must have, by address, and those still to be asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.site = folder, Site()
        self.files: dict[str, str] = {}  # the address of each
        self.waiting: list[str] = []

    def want(self, address: str) -> None:
        """See to it that the copy has this address; refuse two addresses with one file."""
        file = frozen_links.file_of(address)
        if file not in self.files:
            self.files[file] = address
            self.waiting.append(address)
        elif self.files[file] != address:
            raise Unfrozen(f"{address} and {self.files[file]} would be one file.")

    def fill(self, show: Progress) -> int:
        """Ask for all that is wanted, and for what that leads to; return the number of files."""
        done = 0
        while self.waiting:
            address = self.waiting.pop()
            self.keep(address)
            done += 1
            show("Pages and files", done, done + len(self.waiting))
        return done

    def keep(self, address: str) -> None:
        """Ask for one address and write what answers it."""
        status, headers, body = self.site.ask(address)
        if status in (301, 302):
            words = {"target": headers["Location"]}
            body = render_to_string("frozen/moved.html", words).encode()
        elif status not in (200, 410):
            raise Unfrozen(f"{address} answers with status {status}.")
        kind = headers["Content-Type"].partition(";")[0]
        self.write(address, frozen_links.file_of(address), kind, body)

    def write(self, address: str, file: str, kind: str, body: bytes) -> None:
        """Write one file, a page with links to the other files."""
        if kind == "text/html":
            page = without_server(body.decode(), address)
            body = frozen_links.relinked(page, address, file, self.want).encode()
        if kind == "text/css":
            for one in frozen_links.styled(body.decode(), address):
                self.want(one)
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def without_server(page: str, address: str) -> str:
    """A page that says where the live site is, in the places of its forms."""

    def form(match: re.Match) -> str:
        return render_to_string("frozen/form.html", {"address": f"{settings.SITE_URL}{match[1]}"})

    words = {"day": today(), "address": f"{settings.SITE_URL}{address}"}
    return FORM.sub(form, DAY.sub(render_to_string("frozen/day.html", words).strip(), page))


@contextlib.contextmanager
def one_connection() -> Iterator[None]:
    """Keep the database's connection from one answer to the next, as Django's own test client does."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    try:
        yield
    finally:
        for moment in moments:
            moment.connect(close_old_connections)


def freeze(folder: Path, show: Progress) -> int:
    """Make a frozen copy of the site in a folder that is empty or missing; return its number of files.

    The folder is there as a whole or not at all. Raise Unfrozen with a sentence.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unfrozen(f"{folder} is not an empty folder. Name one that is, or a new one.")
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        with one_connection():
            count = _fill(unfinished, show)
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return count


def _fill(folder: Path, show: Progress) -> int:
    tables = dump_package(folder / frozen_links.PACKAGE)
    copy = Copy(folder)
    _status, _headers, listed = copy.site.ask(reverse("sitemap"))
    for address in LISTED.findall(listed.decode()):
        copy.want(address.removeprefix(settings.SITE_URL))
    for address in (reverse("sitemap"), reverse("feed"), "/robots.txt"):
        copy.want(address)
    _status, _headers, missing = copy.site.ask(MISSING)
    copy.write("/", "404.html", "text/html", missing)
    return copy.fill(show) + len(tables) + 2  # the page for what is missing, and the descriptor
