"""Reads about what readers report."""

from typing import Any

from commitments import rules
from commitments.models import ErrorReport


def open_count(user: Any) -> int:
    """How many reports of errors wait for an editor; none for who may not settle them."""
    return ErrorReport.objects.filter(done_at=None).count() if rules.may_settle(user) else 0
