"""One undecided draft of a record for each author, however many windows save at the same moment."""

import pytest
from django.db import transaction

from commitments import content
from commitments.actions import entry, review
from commitments.actions.errors import Stale, WrongState
from commitments.models import Commitment, Revision, Submission
from tests import factories as make
from tests.actions.proposals import proposal
from tests.actions.test_changes import at_once, on_postgresql

WINDOWS = 10
pytestmark = [on_postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def savings(editor, at):
    """Ten savings of one public record by one author, each from a window of its own."""
    pledge = make.whole_commitment()
    proposed = content.read(pledge)

    def saving(number):
        def save():
            with transaction.atomic():
                review.save_draft(
                    Commitment.objects.get(pk=pledge.pk),
                    proposed=proposed | {"title": f"Title {number}"},
                    by=editor,
                    at=at,
                    submission=review.start(by=editor, at=at),
                )

        return save

    return [saving(number) for number in range(WINDOWS)]


def test_ten_windows_with_a_submission_each_make_one_draft(savings):
    found = at_once(savings)
    refused = [one for one in found if one is not None]
    assert [type(one) for one in refused] == [WrongState] * (WINDOWS - 1)
    submission = Submission.objects.get()
    assert {str(one) for one in refused} == {
        f"This record is in your submission #{submission.pk}. Change it there."
    }
    assert Revision.objects.get().submission == submission
    assert submission.edits == 1


def test_ten_windows_that_enter_the_same_record_make_one_draft(editor, at):
    pledge = make.whole_commitment()
    proposed = content.read(pledge)

    def save():
        entry.enter(
            Commitment.objects.get(pk=pledge.pk),
            proposed=proposed | {"title": "Mine"},
            by=editor,
            at=at,
            base_version=1,
            seen_edits=0,
        )

    refused = [one for one in at_once([save] * WINDOWS) if one is not None]
    assert len(refused) == WINDOWS - 1
    assert {type(one) for one in refused} <= {WrongState, Stale}
    assert Revision.objects.get().submission == Submission.objects.get()
    assert Submission.objects.get().edits == 1


def test_ten_windows_that_enter_a_new_record_make_one(editor, at):
    facts = proposal()

    def save():
        entry.enter(Commitment(), proposed=facts, by=editor, at=at, seen_edits=0)

    found = at_once([save] * WINDOWS)
    assert sum(one is None for one in found) == 1
    assert Commitment.objects.get().slug == facts["id"]
    assert Revision.objects.get().submission == Submission.objects.get()
