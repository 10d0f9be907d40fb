"""Every kind of page is light: what a reader fetches before any picture, as a proxy compresses it."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from tests.site.addresses import EXAMPLES, paths

KILOBYTE = 1000
HEAVY = ("/countries/united-states/", "/compare/?party=USA&party=JPN&party=FRA&party=IAEA")
FETCHED = re.compile(r'<(?:link rel="stylesheet" href|script src)="/static/([^"]+)"')


def weight(content):
    return len(gzip.compress(content)) / KILOBYTE


def of_file(name):
    with open(finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)), "rb") as file:
        return weight(file.read())


@pytest.mark.walk
@pytest.mark.once
@pytest.mark.usefixtures("record")
def test_every_page_is_light_and_in_russian_too(client):
    shown = [path for path in paths(EXAMPLES) if path.endswith("/") and "/feeds/" not in path]
    for path in [*shown, *HEAVY, *(f"/ru{path}" for path in (*HEAVY, "/", "/themes/"))]:
        page = client.get(path).content
        files = {name: of_file(name) for name in FETCHED.findall(page.decode())}
        scripts = sum(size for name, size in files.items() if name.endswith(".js"))
        assert scripts < 20, path
        assert weight(page) + sum(files.values()) < 100, path
        assert files or "/embed/" in path, path
