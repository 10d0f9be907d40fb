"""A record's history: every published version, and the way back to an earlier one."""

import pytest
from django.utils import timezone

from commitments import content
from commitments.actions import removal, review
from commitments.models import Commitment, Submission
from tests.actions.proposals import submitted
from tests.admin.test_lists import asked

pytestmark = pytest.mark.once

LIST = "/admin/commitments/commitment/"


@pytest.fixture
def twice(centre, editor, reviewer):
    """A pledge whose title was changed once."""
    proposed = content.read(centre) | {"title": "Build two centres"}
    submission = submitted(editor, timezone.now(), (centre, proposed))
    review.publish(submission, by=reviewer, at=timezone.now())
    centre.refresh_from_db()
    return centre


def test_every_version_says_who_when_and_what(as_editor, twice):
    page = as_editor.get(f"{LIST}{twice.pk}/history/")
    found = [
        (v.revision.version, [row.name for row in v.changed]) for v in page.context["versions"]
    ]
    assert found == [(2, ["title"]), (1, [])]
    text = page.content.decode()
    for said in ("erika", "rafael", "<ins>two</ins>", "The first published version."):
        assert said in text


def test_the_history_asks_no_more_for_many_versions(as_reviewer, twice, editor, reviewer):
    address = f"{LIST}{twice.pk}/history/"
    as_reviewer.get(address)
    few = asked(as_reviewer, address)
    for number in range(6):
        proposed = content.read(twice) | {"title": f"Build {number} centres"}
        submission = submitted(editor, timezone.now(), (twice, proposed))
        review.publish(submission, by=reviewer, at=timezone.now())
        twice.refresh_from_db()
    assert asked(as_reviewer, address) == few


def test_an_earlier_version_becomes_a_draft_and_nothing_public_changes(as_editor, editor, twice):
    answer = as_editor.post(f"{LIST}{twice.pk}/restore/1/")
    assert (answer.status_code, answer.url) == (302, f"{LIST}{twice.pk}/change/")
    submission = Submission.objects.get(author=editor, state="draft")
    assert submission.note == "Version 1 restored."
    assert submission.revisions.get().content["title"] == "Build a centre"
    twice.refresh_from_db()
    assert (twice.title, twice.version) == ("Build two centres", 2)


def test_a_restored_version_keeps_the_slug_of_today(as_editor, editor, manager, twice):
    removal.rename(
        twice, slug="chn-2010-centres", by=manager, at=timezone.now(), reason="A better name."
    )
    as_editor.post(f"{LIST}{twice.pk}/restore/1/")
    held = Submission.objects.get(author=editor, state="draft").revisions.get().content
    assert (held["id"], held["title"]) == ("chn-2010-centres", "Build a centre")


def test_what_says_the_same_as_today_is_not_offered(as_editor, editor, manager, twice):
    """As a renaming leaves it: a draft of it would change nothing."""
    facts = {"by": manager, "at": timezone.now(), "reason": "A better name."}
    removal.rename(twice, slug="chn-2010-centres", **facts)
    removal.rename(twice.summit, slug="washington-2010", **facts)
    page = as_editor.get(f"{LIST}{twice.pk}/history/").content.decode()
    assert [f"/restore/{number}/" in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    for version in (2, 3):
        told = as_editor.post(f"{LIST}{twice.pk}/restore/{version}/", follow=True)
        assert f"Version {version} says the same as what is public today" in told.content.decode()
    assert not Submission.objects.filter(author=editor, state="draft").exists()


@pytest.mark.parametrize("version", [2, 3, 99999])
def test_there_is_no_way_back_to_what_is_public_or_never_was(as_editor, editor, twice, version):
    page = as_editor.post(f"{LIST}{twice.pk}/restore/{version}/", follow=True)
    assert f"has no earlier version {version}" in page.content.decode()
    assert not Submission.objects.filter(author=editor, state="draft").exists()


def test_a_draft_of_hers_is_not_overwritten(as_editor, editor, twice):
    as_editor.post(f"{LIST}{twice.pk}/restore/1/")
    page = as_editor.post(f"{LIST}{twice.pk}/restore/1/", follow=True)
    assert "You have a draft of this record." in page.content.decode()


def test_a_retracted_record_is_read_but_not_restored(as_editor, manager, twice):
    removal.retract(twice, by=manager, at=timezone.now(), reason="It was wrong.")
    page = as_editor.get(f"{LIST}{twice.pk}/history/").content.decode()
    assert "/restore/" not in page
    as_editor.post(f"{LIST}{twice.pk}/restore/1/")
    assert not Submission.objects.filter(state="draft").exists()


def test_only_a_button_restores(as_editor, twice):
    assert as_editor.get(f"{LIST}{twice.pk}/restore/1/").status_code == 404
    assert Commitment.objects.get(pk=twice.pk).version == 2


def test_what_is_in_review_is_not_drafted_a_second_time(as_editor, twice):
    as_editor.post(f"{LIST}{twice.pk}/restore/1/")
    held = Submission.objects.get(state="draft")
    as_editor.post(f"/admin/commitments/submission/{held.pk}/submit/")
    page = as_editor.post(f"{LIST}{twice.pk}/restore/1/", follow=True)
    assert f"This record is in your submission #{held.pk}. Take that back" in page.content.decode()
    assert Submission.objects.exclude(state="published").count() == 1
