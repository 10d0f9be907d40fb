"""The words of the site: found where they stand, kept in catalogues, compiled so that gettext reads them."""

import ast
import gettext
import io

import pytest
from django.utils.translation.template import templatize

from scripts import catalogue, words
from scripts.catalogue import Entry

TEMPLATE = """{% load i18n %}{% translate "One" %}{{ x|default:_("Two") }}{% translate "May" context "month" %}
{% include "a.html" with name=_("It’s three") %}{% translate x.y context "party" %}
{% blocktranslate count n=x %}{{ n }} <b>day</b>{% plural %}{{ n }} <b>days</b>{% endblocktranslate %}"""
CODE = """
WORDS = _("One", ), gettext_lazy("Two " "three"), ngettext("%(n)s day", "%(n)s days", n), _(name)
MORE = pgettext("month", "May"), other("Not this")
"""


def keys(entries):
    return {(one.context, one.msgid, one.plural) for one in entries}


def test_texts_are_found_in_templates():
    assert keys(words.in_template(templatize(TEMPLATE))) == {
        ("", "One", ""),
        ("", "Two", ""),
        ("", "It’s three", ""),
        ("month", "May", ""),
        ("", "%(n)s <b>day</b>", "%(n)s <b>days</b>"),
    }


def test_texts_are_found_in_code():
    assert keys(words.marked(ast.parse(CODE))) == {
        ("", "One", ""),
        ("", "Two three", ""),
        ("", "%(n)s day", "%(n)s days"),
        ("month", "May", ""),
    }


def test_what_readers_meet_is_collected_and_what_editors_meet_is_not():
    found = {one.msgid for one in words.collected().values()}
    shown = {"Commitments", "completed", "China", "Nuclear forensics", "target date", "The Hague"}
    assert shown <= found
    assert not found & {"recovery code used", "in review", "Everything on this site can be read"}


def test_a_text_with_a_number_is_marked_so_everywhere():
    several = Entry("and %(n)s more", plural="and %(n)s more", places=["b.html"])
    with pytest.raises(ValueError, match=r"in others: a\.html, b\.html\."):
        words.together([Entry("and %(n)s more", places=["a.html"]), several])


@pytest.fixture
def entries():
    return [
        Entry("One", places=["a.html"], forms=["Un"]),
        Entry("One", "number", forms=["Une"]),
        Entry('A "b"\\\n', forms=["Ä “b”\n"]),
        Entry("%(n)s day", plural="%(n)s days", forms=["%(n)s jour", "%(n)s jours"]),
    ]


def test_a_catalogue_reads_what_it_writes(entries):
    text = catalogue.written(entries, "fr")
    found = catalogue.read(text)
    assert found == {one.key: one for one in entries}
    assert catalogue.written(found.values(), "fr") == text
    long = 'msgid ""\n"One "\n"two"\nmsgstr ""\n"Un "\n"deux"\n'
    assert catalogue.read(long)["", "One two"].forms == ["Un deux"]


def test_gettext_reads_what_is_compiled(entries):
    read = gettext.GNUTranslations(io.BytesIO(catalogue.compiled(entries, "fr")))
    assert (read.gettext("One"), read.pgettext("number", "One")) == ("Un", "Une")
    assert read.ngettext("%(n)s day", "%(n)s days", 1) == "%(n)s jour"
    assert read.ngettext("%(n)s day", "%(n)s days", 2) == "%(n)s jours"


def test_a_catalogue_is_renewed_without_losing_what_is_translated(entries):
    old = {one.key: one for one in entries}
    texts = [Entry("One"), Entry("New"), Entry("%(n)s day", plural="%(n)s long days")]
    found = words.renewed({one.key: one for one in texts}, old, 2)
    assert [one.forms for one in found] == [["Un"], [""], ["", ""]]


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (Entry("One", forms=["Un"]), []),
        (Entry("One", forms=[""]), ["is not translated"]),
        (Entry("One:", forms=["Un \x01"]), ["has a character that nobody can read"]),
        (Entry("%(n)s day", plural="%(n)s days", forms=["a", ""]), ["is not translated"]),
        (Entry("%(n)s day", plural="%(n)s days", forms=["one day", "%(n)s days"]), []),
        (
            Entry("%(n)s day", plural="%(n)s days", forms=["%(m)s", "%(n)s"]),
            ["has other placeholders"],
        ),
        (Entry("of %(n)s", forms=["von"]), ["has other placeholders"]),
        (Entry("of %s", forms=["von %(n)s"]), ["has other placeholders"]),
        (Entry("<b>x</b>", forms=["<b>y"]), ["has other tags"]),
        (Entry('<a href="/">x</a>', forms=['<a href="//evil">x</a>']), ["has other tags"]),
    ],
)
def test_a_bad_translation_is_told(entry, wrong):
    assert list(words.faults(entry)) == wrong
