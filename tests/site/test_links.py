"""Every kind of internal link on every kind of page leads somewhere, on today's page and on a past day's."""

import re
from collections import defaultdict
from contextlib import closing
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.db.models import Q
from django.urls import resolve

from commitments.models import Commitment
from commitments.queries.summit import presets
from summits import languages
from summits.models import Document
from summits.partial_dates import today
from tests.site.addresses import dated_paths, paths

pytestmark = [pytest.mark.usefixtures("record"), pytest.mark.once]
A_KIND = 1  # links followed of each kind on a page, and the last one
FROM_FORMER_DAYS = [f"{path}?as_of=2014-03-25" for path in dated_paths()]
MORE = ["/search/?q=centre", "/commitments/2012-joint-cppnm-amendment/"]
PRESETS = re.compile(r'<section class="asof".*?</section>', re.S)
ANSWERS: dict[str, int] = {}  # by address, since pages link to the same ones
LINK = re.compile(r'<a [^>]*?href="([^"]*)"')


def links(page, address):
    """The internal addresses that a piece of a page links to, without fragments, in order."""
    found = (urljoin(address, unescape(target)) for target in LINK.findall(page))
    inside = (one.partition("#")[0] for one in found if one.startswith("/"))
    return list(dict.fromkeys(inside))


def kind(address):
    """What two links have in common that are made by the same piece of a template."""
    parts = urlsplit(address)
    match = resolve(parts.path)
    names = tuple(sorted(pair.partition("=")[0] for pair in parts.query.split("&")))
    return match.route, names


def chosen(page, address):
    """A few links of each kind, and every day that the page offers; test_languages looks at other languages."""
    kinds = defaultdict(list)
    for one in links(page, address):
        if not one.startswith("/admin/") and languages.plain(one) == one:
            kinds[kind(one)].append(one)
    some = [one for group in kinds.values() for one in (group[:A_KIND] + group[-1:])]
    offered = links("".join(PRESETS.findall(page)), address)
    return list(dict.fromkeys([*offered, *some]))


@pytest.mark.walk
@pytest.mark.parametrize("address", [*paths(), *FROM_FORMER_DAYS, *MORE])
def test_every_kind_of_link_leads_to_a_page(client, address):
    page = client.get(address).content.decode(errors="replace")  # a picture has no links
    assert 'href=""' not in page
    followed = chosen(page, address)
    if "as_of" in address:
        followed = [one for one in followed if "as_of" in one]  # the rest is as on today's page
    for one in followed:
        if one not in ANSWERS:
            with closing(client.get(one)) as answer:  # a file is open until it has been read
                ANSWERS[one] = answer.status_code
    assert {one: ANSWERS[one] for one in followed if ANSWERS[one] not in (200, 301, 302)} == {}


def shown_on(day):
    """The pages of promises and documents that answer for a day (rule R3)."""
    promises = Commitment.objects.published().made_by(day)
    documents = Document.objects.published().filter(adopted_on_last__lte=day)
    return {one.get_absolute_url() for rows in (promises, documents) for one in rows}


def test_no_promise_of_an_offered_day_leads_to_what_did_not_exist_yet(client):
    """Only those can whose document or wider promise, dated by month or year, ends after the day."""
    looked_at = 0
    for day in {one["day"] for one in presets(today())}:
        later = Q(document__adopted_on_last__gt=day) | Q(implements__made_on_last__gt=day)
        there = shown_on(day)
        for promise in Commitment.objects.published().made_by(day).filter(later):
            address = f"{promise.get_absolute_url()}?as_of={day}"
            page = client.get(address).content.decode()
            dated = {one.partition("?")[0] for one in links(page, address) if "as_of=" in one}
            led_to = {one for one in dated if re.match("/(commitments|documents)/[^/]+/$", one)}
            assert led_to - there == set(), address
            assert f'href="{promise.document.get_absolute_url()}"' in page
            named = client.get(f"/api/v1{address}").json()["document"]
            assert named == promise.document.slug
            looked_at += 1
    assert looked_at > 10


@pytest.mark.parametrize(
    ("path", "parent"),
    [
        ("/countries/china/", "/countries/"),
        ("/organizations/iaea/", "/organizations/"),
        ("/summits/2014-the-hague/", "/summits/"),
        ("/documents/2014-communique/", "/documents/"),
        ("/themes/capacity-building/", "/themes/"),
        ("/sources/wikipedia-2010-summit/", "/sources/"),
        ("/commitments/chn-2010-centre-of-excellence/", "/commitments/"),
        ("/search/?q=nuclear", ""),
        ("/search/?q=nuclear&kind=source", "/search/?q=nuclear"),
        ("/api/docs/", ""),
    ],
)
def test_the_way_back_leads_to_the_list_of_its_kind(client, path, parent):
    page = client.get(path).content.decode()
    crumbs = re.search(r'<nav class="crumbs".*?</nav>', page, re.S).group()
    assert links(crumbs, path) == ["/", parent] if parent else ["/"]
