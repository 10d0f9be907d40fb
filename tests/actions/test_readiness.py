"""What a submission lacks to be published: each sentence is one that publishing would refuse it with."""

import pytest

from commitments.actions import readiness, removal, review
from commitments.actions.errors import Invalid
from commitments.models import Commitment, ProgressReport
from tests import factories as make
from tests.actions.proposals import proposal, report_proposal, submitted

pytestmark = pytest.mark.django_db


def lacks(submission, some=None):
    return readiness.missing(submission, some or list(submission.revisions.all()))


def refused(submission, by, at):
    with pytest.raises(Invalid) as refusal:
        review.publish(submission, by=by, at=at)
    return [one.split("”: ")[1] for one in refusal.value.problems]


def told(submission):
    return [one.split(": ", 2)[2] for one in lacks(submission)]


@pytest.mark.parametrize(
    "facts",
    [
        {"citations": []},
        {"parties": []},
        {"implements": "hidden-pledge"},
        {"id": "former-slug"},
    ],
)
def test_what_is_missing_is_what_publishing_refuses(
    commitment, editor, reviewer, manager, at, facts
):
    make.CommitmentFactory(slug="hidden-pledge", draft=True)
    removal.rename(
        make.whole_commitment(slug="former-slug"), slug="newer", by=manager, at=at, reason="x"
    )
    submission = submitted(editor, at, (Commitment(), proposal()))
    proposed = proposal() | facts
    submission.revisions.update(content=proposed)
    assert told(submission) == refused(submission, reviewer, at)


def test_what_comes_with_it_is_there(editor, at):
    pledge = Commitment(slug="new-pledge")
    proposed = proposal()
    code = proposed["parties"][0]["party"]
    report = report_proposal(pledge, party=code)
    submission = submitted(
        editor, at, (pledge, proposed), (ProgressReport(id=report["id"]), report)
    )
    assert lacks(submission) == []
    assert lacks(submission, [submission.revisions.get(record_type="progress_report")]) == []


def test_a_party_with_reports_does_not_leave_the_list(commitment, drafted, reviewer, editor, at):
    part = commitment.parts.get()
    make.ReportFactory(commitment=commitment, party=part.party)
    submission = drafted(commitment, parties=[])
    review.submit(submission, by=editor, at=at)
    assert told(submission) == refused(submission, reviewer, at)
    assert any("Give it a day of leaving." in one for one in lacks(submission))
