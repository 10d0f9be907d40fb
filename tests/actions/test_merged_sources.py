"""Merging two sources moves their citations: of public records, of drafts, of what waits for review."""

import pytest

from commitments import content
from commitments.actions import entry, removal, restoring, review
from commitments.actions.errors import WrongState
from commitments.models import Citation, Commitment, Revision
from commitments.queries import submissions
from summits.models import Source
from tests import factories as make
from tests.actions.proposals import proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(commitment):
    """A duplicate that the public commitment cites, and the source that stays."""
    return commitment.citations.get().source, make.SourceFactory(slug="kept")


@pytest.fixture
def merged(pair, manager, at):
    def merge():
        removal.merge(*pair, by=manager, at=at, reason="Entered twice.")

    return merge


def cites(*slugs):
    return [{"source": slug, "locator": f"p. {i}"} for i, slug in enumerate(slugs)]


def entered(editor, at, **facts):
    """A new pledge, saved by an editor and not submitted."""
    record, proposed = Commitment(), proposal(**facts)
    submission = entry.enter(record, proposed=proposed, by=editor, at=at)
    return Commitment.objects.get(slug="new-pledge"), submission


def revision(record, version=None):
    """A commitment's revision: its draft, or a published one."""
    own = Revision.objects.filter(record_type="commitment", record_key=str(record.pk))
    return own.get(version=version)


def cited(record):
    return [(c.source.slug, c.locator) for c in record.citations.order_by("source__slug")]


def test_every_kind_of_record_cites_the_survivor(pair, merged, at):
    duplicate, kept = pair
    records = {
        "progress_report": make.ReportFactory(),
        "participation": make.ParticipationFactory(),
        "document": make.whole_document(),
        "summit": make.SummitFactory(),
    }
    for name, record in records.items():
        make.CitationFactory(source=duplicate, locator="p. 7", **{name: record})
    make.CitationFactory(source=kept, progress_report=make.ReportFactory())
    make.CitationFactory(source=duplicate, progress_report=make.ReportFactory(retracted=True))
    merged()
    assert not Citation.objects.filter(source=duplicate).exists()
    for record in records.values():
        assert cited(record) == [("kept", "p. 7")]
        record.refresh_from_db()
        assert record.version == 2


def test_a_draft_cites_the_survivor_and_is_published_so(pair, merged, editor, reviewer, at):
    duplicate, _kept = pair
    record, submission = entered(editor, at, citations=cites(duplicate.slug))
    merged()
    assert cited(record) == [("kept", "p. 0")]
    record.refresh_from_db()
    assert record.version == 0
    review.submit(submission, by=editor, at=at)
    review.publish(submission, by=reviewer, at=at)
    assert cited(record) == [("kept", "p. 0")]
    assert revision(record, version=1).content["citations"] == cites("kept")


def test_a_draft_that_cites_both_cites_the_survivor_once_in_both_places(
    pair, merged, drafted, editor, reviewer, at
):
    duplicate, _kept = pair
    record, submission = entered(editor, at, citations=cites(duplicate.slug, "kept"))
    of_public = drafted(make.whole_commitment(), citations=cites("kept", duplicate.slug))
    merged()
    assert of_public.revisions.get().content["citations"] == [
        {"source": "kept", "locator": "p. 0; p. 1"}
    ]
    review.submit(submission, by=editor, at=at)
    review.publish(submission, by=reviewer, at=at)
    assert cited(record) == [("kept", "p. 0; p. 1")]


@pytest.mark.parametrize(
    ("locators", "place"),
    [
        (("", "p. 2"), "p. 2"),
        (("p. 2", "p. 2"), "p. 2"),
        (("p. 1; p. 2", "p. 2"), "p. 1; p. 2"),
        (("a" * 200, "b" * 200), f"{'a' * 200}; {'b' * 97}…"),
    ],
)
def test_two_places_become_one_locator(locators, place):
    assert content.one_place(*locators) == place


def test_what_waits_for_review_shows_the_survivor_and_is_published_with_it(
    pair, merged, commitment, in_review, reviewer, at
):
    duplicate, _kept = pair
    other = make.whole_commitment()
    submission = in_review(other, citations=cites(duplicate.slug))
    merged()
    shown = submissions.proposals(submission)[0]
    assert [(c.slug, c.is_public) for c in shown.citations] == [("kept", True)]
    review.publish(submission, by=reviewer, at=at)
    assert cited(other) == [("kept", "p. 0")]


def test_a_draft_saved_again_after_the_merge_is_not_refused(pair, merged, editor, at):
    duplicate, _kept = pair
    record, _submission = entered(editor, at, citations=cites(duplicate.slug))
    merged()
    found = revision(record)
    assert found.content["citations"] == cites("kept")
    entry.enter(record, proposed=found.content | {"title": "Better"}, by=editor, at=at)
    assert cited(record) == [("kept", "p. 0")]


def test_a_form_opened_before_the_merge_and_saved_after_it_ends_at_the_survivor_too(
    pair, merged, editor, reviewer, at
):
    duplicate, _kept = pair
    record, submission = entered(editor, at, citations=cites(duplicate.slug))
    opened = revision(record, version=None).content
    merged()
    entry.enter(record, proposed=opened, by=editor, at=at)
    review.submit(submission, by=editor, at=at)
    review.publish(submission, by=reviewer, at=at)
    assert cited(record) == [("kept", "p. 0")]


def test_an_open_draft_of_the_duplicate_itself_says_what_became_of_it(
    pair, merged, drafted, editor, at
):
    duplicate, _kept = pair
    submission = drafted(duplicate, title="A better title")
    merged()
    with pytest.raises(WrongState, match="retracted or merged"):
        review.submit(submission, by=editor, at=at)


def test_an_earlier_version_comes_back_with_the_survivor(
    pair, merged, commitment, in_review, reviewer, editor, at
):
    duplicate, _kept = pair
    review.publish(in_review(commitment, title="Newer"), by=reviewer, at=at)
    merged()
    commitment.refresh_from_db()
    first = revision(commitment, version=2)
    assert first.content["citations"][0]["source"] == duplicate.slug  # history stays as it was
    with pytest.raises(WrongState, match="the same as what is public"):
        restoring.restore(commitment, version=2, by=editor, at=at)
    review.publish(in_review(commitment, title="Newest"), by=reviewer, at=at)
    commitment.refresh_from_db()
    restoring.restore(commitment, version=2, by=editor, at=at)
    draft = revision(commitment)
    assert draft.content["citations"][0]["source"] == "kept"


def test_the_duplicates_address_is_free_for_the_survivor(pair, merged, reviewer, in_review, at):
    duplicate, kept = pair
    merged()
    review.publish(in_review(kept, url=duplicate.url), by=reviewer, at=at)
    assert Source.objects.get(slug="kept").url == duplicate.url
    assert content.current_name("source", duplicate.slug) == "kept"
