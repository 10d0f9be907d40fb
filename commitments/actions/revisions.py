"""Finding revisions and the records they are of."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db import models as db

from commitments import columns, content
from commitments.actions.errors import Invalid, NotAllowed, Stale, WrongState
from commitments.choices import ReviewState
from commitments.models import OPEN_STATES, Revision, Submission

ORDER = [table.record_type for table in columns.TABLES]


def in_order(submission: Submission) -> list[Revision]:
    """The revisions of a submission: what is named before what names it."""
    return sorted(submission.revisions.all(), key=lambda one: ORDER.index(one.record_type))


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


def refuse_stale(record: db.Model, base_version: int) -> None:
    """A draft goes on from the version that is public now, or from the act that took it back."""
    if record.version == base_version:
        return
    if record.version and not record.is_public:
        raise WrongState(f"“{record}” has been retracted or merged.")
    raise Stale(
        f"“{record}” has been published as version {record.version} while you worked on "
        f"version {base_version}. Compare the two, then save again."
    )


def refuse_lost(record: db.Model, submission: Submission) -> None:
    """What was retracted or merged is edited only in the submission that brings it back."""
    if record.version == 0 or record.is_public:
        return
    if not any(
        one.brings_back(record) for one in revisions_of(record).filter(submission=submission)
    ):
        raise WrongState(f"“{record}” has been retracted or merged.")


def let_back(revisions: Iterable[Revision], records: Iterable[db.Model]) -> list[db.Model]:
    """Let the records that these revisions bring back through the gate again; return them."""
    back = [r for v, r in zip(revisions, records, strict=True) if v.brings_back(r)]
    for record in back:
        record.retracted_at, record.retraction_reason, record.merged_into = None, "", None
        try:
            with transaction.atomic():
                record.save()
        except IntegrityError as error:
            raise Invalid([f"“{record}”: another record has the same address now."]) from error
    return back


def refuse_second_draft(record: db.Model, by: Any, submission: Submission) -> None:
    """An author has one undecided draft of a record, and what was never public is one author's only.

    Otherwise none could say what a never public row holds, or which of two drafts is meant.
    """
    if record._state.adding:
        return
    elsewhere = revisions_of(record).exclude(submission=submission)
    undecided = elsewhere.exclude(submission__state=ReviewState.PUBLISHED)
    if record.version == 0 and undecided.exclude(submission__author=by).exists():
        raise NotAllowed("This record is another editor's draft. Wait until it is public.")
    if held := undecided.filter(submission__author=by).select_related("submission").first():
        how = "Change it there." if held.submission.is_open else "Take that back to change it."
        raise WrongState(f"This record is in your submission #{held.submission_id}. {how}")


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
