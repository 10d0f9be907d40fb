"""A draft that is discarded takes nothing along that another editor's work names."""

import pytest

from commitments import content
from commitments.actions import review
from commitments.actions.errors import Stale, WrongState
from commitments.models import Commitment, Submission
from commitments.queries import submissions
from summits.models import Source
from tests import factories as make
from tests.actions.proposals import proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(person):
    return person("olga", "contributor")


@pytest.fixture
def draft_source(editor, at):
    """A source and the submission that it is drafted in."""
    source, submission = Source(), review.start(by=editor, at=at)
    facts = content.read(make.SourceFactory()) | {"id": "in-work", "title": "In work", "url": ""}
    review.save_draft(source, proposed=facts, by=editor, at=at, submission=submission)
    return source, submission


def cites(source):
    return [{"source": source.slug, "locator": "p. 4"}]


def test_a_source_that_anothers_draft_cites_goes_over_to_it_and_is_published_there(
    draft_source, commitment, drafted, olga, editor, reviewer, at
):
    source, submission = draft_source
    held = drafted(commitment, by=olga, citations=cites(source))
    review.discard(submission, by=editor)
    assert not Submission.objects.filter(pk=submission.pk).exists()
    shown = {one.revision.record_type: one for one in submissions.proposals(held)}
    assert [cited.title for cited in shown["commitment"].citations] == ["In work"]
    assert shown["source"].is_new
    review.submit(held, by=olga, at=at)
    review.publish(held, by=reviewer, at=at)
    assert Source.objects.get(pk=source.pk).is_public


def test_a_new_record_of_another_keeps_its_source_too(draft_source, olga, editor, at):
    source, submission = draft_source
    held = review.start(by=olga, at=at)
    new = proposal(citations=cites(source))
    review.save_draft(Commitment(), proposed=new, by=olga, at=at, submission=held)
    review.discard(submission, by=editor)
    assert held.revisions.filter(record_type="source", record_key=str(source.pk)).exists()
    review.discard(held, by=olga)
    assert not Source.objects.filter(pk=source.pk).exists()


def test_who_read_the_submission_before_reads_it_again(
    draft_source, commitment, drafted, olga, editor, reviewer, at
):
    source, submission = draft_source
    held = drafted(commitment, by=olga, citations=cites(source))
    review.submit(held, by=olga, at=at)
    held.refresh_from_db()
    review.discard(submission, by=editor)
    with pytest.raises(Stale, match="changed the submission"):
        review.publish(held, by=reviewer, at=at, seen_edits=held.edits)


def test_a_draft_pledge_that_anothers_draft_implements_is_not_discarded(
    commitment, drafted, olga, editor, at
):
    submission = review.start(by=editor, at=at)
    review.save_draft(Commitment(), proposed=proposal(), by=editor, at=at, submission=submission)
    held = drafted(commitment, by=olga, implements="new-pledge")
    with pytest.raises(WrongState, match="names what is in it"):
        review.discard(submission, by=editor)
    review.discard(held, by=olga)
    review.discard(submission, by=editor)
    assert not Commitment.objects.filter(slug="new-pledge").exists()


def held(submission):
    return sorted(submission.revisions.values_list("record_type", flat=True))


def test_a_source_that_is_submitted_elsewhere_leaves_the_other_draft(draft_source, editor, at):
    source, first = draft_source
    facts = proposal(citations=cites(source))
    review.save_draft(Commitment(), proposed=facts, by=editor, at=at, submission=first)
    second = review.start(by=editor, at=at)
    facts = facts | {"id": "second", "title": "Second"}
    review.save_draft(Commitment(), proposed=facts, by=editor, at=at, submission=second)
    review.submit(second, by=editor, at=at)
    first.refresh_from_db()
    assert (first.state, held(first)) == ("draft", ["commitment"])
    assert held(second) == ["commitment", "source"]


def test_a_draft_of_a_source_alone_ends_and_its_note_goes_along(
    draft_source, commitment, drafted, olga, editor, at
):
    source, first = draft_source
    Submission.objects.filter(pk=first.pk).update(note="Look at page 7.")
    others = drafted(commitment, by=olga, citations=cites(source))
    review.submit(others, by=olga, at=at)
    assert held(first) == ["source"]
    review.take_back(others, by=olga, at=at)
    review.discard(others, by=olga, at=at)
    mine = drafted(commitment, citations=cites(source))
    review.submit(mine, by=editor, at=at)
    mine.refresh_from_db()
    assert (mine.note, held(mine)) == ("Look at page 7.", ["commitment", "source"])
    assert not Submission.objects.filter(pk=first.pk).exists()
