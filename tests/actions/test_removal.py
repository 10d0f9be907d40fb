"""Taking back what was public: R9 for retract, merge and rename, and what each leaves behind."""

import datetime

import pytest

from commitments import content
from commitments.actions import checks, removal, review, revisions, standings
from commitments.actions.errors import Invalid, NotAllowed, Stale, WrongState
from commitments.models import (
    Change,
    Check,
    Citation,
    Commitment,
    FormerSlug,
    ProgressReport,
    Revision,
    Standing,
    Submission,
)
from commitments.queries.lookup import look_up
from summits.models import Source
from tests import factories as make

pytestmark = pytest.mark.django_db


def seen():
    """The public log: what happened to which record."""
    return list(Change.objects.order_by("seq").values_list("seq", "action", "record_id", "version"))


def history(record):
    """The published revisions of a record: version and content."""
    found = Revision.objects.filter(record_key=str(record.pk), version__isnull=False)
    return dict(found.order_by("version").values_list("version", "content"))


# retraction


def test_retracting_needs_a_managing_editor_a_reason_and_a_public_record(
    commitment, manager, reviewer, at
):
    with pytest.raises(NotAllowed):
        removal.retract(commitment, by=reviewer, at=at, reason="Wrong")
    with pytest.raises(Invalid, match="reason"):
        removal.retract(commitment, by=manager, at=at, reason=" ")
    with pytest.raises(WrongState):
        removal.retract(make.CommitmentFactory(draft=True), by=manager, at=at, reason="Wrong")
    assert not Change.objects.exists()


def test_retracting_a_commitment_retracts_its_reports_and_hides_their_citations(
    commitment, manager, at
):
    reports = [make.sourced_report(commitment=commitment) for _ in range(2)]
    standings.refresh([commitment.pk])
    removal.retract(commitment, by=manager, at=at, reason="It was never made.")
    assert not Commitment.objects.published().exists()
    assert not ProgressReport.objects.published().exists()
    assert not Citation.objects.public().exists()
    assert not Standing.objects.exists()
    assert Citation.objects.count() == 3  # nothing is deleted
    assert [row[:2] for row in seen()] == [(n, "retracted") for n in (1, 2, 3)]
    assert {row[2] for row in seen()} == {"old-pledge", *(str(r.pk) for r in reports)}
    assert look_up("commitment", "old-pledge").gone.reason == "It was never made."


def test_a_retracted_record_keeps_its_content_in_its_history(commitment, manager, at):
    before = content.read(commitment)
    removal.retract(commitment, by=manager, at=at, reason="Wrong")
    assert history(commitment) == {2: before}
    submission = Submission.objects.get()
    assert (submission.author, submission.origin, submission.state) == (
        manager,
        "retraction",
        "published",
    )


def test_a_retracted_report_no_longer_decides(commitment, manager, at):
    report = make.sourced_report(commitment=commitment)
    standings.refresh([commitment.pk])
    removal.retract(report, by=manager, at=at, reason="Wrong")
    assert Commitment.objects.with_standing(at.date()).get().status == "unreported"


def test_an_open_draft_of_a_retracted_record_cannot_be_published(
    commitment, in_review, reviewer, manager, at
):
    submission = in_review(commitment, title="x")
    removal.retract(commitment, by=manager, at=at, reason="Wrong")
    with pytest.raises(WrongState, match="retracted or merged"):
        review.publish(submission, by=reviewer, at=at)


def test_a_draft_report_of_a_retracted_commitment_cannot_be_published(
    commitment, in_review, reviewer, manager, at
):
    report = make.ReportFactory(draft=True, commitment=commitment)
    make.CitationFactory(progress_report=report)
    submission = in_review(report)
    removal.retract(commitment, by=manager, at=at, reason="Wrong")
    with pytest.raises(Invalid, match="is not public"):
        review.publish(submission, by=reviewer, at=at)


def test_a_source_stays_while_it_is_the_only_one_of_a_public_record(commitment, manager, at):
    source = commitment.citations.get().source
    with pytest.raises(Invalid, match="only source of “Old title”"):
        removal.retract(source, by=manager, at=at, reason="Forged")
    second = make.CitationFactory(commitment=commitment, source=make.SourceFactory(draft=True))
    with pytest.raises(Invalid):  # a source that is not public does not help
        removal.retract(source, by=manager, at=at, reason="Forged")
    Source.objects.filter(pk=second.source_id).update(version=1, published_at=at, updated_at=at)
    removal.retract(source, by=manager, at=at, reason="Forged")
    assert Citation.objects.public().get() == second


def test_the_only_source_of_what_is_not_public_can_go(manager, at):
    source = make.SourceFactory()
    for state in ({"draft": True}, {"retracted": True}):
        make.CitationFactory(commitment=make.CommitmentFactory(**state), source=source)
    removal.retract(source, by=manager, at=at, reason="Forged")


def named():
    """Records with what public record names them."""
    commitment = make.whole_commitment()
    document = make.whole_document()
    yield (
        "wider commitment",
        make.whole_commitment(),
        lambda r: make.CommitmentFactory(implements=r),
    )
    yield "summit", make.SummitFactory(), lambda r: make.DocumentFactory(summit=r)
    yield "document", document, lambda r: make.CommitmentFactory(document=r)
    yield "theme of commitment", commitment.themes.get(), lambda _r: None
    yield "theme of document", document.themes.get(), lambda _r: None
    yield "party of commitment", commitment.parts.get().party, lambda _r: None
    yield "party of document", document.document_parties.get().party, lambda _r: None
    yield "host", make.SummitFactory().host, lambda _r: None
    yield (
        "reporter",
        make.PartyFactory(),
        lambda r: make.ReportFactory(reported_by_party=r, reported_by_name=""),
    )


def test_what_public_records_name_stays(manager, at):
    for what, record, name in named():
        name(record)
        with pytest.raises(Invalid, match="Public records name it"):
            removal.retract(record, by=manager, at=at, reason=what)


def test_what_only_drafts_name_can_go(manager, at):
    document = make.whole_document()
    make.CommitmentFactory(draft=True, document=document)
    removal.retract(document, by=manager, at=at, reason="Never adopted")
    assert not document.__class__.objects.published().exists()


# merges


@pytest.fixture
def survivor(db):
    return make.whole_commitment(slug="survivor", title="Survivor")


def test_a_merge_moves_reports_parts_and_citations_with_one_change_each(
    commitment, survivor, manager, at
):
    party = commitment.parts.get().party
    report = make.sourced_report(commitment=commitment, party=party)
    removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    survivor.refresh_from_db()
    assert set(survivor.parts.values_list("party__code", flat=True)) >= {party.code}
    assert survivor.parts.count() == survivor.citations.count() == 2
    report.refresh_from_db()
    assert (report.commitment, report.version) == (survivor, 2)
    assert seen() == [
        (1, "merged", "old-pledge", 2),
        (2, "updated", str(report.pk), 2),
        (3, "updated", "survivor", 2),
    ]
    assert Change.objects.get(seq=2).commitment_id == "survivor"
    assert look_up("commitment", "old-pledge").moved_to == survivor
    assert standings.differences() == []
    found = Commitment.objects.with_part_standing(party.pk, at.date()).get(pk=survivor.pk)
    assert found.part_status == "in_progress"


def test_every_version_a_merge_raises_is_in_the_history(commitment, survivor, manager, at):
    report = make.sourced_report(commitment=commitment)
    removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    for record in (survivor, report, commitment):
        record.refresh_from_db()
        assert history(record) == {2: content.read(type(record).objects.get(pk=record.pk))}
    assert Submission.objects.get().origin == "merge of old-pledge into survivor"


def test_what_a_merge_puts_together_could_be_published(commitment, survivor, manager, at):
    make.sourced_report(commitment=commitment, party=commitment.parts.get().party)
    removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    for record in (*Commitment.objects.published(), *ProgressReport.objects.published()):
        proposed = content.read(record)
        kind = "commitment" if isinstance(record, Commitment) else "progress_report"
        assert list(checks.problems(kind, proposed, checks.Live())) == []


def test_what_the_survivor_has_already_stays_behind(commitment, survivor, manager, at):
    make.PartFactory(commitment=survivor, party=commitment.parts.get().party, role="partner")
    make.CitationFactory(commitment=survivor, source=commitment.citations.get().source)
    for one in (commitment, survivor):
        Check.objects.create(
            commitment=one, date=datetime.date(2016, 1, 1), where="A site", created_at=at
        )
    Check.objects.create(
        commitment=commitment, date=datetime.date(2017, 1, 1), where="A site", created_at=at
    )
    removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    assert sorted(survivor.parts.values_list("role", flat=True)) == ["lead", "partner"]
    assert survivor.citations.count() == survivor.checks.count() == 2


def test_what_implemented_the_duplicate_implements_the_survivor(commitment, survivor, manager, at):
    narrower = make.whole_commitment(implements=commitment)
    removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    narrower.refresh_from_db()
    assert (narrower.implements, narrower.version) == (survivor, 2)


@pytest.mark.parametrize("direction", ["survivor", "duplicate"])
def test_a_merge_of_a_commitment_with_its_wider_one_leaves_no_circle(
    commitment, survivor, manager, at, direction
):
    if direction == "survivor":
        widest = make.whole_commitment()
        Commitment.objects.filter(pk=commitment.pk).update(implements=widest)
        Commitment.objects.filter(pk=survivor.pk).update(implements=commitment)
    else:
        widest = None
        Commitment.objects.filter(pk=commitment.pk).update(implements=survivor)
    removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    survivor.refresh_from_db()
    assert survivor.implements == widest


def test_a_merge_that_would_make_a_circle_changes_nothing(commitment, survivor, manager, at):
    between = make.whole_commitment(implements=commitment)
    Commitment.objects.filter(pk=survivor.pk).update(implements=between)
    with pytest.raises(Invalid, match="implement one another"):
        removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    assert not Change.objects.exists()
    assert commitment.parts.count() == 1


def test_a_part_that_joined_before_the_survivors_promise_is_refused(survivor, manager, at):
    earlier = make.whole_commitment(made_on="2010")
    make.PartFactory(commitment=earlier, joined_on="2011", role="partner")
    with pytest.raises(Invalid, match="joins on 2011, before the promise"):
        removal.merge(earlier, survivor, by=manager, at=at, reason="Entered twice.")


def test_merged_sources_are_cited_once_and_the_address_stays_taken_once(commitment, manager, at):
    duplicate = commitment.citations.get().source
    kept = make.SourceFactory()
    both = make.whole_commitment()
    for source in (duplicate, kept):
        make.CitationFactory(commitment=both, source=source)
    removal.merge(duplicate, kept, by=manager, at=at, reason="Entered twice.")
    assert [c.source for c in commitment.citations.all()] == [kept]
    assert both.citations.filter(source=kept).count() == 1
    assert not Citation.objects.filter(source=duplicate).exists()
    assert {row[1:3] for row in seen()} == {
        ("merged", duplicate.slug),
        ("updated", kept.slug),
        ("updated", commitment.slug),
        ("updated", both.slug),
    }


def test_merged_reports_move_their_citations(commitment, manager, at):
    one, two = (make.sourced_report(commitment=commitment) for _ in range(2))
    removal.merge(one, two, by=manager, at=at, reason="Entered twice.")
    assert two.citations.count() == 2
    assert list(ProgressReport.objects.published()) == [two]
    assert standings.differences() == []


def test_only_like_public_records_are_merged(commitment, survivor, manager, editor, at):
    with pytest.raises(WrongState, match="itself"):
        removal.merge(commitment, commitment, by=manager, at=at, reason="Entered twice.")
    with pytest.raises(WrongState):
        removal.merge(commitment, make.SourceFactory(), by=manager, at=at, reason="Entered twice.")
    with pytest.raises(WrongState):
        removal.merge(
            make.ThemeFactory(), make.ThemeFactory(), by=manager, at=at, reason="Entered twice."
        )
    with pytest.raises(WrongState, match="not public"):
        removal.merge(
            make.CommitmentFactory(draft=True), survivor, by=manager, at=at, reason="Entered twice."
        )
    with pytest.raises(NotAllowed):
        removal.merge(commitment, survivor, by=editor, at=at, reason="Entered twice.")


def test_merged_duplicates_lead_to_the_last_survivor(commitment, survivor, manager, at):
    last = make.whole_commitment(slug="last")
    removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    removal.merge(survivor, last, by=manager, at=at, reason="Entered twice.")
    assert look_up("commitment", "old-pledge").moved_to == last
    removal.retract(last, by=manager, at=at, reason="Wrong")
    assert look_up("commitment", "old-pledge").gone.reason == "Wrong"


# renaming


def test_a_renamed_slug_leads_to_the_record_through_any_chain(commitment, manager, at):
    for slug in ("second", "third"):
        removal.rename(commitment, slug=slug, by=manager, at=at, reason="A better name.")
    for slug in ("old-pledge", "second"):
        assert look_up("commitment", slug).moved_to.slug == "third"
        assert content.find("commitment", slug) == commitment
    assert [row[1:] for row in seen()] == [
        ("merged", "old-pledge", 2),
        ("updated", "second", 2),
        ("merged", "second", 3),
        ("updated", "third", 3),
    ]
    assert Change.objects.get(seq=2).fields == ["id"]
    assert {version: c["id"] for version, c in history(commitment).items()} == {
        2: "second",
        3: "third",
    }


def test_a_former_slug_is_never_another_records(commitment, survivor, manager, at):
    removal.rename(commitment, slug="second", by=manager, at=at, reason="A better name.")
    with pytest.raises(Invalid, match="stays so"):
        removal.rename(survivor, slug="old-pledge", by=manager, at=at, reason="A better name.")
    with pytest.raises(Invalid):
        removal.rename(survivor, slug="second", by=manager, at=at, reason="A better name.")
    with pytest.raises(Invalid):
        removal.rename(survivor, slug="Not A Slug", by=manager, at=at, reason="A better name.")


def test_a_record_may_have_its_own_former_slug_back(commitment, manager, at):
    removal.rename(commitment, slug="second", by=manager, at=at, reason="A better name.")
    removal.rename(commitment, slug="old-pledge", by=manager, at=at, reason="A better name.")
    assert look_up("commitment", "old-pledge").record == commitment
    assert look_up("commitment", "second").moved_to == commitment
    assert FormerSlug.objects.count() == 1


def test_renaming_needs_a_new_slug_a_slug_at_all_and_a_managing_editor(
    commitment, manager, reviewer, at
):
    with pytest.raises(WrongState):
        removal.rename(commitment, slug="old-pledge", by=manager, at=at, reason="A better name.")
    with pytest.raises(WrongState, match="no slug"):
        removal.rename(make.ReportFactory(), slug="x", by=manager, at=at, reason="A better name.")
    with pytest.raises(NotAllowed):
        removal.rename(commitment, slug="x", by=reviewer, at=at, reason="A better name.")


def test_a_party_is_renamed_in_its_address_only(manager, at):
    party = make.PartyFactory(code="SWZ", slug="swaziland")
    removal.rename(party, slug="eswatini", by=manager, at=at, reason="A better name.")
    change = Change.objects.get()
    assert (change.record_id, change.fields) == ("SWZ", ["slug"])


def test_an_act_makes_open_drafts_stale(commitment, in_review, reviewer, manager, at):
    submission = in_review(commitment, title="x")
    removal.rename(commitment, slug="second", by=manager, at=at, reason="A better name.")
    with pytest.raises(Stale):
        review.publish(submission, by=reviewer, at=at)


def test_the_published_revisions_are_the_whole_history(
    editor, reviewer, manager, in_review, commitment, survivor, at
):
    review.publish(in_review(commitment, title="Second"), by=reviewer, at=at)
    removal.rename(commitment, slug="third", by=manager, at=at, reason="A better name.")
    commitment.refresh_from_db()
    review.publish(in_review(commitment, title="Fourth"), by=reviewer, at=at)
    commitment.refresh_from_db()
    removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    commitment.refresh_from_db()
    assert list(history(commitment)) == [2, 3, 4, 5]
    assert commitment.version == 5
    logged = Change.objects.filter(record_key=str(commitment.pk)).order_by("seq")
    assert list(logged.values_list("action", "version")) == [
        ("updated", 2),
        ("merged", 3),  # its former slug
        ("updated", 3),
        ("updated", 4),
        ("merged", 5),
    ]


def test_a_renaming_is_told_of_every_record_that_names_the_renamed_one(
    commitment, in_review, reviewer, manager, at
):
    review.publish(in_review(commitment, summary="It is known."), by=reviewer, at=at)
    Change.objects.all().delete()
    theme = commitment.themes.get()
    before = theme.slug
    removal.rename(theme, slug="new-theme", by=manager, at=at, reason="A better name.")
    told = [(c.action, c.record_id, c.fields) for c in Change.objects.order_by("seq")]
    assert told == [
        ("merged", before, []),
        ("updated", "new-theme", ["id"]),
        ("updated", "old-pledge", ["themes"]),
    ]
    assert Change.objects.get(action="merged").note == "new-theme"
    commitment.refresh_from_db()
    assert revisions.revisions_of(commitment).get(version=commitment.version).content["themes"] == [
        "new-theme"
    ]


def test_a_renamed_summit_takes_its_participations_along(commitment, manager, at, client):
    summit = commitment.summit
    party = make.ParticipationFactory(summit=summit).party.code
    before = summit.slug
    removal.rename(summit, slug="2020-nowhere", by=manager, at=at, reason="A better name.")
    merged = Change.objects.filter(action="merged").values_list("record_id", "note")
    assert set(merged) == {
        (before, "2020-nowhere"),
        (f"{before}~{party}", f"2020-nowhere~{party}"),
    }
    answer = client.get(f"/api/v1/participations/{before}~{party}/")
    assert answer.status_code == 301
    assert answer["Location"].endswith(f"/api/v1/participations/2020-nowhere~{party}/")


def test_a_merge_says_which_fields_it_has_changed(
    commitment, survivor, in_review, reviewer, manager, at
):
    review.publish(in_review(survivor, summary="It is known."), by=reviewer, at=at)
    Change.objects.all().delete()
    removal.merge(commitment, survivor, by=manager, at=at, reason="Entered twice.")
    changed = {c.record_id: c.fields for c in Change.objects.filter(action="updated")}
    assert changed[survivor.slug] == ["parties", "citations"]


def test_nothing_is_retracted_merged_or_renamed_without_a_reason(commitment, manager, at):
    """Readers see it; with one, each goes through."""
    other, before = make.whole_commitment(), Change.objects.count()
    acts = [
        lambda why: removal.rename(commitment, slug="renamed", by=manager, at=at, reason=why),
        lambda why: removal.merge(commitment, other, by=manager, at=at, reason=why),
        lambda why: removal.retract(other, by=manager, at=at, reason=why),
    ]
    for act in acts:
        with pytest.raises(Invalid, match="Give the reason"):
            act(" ")
    assert Change.objects.count() == before
    for act in acts:
        act("Entered twice.")
    assert set(Change.objects.values_list("action", flat=True)) == {
        "merged",
        "updated",
        "retracted",
    }
