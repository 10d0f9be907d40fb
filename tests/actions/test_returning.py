"""Undoing a retraction, a merge and a renaming: through review, whole, and told to readers."""

import pytest

from commitments import content
from commitments.actions import entry, removal, restoring, returning, review, standings
from commitments.actions.errors import Invalid, NotAllowed, Stale, WrongState
from commitments.models import Change, Commitment, ProgressReport, Revision, Submission
from commitments.queries import submissions
from commitments.queries.lookup import look_up
from summits.models import Source
from tests import factories as make
from tests.actions.proposals import proposal, report_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(editor, reviewer, at):
    """Publishes new records: their history begins with version 1."""

    def publish(record, proposed):
        submission = entry.enter(record, proposed=proposed, by=editor, at=at)
        review.submit(submission, by=editor, at=at)
        review.publish(submission, by=reviewer, at=at)
        return type(record).objects.get(pk=record.pk)

    return publish


@pytest.fixture
def pledge(published):
    return published(Commitment(), proposal(id="pledge", title="Build a centre"))


@pytest.fixture
def report(published, pledge):
    facts = report_proposal(pledge)
    return published(ProgressReport(id=facts["id"]), facts)


@pytest.fixture
def survivor(published):
    return published(Commitment(), proposal(id="survivor", title="Build the centre"))


@pytest.fixture
def decide(editor, reviewer, at):
    """Submits what was brought back and publishes it."""

    def publish(submission):
        review.submit(submission, by=editor, at=at)
        review.publish(submission, by=reviewer, at=at)

    return publish


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def told():
    """The last public changes: what happened to which record."""
    return [(c.action, c.record_id, c.reason) for c in Change.objects.order_by("seq")]


# retract, restore


def test_a_retraction_is_undone_by_a_draft_that_goes_through_review(
    pledge, report, manager, editor, decide, at
):
    before = content.read(pledge)
    removal.retract(pledge, by=manager, at=at, reason="Never promised.")
    submission = returning.bring_back(pledge, by=editor, at=at)
    assert submission.note == "Undoes the retraction. Its reason was: Never promised."
    assert look_up("commitment", "pledge").gone.reason == "Never promised."
    decide(submission)
    found = look_up("commitment", "pledge").record
    assert (found.version, found.retraction_reason, content.read(found)) == (3, "", before)
    assert fresh(report).is_public
    assert standings.differences() == []
    assert Commitment.objects.with_standing(at.date()).get().status == "completed"
    assert told()[-2:] == [
        ("published", "pledge", "correction"),
        ("published", str(report.pk), "correction"),
    ]


def test_whoever_brings_back_does_not_publish_it(pledge, manager, at):
    removal.retract(pledge, by=manager, at=at, reason="Wrong")
    submission = returning.bring_back(pledge, by=manager, at=at)
    review.submit(submission, by=manager, at=at)
    with pytest.raises(NotAllowed, match="Somebody else"):
        review.publish(submission, by=manager, at=at)
    assert not fresh(pledge).is_public


def test_what_is_brought_back_can_be_edited_first(pledge, manager, editor, decide, at):
    removal.retract(pledge, by=manager, at=at, reason="Wrong")
    returning.bring_back(pledge, by=editor, at=at)
    proposed = content.read(pledge) | {"title": "What was promised"}
    decide(entry.enter(fresh(pledge), proposed=proposed, by=editor, at=at))
    assert fresh(pledge).title == "What was promised"
    assert Change.objects.latest("seq").fields == ["title"]


def test_a_retracted_record_is_not_drafted_in_any_other_way(
    pledge, drafted, manager, editor, reviewer, at
):
    removal.retract(pledge, by=manager, at=at, reason="Wrong")
    with pytest.raises(WrongState, match="retracted or merged"):
        drafted(fresh(pledge), title="x")
    returning.bring_back(pledge, by=editor, at=at)
    with pytest.raises(WrongState, match="retracted or merged"):
        drafted(fresh(pledge), by=reviewer, title="x")


def test_a_report_that_was_retracted_before_its_commitment_stays_so(
    pledge, report, manager, editor, decide, at
):
    removal.retract(report, by=manager, at=at, reason="Forged")
    removal.retract(fresh(pledge), by=manager, at=at, reason="Wrong")
    decide(returning.bring_back(pledge, by=editor, at=at))
    assert fresh(pledge).is_public
    assert fresh(report).retraction_reason == "Forged"


def test_a_report_does_not_come_back_without_its_commitment(
    pledge, report, manager, editor, decide, at
):
    removal.retract(report, by=manager, at=at, reason="Forged")
    removal.retract(fresh(pledge), by=manager, at=at, reason="Wrong")
    with pytest.raises(Invalid, match="“pledge” is not public"):
        decide(returning.bring_back(report, by=editor, at=at))
    assert not fresh(report).is_public


def test_a_retraction_is_undone_as_a_whole_from_any_record_of_it(
    pledge, report, manager, editor, decide, at
):
    removal.retract(pledge, by=manager, at=at, reason="Wrong")
    decide(returning.bring_back(report, by=editor, at=at))
    assert fresh(pledge).is_public
    assert fresh(report).is_public


def test_a_source_whose_address_another_one_has_now_does_not_come_back(manager, editor, decide, at):
    one = make.SourceFactory(url="https://example.org/a")
    removal.retract(one, by=manager, at=at, reason="Twice")
    make.SourceFactory(url="https://example.org/a")
    with pytest.raises(Invalid, match="another record has the same address now"):
        decide(returning.bring_back(one, by=editor, at=at))
    assert not fresh(one).is_public


@pytest.mark.parametrize("make_record", [make.ThemeFactory, make.PartyFactory, make.SourceFactory,
                                         make.SummitFactory, make.ParticipationFactory,
                                         make.whole_document])  # fmt: skip
def test_every_kind_of_record_comes_back(make_record, manager, reviewer, at):
    record = make_record()
    removal.retract(record, by=manager, at=at, reason="Wrong")
    submission = returning.bring_back(record, by=manager, at=at)
    review.submit(submission, by=manager, at=at)
    review.publish(submission, by=reviewer, at=at)
    assert fresh(record).is_public


def test_a_draft_begun_before_the_retraction_neither_undoes_it_nor_overwrites_what_came_back(
    pledge, manager, editor, reviewer, drafted, decide, at
):
    held = drafted(pledge, by=manager, title="Mine")
    removal.retract(pledge, by=manager, at=at, reason="Wrong")
    with pytest.raises(WrongState, match="retracted or merged"):
        review.submit(held, by=manager, at=at)
    decide(returning.bring_back(pledge, by=editor, at=at))
    with pytest.raises(Stale):
        review.submit(held, by=manager, at=at)
    assert fresh(pledge).title == "Build a centre"
    assert held.revisions.get().content["title"] == "Mine"  # nothing is lost


def test_of_two_who_bring_back_one_is_told(pledge, manager, editor, reviewer, decide, at):
    removal.retract(pledge, by=manager, at=at, reason="Wrong")
    first = returning.bring_back(pledge, by=editor, at=at)
    second = returning.bring_back(pledge, by=manager, at=at)
    decide(first)
    with pytest.raises(Stale):
        review.submit(second, by=manager, at=at)
    assert Change.objects.filter(action="published", record_id="pledge").count() == 2


def test_what_is_public_or_never_was_is_not_brought_back(pledge, editor, at):
    for record in (pledge, make.CommitmentFactory(draft=True)):
        with pytest.raises(WrongState, match="not been retracted or merged"):
            returning.bring_back(record, by=editor, at=at)
    assert not Submission.objects.filter(state="draft").exists()


def test_discarding_what_was_brought_back_leaves_the_record_retracted(pledge, manager, editor, at):
    removal.retract(pledge, by=manager, at=at, reason="Wrong")
    review.discard(returning.bring_back(pledge, by=editor, at=at), by=editor, at=at)
    assert fresh(pledge).retraction_reason == "Wrong"


# merge, undo


def test_a_merge_of_commitments_is_undone_with_all_that_moved(
    pledge, report, survivor, published, manager, editor, decide, at
):
    narrower = published(Commitment(), proposal(id="narrower", implements="pledge"))
    rows = (pledge, report, survivor, narrower)
    before = [content.read(fresh(one)) for one in rows]
    removal.merge(pledge, survivor, by=manager, at=at, reason="Entered twice.")
    assert fresh(report).commitment == survivor
    decide(returning.bring_back(pledge, by=editor, at=at))
    assert [content.read(fresh(one)) for one in rows] == before
    assert look_up("commitment", "pledge").record == pledge
    assert standings.differences() == []
    assert {(action, public_id) for action, public_id, _reason in told()[-4:]} == {
        ("published", "pledge"),
        ("updated", "survivor"),
        ("updated", "narrower"),
        ("updated", str(report.pk)),
    }


def test_a_merge_of_sources_is_undone_and_cited_as_before(
    pledge, survivor, published, manager, editor, decide, at
):
    one = pledge.citations.get().source
    other = survivor.citations.get().source
    both = published(Commitment(), proposal(id="both", citations=sorted(
        [{"source": one.slug, "locator": "p. 1"}, {"source": other.slug, "locator": "p. 2"}],
        key=lambda row: row["source"])))  # fmt: skip
    before = [content.read(fresh(row)) for row in (pledge, survivor, both)]
    removal.merge(one, other, by=manager, at=at, reason="Entered twice.")
    assert content.read(fresh(pledge)) != before[0]
    decide(returning.bring_back(one, by=editor, at=at))
    assert [content.read(fresh(row)) for row in (pledge, survivor, both)] == before
    assert fresh(one).is_public


def test_a_reviewer_sees_what_goes_back_to_what_a_merge_took_away(
    pledge, report, survivor, manager, editor, at
):
    removal.merge(pledge, survivor, by=manager, at=at, reason="Entered twice.")
    [row] = shown(report, returning.bring_back(pledge, by=editor, at=at)).shown
    assert (row.name, row.old, row.new) == (
        "commitment",
        ["Build the centre (survivor)"],
        ["Build a centre (pledge)"],
    )


def test_a_reviewer_sees_which_source_is_cited_again(pledge, survivor, manager, editor, at):
    one, other = (record.citations.get().source for record in (pledge, survivor))
    removal.merge(one, other, by=manager, at=at, reason="Entered twice.")
    proposal = shown(pledge, returning.bring_back(one, by=editor, at=at))
    [row] = proposal.shown
    assert (row.old, row.new) == (
        [f"{other} ({other.slug}) · p. 1"],
        [f"{one} ({one.slug}) · p. 1"],
    )
    assert [cited.slug for cited in proposal.citations] == [one.slug]


def shown(record, submission):
    """What a reviewer reads of one record in a submission."""
    return next(one for one in submissions.proposals(submission) if one.record == record)


def test_a_merge_of_reports_is_undone(pledge, report, published, manager, editor, decide, at):
    facts = report_proposal(pledge)
    other = published(ProgressReport(id=facts["id"]), facts)
    before = [content.read(one) for one in (report, other)]
    removal.merge(report, other, by=manager, at=at, reason="Entered twice.")
    decide(returning.bring_back(report, by=editor, at=at))
    assert [content.read(fresh(one)) for one in (report, other)] == before


def test_what_was_changed_since_the_merge_stays(
    pledge, survivor, manager, editor, in_review, reviewer, decide, at
):
    removal.merge(pledge, survivor, by=manager, at=at, reason="Entered twice.")
    added = {"source": make.SourceFactory(slug="zz-later").slug, "locator": ""}
    cites = [*content.read(fresh(survivor))["citations"], added]
    edited = in_review(fresh(survivor), title="Better", citations=cites)
    review.publish(edited, by=reviewer, at=at)
    decide(returning.bring_back(pledge, by=editor, at=at))
    assert fresh(survivor).title == "Better"
    assert "zz-later" in [c.source.slug for c in survivor.citations.all()]
    assert survivor.citations.count() == 2
    assert survivor.parts.count() == 1


def test_reports_that_were_retracted_with_the_survivor_come_back_with_what_they_were_moved_from(
    pledge, report, survivor, published, manager, editor, decide, at
):
    facts = report_proposal(pledge, summary="Forged.")
    forged = published(ProgressReport(id=facts["id"]), facts)
    before = content.read(report)
    removal.merge(pledge, survivor, by=manager, at=at, reason="Entered twice.")
    removal.retract(fresh(forged), by=manager, at=at, reason="Forged")
    removal.retract(fresh(survivor), by=manager, at=at, reason="Never promised.")
    submission = returning.bring_back(pledge, by=editor, at=at)
    decide(submission)
    assert content.read(fresh(report)) == before
    assert [fresh(one).is_public for one in (pledge, report, survivor, forged)] == [
        True, True, False, False]  # fmt: skip
    assert submission.note == (
        "Undoes the merge into survivor. "
        f"“{fresh(forged)}” stays retracted: Forged "
        f"“{fresh(survivor)}” stays retracted: Never promised."
    )
    assert standings.differences() == []


@pytest.mark.parametrize(
    ("since", "ends", "is_told"),
    [
        ([("kept", "p. 1")], [("doubled", "p. 1")], False),
        ([("kept", "p. 2")], [("doubled", "p. 1"), ("kept", "p. 2")], True),
        ([("other", "p. 3")], [("other", "p. 3")], True),
        ([("doubled", "p. 5"), ("kept", "p. 1")], [("doubled", "p. 5")], True),
    ],
    ids=["nothing", "the locator", "taken out", "cited again"],
)
def test_a_citation_that_was_changed_since_the_merge_of_sources_stays(since, ends, is_told):
    was, became = (
        [{"source": "doubled", "locator": "p. 1"}],
        [{"source": "kept", "locator": "p. 1"}],
    )
    before, after, current = (
        proposal(summit="s", themes=["t"], parties=[], citations=rows)
        for rows in (was, became, [{"source": s, "locator": text} for s, text in since])
    )
    found, told = returning.undone("commitment", current, before, after, "kept")
    assert [(row["source"], row["locator"]) for row in found["citations"]] == ends
    assert told == (["citations"] if is_told else [])


def test_what_an_undone_merge_leaves_is_named_to_the_editor_and_the_reviewer(
    pledge, survivor, manager, editor, in_review, reviewer, at
):
    one, other = (row.citations.get().source for row in (pledge, survivor))
    removal.merge(one, other, by=manager, at=at, reason="Entered twice.")
    edited = in_review(fresh(pledge), citations=[{"source": other.slug, "locator": "p. 9"}])
    review.publish(edited, by=reviewer, at=at)
    submission = returning.bring_back(one, by=editor, at=at)
    told = "“Build a centre” keeps what was changed since the merge: citations."
    assert submission.note.startswith(f"Undoes the merge into {other.slug}. {told}")
    proposed = submission.revisions.get(record_type="commitment").content["citations"]
    assert {(row["source"], row["locator"]) for row in proposed} == {
        (one.slug, "p. 1"), (other.slug, "p. 9")}  # fmt: skip


def test_a_merge_is_undone_after_its_survivor_was_renamed(
    pledge, report, survivor, manager, editor, decide, at
):
    removal.merge(pledge, survivor, by=manager, at=at, reason="Entered twice.")
    removal.rename(fresh(survivor), slug="renamed", by=manager, at=at, reason="A better name.")
    decide(returning.bring_back(pledge, by=editor, at=at))
    assert fresh(report).commitment == pledge
    assert survivor.parts.count() == 1


def test_a_draft_of_another_editor_on_the_survivor_is_stale_and_kept_when_a_merge_is_undone(
    pledge, survivor, manager, editor, drafted, decide, at
):
    removal.merge(pledge, survivor, by=manager, at=at, reason="Entered twice.")
    held = drafted(fresh(survivor), by=manager, title="Mine")
    decide(returning.bring_back(pledge, by=editor, at=at))
    with pytest.raises(Stale):
        review.submit(held, by=manager, at=at)
    assert held.revisions.get().content["title"] == "Mine"


def test_a_draft_of_another_editor_on_the_duplicate_is_stale_and_kept(
    pledge, survivor, manager, editor, drafted, decide, at
):
    held = drafted(pledge, by=manager, title="Mine")
    removal.merge(pledge, survivor, by=manager, at=at, reason="Entered twice.")
    with pytest.raises(WrongState, match="retracted or merged"):
        review.submit(held, by=manager, at=at)
    decide(returning.bring_back(pledge, by=editor, at=at))
    with pytest.raises(Stale):
        review.submit(held, by=manager, at=at)
    assert held.revisions.get().content["title"] == "Mine"


def test_a_merge_is_not_undone_over_a_draft_of_the_same_author(
    pledge, survivor, manager, editor, drafted, at
):
    removal.merge(pledge, survivor, by=manager, at=at, reason="Entered twice.")
    held = drafted(fresh(survivor), title="Mine")
    with pytest.raises(WrongState, match=f"in your submission #{held.pk}"):
        returning.bring_back(pledge, by=editor, at=at)
    assert Submission.objects.filter(state="draft").get() == held
    review.discard(held, by=editor, at=at)
    returning.bring_back(pledge, by=editor, at=at)


# rename, back


def test_a_renaming_is_undone_by_renaming_back_and_no_address_is_lost(
    pledge, manager, editor, decide, at
):
    removal.rename(pledge, slug="wrong", by=manager, at=at, reason="A better name.")
    removal.rename(fresh(pledge), slug="pledge", by=manager, at=at, reason="A better name.")
    assert look_up("commitment", "pledge").record == pledge
    assert look_up("commitment", "wrong").moved_to == pledge
    other = make.whole_commitment()
    with pytest.raises(Invalid, match="stays so"):
        removal.rename(other, slug="wrong", by=manager, at=at, reason="A better name.")


def test_the_address_of_what_was_retracted_or_merged_never_means_another_record(
    pledge, survivor, manager, at
):
    other = make.whole_commitment()
    removal.merge(pledge, survivor, by=manager, at=at, reason="Entered twice.")
    removal.retract(fresh(survivor), by=manager, at=at, reason="Wrong")
    for slug in ("pledge", "survivor"):
        with pytest.raises(Invalid):
            removal.rename(other, slug=slug, by=manager, at=at, reason="A better name.")
    removal.rename(other, slug="free", by=manager, at=at, reason="A better name.")


def test_an_earlier_version_of_what_came_back_can_be_restored(pledge, manager, editor, decide, at):
    removal.retract(pledge, by=manager, at=at, reason="Wrong")
    decide(returning.bring_back(pledge, by=editor, at=at))
    back = fresh(pledge)
    proposed = content.read(back) | {"title": "Another"}
    decide(entry.enter(back, proposed=proposed, by=editor, at=at))
    restoring.restore(fresh(pledge), version=1, by=editor, at=at)
    held = Revision.objects.get(version=None)
    assert held.base_version == 4
    assert Source.objects.filter(version=0).count() == 0
