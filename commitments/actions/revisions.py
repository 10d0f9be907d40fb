"""Finding revisions and the records they are of."""

from typing import Any

from django.db import models as db

from commitments import columns, content
from commitments.choices import ReviewState
from commitments.models import OPEN_STATES, Revision


def open_revision(record: db.Model, by: Any) -> Revision | None:
    """The author's open revision of a record, if she has one."""
    return (
        revisions_of(record)
        .filter(submission__author=by, submission__state__in=OPEN_STATES)
        .select_related("submission")
        .first()
    )


def revisions_of(record: db.Model):
    """All revisions of a record."""
    return Revision.objects.filter(
        record_type=columns.record_type_of(record), record_key=str(record.pk)
    )


def record_of(revision: Revision, *, lock: bool) -> db.Model:
    """The live row of a revision's record, locked on demand."""
    rows = columns.BY_TYPE[revision.record_type].model.objects
    return (rows.select_for_update() if lock else rows).get(pk=revision.record_key)


def rename_in_drafts(record_type: str, before: str, after: str) -> None:
    """Let undecided revisions that name a record name it as it is called now, or what it was merged into."""
    if before in ("", after):
        return
    undecided = [*OPEN_STATES, ReviewState.IN_REVIEW]
    for revision in Revision.objects.filter(version=None, submission__state__in=undecided):
        named = content.with_names(
            revision.record_type,
            revision.content,
            lambda to, name: after if (to, name) == (record_type, before) else name,
        )
        if named != revision.content:
            Revision.objects.filter(pk=revision.pk).update(content=named)
