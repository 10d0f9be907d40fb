"""What a reviewer is told to look at, each with its twin that is quiet."""

import uuid

import pytest
from django.utils import timezone

from commitments import content
from commitments.actions import review
from commitments.models import Commitment, Link, ProgressReport, Revision, Submission
from commitments.queries import concerns
from summits.models import Source
from tests import factories as make
from tests.actions.proposals import proposal, report_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    return make.whole_commitment(
        slug="old-pledge", title="Build a centre", target_date="2016", made_on="2012-03-27"
    )


def revision(record_type, proposed, key="0"):
    return Revision(record_type=record_type, record_key=key, base_version=0, content=proposed)


def said(found):
    return [one.sentence for one in found]


def looked_at(editor, *changed):
    return said(concerns.second_look(Submission(author=editor), changed))


@pytest.mark.parametrize(("published", "told"), [(0, True), (9, True), (10, False)])
def test_the_first_ten_published_edits_of_an_editor(editor, published, told):
    now = timezone.now()
    for _ in range(published):
        Submission.objects.create(
            author=editor, state="published", created_at=now, edited_at=now, four_eyes_waived=True
        )
    assert any("first 10" in sentence for sentence in looked_at(editor)) == told


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "Build two centres"}, "The wording of a public promise changes."),
        ({"done_when": "It is open."}, "The wording of a public promise changes."),
        ({"target_date": "2018"}, "The target date moves from 2016 to 2018."),
        ({"target_date": None}, "The target date moves from 2016 to none."),
        ({"kind": "joint"}, None),
    ],
)
def test_what_a_public_promise_says_is_changed(editor, commitment, changes, sentence):
    before = content.read(commitment)
    found = looked_at(editor, (revision("commitment", before | changes), before))[1:]
    assert found == ([sentence] if sentence else [])


def test_a_new_promise_changes_no_wording(editor):
    assert looked_at(editor, (revision("commitment", proposal()), {}))[1:] == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("completed", "in_progress", True),
        ("in_progress", "not_started", True),
        ("withdrawn", "in_progress", True),
        ("in_progress", "stalled", False),
        ("in_progress", "completed", False),
        ("completed", "withdrawn", True),
        ("in_progress", "withdrawn", False),
        ("completed", "completed", False),
    ],
)
def test_a_status_that_goes_back(editor, commitment, old, new, told):
    make.sourced_report(commitment=commitment, date="2014-03-25", status=old)
    proposed = report_proposal(commitment, date="2015", status=new)
    found = looked_at(editor, (revision("progress_report", proposed), {}))[1:]
    assert any("goes back" in sentence for sentence in found) == told


@pytest.mark.parametrize(
    ("new", "told"), [("not_started", True), ("withdrawn", True), ("completed", False)]
)
def test_a_public_report_that_takes_back_what_it_said(editor, commitment, new, told):
    own = make.sourced_report(commitment=commitment, date="2014", status="completed")
    before = content.read(own)
    changed = (revision("progress_report", before | {"status": new}, str(own.pk)), before)
    found = looked_at(editor, changed)[1:]
    assert any("goes back from “completed” (2014)" in sentence for sentence in found) == told


def test_only_the_last_report_before_about_the_same_subject_counts(editor, commitment):
    party = commitment.parts.get().party
    make.sourced_report(commitment=commitment, date="2018", status="completed")
    make.sourced_report(commitment=commitment, party=party, date="2014", status="completed")
    own = make.sourced_report(commitment=commitment, date="2013", status="in_progress")
    proposed = content.read(own) | {"date": "2015"}
    changed = (revision("progress_report", proposed, str(own.pk)), content.read(own))
    assert looked_at(editor, changed)[1:] == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"date": "2011"}, "dated 2011, before the promise of 2012-03-27"),
        ({"date": "2033"}, "over 20 years after"),
        ({"summary": "It has not yet been built."}, "the summary says “not yet”"),
        ({"status": "not_started", "summary": "The centre was opened."}, "“was opened”"),
        ({"date": "2014", "summary": "It is open."}, None),
    ],
)
def test_what_is_unlikely_in_a_report(commitment, editor, facts, words):
    changed = (revision("progress_report", report_proposal(commitment, **facts)), {})
    found = said(concerns.warnings([changed], editor))
    assert len(found) == bool(words)
    assert not words or words in found[0]


def test_a_report_is_compared_with_the_promise_it_is_submitted_with(editor):
    pledge = proposal(made_on="2014-03-25")
    report = report_proposal(Commitment(slug=pledge["id"]), id=str(uuid.uuid4()), date="2012")
    changed = [(revision("commitment", pledge), {}), (revision("progress_report", report), {})]
    assert "before the promise of 2014-03-25" in said(concerns.warnings(changed, editor))[0]


def test_a_promise_that_is_there_already(commitment, editor):
    lead, summit = commitment.parts.get().party.code, commitment.summit.slug
    row = {"party": lead, "role": "lead", "joined_on": None, "left_on": None}
    again = proposal(title="Build a  Centre", summit=summit, parties=[row])
    assert said(concerns.warnings([(revision("commitment", again), {})], editor)) == [
        "It may be “old-pledge” again: the title is nearly the same."
    ]
    for other in (
        again | {"title": "Convert a reactor"},
        again | {"summit": make.SummitFactory().slug},
        again | {"parties": [row | {"party": make.PartyFactory().code}]},
    ):
        assert concerns.warnings([(revision("commitment", other), {})], editor) == []


def test_a_promise_that_another_draft_is_about_is_told_to_who_sees_that(editor, reviewer, person):
    draft = make.whole_commitment(slug="theirs", title="Build a centre", draft=True)
    party = draft.parts.get().party
    row = {"party": party.code, "role": "lead", "joined_on": None, "left_on": None}
    again = proposal(title="Build a  Centre", summit=draft.summit.slug, parties=[row])
    changed = [(revision("commitment", again), {})]
    limited = person("lina", "contributor")
    limited.parties.set([party])
    for user in (editor, reviewer):
        (concern,) = concerns.warnings(changed, user)
        assert (
            concern.sentence == "It may be “theirs” again, a draft: the title is nearly the same."
        )
        assert concern.draft == draft.pk
    assert concerns.warnings(changed, limited) == []


def test_the_number_of_queries_does_not_grow_with_the_reports(
    editor, commitment, django_assert_num_queries
):
    changed = [
        (revision("progress_report", report_proposal(commitment, date=str(year))), {})
        for year in range(2013, 2023)
    ]
    with django_assert_num_queries(4):
        concerns.second_look(Submission(author=editor), changed)
        concerns.warnings(changed, editor)


def test_hints_refuse_nothing(editor, reviewer, commitment):
    now = timezone.now()
    submission = review.start(by=editor, at=now)
    proposed = report_proposal(commitment, date="2011", summary="Not yet.")
    record = ProgressReport(id=proposed["id"])
    review.save_draft(record, proposed=proposed, by=editor, at=now, submission=submission)
    review.submit(submission, by=editor, at=now)
    submission.refresh_from_db()
    review.publish(submission, by=reviewer, at=now)
    assert ProgressReport.objects.published().exists()


@pytest.mark.parametrize(
    ("date", "warned"),
    [("2012-03-26", "before"), ("2012-03-27", ""), ("2032", ""), ("2033", "over 20")],
)
def test_an_unlikely_date_of_a_report_is_warned_of(date, warned):
    report = make.ReportFactory.build(date=date, commitment=make.CommitmentFactory.build())
    found = concerns.unlikely_date(report.date, report.commitment.made_on)
    assert warned in " ".join(found)
    assert bool(found) == bool(warned)


def test_a_source_newly_cited_that_no_longer_answers(commitment, editor):
    source, at = commitment.citations.get().source, timezone.now()
    Link.objects.create(
        source=source, url=source.url, state="gone", checked_at=at, shown_at=at, next_check_at=at
    )
    before = content.read(commitment)
    told = [f"It cites “{source.title}”, which no longer answers and has no archived copy."]
    one = revision("commitment", before, key=str(commitment.pk))
    assert said(concerns.warnings([(one, before | {"citations": []})], editor)) == told
    assert said(concerns.warnings([(one, before)], editor)) == []
    Source.objects.update(archived_url="https://archive.example/copy")
    assert said(concerns.warnings([(one, before | {"citations": []})], editor)) == []
