"""Which parties came to a summit of which no pledge of theirs is recorded."""

import pytest
from django.utils import timezone

from commitments.actions import coverage
from commitments.actions.errors import NotAllowed, WrongState
from commitments.models import AuditEntry, NoneFound
from commitments.queries import coverage as reads
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = timezone.now()


@pytest.fixture
def came():
    return make.ParticipationFactory(party__code="FRA")


def say(participation, by, where="The statement"):
    return coverage.say_none_found(participation, where=where, by=by, at=AT)


def states():
    return {one.pk: one.coverage for one in reads.participations()}


def pledge(participation, role="lead", **facts):
    commitment = make.CommitmentFactory(summit=participation.summit, **facts)
    make.PartFactory(commitment=commitment, party=participation.party, role=role)


@pytest.mark.parametrize("role", ["lead", "partner", "subscriber"])
def test_a_pledge_made_there_closes_the_gap(came, role):
    pledge(came, role, kind="joint")
    assert states() == {came.pk: "recorded"}


@pytest.mark.parametrize(
    ("role", "state"), [("subscriber", "not_researched"), ("lead", "recorded")]
)
def test_a_collective_pledge_counts_for_its_leads_only(came, role, state):
    pledge(came, role, kind="collective")
    assert states() == {came.pk: state}


def test_only_who_came_and_only_what_is_public_counts(came):
    make.ParticipationFactory(attended=False)
    make.ParticipationFactory(draft=True)
    make.ParticipationFactory(retracted=True)
    make.ParticipationFactory(party__retracted=True)
    pledge(came, draft=True)
    pledge(came, retracted=True)
    elsewhere = make.CommitmentFactory()
    make.PartFactory(commitment=elsewhere, party=came.party)
    assert states() == {came.pk: "not_researched"}
    assert list(reads.not_researched()) == [came]


def test_an_editor_says_that_none_was_found_and_takes_it_back(came, editor):
    said = say(came, editor)
    assert (said.where, said.by, said.at) == ("The statement", editor, AT)
    assert states() == {came.pk: "none_found"}
    assert not reads.not_researched()
    coverage.take_back(came, by=editor, at=AT)
    assert states() == {came.pk: "not_researched"}
    told = AuditEntry.objects.filter(target_key=str(came.pk)).order_by("pk")
    assert [(one.kind, one.by, one.before, one.after, one.details) for one in told] == [
        ("record_checked", editor, before, after, {"where": "The statement"})
        for before, after in [("not_researched", "none_found"), ("none_found", "not_researched")]
    ]


def test_a_pledge_recorded_later_wins(came, editor):
    say(came, editor)
    pledge(came)
    assert states() == {came.pk: "recorded"}


def test_what_is_recorded_said_or_not_public_is_refused(came, editor):
    say(came, editor)
    with pytest.raises(WrongState, match="said already"):
        say(came, editor, "Elsewhere")
    other = make.ParticipationFactory()
    pledge(other)
    with pytest.raises(WrongState, match="is recorded here"):
        say(other, editor)
    with pytest.raises(WrongState, match="Nobody has said"):
        coverage.take_back(other, by=editor, at=AT)
    with pytest.raises(WrongState, match="not public that they came"):
        say(make.ParticipationFactory(attended=False), editor)
    assert NoneFound.objects.get().where == "The statement"


def test_it_is_said_by_editors_and_of_parties_they_are_limited_to(came, editor, django_user_model):
    with pytest.raises(NotAllowed):
        say(came, django_user_model.objects.create_user("stranger"))
    editor.parties.add(came.party)
    other = make.ParticipationFactory(party__code="USA")
    with pytest.raises(NotAllowed, match="records of FRA; this one is of USA"):
        say(other, editor)
    say(came, editor)
    editor.parties.set([other.party])
    with pytest.raises(NotAllowed, match="records of USA"):
        coverage.take_back(came, by=editor, at=AT)
    assert states() == {came.pk: "none_found", other.pk: "not_researched"}


def test_the_grid_has_the_parties_with_a_gap_and_summits_in_their_order(came):
    first = make.SummitFactory(edition=came.summit.edition + 100)
    make.ParticipationFactory(summit=first, party__name="A land")
    whole = make.ParticipationFactory(summit=first)
    pledge(whole)
    grid = reads.grid(reads.participations())
    late = first.participations.get(party__name="A land")
    assert grid.summits == [came.summit, first]
    assert [(row.party, row.cells) for row in grid.rows] == [
        (late.party, [(came.summit, None), (first, late)]),
        (came.party, [(came.summit, came), (first, None)]),
    ]


def test_the_real_record_has_gaps(record):
    grid = reads.grid(reads.participations())
    assert [len(row.cells) for row in grid.rows] == [4] * len(grid.rows)
    assert 0 < reads.not_researched().count() < reads.participations().count()
