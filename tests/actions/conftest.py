"""What tests of actions share: a time, a public commitment, and a content to propose."""

import datetime

import pytest

from commitments import content
from commitments.actions import review
from tests import factories as make

AT = datetime.datetime(2020, 5, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def at():
    return AT


@pytest.fixture
def commitment(db):
    return make.whole_commitment(slug="old-pledge", title="Old title")


@pytest.fixture
def drafted(editor, at):
    """Saves a proposal as the editor's draft: ``drafted(record, title="…")`` returns its submission."""

    def save(record, by=None, **facts):
        submission = review.start(by=by or editor, at=at)
        proposed = content.read(record) | facts
        review.save_draft(record, proposed=proposed, by=by or editor, at=at, submission=submission)
        return submission

    return save


@pytest.fixture
def in_review(drafted, editor, at):
    """The same, submitted."""

    def save(record, **facts):
        submission = drafted(record, **facts)
        review.submit(submission, by=editor, at=at)
        submission.refresh_from_db()
        return submission

    return save
