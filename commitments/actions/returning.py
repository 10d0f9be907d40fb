"""Undoing a retraction or a merge: what it took away, drafted again, all in one submission for review."""

import datetime
from typing import Any

from django.db import models as db
from django.db import transaction

from commitments import columns, content, rules
from commitments.actions import changes, review, revisions, scope
from commitments.actions.errors import NotAllowed, WrongState
from commitments.choices import ChangeReason
from commitments.content import Content
from commitments.models import Revision, Submission


@transaction.atomic
def bring_back(record: db.Model, *, by: Any, at: datetime.datetime) -> Submission:
    """Draft a retracted or merged record as it was, with the reports that were retracted with it,
    or with all that a merge moved put back; later changes of those stay.

    It is public again once a second person publishes it. Raises NotAllowed, WrongState, and what
    review.save_draft raises.
    """
    changes.one_at_a_time()  # several records are locked: no two transactions in opposite orders
    record = type(record).objects.select_for_update().get(pk=record.pk)
    if record.version == 0 or record.is_public:
        raise WrongState(f"“{record}” has not been retracted or merged.")
    act = _published(record, record.version)
    submission = review.start(by=by, at=at)
    _draft_again(record, submission, by)
    for sibling in act.submission.revisions.exclude(pk=act.pk) if act else []:
        other = revisions.record_of(sibling, lock=True)
        if record.merged_into_id and other.is_public:
            _put_back(other, sibling, record, submission=submission, by=by, at=at)
        elif record.retracted_at and other.retracted_at and other.version == sibling.version:
            _draft_again(other, submission, by)
    Submission.objects.filter(pk=submission.pk).update(
        reason=ChangeReason.CORRECTION, note=_note(record)
    )
    submission.refresh_from_db()
    return submission


def _note(record: db.Model) -> str:
    if record.merged_into_id:
        return f"Undoes the merge into {record.merged_into.public_id}."
    return f"Undoes the retraction. Its reason was: {record.retraction_reason}"


def _published(record: db.Model, version: int) -> Revision | None:
    return revisions.revisions_of(record).filter(version=version).first()


def _draft_again(record: db.Model, submission: Submission, by: Any) -> None:
    """Write the revision that brings a record back, as it was before the act that took it away."""
    record_type = columns.record_type_of(record)
    held = _published(record, record.version - 1) or _published(record, record.version)
    proposed = _named_now(record_type, held.content, record) if held else content.read(record)
    current = content.read(record)
    identifies = {c.name for c in columns.BY_TYPE[record_type].columns if c.field == "slug"}
    proposed |= {name: current[name] for name in identifies}
    if not rules.may_draft(by, record_type, new=False):
        raise NotAllowed("Your role does not let you edit this kind of record.")
    scope.refuse_out_of_scope(by, record, proposed)
    revisions.refuse_second_draft(record, by, submission)
    review.validate(record, proposed)
    Revision.objects.create(
        submission=submission,
        record_type=record_type,
        record_key=str(record.pk),
        content=proposed,
        base_version=record.version,
    )


def _put_back(
    other: db.Model,
    sibling: Revision,
    record: db.Model,
    *,
    submission: Submission,
    by: Any,
    at: datetime.datetime,
) -> None:
    """Draft a record that a merge changed without what the merge changed in it."""
    held = _published(other, (sibling.version or 0) - 1)
    if held is None:
        return
    before, after = (
        _named_now(sibling.record_type, one.content, record) for one in (held, sibling)
    )
    current = content.read(other)
    proposed = undone(sibling.record_type, current, before, after)
    if proposed != current:
        review.save_draft(other, proposed=proposed, by=by, at=at, submission=submission)


def _named_now(record_type: str, held: Content, record: db.Model) -> Content:
    """An old content with today's names; of the record that comes back, its own."""
    own = (columns.record_type_of(record), record.public_id)

    def name(kind: str, public_id: str) -> str:
        return public_id if (kind, public_id) == own else content.current_name(kind, public_id)

    return content.with_names(record_type, held, name)


def undone(record_type: str, current: Content, before: Content, after: Content) -> Content:
    """The current content with what one change made of ``before`` put back where it still stands."""
    found = dict(current)
    for column in columns.BY_TYPE[record_type].columns:
        if before[column.name] != after[column.name] == current[column.name]:
            found[column.name] = before[column.name]
    for children in columns.children_of(record_type):
        key = children.columns[0].name
        was, became, rows = (
            {row[key]: row for row in one.get(children.name) or []}
            for one in (before, after, current)
        )
        kept = {k: row for k, row in rows.items() if k in was or k not in became}
        lost = {k: row for k, row in was.items() if k not in became}
        found[children.name] = [row for _k, row in sorted((lost | kept).items())]
    return found
