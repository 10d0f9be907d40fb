"""What goes to review with one record of an author's open submission, when she submits that record only."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models as db

from commitments.actions import review
from commitments.choices import RecordType
from commitments.columns import record_type_of
from commitments.models import Revision, Submission
from commitments.queries import naming


def part(submission: Submission, record: db.Model, *, by: Any, at: datetime.datetime) -> Submission:
    """The record, its reports and their new sources as a submission; other drafts stay where they are."""
    inside = list(submission.revisions.all())
    going = _with(record, inside)
    if len(going) == len(inside):
        return submission
    own = review.start(by=by, at=at)
    submission.refresh_from_db()
    submission.revisions.filter(pk__in=[one.pk for one in going]).update(submission=own)
    Submission.objects.filter(pk=own.pk).update(edits=submission.edits)
    return own


def _with(record: db.Model, inside: Iterable[Revision]) -> list[Revision]:
    key = (record_type_of(record), str(record.pk))
    (own,) = (one for one in inside if (one.record_type, one.record_key) == key)
    going = [own]
    if own.record_type == RecordType.COMMITMENT:
        going += [one for one in inside if one.content.get("commitment") == own.content["id"]]
    named = naming.named_in(one.content for one in going).get(RecordType.SOURCE, set())
    return going + [one for one in inside if one.is_new_source and one.content["id"] in named]
