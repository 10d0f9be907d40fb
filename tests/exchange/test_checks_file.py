"""checks.csv: what it may name, what is wrong with a row, and what is told of it."""

import pytest

from commitments.exchange.reading import BadPackage
from commitments.models import Change, Check
from summits.models import Summit
from tests import factories as make

pytestmark = pytest.mark.django_db


def checked(package, *rows):
    package.write("checks", ["commitment,date,where", *rows])


def refusals(package):
    with pytest.raises(BadPackage) as refused:
        package.load()
    return [(error.file, error.row, error.column) for error in refused.value.errors]


@pytest.mark.parametrize(
    "state",
    [{"version": 0, "published_at": None, "updated_at": None}, {"retracted": True}],
    ids=["draft", "retracted"],
)
def test_a_check_of_what_is_not_public_is_refused_and_lets_nothing_out(package, state):
    package.load()
    make.whole_commitment(summit=Summit.objects.get(), slug="hidden", **state)
    checked(package, "hidden,2015-01-01,A site")
    assert refusals(package) == [("checks.csv", 2, "commitment")]
    assert not Check.objects.exists()
    assert not Change.objects.filter(record_id="hidden").exists()


def test_every_error_of_a_row_is_named_by_its_column(package):
    checked(package, "unknown,2999-01-01,=1")
    assert refusals(package) == [
        ("checks.csv", 2, "commitment"),
        ("checks.csv", 2, "date"),
        ("checks.csv", 2, "where"),
    ]


def test_a_check_changes_its_commitment_once(package):
    checked(package, "wide,2016-01-01,A site", "wide,2016-01-02,A site")
    package.load()
    package.load()
    told = Change.objects.get(action="updated")
    assert (told.record_id, told.fields) == ("wide", ["checks"])
    assert told.note.startswith("package nss-commitments ")
    assert Check.objects.count() == 2
