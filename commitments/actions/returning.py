"""Undoing a retraction or a merge: what it took away, drafted again, all in one submission for review.

What has changed since the act stays as it is; the note of the submission names it.
"""

import datetime
from typing import Any

from django.db import models as db
from django.db import transaction

from commitments import columns, content, rules
from commitments.actions import changes, review, revisions, scope
from commitments.actions.errors import NotAllowed, WrongState
from commitments.choices import ChangeReason, RecordType
from commitments.content import Content
from commitments.models import Commitment, Revision, Submission
from commitments.queries import words


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
    _draft(record, _as_before(record), submission, by)
    note = [_note(record)]
    for sibling in act.submission.revisions.exclude(pk=act.pk) if act else []:
        other = revisions.record_of(sibling, lock=True)
        if record.merged_into_id:
            note += _put_back(other, sibling, record, submission=submission, by=by, at=at)
        elif other.retracted_at and other.version == sibling.version:
            _draft(other, _as_before(other), submission, by)
        else:
            note += _left(other)
    Submission.objects.filter(pk=submission.pk).update(
        reason=ChangeReason.CORRECTION, note=" ".join(note)
    )
    submission.refresh_from_db()
    return submission


def _note(record: db.Model) -> str:
    if record.merged_into_id:
        return f"Undoes the merge into {record.merged_into.public_id}."
    return f"Undoes the retraction. Its reason was: {record.retraction_reason}"


def _left(other: db.Model) -> list[str]:
    """What the note says of a record that the act concerned and that is not public now."""
    if other.retracted_at:
        return [f"“{other}” stays retracted: {other.retraction_reason}"]
    return [f"“{other}” stays merged into “{other.merged_into}”."] if other.merged_into_id else []


def _published(record: db.Model, version: int) -> Revision | None:
    return revisions.revisions_of(record).filter(version=version).first()


def _as_before(record: db.Model) -> Content:
    """The content of a record before the act that took it away, with today's names and its own slug."""
    record_type = columns.record_type_of(record)
    held = _published(record, record.version - 1) or _published(record, record.version)
    current = content.read(record)
    if held is None:
        return current
    identifies = {c.name for c in columns.BY_TYPE[record_type].columns if c.field == "slug"}
    return _named_now(record_type, held.content, record) | {
        name: current[name] for name in identifies
    }


def _draft(record: db.Model, proposed: Content, submission: Submission, by: Any) -> None:
    """Write the revision that brings a record back."""
    record_type = columns.record_type_of(record)
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
) -> list[str]:
    """Draft a record that a merge changed without what the merge changed in it; say what stays."""
    held = _published(other, (sibling.version or 0) - 1)
    if not other.is_public and not _went_along(other, record):
        return _left(other)
    if held is None:
        return [f"“{other}” stays as it is: what it said before the merge was not kept."]
    before, after = (
        _named_now(sibling.record_type, one.content, record) for one in (held, sibling)
    )
    current = content.read(other) if other.is_public else _as_before(other)
    survivor = content.current_name(columns.record_type_of(record), record.merged_into.public_id)
    proposed, kept = undone(sibling.record_type, current, before, after, survivor)
    if not other.is_public:
        _draft(other, proposed, submission, by)
    elif proposed != current:
        review.save_draft(other, proposed=proposed, by=by, at=at, submission=submission)
    return [f"“{other}” keeps what was changed since the merge: {', '.join(kept)}."] if kept else []


def _went_along(other: db.Model, record: db.Model) -> bool:
    """Whether a merge moved a report away from a commitment, and it was then retracted with the survivor."""
    act = _published(other, other.version)
    is_report = columns.record_type_of(other) == RecordType.PROGRESS_REPORT
    if not (act and is_report and isinstance(record, Commitment) and other.retracted_at):
        return False
    return act.submission.revisions.filter(record_type=RecordType.COMMITMENT).exists()


def _named_now(record_type: str, held: Content, record: db.Model) -> Content:
    """An old content with today's names; of the record that comes back, its own."""
    own = (columns.record_type_of(record), record.public_id)

    def name(kind: str, public_id: str) -> str:
        return public_id if (kind, public_id) == own else content.current_name(kind, public_id)

    return content.with_names(record_type, held, name)


def undone(
    record_type: str, current: Content, before: Content, after: Content, survivor: str
) -> tuple[Content, list[str]]:
    """The current content with what a merge made of ``before`` put back where it still stands.

    Also the names, in words, of what has been changed since and stays.
    """
    found, kept = dict(current), []
    for column in columns.BY_TYPE[record_type].columns:
        was, became, stands = (one[column.name] for one in (before, after, current))
        if was != became == stands:
            found[column.name] = was
        elif was != became and stands != was:
            kept.append(words.field(record_type, column.name))
    for children in columns.children_of(record_type):
        key = children.columns[0].name
        was, became, rows = (
            {row[key]: row for row in one.get(children.name) or []}
            for one in (before, after, current)
        )
        back, is_kept = _rows_undone(was, became, rows, survivor)
        found[children.name] = [row for _k, row in sorted(back.items())]
        if is_kept:
            kept.append(words.field(record_type, children.name))
    return found, kept


def _rows_undone(
    was: Content, became: Content, rows: Content, survivor: str
) -> tuple[Content, bool]:
    """Rows by what they name: as before the merge where they stand as the merge left them.

    A row that the merge folded into the survivor's stays away if that one has been taken out since.
    """
    found, is_kept = dict(rows), False
    for key in was | became:
        is_gone = key not in became and survivor in became and survivor not in rows
        if was.get(key) == became.get(key):
            continue
        if rows.get(key) != became.get(key) or is_gone:
            is_kept = is_kept or rows.get(key) != was.get(key)
        elif key in was:
            found[key] = was[key]
        else:
            del found[key]
    return found, is_kept
