"""What a sandbox partner sends: checked like any report, kept apart from the record, and decided at once."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from commitments.actions import reporting
from commitments.actions.reporting import Sent
from commitments.choices import ReviewState
from commitments.models import Partner, SandboxSubmission

PUBLISH, SEND_BACK = "sandbox: publish", "sandbox: send back"
COMMENT = "The note asked the sandbox to send it back. Revise it, and it is in review again."
MOST = 200


def own(partner: Partner) -> QuerySet[SandboxSubmission]:
    """What a partner has sent, the newest two hundred."""
    return SandboxSubmission.objects.filter(partner=partner)


def whole(rows: QuerySet[SandboxSubmission]) -> QuerySet[SandboxSubmission]:
    """The same with all that is in them."""
    return rows


@transaction.atomic
def receive(sent: Sent, *, partner: Partner, at: datetime.datetime) -> SandboxSubmission:
    """Take a report in, and forget the oldest. Raises Unfit with everything that is wrong."""
    kept = _written(SandboxSubmission(partner=partner), sent, partner, at)
    newest = own(partner).order_by("-pk").values_list("pk", flat=True)[:MOST]
    own(partner).exclude(pk__in=list(newest)).delete()
    return kept


@transaction.atomic
def revise(
    submission: SandboxSubmission, sent: Sent, *, partner: Partner, at: datetime.datetime
) -> SandboxSubmission:
    """Put another text in the place of an undecided one. Raises Unfit, WrongState."""
    return _written(_locked(submission), sent, partner, at)


@transaction.atomic
def withdraw(submission: SandboxSubmission, **_: Any) -> None:
    """Take an undecided one away. Raises WrongState."""
    _locked(submission).delete()


def _locked(submission: SandboxSubmission) -> SandboxSubmission:
    found = SandboxSubmission.objects.select_for_update().filter(pk=submission.pk).first()
    reporting.refuse_decided(found)
    return found


def _written(
    kept: SandboxSubmission, sent: Sent, partner: Partner, at: datetime.datetime
) -> SandboxSubmission:
    """What was sent, as it came in: in review. What its note asks for is decided behind the answer."""
    kept.contents = _rehearsed(sent, partner, at)
    kept.state, kept.note, kept.comment = ReviewState.IN_REVIEW, sent.note, ""
    kept.submitted_at, kept.decided_at = at, None
    kept.save()
    decided = SandboxSubmission.objects.filter(pk=kept.pk)
    if PUBLISH in sent.note:
        decided.update(state=ReviewState.PUBLISHED, decided_at=at)
    elif SEND_BACK in sent.note:
        decided.update(state=ReviewState.SENT_BACK, comment=COMMENT, decided_at=at)
    return kept


def _rehearsed(sent: Sent, partner: Partner, at: datetime.datetime) -> list[tuple[str, Any]]:
    """The contents that a report would bring: it is received like any other, and then it is undone."""
    with transaction.atomic():
        trial = reporting.receive(sent, partner=partner, at=at)
        contents = list(trial.revisions.values_list("record_type", "content"))
        transaction.set_rollback(True)
    return contents
