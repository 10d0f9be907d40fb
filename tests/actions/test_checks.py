"""What may not become public: R6 and R12 across records, names of what is not public, circles, renaming."""

import pytest
from django.core.exceptions import ValidationError

from commitments import content
from commitments.actions import removal, review, revisions
from commitments.actions.errors import Invalid
from commitments.models import (
    Change,
    Citation,
    Commitment,
    FormerSlug,
    ProgressReport,
    Revision,
)
from tests import factories as make
from tests.actions.proposals import proposal, report_proposal, submitted

pytestmark = pytest.mark.django_db


def test_a_draft_says_at_once_what_is_wrong_and_changes_nothing(commitment, drafted):
    with pytest.raises(ValidationError) as refusal:
        drafted(commitment, title="=1+1", made_on="2999", target_unit="kg")
    assert set(refusal.value.message_dict) >= {"title"}
    assert not Revision.objects.exists()


def test_a_public_record_is_renamed_by_no_draft(commitment, drafted):
    with pytest.raises(ValidationError, match="identifies"):
        drafted(commitment, id="another-slug")


def test_a_slug_that_was_another_records_stays_its_own(editor, reviewer, at):
    submission = submitted(editor, at, (Commitment(), proposal()))
    FormerSlug.objects.create(record_type="commitment", slug="new-pledge", record_key="99")
    with pytest.raises(Invalid, match="old address"):
        review.publish(submission, by=reviewer, at=at)


def test_a_draft_is_not_begun_with_such_a_slug(editor, at):
    FormerSlug.objects.create(record_type="commitment", slug="new-pledge", record_key="99")
    with pytest.raises(ValidationError, match="old address"):
        submitted(editor, at, (Commitment(), proposal()))
    assert not Commitment.objects.exists()


def test_a_part_that_reports_are_about_is_not_dropped(commitment, in_review, reviewer, at):
    party = commitment.parts.get().party
    make.sourced_report(commitment=commitment, party=party)
    other = {"party": make.PartyFactory().code, "role": "lead", "joined_on": None, "left_on": None}
    submission = in_review(commitment, parties=[other])
    with pytest.raises(Invalid, match="Reports are about the part"):
        review.publish(submission, by=reviewer, at=at)


def test_a_report_moved_to_another_commitment_moves_both_standings(
    commitment, in_review, reviewer, at
):
    other = make.whole_commitment()
    report = make.sourced_report(commitment=commitment)
    review.publish(in_review(report, summary="A first change"), by=reviewer, at=at)
    today = Commitment.objects.with_standing(at.date())
    assert today.get(pk=commitment.pk).status == "in_progress"
    report.refresh_from_db()
    review.publish(in_review(report, commitment=other.slug), by=reviewer, at=at)
    assert today.get(pk=commitment.pk).status == "unreported"
    assert today.get(pk=other.pk).status == "in_progress"


IMPOSSIBLE = [
    ({"parties": []}, "at least one party"),
    ({"document": make.DocumentFactory}, "is not public"),
    ({"implements": make.CommitmentFactory}, "is not public"),
]


@pytest.mark.parametrize(("facts", "says"), IMPOSSIBLE)
def test_what_is_impossible_or_would_let_something_out_is_refused(
    commitment, in_review, reviewer, at, facts, says
):
    made = {
        name: value(draft=True).slug if callable(value) else value for name, value in facts.items()
    }
    with pytest.raises(Invalid, match=says):
        review.publish(in_review(commitment, **made), by=reviewer, at=at)


def test_a_party_does_not_join_before_the_promise(commitment, in_review, reviewer, at):
    parties = content.read(commitment)["parties"]
    parties[0]["joined_on"] = "2011"
    with pytest.raises(Invalid, match="joins on 2011, before the promise"):
        review.publish(in_review(commitment, parties=parties), by=reviewer, at=at)


def test_commitments_do_not_implement_one_another_in_a_circle(commitment, in_review, reviewer, at):
    narrower = make.whole_commitment(implements=commitment)
    named = f"{commitment.slug} and {narrower.slug} implement one another"
    with pytest.raises(Invalid, match=named):
        review.publish(in_review(commitment, implements=narrower.slug), by=reviewer, at=at)


def test_a_report_is_about_a_party_with_a_part(commitment, editor, reviewer, at):
    stranger = make.PartyFactory()
    report = report_proposal(commitment, party=stranger.code)
    submission = submitted(editor, at, (ProgressReport(id=report["id"]), report))
    with pytest.raises(Invalid, match="has no part"):
        review.publish(submission, by=reviewer, at=at)


def test_publishing_what_changes_nothing_raises_no_version(commitment, in_review, reviewer, at):
    review.publish(in_review(commitment), by=reviewer, at=at)
    commitment.refresh_from_db()
    assert commitment.version == 1
    assert not Change.objects.exists()


def test_citations_and_parts_are_replaced_as_proposed(commitment, in_review, reviewer, at):
    kept = content.read(commitment)
    new = sorted(
        [*kept["citations"], {"source": make.SourceFactory().slug, "locator": "p. 2"}],
        key=lambda row: row["source"],
    )
    review.publish(in_review(commitment, citations=new), by=reviewer, at=at)
    commitment.refresh_from_db()
    assert content.read(commitment) == kept | {"citations": new}
    assert Citation.objects.count() == 2
    assert Change.objects.get().fields == ["citations"]


def test_a_party_that_is_not_public_is_not_let_out_as_a_reporter(commitment, editor, reviewer, at):
    make.PartyFactory(draft=True, code="GHO", name="Secret Land", slug="secret-land")
    report = report_proposal(commitment, reported_by="GHO")
    submission = submitted(editor, at, (ProgressReport(id=report["id"]), report))
    with pytest.raises(Invalid, match="The party “GHO” is not public"):
        review.publish(submission, by=reviewer, at=at)


@pytest.mark.parametrize("name", ["joined_on", "left_on"])
def test_a_party_neither_joins_nor_leaves_before_the_promise(editor, reviewer, at, name):
    proposed = proposal()
    submission = submitted(editor, at, (Commitment(), proposed))
    proposed["parties"][0][name] = "2001"
    submission.revisions.update(content=proposed)
    with pytest.raises(Invalid, match="before the promise of 2012-03-27"):
        review.publish(submission, by=reviewer, at=at)
    review.take_back(submission, by=editor, at=at)
    with pytest.raises(Invalid, match="commitment: New: .* before the promise of 2012-03-27"):
        review.submit(submission, by=editor, at=at)


def test_waiting_work_follows_what_was_renamed_or_merged(commitment, editor, reviewer, manager, at):
    source, duplicate = make.SourceFactory(slug="first-name"), make.whole_commitment(slug="double")
    cited = [{"source": "first-name", "locator": "p. 3"}]
    report = report_proposal(duplicate, citations=cited)
    submission = submitted(editor, at, (ProgressReport(id=report["id"]), report))
    removal.rename(source, slug="second-name", by=manager, at=at, reason="A better name.")
    removal.merge(duplicate, commitment, by=manager, at=at, reason="Entered twice.")
    review.publish(submission, by=reviewer, at=at)
    public = ProgressReport.objects.published().get()
    assert public.commitment == commitment
    held = revisions.revisions_of(public).get().content
    assert held == content.read(public)
    assert held["citations"] == [{"source": "second-name", "locator": "p. 3"}]
