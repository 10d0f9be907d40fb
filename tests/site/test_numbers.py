"""Every number that a page prints in its first sentence and its tables is the API's for the same question."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urlencode

import pytest

from commitments.templatetags.tracker import LABELS
from tests.api.reading import V1, get
from tests.independent import last
from tests.site import printed

pytestmark = [pytest.mark.usefixtures("record"), pytest.mark.once, pytest.mark.walk]
DAYS = ["", "2012-03-25", "2014-03-25", "2018-06-30"]
COUNTRIES = ("china", "japan", "kazakhstan", "united-states", "malaysia")
THEMES = ("capacity-building", "heu-minimization", "forensics")
PARTIES = ("CHN", "USA", "JPN")
ROLES = {"lead": "Made or led", "partner": "Partner in", "subscriber": "Signed"}


class Day:
    """The pages and the API's answers on one day."""

    def __init__(self, client, day):
        self.client, self.day = client, day

    def _address(self, path, pairs=()):
        query = urlencode([*pairs, *([("as_of", self.day)] if self.day else [])])
        return f"{path}?{query}"

    def page(self, path, pairs=()):
        answer = self.client.get(self._address(path, pairs))
        assert answer.status_code == 200, path
        return printed.main(answer.content.decode())

    def stats(self, **query):
        return get(self.client, self._address(f"{V1}/stats/", query.items()))

    def rows(self, name, **query):
        pairs = [*query.items(), ("page_size", 1000)]
        address = f"{V1}/{name}/?{urlencode(pairs)}"
        if name == "commitments":  # the one list of these that answers for a past day
            address = self._address(f"{V1}/{name}/", pairs)
        return get(self.client, address)["results"]

    def periods(self):
        return get(self.client, self._address(f"{V1}/stats/history/"))["rows"]


def groups(rows):
    """The table of groups that the API's rows make."""
    return [
        [one["label"], *map(str, (one["total"], one["by_status"]["completed"],
         one["by_status"]["unreported"], one["overdue"])), ""]
        for one in rows
    ]  # fmt: skip


def base(counted):
    return counted["total"] - counted["not_assessable"]


def summed(counted):
    """Total, completed, base, unreported: the numbers of most sentences."""
    status = counted["by_status"]
    return [counted["total"], status["completed"], base(counted), status["unreported"]]


def statuses(page, title, counted):
    """The table, the legend and the sentence below a bar say what the API counted."""
    figure = page.partition(f"<figcaption>{title}</figcaption>")[2].partition("</figure>")[0]
    [(_caption, rows)] = printed.tables(figure)
    found = {row[0]: row[1] for row in rows}
    expected = counted["by_status"] | {"not_assessable": counted["not_assessable"]}
    assert found == {str(LABELS[name]): str(count) for name, count in expected.items() if count}
    legend = printed.words(re.search(r'<ul class="legend">.*?</ul>', figure, re.S).group())
    assert legend == " ".join(f"{name} {count}" for name, count in found.items())
    line = printed.words(figure.partition('<p class="origin">')[2])
    total, done, of, none = summed(counted)
    words = f"{done} of {of} commitment{'s' * (of != 1)} completed, {none} unreported"
    for count, word in (
        (counted["not_assessable"], "more not assessable"),
        (counted["overdue"], "overdue"),
    ):
        words += f"; {count} {word}" * bool(count)
    assert line.startswith(f"{words}.")
    assert str(total) in title


def home(day):
    page, by_summit = day.page("/"), day.stats(by="summit")
    commitments = day.rows("commitments")
    kinds = {one["id"]: one["kind"] for one in day.rows("parties")}
    made = {part["party"] for one in commitments for part in one["parties"]}
    by_kind = Counter(kinds[code] for code in made)
    total, done, of, none = summed(by_summit)
    begun = sum(day.day >= one["start_on"] for one in day.rows("summits")) if day.day else 4
    assert printed.numbers(printed.lead(page)) == [
        *[begun] * (begun > 1), by_kind["country"], by_kind["organization"], total, done, of, none,
    ]  # fmt: skip
    statuses(page, f"All {total} promises by their status", by_summit)
    tables = dict(printed.tables(page))
    assert tables["Promises by summit"] == groups(by_summit["rows"])
    assert tables["Promises by theme"] == groups(day.stats(by="theme")["rows"])
    assert f"{by_summit['overdue']} promises whose target date has passed" in page
    history = next(rows for title, rows in tables.items() if "at the end of each year" in title)
    periods = day.periods()
    assert [row[0].split()[0] for row in history] == [one["label"] for one in periods]
    assert [list(map(int, row[1:])) for row in history] == [
        [one["total"], *one["by_status"].values(), one["not_assessable"], one["overdue"]]
        for one in periods
    ]
    says = [one.partition(": ")[2] for one in re.findall('data-says="(.*?)"', page)]
    assert says == [played(one) for one in periods]
    on_map(day, page, commitments)


def played(counted):
    """What is said of a year when the history is played."""
    total, done, of, none = summed(counted)
    words = f"{total} promises made, {done} of {of} completed, {none} without a report"
    return f"{words}, {counted['overdue']} overdue."


def on_map(day, page, commitments):
    led = Counter(
        part["party"] for one in commitments for part in one["parties"] if part["role"] == "lead"
    )
    listed = re.search(r'<ul class="places plain-list">.*?</ul>', page, re.S).group()
    names = {one["id"]: one["name"] for one in day.rows("parties", kind="country")}
    shown = dict(re.findall(r"<li>\s*<a [^>]*>(.*?)</a>\s+(\d+)\s*</li>", listed))
    assert shown == {name: str(led[code]) for code, name in names.items()}


def country(day, slug):
    page = day.page(f"/countries/{slug}/")
    party = next(one for one in day.rows("parties") if one["page"].endswith(f"/{slug}/"))
    for role, title in ROLES.items():
        counted = day.stats(by="kind", party=party["id"], role=role)
        section = page.partition(f"<h2>{title}</h2>")[2].partition("</section>")[0]
        assert bool(section) == bool(counted["total"])
        if role == "lead":
            total, done, _base, none = summed(counted)
            found = printed.numbers(printed.lead(page).replace(party["name"], ""))
            assert found == ([total, done, none] if total else [])
        if section:
            n = counted["total"]
            title = f"Status of its part in {n} commitment{'s' * (n != 1)}"
            statuses(section, title, counted)
            assert len(printed.tables(section)[1][1]) == n


def after(day, slug, rows):
    """How many of a summit's promises were made after it for certain, of how many; or nothing."""
    [end] = [one["end_on"] for one in day.rows("summits") if one["id"] == slug]
    found = sum(one["made_on"] > end for one in rows)  # 2014 is not after 2014-03-25, 2014-04 is
    return [found, len(rows)] if found else []


def summit(day, slug):
    page, counted = day.page(f"/summits/{slug}/"), day.stats(by="theme", summit=slug)
    rows = day.rows("commitments", summit=slug)
    later = sum(one["promise_known_from"] == "reported" for one in rows)
    tables = dict(printed.tables(page))
    if counted["total"]:
        assert printed.numbers(printed.lead(page)) == [
            *summed(counted),
            later,
            *after(day, slug, rows),
        ]
        statuses(page, f"What became of the {len(rows)} promises that belong to it", counted)
        assert tables["Promises by theme"] == groups(counted["rows"])
        assert len(tables["Commitments"]) == len(rows)
        assert f"List all {len(rows)}<" in page
    else:
        assert "No promise that belongs to this summit had been made by" in printed.lead(page)
    came = sum(one["attended"] for one in day.rows("participations", summit=slug))
    took_part = re.search(r"<p>(\d+) parties took part", page)
    assert (
        (int(took_part.group(1)), len(tables["Delegations"])) == (came, came) if took_part else True
    )
    documents = day.rows("documents", summit=slug)
    expected = sorted(
        members(day, one) for one in documents if is_past(day, one["adopted_on"], True)
    )
    listed = page.partition("<h2>Documents</h2>")[2].partition("</ul>")[0]
    assert sorted(map(int, re.findall(r"(\d+) part(?:y|ies) on record</span>", listed))) == expected


def is_past(day, written, otherwise):
    """Whether a partial date was over by the day, all of its days counted (rule R3)."""
    return str(last(written)) <= (day.day or "9999") if written else otherwise


def members(day, document):
    """How many parties stood behind a document on the day."""
    return sum(
        is_past(day, one["joined_on"], otherwise=True)
        and not is_past(day, one["left_on"], otherwise=False)
        for one in document["parties"]
    )


def theme(day, slug):
    page, counted = day.page(f"/themes/{slug}/"), day.stats(by="summit", theme=slug)
    n = counted["total"]
    statuses(page, f"{n} promise{'s' * (n != 1)} on this theme", counted)
    tables = dict(printed.tables(page))
    assert tables["Promises by summit"] == groups(counted["rows"])
    assert len(tables["Commitments"]) == n


def compared(counted):
    """The cell of a table that sets parties side by side."""
    total, done, of, none = summed(counted)
    return f"{total} {done} of {of} completed, {none} unreported" if total else "none"


def compare(day):
    page = day.page("/compare/", [("party", code) for code in PARTIES])
    wholes = {code: day.stats(by="summit", party=code) for code in PARTIES}
    expected = []
    for counted in wholes.values():
        total, done, of, none = summed(counted)
        expected += [total, done, of, none]
    assert printed.numbers(printed.lead(page)) == expected
    sections = page.partition("<h2>By status</h2>")[2].split("</section>")
    for section, counted in zip(sections, wholes.values(), strict=False):
        n = counted["total"]
        statuses(section, f"Status of its part in {n} commitment{'s' * (n != 1)}", counted)
    tables = dict(printed.tables(page))
    for by in ("summit", "theme"):
        columns = [
            {row["label"]: compared(row) for row in day.stats(by=by, party=code)["rows"]}
            for code in PARTIES
        ]
        assert {row[0] for row in tables[f"Promises by {by}"]} == set().union(*columns)
        for label, *cells in tables[f"Promises by {by}"]:
            assert cells == [column.get(label, "none") for column in columns]
    assert tables["Promises by role"] == [
        [words, *(compared(day.stats(by="kind", party=code, role=role)) for code in PARTIES)]
        for role, words in ROLES.items()
    ]


@pytest.mark.parametrize("date", DAYS)
def test_every_number_is_the_apis(client, date):
    day = Day(client, date)
    home(day)
    for slug in COUNTRIES:
        country(day, slug)
    for one in day.rows("summits"):
        summit(day, one["id"])
    for slug in THEMES:
        theme(day, slug)
    compare(day)


@pytest.mark.parametrize("day", ["", "2014-03-25"])
def test_the_matrix_of_countries_and_themes_counts_what_its_links_select(client, day):
    page = client.get("/themes/", {"as_of": day} if day else {}).content.decode()
    cells = re.findall(
        r'<td class="\w+">\s*<a href="/commitments/\?([^"]*)"[^>]*>(\d+)/(\d+)</a>', page
    )
    assert len(cells) > 100
    for query, done, of in cells[::40]:
        stats = get(client, f"{V1}/stats/?{unescape(query)}&by=kind")
        assert [stats["by_status"]["completed"], base(stats)] == [int(done), int(of)], query
