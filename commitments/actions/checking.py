"""Noting that somebody looked on a day and found nothing new; public at once, since it claims nothing."""

import datetime
from typing import Any

from django.db import transaction

from commitments import content, rules
from commitments.actions import audit, changes, scope
from commitments.actions.errors import NotAllowed, WrongState
from commitments.choices import AuditKind, ChangeAction
from commitments.models import Check, Commitment


@transaction.atomic
def record_check(
    commitment: Commitment,
    *,
    where: str,
    by: Any,
    at: datetime.datetime,
    date: datetime.date | None = None,
) -> Check:
    """Add a check of a public commitment, today's if no date is given, with its Change.

    The version stays: freshness is no part of the content, and open drafts do not become stale.
    Raises NotAllowed, WrongState or ValidationError.
    """
    if not rules.may_check(by):
        raise NotAllowed("Your role does not let you record checks.")
    changes.one_at_a_time()
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    scope.refuse_out_of_scope(by, commitment, content.read(commitment))
    if not commitment.is_public:
        raise WrongState(f"“{commitment}” is not public.")
    day = date or at.astimezone(datetime.UTC).date()
    check = Check(commitment=commitment, where=where, date=day, by=by, created_at=at)
    check.full_clean()
    check.save()
    audit.write(AuditKind.RECORD_CHECKED, by=by, at=at, target=commitment, after=str(day))
    event = changes.Event(ChangeAction.UPDATED, commitment, ["checks"])
    changes.record_changes([event], at=at)
    return check
