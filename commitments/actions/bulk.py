"""Publishing many submissions at once: only those that a reviewer is warned of in nothing."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions import review
from commitments.actions.errors import Refused, sentences
from commitments.choices import ReviewState
from commitments.models import Submission
from commitments.queries import concerns, submissions


def reasons_against(submission: Submission, *, by: Any, at: datetime.datetime) -> list[str]:
    """Why this user may not publish a submission unread, all reasons at once; none: she may.

    What publishing itself would refuse is found by publishing, and taking it back.
    """
    with transaction.atomic():
        found = _tried(submission, by=by, at=at)
        transaction.set_rollback(True)
    return found


def publish_safe(
    seen_edits: Mapping[int, int], *, by: Any, at: datetime.datetime
) -> dict[int, list[str]]:
    """Publish each of these submissions by itself; what is not safe (any more) stays, with the reasons.

    ``seen_edits`` are the saves of each that the reviewer was shown. The answer has every submission;
    no reasons mean that it is published.
    """
    return {pk: _publish(pk, edits, by, at) for pk, edits in seen_edits.items()}


@transaction.atomic
def _publish(pk: int, edits: int, by: Any, at: datetime.datetime) -> list[str]:
    submission = Submission.objects.select_for_update().filter(pk=pk).first()
    if submission is None:
        return [_("It has been discarded meanwhile.")]
    if submission.state == ReviewState.PUBLISHED and submission.reviewer_id == by.pk:
        return []  # the button was pressed twice
    return _tried(submission, by=by, at=at, seen_edits=edits)


def _tried(submission: Submission, *, by: Any, **how: Any) -> list[str]:
    """Publish what is safe; why it was not published."""
    found = _unsafe(submission, by)
    if not found:
        try:
            review.publish(submission, by=by, **how)
        except Refused as refusal:
            return sentences(refusal)
    return found


def _unsafe(submission: Submission, by: Any) -> list[str]:
    """What is to be looked at before it is published; the concerns are those of the review screen."""
    if submission.state != ReviewState.IN_REVIEW:
        return [_("It is not in review.")]
    if submission.author_id == by.pk:
        return [_("You submitted it yourself. Somebody else must publish it.")]
    proposals = submissions.proposals(submission)
    late = [
        one.gone or _("The public version has changed since it was written.")
        for one in proposals
        if one.gone or one.is_stale
    ]
    if any(one.brings_back for one in proposals):
        late.append(_("Publishing it brings back what was retracted or merged."))
    late += [sentence for one in proposals for sentence in one.lost]
    changed = [(one.revision, one.before) for one in proposals]
    look, unlikely = concerns.all_of(submission, changed, by)
    return list(dict.fromkeys(late + [concern.sentence for concern in [*look, *unlikely]]))
