"""From draft to published: saving, submitting, sending back, publishing (rules R6, R7, R8, R10, R11)."""

import copy
import datetime
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db import models as db
from django.db.models import F
from django.utils import timezone

from commitments import columns, content, rules
from commitments.actions import audit, changes, checks, readiness, scope, standings
from commitments.actions.errors import Invalid, NotAllowed, Stale, WrongState
from commitments.actions.handing_on import NAMED, gather, remove
from commitments.actions.revisions import (
    in_order,
    let_back,
    record_of,
    refuse_lost,
    refuse_second_draft,
    refuse_stale,
    rename_in_drafts,
)
from commitments.choices import ChangeAction, ReviewState
from commitments.content import Content
from commitments.models import OPEN_STATES, Revision, Submission
from summits.text import validate_plain_text


def start(*, by: Any, at: datetime.datetime) -> Submission:
    """A new, empty submission of an author."""
    submission = Submission.objects.create(author=by, created_at=at, edited_at=at)
    audit.moved(submission, "", ReviewState.DRAFT, by=by, at=at)
    return submission


@transaction.atomic
def save_draft(
    record: db.Model,
    *,
    proposed: Content,
    by: Any,
    at: datetime.datetime,
    submission: Submission,
    base_version: int | None = None,
    seen_edits: int | None = None,
) -> Revision:
    """Write the author's open revision of a record; the public row stays as it is.

    A record that was never public takes the content into its live row, which no gate lets out.
    ``base_version`` is the version the author saw (the current one if None), ``seen_edits`` the
    saves of her submission that she saw. Raises NotAllowed, Stale, WrongState or ValidationError.
    """
    record_type = columns.record_type_of(record)
    if not rules.may_draft(by, record_type, new=record.version == 0):
        raise NotAllowed("Your role does not let you edit this kind of record.")
    scope.refuse_out_of_scope(by, record, proposed)
    submission = _locked(submission)
    if not rules.may_edit(by, submission):
        raise WrongState("This submission is in review or decided. Take it back to change it.")
    if seen_edits is not None and submission.edits != seen_edits:
        raise Stale(
            "You have saved this in another window meanwhile. Compare the two, then save again."
        )
    if record.pk and not record._state.adding:
        record = type(record).objects.select_for_update().get(pk=record.pk)
        refuse_stale(record, record.version if base_version is None else base_version)
        refuse_lost(record, submission)
    refuse_second_draft(record, by, submission)
    if record.version == 0:
        _refuse(checks.former_slugs(record_type, proposed, checks.Live()))
        before = "" if record._state.adding else record.public_id
        _apply_draft(record, proposed)
        rename_in_drafts(record_type, before, record.public_id)
    else:
        _refuse(checks.renamings(record, proposed))
        validate(record, proposed)
    revision, _made = Revision.objects.update_or_create(
        submission=submission,
        record_type=record_type,
        record_key=str(record.pk),
        defaults={"content": proposed, "base_version": record.version},
    )
    Submission.objects.filter(pk=submission.pk).update(edits=F("edits") + 1, edited_at=at)
    return revision


def _apply_draft(record: db.Model, proposed: Content) -> None:
    """Put a draft into its never public row; of two at once with one slug or address, one is refused."""
    try:
        with transaction.atomic():
            content.apply(record, proposed)
    except IntegrityError as error:
        raise Invalid(["Somebody has just saved the same slug or address. Look for it."]) from error


def _refuse(problems: Iterator[checks.Problem]) -> None:
    if found := dict(problems):
        raise ValidationError(found)


def validate(record: db.Model, proposed: Content) -> None:
    """Check content against a public record without changing it; raise ValidationError."""
    trial = copy.copy(record)
    trial._state = copy.copy(record._state)
    trial._state.fields_cache = {}
    content.fill(trial, proposed)
    trial.full_clean()
    content.themes(trial, proposed)
    for children in columns.children_of(columns.record_type_of(record)):
        for row in content.rows(trial, children, proposed):
            row.clean_fields(exclude=[children.parent])
            row.clean()


def _locked(submission: Submission) -> Submission:
    return Submission.objects.select_for_update().get(pk=submission.pk)


@transaction.atomic
def submit(submission: Submission, *, by: Any, at: datetime.datetime) -> None:
    """Put an author's open submission in review, with the new sources that it cites."""
    submission = _locked(submission)
    if not rules.may_edit(by, submission):
        raise WrongState("Only your own open draft can be submitted.")
    revisions = list(submission.revisions.all())
    if not revisions:
        raise WrongState("There is nothing in this submission yet.")
    for revision in revisions:
        record = record_of(revision, lock=False)
        refuse_stale(record, revision.base_version)
        scope.refuse_out_of_scope(by, record, revision.content)
    readiness.refuse_impossible(revisions)
    gather(submission, revisions, at=at)
    _move(submission, OPEN_STATES, ReviewState.IN_REVIEW, by=by, at=at, submitted_at=at)


@transaction.atomic
def take_back(submission: Submission, *, by: Any, at: datetime.datetime) -> None:
    """Return a submission from review to its author, on her wish."""
    submission = _locked(submission)
    if not rules.may_take_back(by, submission):
        raise WrongState(
            "Only your own submission can be taken back, and only until it is decided."
        )
    _move(submission, [ReviewState.IN_REVIEW], ReviewState.DRAFT, by=by, at=at, edited_at=at)


@transaction.atomic
def send_back(submission: Submission, *, by: Any, at: datetime.datetime, comment: str) -> None:
    """Return a submission from review to its author with the reviewer's comment."""
    submission = _locked(submission)
    if not rules.may_review(by, submission):
        raise NotAllowed("Somebody else must review what you submitted.")
    if not comment.strip():
        raise Invalid(["Say in the comment what is missing."])
    try:
        validate_plain_text(comment)
    except ValidationError as error:
        raise Invalid(error.messages) from error
    _move(
        submission,
        [ReviewState.IN_REVIEW],
        ReviewState.SENT_BACK,
        by=by,
        at=at,
        comment=comment,
        reviewer=by,
        decided_at=at,
    )


@transaction.atomic
def discard(submission: Submission, *, by: Any, at: datetime.datetime | None = None) -> None:
    """Delete an author's open submission, and what in it was never public; sources that others cite stay."""
    submission = _locked(submission)
    if not rules.may_edit(by, submission):
        raise WrongState("Only your own open draft can be discarded.")
    remove(submission, refusal=NAMED)
    audit.moved(submission, submission.state, "discarded", by=by, at=at or timezone.now())
    submission.delete()


def _move(
    submission: Submission,
    before: list,
    after: ReviewState,
    *,
    by: Any,
    at: datetime.datetime,
    **facts: Any,
) -> None:
    """The guarded move of a review state: one of two at once wins, the other is told."""
    rows = Submission.objects.filter(pk=submission.pk, state__in=before, edits=submission.edits)
    if not rows.update(state=after, **facts):
        raise WrongState("It was decided on, taken back or changed meanwhile. Reload the page.")
    waived = {"rule": "one person publishes alone"} if facts.get("four_eyes_waived") else {}
    audit.moved(submission, submission.state, after, by=by, at=at, **waived)


@transaction.atomic
def publish(
    submission: Submission,
    *,
    by: Any,
    at: datetime.datetime,
    seen_edits: int | None = None,
    one_person: bool = False,
) -> None:
    """Make every revision of a submission public, all or none, with one Change each.

    ``seen_edits`` is the state of the submission the reviewer looked at. Raises NotAllowed (R7),
    Stale (R11), WrongState or Invalid (R6, R12), and then nothing is changed.
    """
    submission = _locked(submission)
    if not rules.may_review(by, submission, one_person=one_person):
        raise NotAllowed("Somebody else must publish what you submitted.")
    if seen_edits is not None and seen_edits != submission.edits:
        raise Stale("The author has changed the submission since you opened it. Reload the page.")
    alone = submission.author_id == by.pk
    _move(
        submission,
        [ReviewState.IN_REVIEW],
        ReviewState.PUBLISHED,
        by=by,
        at=at,
        reviewer=by,
        decided_at=at,
        four_eyes_waived=alone,
    )
    changes.one_at_a_time()
    revisions = in_order(submission)
    records = [record_of(revision, lock=True) for revision in revisions]
    back = let_back(revisions, records)
    for revision in revisions:
        revision.content = content.with_names(
            revision.record_type, revision.content, content.current_name
        )
    events, moved = [], standings.commitments_of(records)
    for revision, record in zip(revisions, records, strict=True):
        events += _publish_one(revision, record, submission, at, is_back=record in back)
    found = [
        f"“{record}”: {sentence}"
        for revision, record in zip(revisions, records, strict=True)
        for _column, sentence in checks.problems(
            revision.record_type, revision.content, checks.Live()
        )
    ]
    if found:
        raise Invalid(found)
    now = standings.commitments_of(records)
    standings.refresh(moved | now)
    new = [one.record for one in events if one.action == ChangeAction.PUBLISHED]
    events += [*changes.of_citing(new), *changes.of_left(moved - now)]
    changes.record_changes(events, at=at)


def _publish_one(
    revision: Revision,
    record: db.Model,
    submission: Submission,
    at: datetime.datetime,
    *,
    is_back: bool,
) -> list[changes.Event]:
    """Apply one revision to its live row and raise the version; no event where nothing changes."""
    refuse_stale(record, revision.base_version)
    before = content.read(record) if record.version else {}
    fields = content.changed_fields(before, revision.content)
    if record.version and not fields and not is_back:
        return []
    try:
        if record.version:
            _refuse(checks.renamings(record, revision.content))
        with transaction.atomic():
            content.apply(record, revision.content)
    except ValidationError as error:
        raise Invalid([f"“{record}”: {message}" for message in error.messages]) from error
    except IntegrityError as error:
        raise Invalid([f"“{record}”: another record has the same slug or address."]) from error
    is_new = is_back or not record.version
    record.version += 1
    record.published_at = record.published_at or at
    record.updated_at = at
    record.save()
    revision.version = record.version
    revision.save(update_fields=["version", "content"])
    action = ChangeAction.PUBLISHED if is_new else ChangeAction.UPDATED
    return [changes.Event(action, record, fields, submission.reason)]
