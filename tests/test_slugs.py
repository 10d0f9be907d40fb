"""The slugs that we suggest are slugs that we take."""

import pytest

from commitments import slugs
from summits.models import Source, Theme


@pytest.mark.parametrize("title", ["Ratify the under_score treaty", "_Ratify__all_", "Été: Côte"])
def test_a_suggested_slug_is_one_of_ours(title):
    found = slugs.suggested("fra", "2010", title=title, limit=100)
    Theme._meta.get_field("slug").run_validators(found)
    assert found.count("-") >= 2


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Вывоз высокообогащённого урана", "rus-2010-vyvoz-vysokoobogashchennogo-urana"),
        ("Київський центр навчання", "rus-2010-kiyivskiy-tsentr-navchannya"),
        ("Κέντρο πυρηνικής ασφάλειας", "rus-2010-kentro-pyrinikis-asfaleias"),
        ("Centrum bezpieczeństwa Łódź", "rus-2010-centrum-bezpieczenstwa-lodz"),
        ("핵안보 교육", "rus-2010-haeganbo-gyoyug"),
        ("建立核安保示范中心", "rus-2010-national"),
        ("مركز", "rus-2010-national"),
        ("!?", "rus-2010-national"),
    ],
)
def test_a_title_without_latin_letters_makes_words_or_the_kind(title, slug):
    found = slugs.for_commitment(title, kind="national", year=2010, leads=["RUS"], parts=1)
    assert found == slug
    Theme._meta.get_field("slug").run_validators(found)


def test_the_kind_of_a_promise_of_many_stands_once():
    found = slugs.for_commitment("核", kind="collective", year=2010, leads=[], parts=9)
    assert found == "2010-collective"


def test_a_source_without_latin_letters_is_called_a_source():
    named = {"title": "人民日报", "publisher": "人民日报"}
    assert slugs.for_source(Source(**named)) == "source"
    assert slugs.for_source(Source(url="https://people.cn/a", **named)) == "people-source"
