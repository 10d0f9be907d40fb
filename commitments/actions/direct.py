"""A managing editor's direct act on public records: the next version of each, kept in its history."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models as db

from commitments import columns, content
from commitments.actions.revisions import revisions_of
from commitments.choices import ChangeReason, ReviewState
from commitments.content import Content
from commitments.models import Revision, Submission


def next_versions(
    records: Iterable[db.Model],
    *,
    act: str,
    by: Any,
    at: datetime.datetime,
    why: ChangeReason = ChangeReason.CORRECTION,
    note: str = "",
) -> list[list[str]]:
    """Save changed live rows as their next versions, each with its published revision.

    Returns for each record the columns and lists in which it differs from its version before.

    No second person is asked: the submission names the ``act`` as its origin, and its author.
    Call it when everything has moved, so that the revisions hold what the public now sees.
    """
    submission = Submission.objects.create(
        state=ReviewState.PUBLISHED,
        author=by,
        origin=act,
        reason=why,
        note=note,
        created_at=at,
        edited_at=at,
        submitted_at=at,
        decided_at=at,
    )
    revisions, changed = [], []
    for record in records:
        held = content.read(record)
        changed.append(content.changed_fields(_version_before(record) or held, held))
        record.version += 1
        record.updated_at = at
        record.save()
        revisions.append(
            Revision(
                submission=submission,
                record_type=columns.record_type_of(record),
                record_key=str(record.pk),
                base_version=record.version - 1,
                version=record.version,
                content=held,
            )
        )
    Revision.objects.bulk_create(revisions)
    return changed


def _version_before(record: db.Model) -> Content:
    """The content that is public until now; empty where the history does not reach back."""
    found = revisions_of(record).filter(version=record.version).first()
    return found.content if found else {}
