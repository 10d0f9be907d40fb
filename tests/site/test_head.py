"""What a page tells machines: its one address, how it is shown where it is shared, and the way to it."""

import json
import re
from html import unescape

from django.template import engines

from tests import factories as make
from tests.site.addresses import EXAMPLES, paths

SITE = "https://tracker.example"
FILES = re.compile(r"/(feeds|embed|charts|pictures)/|\.(bib|xml|txt|json|jsonld)$")
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
WORST = "</script><script>alert(1)</script><!-- ]]> \u2028 \" ' & {{ 1 }}"


def head(client, path):
    """What stands once in the head of a page, by name, and its blocks of data."""
    page = client.get(path).content.decode()
    assert len(re.findall('rel="canonical"', page)) == 1, path
    told = re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)">', page)
    assert len(told) == len(dict(told)), path
    address = re.search(r'<link rel="canonical" href="([^"]*)">', page).group(1)
    facts = {name: unescape(words) for name, words in told}
    return facts | {"canonical": unescape(address)}, [json.loads(x) for x in BLOCK.findall(page)]


def test_every_page_names_its_address_and_what_it_says(client, record):
    described = {}
    for path in paths(EXAMPLES):
        if FILES.search(path):
            continue
        told, blocks = head(client, f"{path}?as_of=&utm_source=post")
        assert told["canonical"] == told["og:url"] == SITE + path
        assert told["og:description"] == told["description"], path
        assert 40 < len(told["description"]) < 400, path
        described.setdefault(told["description"], []).append(path)
        ways = [one for one in blocks if one["@type"] == "BreadcrumbList"]
        assert len(ways) == (path != "/"), path
        for way in ways:
            steps = way["itemListElement"]
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            assert all(step["item"].startswith(SITE + "/") for step in steps[:-1])
    assert [pages for pages in described.values() if len(pages) > 1] == [["/", "/search/"]]


def test_a_past_day_and_a_filter_belong_to_the_same_page_and_a_later_page_is_its_own(
    client, record
):
    past, blocks = head(client, "/countries/china/?as_of=2014-03-25")
    assert past["canonical"] == f"{SITE}/countries/china/"
    assert [step.get("item") for step in blocks[0]["itemListElement"]] == [
        f"{SITE}/",
        f"{SITE}/countries/",
        None,
    ]
    second, _blocks = head(client, "/commitments/?page=2&as_of=2016-04-01")
    assert second["canonical"] == f"{SITE}/commitments/?page=2"


def test_a_refusal_has_no_address(client, db):
    page = client.get("/commitments/?page=99")
    assert page.status_code == 400
    assert b"page: Give a number from 1 to 1." in page.content
    assert b"canonical" not in page.content
    assert b"og:url" not in page.content


def test_the_data_set_is_described_with_what_can_be_downloaded(client, public):
    _told, blocks = head(client, "/data/")
    [found] = [one for one in blocks if one["@type"] == "Dataset"]
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert 50 < len(found["description"]) < 5000
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["dateModified"])
    places = [one["contentUrl"] for one in found["distribution"]]
    assert len(places) == len(set(places)) == 16
    for place in places:
        assert client.get(place.removeprefix(SITE)).status_code == 200, place


def test_no_words_break_out_of_a_block_of_data(client, db):
    """O02: one element, one JSON."""
    make.ThemeFactory(slug="worst", name=WORST)
    page = client.get("/themes/worst/").content.decode()
    assert "<script>alert" not in page
    [block] = BLOCK.findall(page)
    assert not set("<>&\u2028") & set(block)
    assert json.loads(block)["itemListElement"][-1]["name"] == WORST


def test_json_ld_escapes_whatever_it_is_given():
    template = engines["django"].from_string("{% load tracker %}{{ facts|json_ld|safe }}")
    text = template.render({"facts": {WORST: [WORST]}})
    assert json.loads(text) == {WORST: [WORST]}
    assert "<" not in text
