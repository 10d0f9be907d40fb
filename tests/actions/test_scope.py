"""A contributor limited to some parties writes what is theirs, and nothing else."""

import pytest

from commitments import content
from commitments.actions import checking, review, scope
from commitments.actions.errors import NotAllowed
from commitments.choices import RecordType
from commitments.models import Check, Commitment, ProgressReport, Submission
from commitments.queries import ownership
from summits.models import Party, Source
from tests import factories as make
from tests.actions.proposals import proposal, report_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(db):
    return make.PartyFactory(code="FRA")


@pytest.fixture
def limited(editor, hers):
    editor.parties.add(hers)
    return editor


@pytest.fixture
def save(limited, at):
    def write(record, proposed):
        submission = review.start(by=limited, at=at)
        review.save_draft(record, proposed=proposed, by=limited, at=at, submission=submission)

    return write


def row(party, role):
    return {"party": party.code, "role": role, "joined_on": None, "left_on": None}


def test_she_writes_a_pledge_that_her_party_leads(save, hers):
    other = make.PartyFactory()
    save(Commitment(), proposal(parties=[row(hers, "lead"), row(other, "partner")]))
    assert Commitment.objects.exists()


@pytest.mark.parametrize("role", ["partner", "subscriber"])
def test_she_writes_no_pledge_that_others_lead(save, hers, role):
    other = make.PartyFactory(code="USA")
    with pytest.raises(NotAllowed, match="records of FRA; this one is of USA"):
        save(Commitment(), proposal(parties=[row(other, "lead"), row(hers, role)]))
    assert not Commitment.objects.exists()


def test_what_was_written_before_the_limit_is_not_submitted_after_it(editor, hers, at):
    pledge = make.whole_commitment()
    submission = review.start(by=editor, at=at)
    how = {"by": editor, "at": at, "submission": submission}
    review.save_draft(pledge, proposed=content.read(pledge) | {"title": "Newer"}, **how)
    editor.parties.add(hers)
    with pytest.raises(NotAllowed, match="records of FRA"):
        review.submit(submission, by=type(editor).objects.get(pk=editor.pk), at=at)
    editor.parties.clear()
    review.submit(submission, by=type(editor).objects.get(pk=editor.pk), at=at)


def test_where_nobody_leads_any_party_will_do(save, hers):
    other = make.PartyFactory()
    save(Commitment(), proposal(parties=[row(other, "subscriber"), row(hers, "subscriber")]))
    assert Commitment.objects.exists()


def test_she_does_not_make_another_partys_pledge_her_own(save, commitment, hers):
    with pytest.raises(NotAllowed):
        save(commitment, content.read(commitment) | {"parties": [row(hers, "lead")]})


def test_a_report_is_of_its_party_or_of_those_who_lead(save, commitment, hers):
    part = make.PartFactory(commitment=commitment, party=hers, role="partner")
    about_hers = report_proposal(commitment, party=part.party.code)
    save(ProgressReport(id=about_hers["id"]), about_hers)
    about_all = report_proposal(commitment)
    with pytest.raises(NotAllowed):
        save(ProgressReport(id=about_all["id"]), about_all)


def test_a_source_is_anybodys(save):
    proposed = content.read(make.SourceFactory()) | {"id": "fresh", "url": "https://fresh.example/"}
    save(Source(), proposed)
    assert Submission.objects.exists()


def test_a_participation_is_of_its_party(save, hers):
    save(hers_there := make.ParticipationFactory(party=hers), content.read(hers_there))
    others = make.ParticipationFactory()
    with pytest.raises(NotAllowed):
        save(others, content.read(others))


def test_a_document_is_of_its_leads(save, hers):
    document = make.whole_document()
    with pytest.raises(NotAllowed):
        save(document, content.read(document))
    communique = make.DocumentFactory()
    with pytest.raises(NotAllowed, match="of no one party"):
        save(communique, content.read(communique))


def test_she_checks_no_pledge_of_others(limited, commitment, at):
    with pytest.raises(NotAllowed):
        checking.record_check(commitment, where="There.", by=limited, at=at)
    assert not Check.objects.exists()


def test_a_reviewer_is_not_limited(reviewer, hers, commitment, at):
    reviewer.parties.add(hers)
    review.save_draft(
        commitment,
        proposed=content.read(commitment),
        by=reviewer,
        at=at,
        submission=review.start(by=reviewer, at=at),
    )
    assert Submission.objects.get().author == reviewer


def test_the_selection_of_what_is_hers_is_what_the_action_lets_through(record, editor):
    """Decision 008 is written twice, as a refusal of one record and as a selection; they agree."""
    editor.parties.set(Party.objects.filter(code__in=["FRA", "IAEA"]))
    let_through = {one.pk for one in Commitment.objects.all() if scope.covers(editor, one)}
    found = Commitment.objects.filter(ownership.mine(RecordType.COMMITMENT, editor))
    assert {one.pk for one in found} == let_through
    assert 0 < len(let_through) < Commitment.objects.count()
    assert ownership.to_check(Commitment.objects.all(), editor) == let_through
