"""The addresses of a frozen copy: which of the site's are in it, as which file, and links between them."""

import posixpath
import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings

from commitments import columns
from summits import languages

LISTS = {f"/api/v1/{table.name.replace('_', '-')}/": table.name for table in columns.TABLES}
PACKAGE = "data/package"
NEEDS_A_SERVER = ("/admin/", "/api/v1/", "/captures/", "/search/")
ERROR_FORM = "/report-an-error/"
# the parameters with which a page is worth a file of its own; a chart has one with any but a day
KEPT = {"page", "status", "overdue", "assessments_differ"}
TAG = re.compile(r"<(?:a|link|script|img)\b[^>]*>")
LINK = re.compile(r'(?<=\s)(href|src)="([^"]*)"')
STYLE = re.compile(r'url\("([^"]*)"\)')


def is_kept(address: str) -> bool:
    """Whether an address of the site has a file in the copy; the others need a server."""
    split = urlsplit(address)
    needs_a_server = split.path.startswith(NEEDS_A_SERVER) or split.path.endswith(ERROR_FORM)
    if needs_a_server or languages.of(split.path) != settings.LANGUAGE_CODE:
        return False
    asked = {name for name, _value in parse_qsl(split.query, keep_blank_values=True)}
    return "as_of" not in asked if split.path.startswith("/charts/") else asked <= KEPT


def file_of(address: str) -> str:
    """The file that an address of the site has in the copy."""
    split = urlsplit(address)
    path, asked = split.path.lstrip("/"), re.sub("[^a-z0-9]+", "-", split.query.lower())
    if not path or path.endswith("/"):
        ending = "xml" if path.startswith("feeds/") else "html"
        return f"{path}{asked or 'index'}.{ending}"
    name, ending = posixpath.splitext(path)
    return f"{name}-{asked}{ending}" if asked else path


def table_of(address: str) -> str | None:
    """The file of the data package that an address of the API would answer with, or None."""
    split = urlsplit(address)
    name = LISTS.get(split.path) if split.query == "format=csv" else None
    return name and f"{PACKAGE}/{name}.csv"


def relinked(page: str, address: str, file: str, found: Callable[[str], None]) -> str:
    """A page whose links lead to files of the copy, or to the live site where it has none.

    ``found`` is told each address that the copy must have for them.
    """

    def link(match: re.Match) -> str:
        name, target = match[1], unescape(match[2])
        return f'{name}="{escape(led(target))}"'

    def led(target: str) -> str:
        if not target or target.startswith("#") or urlsplit(target).scheme or target[:2] == "//":
            return target
        whole, _hash, fragment = urljoin(address, target).partition("#")
        if not (table := table_of(whole)) and not is_kept(whole):
            return f"{settings.SITE_URL}{whole}"
        if not table:
            found(whole)
        ahead = posixpath.relpath(table or file_of(whole), posixpath.dirname(file) or ".")
        return f"{ahead}#{fragment}" if fragment else ahead

    return TAG.sub(lambda tag: LINK.sub(link, tag.group()), page)


def styled(sheet: str, address: str) -> list[str]:
    """The addresses that a style sheet needs; they lie to it as its files do."""
    return [urljoin(address, target) for target in STYLE.findall(sheet)]
