"""Reads about what readers report."""

from typing import Any

from django.db.models import QuerySet

from commitments import rules
from commitments.choices import RecordType
from commitments.models import Commitment, ErrorReport
from commitments.queries import ownership, visibility


def seen_by(user: Any) -> QuerySet[ErrorReport]:
    """Reports of errors that an editor may read: of pledges she could mend, where she is limited."""
    found = ErrorReport.objects.all()
    if visibility.limited_to(user):
        hers = Commitment.objects.filter(ownership.mine(RecordType.COMMITMENT, user))
        return found.filter(commitment__in=hers.values("pk"))
    return found


def open_count(user: Any) -> int:
    """How many reports of errors wait for an editor; none for who may not settle them."""
    return seen_by(user).filter(done_at=None).count() if rules.may_settle(user) else 0
