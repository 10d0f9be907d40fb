"""What another editor's work names of a draft that is about to go: sources go over to it, the rest holds it."""

from django.db import models as db
from django.db.models import F

from commitments.actions.errors import WrongState
from commitments.choices import RecordType, ReviewState
from commitments.columns import record_type_of
from commitments.models import OPEN_STATES, Revision, Submission
from commitments.queries import naming


def hand_on(submission: Submission, records: list[db.Model]) -> list[db.Model]:
    """Give the sources among a submission's records to the first other submission that cites them.

    ``records`` were never public; returns those that nobody else names, which may go. Raises
    WrongState where another undecided submission names something else. What is in review counts
    as changed then, so that nobody publishes what she has not read.
    """
    own = {(record_type_of(one), one.public_id): one for one in records}
    undecided = Revision.objects.filter(
        version=None, submission__state__in=[*OPEN_STATES, ReviewState.IN_REVIEW]
    ).exclude(submission=submission)
    for revision in undecided.order_by("submission", "pk") if own else []:
        named = naming.named_in([revision.content])
        keys = {(kind, one) for kind, ids in named.items() for one in ids}
        for kind, public_id in sorted(keys & own.keys()):
            if kind != RecordType.SOURCE:
                raise WrongState("Another editor's draft names what is in it. Ask her first.")
            _move(submission, own.pop((kind, public_id)), revision.submission_id)
    return list(own.values())


def _move(submission: Submission, source: db.Model, to: int) -> None:
    submission.revisions.filter(record_type=RecordType.SOURCE, record_key=str(source.pk)).update(
        submission=to
    )
    waiting = Submission.objects.filter(pk=to, state=ReviewState.IN_REVIEW)
    waiting.update(edits=F("edits") + 1)
