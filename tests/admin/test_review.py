"""Two people publish: what the author may not, what the reviewer sees, and what nobody gets past."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertInHTML

from commitments import content
from commitments.models import Change, Commitment, ProgressReport, Submission
from commitments.queries import submissions
from summits.models import Source
from tests.actions.proposals import report_proposal, submitted
from tests.admin.conftest import ADD, REPORT, pledge_form, signed_in

QUEUE = "/admin/commitments/submission/"


@pytest.fixture
def submission(as_editor, editor):
    """A pledge with a report and a new source, submitted by the editor."""
    as_editor.post(ADD, pledge_form(reports=[REPORT], reviewer_note="Please look", _submit="1"))
    return Submission.objects.get(author=editor)


def press(client, submission, verb, **sent):
    return client.post(f"{QUEUE}{submission.pk}/{verb}/", sent)


def test_the_review_screen_shows_every_record_and_its_sources(as_reviewer, submission):
    page = as_reviewer.get(f"{QUEUE}{submission.pk}/change/")
    text = page.content.decode()
    assert [p.revision.record_type for p, _url, _unlikely in page.context["proposals"]] == [
        "source",
        "commitment",
        "progress_report",
    ]
    assert 'href="https://example.org/second"' in text
    for said in ("Please look", "The work has begun.", "China (CHN) · lead", "Publish"):
        assert said in text


def test_a_change_is_shown_with_what_it_replaces(as_editor, as_reviewer, centre):
    from tests.admin.test_editing import edit_form, edit_url

    form = edit_form(as_editor, centre) | {"title": "Build two centres", "_submit": "1"}
    as_editor.post(edit_url(centre), form)
    submission = Submission.objects.get(state="in_review")
    page = as_reviewer.get(f"{QUEUE}{submission.pk}/change/")
    [(proposal, _url, _unlikely)] = page.context["proposals"]
    changed = [(row.name, row.old, row.new) for row in proposal.rows if row.changed]
    assert changed == [("title", ["Build a centre"], ["Build two centres"])]
    press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    page = as_reviewer.get(f"{QUEUE}{submission.pk}/change/")
    [(proposal, _url, _unlikely)] = page.context["proposals"]
    assert [row.old for row in proposal.rows if row.changed] == [["Build a centre"]]


def test_an_author_cannot_publish_her_own_by_any_button(public, reviewer):
    author = signed_in(reviewer)
    author.post(ADD, pledge_form(_submit="1"))
    submission = Submission.objects.get(author=reviewer)
    page = author.get(f"{QUEUE}{submission.pk}/change/").content.decode()
    assert "/publish/" not in page
    assert "Take back" in page
    answer = press(author, submission, "publish", seen_edits=submission.edits)
    assert answer.status_code == 403
    assert "Somebody else must publish" in answer.content.decode()
    assert Submission.objects.get(pk=submission.pk).state == "in_review"
    assert not Commitment.objects.published().exists()


def test_a_contributor_cannot_publish_or_send_back_anothers(submission, person):
    other = signed_in(person("olga", "contributor"))
    assert press(other, submission, "publish", seen_edits=submission.edits).status_code == 403
    assert press(other, submission, "send-back", comment="No").status_code == 403
    assert press(other, submission, "take-back").status_code == 409
    assert press(other, submission, "discard").status_code == 409
    submission.refresh_from_db()
    assert submission.state == "in_review"


def test_what_changed_since_the_reviewer_looked_is_not_published(
    as_editor, as_reviewer, submission
):
    """R04: the page shows what is there now, and that can be published."""
    seen = submission.edits
    press(as_editor, submission, "take-back")
    late = press(as_reviewer, submission, "publish", seen_edits=seen)
    assert "taken back or changed meanwhile" in late.content.decode()
    pledge = Commitment.objects.get()
    form = pledge_form(title="Something else", base_version=0, seen_edits=seen)
    url = f"/admin/commitments/commitment/{pledge.pk}/change/"
    assert as_editor.post(url, form | {"_submit": "1"}).status_code == 302
    answer = press(as_reviewer, submission, "publish", seen_edits=seen)
    assert answer.status_code == 409
    assert "Something else" in answer.content.decode()
    assert not Commitment.objects.published().exists()
    submission.refresh_from_db()
    answer = press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    assert answer.status_code == 302
    assert Commitment.objects.published().get().title == "Something else"


def test_publishing_needs_to_say_what_was_seen(as_reviewer, submission):
    for seen in ("", "x", "٣", "9" * 5000):
        assert press(as_reviewer, submission, "publish", seen_edits=seen).status_code == 400
    assert not Commitment.objects.published().exists()


def test_publishing_twice_publishes_once(as_reviewer, submission, person):
    """R03: one after the other, the first goes through and the second reviewer is told."""
    as_other = signed_in(person("rosa", "reviewer"))
    first = press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    changes = Change.objects.count()
    second = press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    assert (first.status_code, second.status_code) == (302, 302)
    assert press(as_other, submission, "publish", seen_edits=submission.edits).status_code == 409
    assert Change.objects.count() == changes


def test_sending_back_needs_a_comment_and_the_author_reads_it(as_editor, as_reviewer, submission):
    assert press(as_reviewer, submission, "send-back", comment=" ").status_code == 400
    assert press(as_reviewer, submission, "send-back", comment="Which year?").status_code == 302
    pledge = Commitment.objects.get()
    page = as_editor.get(f"/admin/commitments/commitment/{pledge.pk}/change/").content.decode()
    assert "Which year?" in page
    assert "1 was sent back to you" in as_editor.get("/admin/").content.decode()


def test_an_author_takes_back_and_edits_again(as_editor, submission):
    assert press(as_editor, submission, "take-back").status_code == 302
    pledge = Commitment.objects.get()
    page = as_editor.get(f"/admin/commitments/commitment/{pledge.pk}/change/")
    assert "Save and submit" in page.content.decode()


def test_buttons_are_posts_only(as_reviewer, submission):
    assert as_reviewer.get(f"{QUEUE}{submission.pk}/publish/").status_code == 302
    assert not Commitment.objects.published().exists()


def test_a_pledge_whose_source_is_not_public_is_refused_with_reasons(
    as_reviewer, as_editor, editor
):
    as_editor.post(
        "/admin/summits/source/add/",
        {
            "url": "https://example.org/x",
            "title": "X",
            "publisher": "P",
            "kind": "news",
            "language": "en",
            "_save": "1",
        },
    )
    draft = Source.objects.get(url="https://example.org/x")
    as_editor.post(ADD, pledge_form(_submit="1"))
    submission = Submission.objects.get(state="in_review")
    revision = submission.revisions.get()
    revision.content |= {"citations": [{"source": draft.slug, "locator": ""}]}
    revision.save()
    answer = press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    assert answer.status_code == 400
    assert "at least one published source" in answer.content.decode()


def test_the_queue_says_what_waits_for_whom(as_editor, as_reviewer, submission):
    text = as_reviewer.get(f"{QUEUE}?turn=review").content.decode()
    assert "commitment: Train two thousand people" in text
    assert "1 submission waits for your review" in as_reviewer.get("/admin/").content.decode()
    as_editor.get("/admin/")  # takes the messages
    waiting = as_editor.get(f"{QUEUE}?turn=review").content.decode()
    assert "Train two thousand people" not in waiting
    mine = as_editor.get(f"{QUEUE}?turn=mine").content.decode()
    assert "Train two thousand people" in mine


def test_nobody_adds_changes_or_deletes_submissions_and_changes(as_manager, submission):
    """Z08: what a screen shows read-only is not written."""
    for address in (
        f"{QUEUE}add/",
        f"{QUEUE}{submission.pk}/delete/",
        "/admin/commitments/change/add/",
        "/admin/commitments/change/1/delete/",
    ):
        assert as_manager.post(address, {"post": "yes"}).status_code == 403
    sent = {"state": "published", "note": "x"}
    as_manager.post(f"{QUEUE}{submission.pk}/change/", sent)
    submission.refresh_from_db()
    assert (submission.state, submission.note) == ("in_review", "Please look")
    assert (
        as_manager.post("/admin/commitments/change/1/change/", {"action": "x"}).status_code == 403
    )


def test_published_reports_are_listed_with_their_pledge(as_editor, as_reviewer, submission):
    press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    pledge, report = Commitment.objects.get(), ProgressReport.objects.get()
    page = as_editor.get(f"/admin/commitments/commitment/{pledge.pk}/change/").content.decode()
    assert f"/admin/commitments/progressreport/{report.pk}/change/" in page


@pytest.mark.parametrize("comment", ["a\x00b", "a\x01b", "=1+1", "x" * 2001])
def test_a_comment_is_plain_text(as_reviewer, submission, comment):
    answer = press(as_reviewer, submission, "send-back", comment=comment)
    assert answer.status_code == 400
    assert len(answer.context["refused"]) == 1
    submission.refresh_from_db()
    assert (submission.state, submission.comment) == ("in_review", "")


def test_a_submission_moved_last_when_it_was_submitted_again(as_editor, as_reviewer, submission):
    press(as_reviewer, submission, "send-back", comment="Which year?")
    decided = timezone.now() - timedelta(days=3)
    Submission.objects.filter(pk=submission.pk).update(decided_at=decided, edited_at=decided)
    press(as_editor, submission, "submit")
    [row] = as_reviewer.get(f"{QUEUE}?turn=review").context["cl"].result_list
    assert timezone.now() - row.moved_at < timedelta(hours=1)


def test_a_very_large_published_submission_is_a_list_of_names(as_reviewer, public, monkeypatch):
    monkeypatch.setattr("commitments.admin.review.MOST_READ", 2)
    submission = Submission.objects.filter(state="published").earliest("pk")
    one = submission.revisions.first()
    for i in range(3):
        one.pk, one.record_key = None, f"{one.record_key}{i}"
        one.save()
    page = as_reviewer.get(f"{QUEUE}{submission.pk}/change/")
    assert len(page.context["names"]) == 2
    assert "party: China" in page.content.decode()
    assert as_reviewer.get(f"{QUEUE}{submission.pk}/change/?p=nosuch").status_code == 200


@pytest.mark.usefixtures("record")
def test_what_the_data_load_published_can_be_opened(reviewer):
    load = Submission.objects.get(author=None)
    client = signed_in(reviewer)
    page = client.get(f"{QUEUE}{load.pk}/change/")
    assert page.context["inside"].paginator.count > 2000
    assert press(client, load, "publish", seen_edits=load.edits).status_code == 409


@pytest.mark.usefixtures("record")
def test_a_submission_of_two_thousand_records_can_be_read_whole(db):
    load = Submission.objects.get(author=None)
    assert {one.is_new for one in submissions.proposals(load)} == {True}


def changed(record, author, **facts):
    """A proposed change of a public record, in review."""
    proposed = content.read(record) | facts
    return submitted(author, timezone.now(), (record, proposed))


def test_a_changed_text_is_shown_word_by_word(client, centre, editor, reviewer):
    submission = changed(centre, editor, title="Build two centres of excellence")
    client.force_login(reviewer)
    page = client.get(f"{QUEUE}{submission.pk}/change/")
    assertInHTML(
        '<td data-label="Proposed">Build <del>a</del><ins>two</ins> '
        "<del>centre</del><ins>centres of excellence</ins></td>",
        page.content.decode(),
    )


def test_a_reviewer_is_told_what_to_read_with_care(client, centre, editor, reviewer):
    submission = changed(centre, editor, title="Build two centres", target_date="2020")
    client.force_login(reviewer)
    page = client.get(f"{QUEUE}{submission.pk}/change/").content.decode()
    assert "among the first 10 published edits" in page
    assert "The wording of a public promise changes." in page
    assert f'href="#revision-{submission.revisions.get().pk}"' in page


def test_a_reviewer_is_told_what_is_unlikely_in_a_record(client, centre, editor, reviewer):
    proposed = report_proposal(centre, date="2001")
    submission = submitted(editor, timezone.now(), (ProgressReport(id=proposed["id"]), proposed))
    client.force_login(reviewer)
    page = client.get(f"{QUEUE}{submission.pk}/change/").content.decode()
    assert "The report is dated 2001, before the promise of" in page


def test_of_a_changed_list_only_what_changes_is_marked(client, centre, editor, reviewer):
    submission = changed(centre, editor, themes=["training", "ports"], target_date="2020")
    client.force_login(reviewer)
    page = client.get(f"{QUEUE}{submission.pk}/change/")
    [(proposal, _url, _unlikely)] = page.context["proposals"]
    assert [row.name for row in proposal.shown] == ["target_date", "themes"]
    assert "title" in [row.name for row in proposal.unchanged]
    assertInHTML(
        '<td data-label="Proposed"><div>Training (training)</div>'
        "<div><ins>Ports (ports)</ins></div></td>",
        page.content.decode(),
    )


def test_a_possible_double_leads_to_the_public_pledge(client, centre, editor, reviewer):
    double = content.read(centre) | {"id": "chn-2010-double"}
    submission = submitted(editor, timezone.now(), (Commitment(), double))
    client.force_login(reviewer)
    page = client.get(f"{QUEUE}{submission.pk}/change/").content.decode()
    assert '<a href="/commitments/chn-2010-centre/">It may be “chn-2010-centre” again' in page
