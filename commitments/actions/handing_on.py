"""New sources go over to the work that cites them: when their draft is discarded, when its author submits."""

import datetime

from django.db import models as db
from django.db.models import F

from commitments.actions import audit, captures
from commitments.actions.errors import WrongState
from commitments.actions.revisions import in_order, record_of
from commitments.choices import RecordType, ReviewState
from commitments.columns import record_type_of
from commitments.models import OPEN_STATES, Capture, Revision, Submission
from commitments.queries import naming

NAMED = "Another editor's draft names what is in it. Ask her first."


def hand_on(submission: Submission) -> list[db.Model]:
    """Give the new sources of a submission to the first other submission that cites them.

    Returns what else was never public and nobody else names, and so may go: what cites before what
    is cited. Raises WrongState where another undecided submission names something else. What is in
    review counts as changed then, so that nobody publishes what she has not read.
    """
    records = [record_of(revision, lock=False) for revision in in_order(submission)]
    own = {(record_type_of(one), one.public_id): one for one in records if one.version == 0}
    undecided = Revision.objects.filter(
        version=None, submission__state__in=[*OPEN_STATES, ReviewState.IN_REVIEW]
    ).exclude(submission=submission)
    for revision in undecided.order_by("submission", "pk") if own else []:
        named = naming.named_in([revision.content])
        keys = {(kind, one) for kind, ids in named.items() for one in ids}
        for kind, public_id in sorted(keys & own.keys()):
            if kind != RecordType.SOURCE:
                raise WrongState(NAMED)
            _move(submission, own.pop((kind, public_id)), revision.submission_id)
    return list(reversed(own.values()))


def remove(submission: Submission, *, refusal: str) -> list[Capture]:
    """Delete the revisions of a submission and what in it was never public; sources that others cite stay.

    Returns the copies that went with its sources. Raises WrongState with the ``refusal`` where
    something in it is named by another's draft.
    """
    drafts = hand_on(submission)
    gone = captures.go_along(drafts)
    submission.revisions.all().delete()
    try:
        for record in drafts:
            record.delete()
    except db.ProtectedError as error:
        raise WrongState(refusal) from error
    return gone


def gather(submission: Submission, revisions: list[Revision], *, at: datetime.datetime) -> None:
    """Take the new sources that these revisions cite out of their author's other open submissions."""
    named = naming.named_in(one.content for one in revisions).get(RecordType.SOURCE, set())
    drafted = Revision.objects.filter(
        record_type=RecordType.SOURCE,
        base_version=0,
        submission__author=submission.author_id,
        submission__state__in=OPEN_STATES,
    ).exclude(submission=submission)
    for revision in drafted.select_related("submission"):
        if revision.content["id"] in named:
            revision.submission.revisions.filter(pk=revision.pk).update(submission=submission)
            _end_if_empty(revision.submission, submission, at)


def _end_if_empty(emptied: Submission, into: Submission, at: datetime.datetime) -> None:
    """A submission that held nothing else ends; what its author said to the reviewer goes along."""
    if emptied.revisions.exists():
        return
    note = "\n".join(filter(None, [into.note, emptied.note]))
    Submission.objects.filter(pk=into.pk).update(note=note)
    audit.moved(emptied, emptied.state, "discarded", by=emptied.author, at=at)
    emptied.delete()


def _move(submission: Submission, source: db.Model, to: int) -> None:
    submission.revisions.filter(record_type=RecordType.SOURCE, record_key=str(source.pk)).update(
        submission=to
    )
    waiting = Submission.objects.filter(pk=to, state=ReviewState.IN_REVIEW)
    waiting.update(edits=F("edits") + 1)
