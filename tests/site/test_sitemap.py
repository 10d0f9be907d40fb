"""The list of all pages: each public one once, under the public address, with a day where it is known."""

import csv
import datetime
import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.utils import timezone

from commitments.site import sitemap
from tests import factories as make
from tests.conftest import DATA
from tests.site.addresses import EXAMPLES, SHOWN

NOT_LISTED = {
    "catalog",
    "cite",
    "search",
    "suggestions",
    "history",
    "sitemap",
    None,
}  # files, and what has no end
KEPT = ("summits", "themes", "documents", "commitments", "sources")
NAMES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client, **headers):
    answer = client.get("/sitemap.xml", headers=headers)
    assert answer["Content-Type"].startswith("application/xml")
    pages = ElementTree.fromstring(answer.content).iter(f"{NAMES}url")
    return [(one.findtext(f"{NAMES}loc"), one.findtext(f"{NAMES}lastmod")) for one in pages]


def ids(name):
    with (DATA / f"{name}.csv").open(newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


@pytest.mark.usefixtures("record")
def test_every_page_of_the_data_set_is_listed_once(client):
    found = entries(client, host="localhost")
    assert all(address.startswith("https://tracker.example/") for address, _day in found)
    paths = [address.removeprefix("https://tracker.example") for address, _day in found]
    assert len(paths) == len(set(paths))
    assert {f"/{name}/{one}/" for name in KEPT for one in ids(name)} <= set(paths)
    assert len(paths) == len(sitemap.PAGES) + sum(len(ids(name)) for name in (*KEPT, "parties"))
    for path in [*paths[: len(sitemap.PAGES)], *paths[len(sitemap.PAGES) :: 100]]:
        assert client.get(path).status_code == 200, path
    for path, (_address, day) in zip(paths, found, strict=True):
        record = path.count("/") == 3 and path.startswith(("/commitments/", "/sources/"))
        assert bool(day) == record, path


def test_a_page_names_itself_in_every_language_and_what_is_in_english_does_not(client, db):
    answer = client.get("/sitemap.xml")
    urls = ElementTree.fromstring(answer.content).iter(f"{NAMES}url")
    others = {
        one.findtext(f"{NAMES}loc"): {
            link.get("hreflang"): link.get("href")
            for link in one.iter("{http://www.w3.org/1999/xhtml}link")
        }
        for one in urls
    }
    site = "https://tracker.example"
    assert others[f"{site}/api/docs/"] == {}
    assert others[f"{site}/themes/"] == {
        "en": f"{site}/themes/",
        **{code: f"{site}/{code}/themes/" for code in ("fr", "es", "ru", "zh-hans", "ar")},
    }
    assert all(len(known) == 6 for address, known in others.items() if "/api/" not in address)


def test_every_kind_of_page_is_listed_or_left_out_by_name(client, db):
    kinds = {
        pattern.name
        for pattern in SHOWN
        if not re.search("feed|card|chart|picture", pattern.name or "")
    }
    assert kinds - NOT_LISTED - EXAMPLES.keys() <= set(sitemap.PAGES)


def test_a_report_renews_the_day_of_its_promise_and_a_draft_of_one_does_not(client, db):
    old = timezone.now() - datetime.timedelta(days=9)
    pledge = make.CommitmentFactory(slug="one", updated_at=old)
    address = "https://tracker.example/commitments/one/"
    make.ReportFactory(commitment=pledge, draft=True)
    assert dict(entries(client))[address] == f"{old:%Y-%m-%dT%H:%M:%SZ}"
    report = make.ReportFactory(commitment=pledge)
    assert dict(entries(client))[address] == f"{report.updated_at:%Y-%m-%dT%H:%M:%SZ}"


def test_robots_are_told_where_it_is(client, db):
    text = client.get("/robots.txt").content.decode()
    assert "\nSitemap: https://tracker.example/sitemap.xml\n" in text
