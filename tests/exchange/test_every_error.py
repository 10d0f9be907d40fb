"""No fault of a package hides another: each is told with its own file, row and column."""

import pytest
from django.utils import timezone

from commitments.actions import review
from commitments.exchange.reading import BadPackage
from commitments.models import Commitment
from tests import factories as make
from tests.exchange.conftest import UUID
from tests.exchange.spoiling import cell, checked, line, replaced
from tests.exchange.test_load_at_once import drafted

pytestmark = pytest.mark.django_db

REPORTS, PARTS, DOCUMENT_PARTS = "progress_reports", "commitment_parties", "document_parties"
# what is spoiled, and every place that must be named
TOGETHER = {
    "a citation of nothing": (
        [cell("citations", 2, "source", "no-source")],
        [("citations", 2, "source")],
    ),
    "a citation of nothing, with a formula": (
        [cell("citations", 3, "source", "no-source"), cell("citations", 3, "locator", "-x")],
        [("citations", 3, "source"), ("citations", 3, "locator")],
    ),
    "parts of one commitment": (
        [
            cell(PARTS, 3, "party", "XXX"),
            cell(PARTS, 4, "left_on", "2013"),
            line(PARTS, "wide,UN,partner,2001,2002"),
        ],
        [(PARTS, 3, "party"), (PARTS, 4, "left_on")]
        + [(PARTS, 5, "joined_on"), (PARTS, 5, "left_on")],
    ),
    "all of one part": (
        [
            cell(PARTS, 4, "party", "XXX"),
            cell(PARTS, 4, "role", "owner"),
            cell(PARTS, 4, "joined_on", "2001"),
            cell(PARTS, 4, "left_on", "2000"),
        ],
        [(PARTS, 4, "party"), (PARTS, 4, "role"), (PARTS, 4, "joined_on")]
        + [(PARTS, 4, "left_on")] * 2
        + [(REPORTS, 3, "party")],
    ),
    "parties of one document": (
        [
            cell(DOCUMENT_PARTS, 2, "party", "XXX"),
            cell(DOCUMENT_PARTS, 3, "joined_on", "2001"),
            line(DOCUMENT_PARTS, "seoul-joint,UN,owner,2015,2014"),
        ],
        [(DOCUMENT_PARTS, 2, "party"), (DOCUMENT_PARTS, 3, "joined_on")]
        + [(DOCUMENT_PARTS, 4, "role"), (DOCUMENT_PARTS, 4, "left_on")],
    ),
    "cells of one commitment": (
        [
            cell("commitments", 3, "kind", "weird"),
            cell("commitments", 3, "document", "zzz"),
            cell("commitments", 3, "target_date", "1999"),
            cell("commitments", 3, "title", "=1"),
            cell("commitments", 3, "implements", "wider"),
        ],
        [("commitments", 3, name) for name in ("kind", "document", "target_date", "title")]
        + [("commitments", 3, "implements")],
    ),
    "a future promise": (
        [
            cell("commitments", 2, "made_on", "2999"),
            cell("commitments", 2, "target_unit", ""),
        ],
        [("commitments", 2, name) for name in ("made_on", "target_date", "target_unit")],
    ),
    "a commitment and what belongs to it": (
        [
            cell("commitments", 3, "kind", "weird"),
            cell(PARTS, 4, "joined_on", "2001"),
            cell("citations", 4, "locator", "-x"),
        ],
        [("commitments", 3, "kind"), (PARTS, 4, "joined_on"), ("citations", 4, "locator")],
    ),
    "a list of themes": (
        [cell("commitments", 2, "themes", "law;nonsense;law;folly")],
        [("commitments", 2, "themes")] * 3,
    ),
    "what cannot be read has no consequences": (
        [
            cell("commitments", 2, "target_quantity", "1e6"),
            cell("commitments", 3, "made_on", "then"),
            cell("commitments", 3, "summit", ""),
            cell(PARTS, 4, "joined_on", "1999"),
            cell(REPORTS, 2, "measure_quantity", "many"),
            cell(REPORTS, 3, "commitment", ""),
            cell("parties", 2, "kind", "realm"),
        ],
        [("commitments", 2, "target_quantity"), ("commitments", 3, "made_on")]
        + [("commitments", 3, "summit"), (REPORTS, 2, "measure_quantity")]
        + [(REPORTS, 3, "commitment"), ("parties", 2, "kind")],
    ),
    "a row whose id cannot be read": (
        [cell("themes", 2, "id", " law"), cell("themes", 2, "name", "=1")],
        [("themes", 2, "id"), ("themes", 2, "name"), ("commitments", 2, "themes")]
        + [("commitments", 3, "themes"), ("documents", 2, "themes")],
    ),
    "a report whose id is no UUID": (
        [line(REPORTS, "x1,narrow,,2999,stalled,third_party,S.,,people,X")],
        [(REPORTS, 4, name) for name in ("id", "id", "commitment", "date", "measure_unit")],
    ),
    "rows of nothing": (
        [
            line(PARTS, "narrow,XXX,lead,2015,2014"),
            line(PARTS, ",XXX,lead,2015,2014"),
            line("citations", "gamma,commitment,narrow,-x"),
            line("citations", "gamma,pledge,wide,-x"),
        ],
        [(PARTS, row, name) for row in (5, 6) for name in ("commitment", "party", "left_on")]
        + [("citations", 7, name) for name in ("record", "source", "locator")]
        + [("citations", 8, name) for name in ("record_type", "source", "locator")],
    ),
    "rows that stand twice": (
        [
            line("themes", "law,=1,Laws."),
            line(PARTS, "wide,CHN,partner,2015,2014"),
            line("commitments", "wide,joint,2012-seoul,zzz,,W,To do.,stated,2012-03,,,,law"),
        ],
        [("themes", 4, "id"), ("themes", 4, "name"), ("commitments", 4, "id")]
        + [("commitments", 4, "document"), (PARTS, 5, "commitment"), (PARTS, 5, "left_on")],
    ),
    "a check": (
        [checked("wide,then,=1\nnarrow,2015-01-01 ,A site")],
        [("checks", 2, "date"), ("checks", 2, "where"), ("checks", 3, "commitment")]
        + [("checks", 3, "date")],
    ),
    "rows beside one that is cut short": (
        [line("themes", "x,X"), line("themes", "y,=1,Y")],
        [("themes", 4, ""), ("themes", 5, "name")],
    ),
    "rows after one that is neither UTF-8 nor CSV": (
        [
            replaced("themes.csv", b"Laws.", b"La\xffws."),
            replaced("themes.csv", b"law,Law,", b"law,=Law,"),
            line("sources", 'x,"X"Y,Z'),
            line("sources", "gamma,Gamma,An office,,then,,other,en"),
        ],
        [("themes", 2, "description"), ("themes", 2, "name"), ("sources", 4, "")]
        + [("sources", 5, "published_on")],
    ),
    "rows under a bad header": (
        [
            replaced("commitments.csv", b",kind,", b",kind2,"),
            cell("commitments", 3, "title", "=1"),
            replaced(f"{PARTS}.csv", b",role,", b",party,"),
            cell(PARTS, 4, "left_on", "2013"),
        ],
        [("commitments", 1, "kind"), ("commitments", 1, "kind2"), ("commitments", 3, "title")]
        + [(PARTS, 1, ""), (PARTS, 1, "role"), (PARTS, 4, "left_on")],
    ),
    "parts of a row that is cut short": (
        [replaced("commitments.csv", b",,,,law\n", b",,,law\n"), cell(PARTS, 4, "left_on", "2013")],
        [("commitments", 3, ""), (PARTS, 4, "left_on")],
    ),
}


def places(folder):
    with pytest.raises(BadPackage) as refused:
        folder.load()
    return sorted((error.file, error.row, error.column) for error in refused.value.errors)


@pytest.mark.parametrize("what", TOGETHER)
def test_every_fault_is_named_where_it_stands_and_nothing_else(package, what):
    """U06: all at once, and what follows from them is not told."""
    spoil, named = TOGETHER[what]
    for change in spoil:
        change(package)
    assert places(package) == sorted((f"{name}.csv", row, column) for name, row, column in named)


def test_an_editors_record_that_has_other_faults_is_named_as_such_too(package, editor, reviewer):
    package.load()
    submission = drafted("chn-centre", editor, submit=True)
    review.publish(submission, by=reviewer, at=timezone.now())
    package.set("commitments", 2, "kind", "weird")
    package.set("commitments", 2, "target_date", "1999")
    found = [("commitments.csv", 2, name) for name in ("", "kind", "target_date")]
    assert places(package) == found
    assert Commitment.objects.get(slug="chn-centre").title == "By an editor"


def test_a_party_that_is_not_public_is_named_in_the_row_of_the_part(package):
    make.PartyFactory(code="FRA", version=0, published_at=None, updated_at=None)
    package.add(PARTS, "wide,FRA,subscriber,,")
    assert places(package) == [("commitment_parties.csv", 5, "party")]


def test_a_part_that_reports_are_about_is_missed_in_the_row_of_its_commitment(package):
    package.load()
    package.write(PARTS, [one for one in package.lines(PARTS) if not one.startswith("wide,KOR")])
    assert places(package) == [("commitments.csv", 3, "id")]


def test_a_report_of_a_source_alone_that_is_unknown_lacks_no_other(package):
    package.set("citations", 3, "source", "gamma")
    assert UUID in package.lines("citations")[2]
    assert places(package) == [("citations.csv", 3, "source")]
