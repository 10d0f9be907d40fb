"""The ten questions of docs/questions.md: each path is walked on the real data and ends at its answer."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest

from tests.conftest import DATA
from tests.site import printed

pytestmark = [pytest.mark.usefixtures("record"), pytest.mark.once]
DOC = DATA.parent.parent / "docs" / "questions.md"
QUESTION = re.compile(r"## (.+)\n\n- Path: (.+)\n- Address: `(.+)`\n- Answer: (.+)\n")


def attributes(tag):
    """The attributes of a start tag by name."""
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


class Reader:
    """Somebody who reads pages, presses what they say and fills in what they ask."""

    def __init__(self, client):
        self.client, self.filled = client, {}
        self.go("/")

    def go(self, address):
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        self.address, self.page, self.filled = address, answer.content.decode(), {}

    def press(self, words):
        """Follow the first link with these words, or send the form whose button says them."""
        for form in re.findall(r"<form.*?</form>", self.page, re.S):
            if words in map(printed.words, re.findall(r"<button.*?</button>", form, re.S)):
                return self.send(form)
        links = re.findall(r"(<a [^>]*>)(.*?)</a>", self.page, re.S)
        found = [attributes(tag)["href"] for tag, inside in links if printed.words(inside) == words]
        assert found, f"{self.address} has no link “{words}”."
        return self.go(urljoin(self.address, found[0]))

    def send(self, form):
        boxes = [attributes(tag) for tag in re.findall(r"<(?:input|select)[^>]*>", form)]
        asked = [
            (one["name"], self.filled.get(one.get("id"), one.get("value", ""))) for one in boxes
        ]
        kept = urlencode([pair for pair in asked if pair[1]])
        self.go(f"{attributes(form)['action']}?{kept}")

    def fill(self, label, words):
        """Choose an option by its words, or type into the box with this label."""
        labels = re.findall(r"(<label [^>]*>)(.*?)</label>", self.page, re.S)
        box = next(attributes(tag)["for"] for tag, text in labels if printed.words(text) == label)
        options = self.page.partition(f'<select id="{box}"')[2].partition("</select>")[0]
        chosen = {
            printed.words(text): attributes(tag)["value"]
            for tag, text in re.findall(r"(<option[^>]*>)(.*?)</option>", options)
        }
        self.filled[box] = chosen[words] if chosen else words


def parts(address):
    """What an address asks for, whatever the order and without what is left empty."""
    split = urlsplit(address)
    ordering = ("ordering", "id")  # the order that a list has anyway
    return split.path, sorted(pair for pair in parse_qsl(split.query) if pair != ordering)


def test_every_question_is_answered_where_the_page_says(client):
    questions = QUESTION.findall(DOC.read_text())
    assert len(questions) == 10
    for question, path, address, answer in questions:
        reader = Reader(client)
        for pressed, label, words in re.findall(r"\*\*(.+?)\*\*|\*(.+?): (.+?)\*", path):
            if pressed:
                reader.press(pressed)
            else:
                reader.fill(label, words)
        assert parts(reader.address) == parts(address), question
        text = printed.words(printed.main(reader.page))
        said = re.findall("“(.+?)”", answer)
        assert [one for one in said if one not in text] == [], question
