"""Values that stand once: handed over, swapped, or had by a record that nobody sees any more."""

import pytest

from commitments.exchange.reading import BadPackage
from commitments.models import Change
from summits.models import Source, Summit, Theme
from tests import factories as make

pytestmark = pytest.mark.django_db
FIRST, SECOND = "https://nss.example/a", "https://nss.example/b"
SEOUL = "2012-seoul,Seoul,{},KOR,Seoul,,2012-03-26,2012-03-27,They met."
HAGUE = "2014-hague,The Hague,{},KOR,The Hague,,2014-03-24,2014-03-25,They met again."


def addresses():
    return dict(Source.objects.values_list("slug", "url"))


def keys():
    return dict(Source.objects.values_list("slug", "url_key"))


def refusals(package):
    with pytest.raises(BadPackage) as refused:
        package.load()
    return [(error.file, error.row, error.column) for error in refused.value.errors]


@pytest.mark.parametrize(("giver", "taker"), [(2, 3), (3, 2)])
def test_an_address_is_handed_over_whichever_row_stands_first(package, giver, taker):
    package.set("sources", 2, "url", "")
    package.set("sources", giver, "url", FIRST)
    package.load()
    package.set("sources", giver, "url", SECOND)
    package.set("sources", taker, "url", FIRST)
    assert package.load() == (0, 2, 13)
    assert sorted(addresses().values()) == [FIRST, SECOND]
    assert sorted(keys().values()) == sorted(
        [Source(url=FIRST).address_key(), Source(url=SECOND).address_key()]
    )
    assert package.load() == (0, 0, 15)


@pytest.mark.parametrize("place", [1, 3])
def test_a_new_source_takes_over_an_address(package, place):
    package.load()
    package.set("sources", 2, "url", "")
    lines = package.lines("sources")
    package.write(
        "sources", [*lines[:place], f"new,New,An office,,,{FIRST},other,en", *lines[place:]]
    )
    assert package.load() == (1, 1, 14)
    assert addresses() == {"alpha": "", "beta": "", "new": FIRST}


def test_an_address_that_its_source_keeps_is_still_refused(package):
    package.load()
    package.set("sources", 3, "url", FIRST)
    assert refusals(package) == [("sources.csv", 3, "url")]


def test_addresses_are_swapped(package):
    package.set("sources", 3, "url", SECOND)
    package.load()
    package.set("sources", 2, "url", SECOND)
    package.set("sources", 3, "url", FIRST)
    assert package.load() == (0, 2, 13)
    assert addresses() == {"alpha": SECOND, "beta": FIRST}


def test_names_of_themes_are_swapped(package):
    package.load()
    package.set("themes", 2, "name", "Training")
    package.set("themes", 3, "name", "Law")
    assert package.load() == (0, 2, 13)
    assert dict(Theme.objects.values_list("slug", "name")) == {"law": "Training", "training": "Law"}
    changes = Change.objects.filter(action="updated")
    assert [change.fields for change in changes] == [["name"], ["name"]]


def test_editions_of_summits_are_swapped(package):
    header = package.lines("summits")[0]
    package.write("summits", [header, SEOUL.format(2), HAGUE.format(3)])
    package.load()
    package.write("summits", [header, SEOUL.format(3), HAGUE.format(2)])
    assert package.load() == (0, 2, 14)
    assert dict(Summit.objects.values_list("slug", "edition")) == {
        "2012-seoul": 3,
        "2014-hague": 2,
    }


def test_the_greatest_edition_is_handed_over(package):
    header = package.lines("summits")[0]
    package.write("summits", [header, SEOUL.format(2), HAGUE.format(32767)])
    package.load()
    package.write("summits", [header, SEOUL.format(32767), HAGUE.format(32766)])
    assert package.load() == (0, 2, 14)


def test_a_load_that_fails_sets_nothing_free(package):
    package.load()
    package.set("themes", 2, "name", "Another")
    package.set("sources", 2, "url", SECOND)
    package.set("commitments", 2, "kind", "secret")
    assert refusals(package) == [("commitments.csv", 2, "kind")]
    assert Theme.objects.get(slug="law").name == "Law"
    assert keys()["alpha"] == Source(url=FIRST).address_key()


def test_the_name_of_a_retracted_theme_is_refused_by_file_row_and_column(package):
    package.load()
    make.ThemeFactory(slug="gone", name="Physical", retracted=True)
    package.add("themes", "fresh,Physical,Again.")
    assert refusals(package) == [("themes.csv", 4, "name")]


def test_the_edition_of_a_retracted_summit_is_refused_by_file_row_and_column(package):
    package.load()
    make.SummitFactory(slug="gone", edition=4, retracted=True)
    package.add("summits", HAGUE.format(4))
    assert refusals(package) == [("summits.csv", 3, "edition")]


def test_the_address_of_a_retracted_source_may_be_used_again(package):
    package.load()
    make.SourceFactory(slug="gone", url=SECOND, retracted=True)
    package.set("sources", 3, "url", SECOND)
    assert package.load() == (0, 1, 14)
