"""From draft to published: R6, R7, R8, R10, R11, and that one refusal undoes everything."""

import pytest
from django.core.exceptions import ValidationError

from commitments import content
from commitments.actions import review
from commitments.actions.errors import Invalid, NotAllowed, Stale, WrongState
from commitments.choices import ReviewState
from commitments.models import (
    Change,
    Commitment,
    ProgressReport,
    Revision,
    Standing,
    Submission,
)
from summits.models import Source
from tests import factories as make
from tests.actions.proposals import proposal, report_proposal, submitted

pytestmark = pytest.mark.django_db


def test_a_draft_leaves_what_the_public_sees_as_it_is(commitment, drafted):
    drafted(commitment, title="New title")
    found = Commitment.objects.published().get()
    assert (found.title, found.version) == ("Old title", 1)
    assert not Change.objects.exists()


def test_the_public_sees_the_last_published_version_until_the_next_is_published(
    commitment, in_review, reviewer, at
):
    submission = in_review(commitment, title="New title")
    assert Commitment.objects.published().get().title == "Old title"
    review.publish(submission, by=reviewer, at=at)
    found = Commitment.objects.published().get()
    assert (found.title, found.version, found.updated_at) == ("New title", 2, at)
    change = Change.objects.get()
    assert (change.seq, change.action, change.record_id, change.version, change.fields) == (
        1,
        "updated",
        "old-pledge",
        2,
        ["title"],
    )
    revision = Revision.objects.get()
    assert (revision.version, revision.content) == (2, content.read(found))


def test_a_new_record_is_published_whole_with_its_source_and_report(editor, reviewer, at):
    slug = "a-new-source"
    source = {
        "id": slug,
        "title": "A source",
        "publisher": "P",
        "authors": ["Ada", "Bo"],
        "published_on": None,
        "url": "https://nss.example/x",
        "kind": "news",
        "language": "en",
        "archived_url": "",
    }
    citations = [{"source": slug, "locator": ""}]
    pledge = proposal(citations=citations)
    report = report_proposal(Commitment(slug="new-pledge"), citations=citations)
    submission = submitted(
        editor,
        at,
        (Source(), source),
        (Commitment(), pledge),
        (ProgressReport(id=report["id"]), report),
    )
    assert not Commitment.objects.published().exists()
    assert not ProgressReport.objects.published().exists()
    review.publish(submission, by=reviewer, at=at)
    found = Commitment.objects.published().with_standing(at.date()).get()
    assert (found.status, found.version, found.published_at) == ("completed", 1, at)
    assert content.read(found) == pledge
    seen = Change.objects.order_by("seq").values_list(
        "seq", "action", "record_type", "commitment_id"
    )
    assert list(seen) == [
        (1, "published", "source", ""),
        (2, "published", "commitment", ""),
        (3, "published", "progress_report", "new-pledge"),
    ]


# R6


def test_a_report_that_moves_is_told_of_the_promise_that_it_leaves(
    client, commitment, in_review, reviewer, at
):
    """What follows from its reports is another thing now, so a copy of it is old."""
    other = make.whole_commitment()
    report = make.ReportFactory(commitment=other, status="stalled", party=None)
    make.CitationFactory(progress_report=report)
    old = at.replace(year=2019)
    for kind in (Commitment, ProgressReport):
        kind.objects.update(published_at=old, updated_at=old)
    review.publish(in_review(report, commitment=commitment.slug), by=reviewer, at=at)
    found = {(one.record_id, one.version): one for one in Change.objects.all()}
    left = found.pop((other.slug, other.version))
    assert (left.action, left.fields) == ("updated", ["progress_reports"])
    assert [one.commitment_id for one in found.values()] == [commitment.slug]
    since = {"updated_since": at.isoformat().replace("+00:00", "Z")}
    listed = client.get("/api/v1/commitments/", since).json()["results"]
    assert {one["id"]: one["report_count"] for one in listed} == {commitment.slug: 1, other.slug: 0}
    assert "progress reports" in client.get("/changes/").content.decode()


@pytest.mark.parametrize("source", [None, {"draft": True}, {"retracted": True}], ids=str)
def test_without_a_public_source_nothing_is_published(editor, reviewer, at, source):
    cited = [] if source is None else [{"source": make.SourceFactory(**source).slug, "locator": ""}]
    submission = submitted(editor, at, (Commitment(), proposal(citations=cited)))
    with pytest.raises(Invalid, match="at least one published source"):
        review.publish(submission, by=reviewer, at=at)
    submission.refresh_from_db()
    assert submission.state == ReviewState.IN_REVIEW
    assert Commitment.objects.get().version == 0
    assert not Change.objects.exists()
    assert not Standing.objects.exists()


def test_one_bad_record_holds_back_the_whole_submission(commitment, editor, reviewer, at):
    report = report_proposal(commitment, citations=[])
    changed = content.read(commitment) | {"title": "New title"}
    submission = submitted(
        editor, at, (commitment, changed), (ProgressReport(id=report["id"]), report)
    )
    with pytest.raises(Invalid):
        review.publish(submission, by=reviewer, at=at)
    commitment.refresh_from_db()
    assert (commitment.title, commitment.version) == ("Old title", 1)


# R7


def test_an_author_does_not_publish_or_send_back_her_own_work(commitment, person, at):
    """R01: the action itself refuses, whichever way it is reached; alone she may, and it is written down."""
    both = person("both", "contributor", "reviewer")
    submission = review.start(by=both, at=at)
    proposed = content.read(commitment) | {"title": "Mine"}
    review.save_draft(commitment, proposed=proposed, by=both, at=at, submission=submission)
    review.submit(submission, by=both, at=at)
    with pytest.raises(NotAllowed):
        review.publish(submission, by=both, at=at)
    with pytest.raises(NotAllowed):
        review.send_back(submission, by=both, at=at, comment="No")
    review.publish(submission, by=both, at=at, one_person=True)
    submission.refresh_from_db()
    assert submission.four_eyes_waived


def test_a_contributor_publishes_nothing(commitment, in_review, person, at):
    with pytest.raises(NotAllowed):
        review.publish(in_review(commitment, title="x"), by=person("carl", "contributor"), at=at)


def test_a_deactivated_reviewer_publishes_nothing(commitment, in_review, reviewer, at):
    reviewer.is_active = False
    with pytest.raises(NotAllowed):
        review.publish(in_review(commitment, title="x"), by=reviewer, at=at)


def test_a_reviewer_cannot_change_what_she_reviews(commitment, in_review, reviewer, at):
    """R02: so what she publishes is what its author wrote."""
    submission = in_review(commitment, title="x")
    with pytest.raises(WrongState):
        review.save_draft(
            commitment,
            proposed=content.read(commitment),
            by=reviewer,
            at=at,
            submission=submission,
        )
    review.publish(submission, by=reviewer, at=at, seen_edits=submission.edits)
    commitment.refresh_from_db()
    assert commitment.title == "x"


# R11


def test_publishing_over_a_version_that_was_replaced_is_refused(
    commitment, in_review, drafted, reviewer, person, at
):
    other = person("olga", "contributor")
    late = drafted(commitment, by=other, title="Late")
    review.submit(late, by=other, at=at)
    review.publish(in_review(commitment, title="First"), by=reviewer, at=at)
    with pytest.raises(Stale, match="version 2"):
        review.publish(late, by=reviewer, at=at)
    commitment.refresh_from_db()
    assert commitment.title == "First"
    assert Revision.objects.get(submission=late).content["title"] == "Late"


def test_saving_over_a_version_that_was_replaced_is_refused_and_keeps_the_draft(
    commitment, in_review, editor, reviewer, at
):
    review.publish(in_review(commitment, title="First"), by=reviewer, at=at)
    with pytest.raises(Stale):
        review.save_draft(
            commitment,
            proposed=content.read(commitment),
            by=editor,
            at=at,
            submission=review.start(by=editor, at=at),
            base_version=1,
        )


def test_two_windows_of_one_author_do_not_overwrite_one_another(commitment, drafted, editor, at):
    submission = drafted(commitment, title="First window")
    with pytest.raises(Stale, match="another window"):
        review.save_draft(
            commitment,
            proposed=content.read(commitment) | {"title": "Second window"},
            by=editor,
            at=at,
            submission=submission,
            seen_edits=0,
        )
    assert Revision.objects.get().content["title"] == "First window"


def test_a_reviewer_publishes_only_what_she_saw(commitment, in_review, editor, reviewer, at):
    """R04: publishing names the saves that were seen."""
    submission = in_review(commitment, title="Seen")
    seen = submission.edits
    review.take_back(submission, by=editor, at=at)
    review.save_draft(
        commitment,
        proposed=content.read(commitment) | {"title": "Unseen"},
        by=editor,
        at=at,
        submission=submission,
    )
    review.submit(submission, by=editor, at=at)
    with pytest.raises(Stale):
        review.publish(submission, by=reviewer, at=at, seen_edits=seen)
    submission.refresh_from_db()
    review.publish(submission, by=reviewer, at=at, seen_edits=submission.edits)


def test_saving_twice_in_one_submission_makes_one_revision(commitment, drafted, editor, at):
    submission = drafted(commitment, title="One")
    proposed = content.read(commitment) | {"title": "Two"}
    review.save_draft(commitment, proposed=proposed, by=editor, at=at, submission=submission)
    assert Revision.objects.get().content["title"] == "Two"


# the ways between the states


def test_sending_back_needs_a_comment_and_returns_the_submission(
    commitment, in_review, editor, reviewer, at
):
    submission = in_review(commitment, title="x")
    with pytest.raises(Invalid):
        review.send_back(submission, by=reviewer, at=at, comment="  ")
    review.send_back(submission, by=reviewer, at=at, comment="Which page?")
    submission.refresh_from_db()
    assert (submission.state, submission.comment) == ("sent_back", "Which page?")
    review.submit(submission, by=editor, at=at)
    review.publish(submission, by=reviewer, at=at)
    assert Commitment.objects.get().title == "x"


def test_only_the_author_takes_a_submission_back_and_only_while_it_is_in_review(
    commitment, in_review, editor, reviewer, at
):
    submission = in_review(commitment, title="x")
    with pytest.raises(WrongState):
        review.take_back(submission, by=reviewer, at=at)
    review.take_back(submission, by=editor, at=at)
    with pytest.raises(WrongState):
        review.publish(submission, by=reviewer, at=at)
    review.submit(submission, by=editor, at=at)
    review.publish(submission, by=reviewer, at=at)
    with pytest.raises(WrongState):
        review.take_back(submission, by=editor, at=at)


@pytest.mark.parametrize("move", ["publish", "submit", "send_back"])
def test_what_is_published_does_not_move_again(commitment, in_review, editor, reviewer, at, move):
    submission = in_review(commitment, title="x")
    review.publish(submission, by=reviewer, at=at)
    facts = {"comment": "No"} if move == "send_back" else {}
    with pytest.raises(WrongState):
        getattr(review, move)(
            submission, by=editor if move == "submit" else reviewer, at=at, **facts
        )
    assert Change.objects.count() == 1


def test_an_empty_submission_is_not_submitted(editor, at):
    with pytest.raises(WrongState, match="nothing"):
        review.submit(review.start(by=editor, at=at), by=editor, at=at)


def test_discarding_deletes_what_never_was_public_and_nothing_else(commitment, editor, at):
    submission = review.start(by=editor, at=at)
    for record, proposed in [
        (commitment, content.read(commitment) | {"title": "x"}),
        (Commitment(), proposal()),
    ]:
        review.save_draft(record, proposed=proposed, by=editor, at=at, submission=submission)
    review.discard(submission, by=editor)
    assert list(Commitment.objects.all()) == [commitment]
    assert not Submission.objects.exists()


def test_a_draft_of_somebody_else_is_left_alone(editor, person, at):
    record = Commitment()
    proposed = proposal()
    review.save_draft(
        record, proposed=proposed, by=editor, at=at, submission=review.start(by=editor, at=at)
    )
    other = person("olga", "contributor")
    with pytest.raises(NotAllowed, match="another editor's draft"):
        review.save_draft(
            Commitment.objects.get(),
            proposed=proposed,
            by=other,
            at=at,
            submission=review.start(by=other, at=at),
        )


def test_a_role_without_the_right_drafts_nothing(editor, at):
    with pytest.raises(NotAllowed):
        review.save_draft(
            make.ThemeFactory(),
            proposed={},
            by=editor,
            at=at,
            submission=review.start(by=editor, at=at),
        )


def test_a_draft_in_review_is_in_no_second_submission(editor, reviewer, at):
    first = submitted(editor, at, (Commitment(), proposal()))
    record = Commitment.objects.get(slug="new-pledge")
    second = review.start(by=editor, at=at)
    proposed = content.read(record) | {"title": "Again"}
    with pytest.raises(WrongState, match=f"submission #{first.pk}"):
        review.save_draft(record, proposed=proposed, by=editor, at=at, submission=second)
    review.publish(first, by=reviewer, at=at)
    record.refresh_from_db()
    assert record.title == "New"


def test_what_names_a_draft_follows_its_new_slug(editor, reviewer, at):
    submission = review.start(by=editor, at=at)

    def save(record, proposed):
        review.save_draft(record, proposed=proposed, by=editor, at=at, submission=submission)

    pledge = proposal()
    save(Commitment(), pledge)
    record = Commitment.objects.get(slug="new-pledge")
    report = report_proposal(record)
    save(ProgressReport(id=report["id"]), report)
    save(record, pledge | {"id": "better-pledge"})
    review.submit(submission, by=editor, at=at)
    submission.refresh_from_db()
    review.publish(submission, by=reviewer, at=at)
    assert ProgressReport.objects.published().get().commitment.slug == "better-pledge"


def test_a_draft_whose_public_version_has_moved_is_not_submitted(
    commitment, drafted, editor, person, reviewer, at
):
    mine = drafted(commitment, title="Mine")
    other = person("olga", "contributor")
    theirs = drafted(commitment, by=other, title="Theirs")
    review.submit(theirs, by=other, at=at)
    review.publish(theirs, by=reviewer, at=at)
    with pytest.raises(Stale, match="Compare"):
        review.submit(mine, by=editor, at=at)


def test_two_proposals_of_one_address_are_not_both_published(editor, person, reviewer, at):
    waiting = []
    for author in (editor, person("olga", "contributor")):
        source = make.SourceFactory()
        proposed = content.read(source) | {"url": "https://same.example/x"}
        submission = review.start(by=author, at=at)
        review.save_draft(source, proposed=proposed, by=author, at=at, submission=submission)
        review.submit(submission, by=author, at=at)
        waiting.append(submission)
    review.publish(waiting[0], by=reviewer, at=at)
    with pytest.raises(Invalid, match="exists already"):
        review.publish(waiting[1], by=reviewer, at=at)


def test_an_address_that_is_taken_is_said_while_drafting(editor, at):
    taken = make.SourceFactory(url="https://same.example/x")
    proposed = content.read(taken) | {"id": "another", "url": "http://SAME.example:80/x"}
    with pytest.raises(ValidationError, match="exists already"):
        review.save_draft(
            Source(), proposed=proposed, by=editor, at=at, submission=review.start(by=editor, at=at)
        )


def test_a_comment_is_plain_text(commitment, in_review, reviewer, at):
    submission = in_review(commitment, title="New title")
    with pytest.raises(Invalid):
        review.send_back(submission, by=reviewer, at=at, comment="a\x00b")
    submission.refresh_from_db()
    assert submission.state == ReviewState.IN_REVIEW
