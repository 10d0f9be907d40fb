"""Entering a record from one screen: its new sources, itself and its first reports, as one submission."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models as db
from django.db import transaction

from commitments import columns, content
from commitments.actions import parting, review, revisions
from commitments.content import Content
from commitments.models import ProgressReport, Submission
from summits.models import Source


@transaction.atomic
def enter(
    record: db.Model,
    *,
    proposed: Content,
    by: Any,
    at: datetime.datetime,
    new_sources: Iterable[Content] = (),
    new_reports: Iterable[Content] = (),
    base_version: int | None = None,
    seen_edits: int | None = None,
    reason: str = "",
    note: str = "",
    alone: bool = False,
) -> Submission:
    """Save a record's draft with all that was typed beside it; all or nothing.

    Sources come first, since the others name them. ``alone`` keeps it apart from her other drafts,
    so that it can be submitted without them. Raises what review.save_draft raises.
    """
    submission, joined = _own_submission(record, by), None
    if submission is None:
        joined = None if alone else _submission_of_named(record, proposed, by)
        submission = joined or review.start(by=by, at=at)
        seen_edits = submission.edits if joined else seen_edits
    drafts = [(Source(), one) for one in new_sources] + [(record, proposed)]
    drafts += [(ProgressReport(id=one["id"]), one) for one in new_reports]
    for draft, wanted in drafts:
        review.save_draft(
            draft,
            proposed=wanted,
            by=by,
            at=at,
            submission=submission,
            base_version=base_version if draft is record else None,
            seen_edits=seen_edits,
        )
        seen_edits = None  # our own saves count too
    if alone:
        submission = parting.part(submission, record, by=by, at=at)
    _say(submission, reason, note, joined=joined is not None)
    return submission


def _say(submission: Submission, reason: str, note: str, *, joined: bool) -> None:
    """Write down reason and note; what was said of the records that were in it before stays said."""
    submission.refresh_from_db()
    if joined:
        reason = reason or submission.reason
        note = "\n".join(filter(None, dict.fromkeys([submission.note, note])))
    Submission.objects.filter(pk=submission.pk).update(reason=reason, note=note)
    submission.refresh_from_db()


def _own_submission(record: db.Model, by: Any) -> Submission | None:
    """The author's open submission that holds a revision of this record."""
    found = None if record._state.adding else revisions.open_revision(record, by)
    return found and found.submission


def _submission_of_named(record: db.Model, proposed: Content, by: Any) -> Submission | None:
    """The author's open submission of a draft that the new content names: they wait together."""
    table = columns.BY_TYPE[columns.record_type_of(record)]
    named = [
        (column.to, proposed.get(column.name))
        for column in table.columns
        if column.type == columns.REF and proposed.get(column.name)
    ]
    named += [("source", citation["source"]) for citation in proposed.get("citations", [])]
    for record_type, public_id in named:
        found = content.find(record_type, public_id)
        if found is not None and found.version == 0:
            submission = _own_submission(found, by)
            if submission is not None:
                return submission
    return None
