"""Charts as files: each page's link gives the same numbers, in an SVG that needs nothing else."""

import re
import xml.etree.ElementTree as ElementTree
from html import unescape

import pytest

from tests import factories as make

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
    return [unescape(one) for one in re.findall(r'href="(/charts/[^"]*)" download', text)], text


def counted(page):
    """The statuses and counts that the legends of a page's bars give."""
    figures = re.findall(r'<ul class="legend">(.*?)</ul>', page, re.DOTALL)
    words = [re.sub(r"<[^>]+>", "", one) for one in figures]
    return [dict(re.findall(r"([a-z][a-z ]+?)\s+(\d+)", one)) for one in words]


def drawn(answer):
    root = ElementTree.fromstring(answer.content)
    texts = [text.text for text in root.findall(f"{SVG}text")]
    return dict(re.fullmatch(r"(\D+) (\d+)", one).groups() for one in texts[2:-2])


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
            day = "25 March 2014" if "2014-03-25" in page else "2026" if "as_of" not in page else ""
            assert day in answer.content.decode(), address


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
