"""Writing the audit log: one entry for each sign-in and each privileged act, in the act's own transaction."""

import contextlib
import datetime
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.db import models as db

from commitments.choices import AuditKind
from commitments.models import AuditEntry, Partner, Submission, User

COMMAND_LINE = "command line"
NOBODY = "nobody signed in"
MOST_NAMES = 50
_address: ContextVar[str] = ContextVar("address", default="")


@contextlib.contextmanager
def acting_from(address: str) -> Iterator[None]:
    """Whatever is written inside comes from this address."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def address() -> str:
    """Where the running request comes from; empty on the command line."""
    return _address.get()


def write(
    kind: AuditKind,
    *,
    by: Any,
    at: datetime.datetime,
    target: db.Model | None = None,
    before: str = "",
    after: str = "",
    **details: Any,
) -> AuditEntry:
    """Add one entry. ``by`` is an account, a partner, or None where nobody is signed in."""
    return AuditEntry.objects.create(
        kind=kind,
        at=at,
        by=by if isinstance(by, User) else None,
        by_name=_who(by),
        address=address(),
        target_type=target._meta.model_name if target is not None else "",
        target_key=str(target.pk or "") if target is not None else "",
        target_name=_name(target)[:200],
        before=before[:200],
        after=after[:200],
        details=details,
    )


def _who(by: Any) -> str:
    if isinstance(by, Partner):
        return f"partner {by.name}"[:150]
    return by.get_username() if by else NOBODY if address() else COMMAND_LINE


def _name(target: db.Model | None) -> str:
    """What the target was called then: a record by its identifier, which is public or hers."""
    if target is None:
        return ""
    if isinstance(target, User):
        return target.get_username()
    if isinstance(target, Submission):
        return f"submission {target.pk}"
    return getattr(target, "public_id", None) or str(target)


def moved(
    submission: Submission,
    before: str,
    after: str,
    *,
    by: Any,
    at: datetime.datetime,
    **details: Any,
) -> None:
    """A submission went from one state to another."""
    records = submission.revisions.values_list("record_type", "record_key")[:MOST_NAMES]
    write(
        AuditKind.SUBMISSION_MOVED,
        by=by,
        at=at,
        target=submission,
        before=before,
        after=after,
        records=[f"{kind} {key}" for kind, key in records],
        **details,
    )
