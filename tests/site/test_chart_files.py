"""Charts as files: each page's link gives the same numbers, in an SVG that needs nothing else."""

import csv
import re
import xml.etree.ElementTree as ElementTree
from html import unescape

import pytest

from commitments.templatetags.tracker import LABELS
from summits.partial_dates import in_words, today
from tests import factories as make
from tests.site import printed

SVG = "{http://www.w3.org/2000/svg}"
STORY = "/commitments/chn-2010-centre-of-excellence/"
PAGES = {
    "/": 3,
    "/?as_of=2014-03-25": 3,
    "/commitments/?party=CHN,USA&q=nuclear+security&as_of=2016-04-01&ordering=title": 1,
    "/commitments/?overdue=true": 1,
    "/countries/china/": 3,
    "/summits/2014-the-hague/?as_of=2016-04-01": 1,
    "/themes/legislation/": 1,
    "/documents/2010-communique/": 1,
    STORY: 1,
    f"{STORY}?as_of=2014-03-25": 1,
}


def links(client, page):
    text = client.get(page).content.decode()
    found = [unescape(one) for one in re.findall(r'href="(/charts/[^"]*)" download', text)]
    assert found[1::2] == [one.replace(".svg", ".csv") for one in found[::2]], page
    return found[::2], text


def day_of(page):
    """The day that a page shows, in words."""
    asked = re.search("as_of=([0-9-]+)", page)
    return in_words(asked[1] if asked else today())


def counted(page):
    """The statuses and counts that the legends of a page's bars give."""
    figures = re.findall(r'<ul class="legend">(.*?)</ul>', page, re.DOTALL)
    words = [re.sub(r"<[^>]+>", "", one) for one in figures]
    return [dict(re.findall(r"([a-z][a-z ]+?)\s+(\d+)", one)) for one in words]


def drawn(answer):
    root = ElementTree.fromstring(answer.content)
    texts = [text.text for text in root.findall(f"{SVG}text")]
    return dict(re.fullmatch(r"(\D+) (\d+)", one).groups() for one in texts[2:-2])


def rows(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8", address
    assert answer["Content-Disposition"].startswith("attachment; filename="), address
    return list(csv.reader(answer.content.decode().splitlines()))


def tabled(client, address):
    """The statuses and counts of a bar's table, as its legend has them."""
    _head, *counts = rows(client, address.replace(".svg", ".csv"))
    return {str(LABELS[status]): count for status, count in counts if count != "0"}


@pytest.mark.usefixtures("record")
def test_the_tables_of_the_other_charts_have_the_numbers_of_the_page(client):
    day = "as_of=2014-03-25"
    page = client.get(f"/?{day}").content.decode()
    (_head, *years), (_names, *states) = (
        rows(client, f"/charts/{name}.csv?{day}") for name in ("history", "map")
    )
    assert [year[0] for year in years[-2:]] == ["2013-12-31", "2014-03-25"]
    [(_title, shown)] = [one for one in printed.tables(page) if "end of each year" in one[0]]
    assert [year[1:] for year in years] == [row[1:] for row in shown]
    assert ["CHN", "China", "6"] in states
    assert sum(int(led) for _code, _name, led in states) == sum(
        map(int, re.findall(r"<title>[A-Z][\w ]+: (\d+)</title>", page))
    )
    _columns, *reports = rows(client, "/charts/commitments/chn-2010-centre-of-excellence.csv")
    assert reports[0] == ["2011-01-19", "in_progress", "third_party", "", "World Nuclear News"]
    assert reports[1] == ["2012-03-27", "in_progress", "self_reported", "", "CHN"]
    assert len(reports) == 7


@pytest.mark.usefixtures("record")
def test_each_page_has_its_charts_as_files_with_the_same_numbers(client):
    for page, count in PAGES.items():
        found, text = links(client, page)
        assert len(found) == count, page
        shown = counted(text)
        for i, address in enumerate(found):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer["Content-Type"] == "image/svg+xml"
            assert answer["Content-Disposition"].startswith("attachment; filename=")
            assert not re.search(rb"style|class=|<script|href|\bon\w+=", answer.content), address
            if "status.svg" in address:
                assert drawn(answer) == shown[i], (page, address)
                assert tabled(client, address) == shown[i], (page, address)
            assert f"as of {day_of(page)}" in answer.content.decode(), address


def test_what_a_page_refuses_its_chart_refuses(client, db):
    make.CommitmentFactory(slug="hidden", draft=True)
    make.CommitmentFactory(slug="gone", retracted=True)
    for address, status in (
        ("status.svg?status=foo", 400),
        ("status.svg?as_of=2014-02-30", 400),
        ("history.svg?as_of=2999-01-01", 400),
        ("commitments/hidden.svg", 404),
        ("commitments/gone.svg", 410),
        ("commitments/gone.svg?as_of=x", 410),
        ("status.csv?status=foo", 400),
        ("commitments/hidden.csv", 404),
        ("commitments/gone.csv", 410),
    ):
        assert client.get(f"/charts/{address}").status_code == status, address


def test_a_selection_of_nothing_and_markup_in_a_title_are_drawn_all_the_same(client, db):
    make.whole_commitment(slug="one", title='<script>alert(1)</script> & "more"')
    for address in ("status.svg?q=zzz", "history.svg", "commitments/one.svg"):
        answer = client.get(f"/charts/{address}")
        assert ElementTree.fromstring(answer.content).tag == f"{SVG}svg"
        assert b"<script" not in answer.content
    asked = client.get("/charts/status.svg?q=%3Cscript%3E%26")
    assert "q: <script>&" in [one.text for one in ElementTree.fromstring(asked.content)]
