"""The database against a computation that knows the CSV files only: status, basis and overdue on many days."""

import datetime
from collections import Counter

import pytest

from commitments.actions import standings
from commitments.models import Commitment, Part, ProgressReport, Standing
from commitments.models.selection import standing_on
from summits.models import Party
from tests import independent

TODAY = datetime.date(2026, 11, 22)
DAYS = [*independent.summit_days(), TODAY]
STORY = "chn-2010-centre-of-excellence"

pytestmark = pytest.mark.usefixtures("record")


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_whole_stands_as_the_files_say(day):
    found = Commitment.objects.published().made_by(day).with_standing(day)
    stored = {
        slug: (status, basis)
        for slug, status, basis in found.values_list("slug", "status", "basis")
    }
    assert stored == independent.standings(day)[0]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_part_stands_as_the_files_say(day):
    found = Standing.objects.filter(standing_on(day), party__isnull=False)
    stored = {
        (slug, code): (status, basis)
        for slug, code, status, basis in found.values_list(
            "commitment__slug", "party__code", "status", "basis"
        )
    }
    assert stored == independent.standings(day)[1]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_is_overdue_is_what_the_files_say(day):
    """Rule R4: past its date on the day asked for, neither completed nor withdrawn."""
    found = Commitment.objects.published().made_by(day).with_standing(day).filter(overdue=True)
    assert set(found.values_list("slug", flat=True)) == independent.overdue(day)


@pytest.mark.parametrize("code", ["CHN", "USA", "UKR", "IAEA"])
def test_a_partys_own_part_is_annotated_as_the_files_say(code):
    party = Party.objects.get(code=code)
    found = Commitment.objects.published().with_part_standing(party.pk, TODAY)
    stored = dict(found.filter(part_status__isnull=False).values_list("slug", "part_status"))
    expected = {slug: s for (slug, of), s in independent.parts(TODAY).items() if of == code}
    assert stored == expected
    assert stored


def test_the_files_hold_enough_variety_to_tell_right_from_wrong():
    wholes, _parts = independent.standings(TODAY)
    assert len(Counter(status for status, _basis in wholes.values())) >= 5
    assert independent.overdue(TODAY)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (datetime.date(2010, 4, 13), "unreported"),
        (datetime.date(2012, 3, 27), "in_progress"),
        (datetime.date(2016, 4, 1), "completed"),
    ],
    ids=str,
)
def test_the_centre_of_excellence_tells_its_story(day, status):
    assert independent.statuses(day)[STORY] == status
    found = Commitment.objects.published().with_standing(day).get(slug=STORY)
    assert found.status == status


@pytest.mark.parametrize(
    ("model", "table"),
    [
        (Commitment, "commitments"),
        (ProgressReport, "progress_reports"),
        (Part, "commitment_parties"),
        (Party, "parties"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_row_of_the_files_is_in_the_database(model, table):
    assert model.objects.count() == len(independent.rows(table))


def test_the_stored_standings_are_the_computed_ones():
    assert standings.differences() == []
    Standing.objects.filter(commitment__slug=STORY).update(status="stalled")
    assert standings.differences() == [Commitment.objects.get(slug=STORY).pk]
