"""Sign-ins that last: begun, seen again, ended here, elsewhere, or by an administrator."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from commitments.actions import audit
from commitments.choices import AuditKind
from commitments.models import SecondFactor, SignIn

IDLE = datetime.timedelta(hours=12)
LONGEST = datetime.timedelta(days=7)
NOTED_EVERY = datetime.timedelta(minutes=5)


def begin(user: Any, *, device: str, with_factor: bool, at: datetime.datetime) -> SignIn:
    """Note a new sign-in; what is long over is cleared away."""
    SignIn.objects.filter(user=user).exclude(pk__in=lasting(user, at).values("pk")).delete()
    audit.write(AuditKind.SIGNED_IN, by=user, at=at, target=user, second_factor=with_factor)
    return SignIn.objects.create(
        user=user,
        device=device,
        address=audit.address(),
        with_factor=with_factor,
        at=at,
        seen_at=at,
    )


def lasting(user: Any, at: datetime.datetime) -> QuerySet[SignIn]:
    """The sign-ins of an account that have not ended."""
    return SignIn.objects.filter(user=user, at__gt=at - LONGEST, seen_at__gt=at - IDLE)


def resume(pk: int | None, user: Any, *, at: datetime.datetime) -> SignIn | None:
    """The sign-in that a session belongs to; None where it has ended.

    One without the second factor ends as soon as the account has one.
    """
    factor = SecondFactor.objects.filter(user=OuterRef("user"))
    found = lasting(user, at).annotate(has_factor=Exists(factor)).filter(pk=pk).first()
    if found is None or (found.has_factor and not found.with_factor):
        return None
    if is_to_be_noted(found, at):
        SignIn.objects.filter(pk=found.pk).update(seen_at=at, address=audit.address())
    return found


def is_to_be_noted(sign_in: SignIn, at: datetime.datetime) -> bool:
    """Whether the last note that its person was seen is old enough for another."""
    return sign_in.seen_at < at - NOTED_EVERY


def sign_out(pk: int | None, user: Any, *, at: datetime.datetime) -> None:
    """End one sign-in, by its own person."""
    SignIn.objects.filter(pk=pk, user=user).delete()
    audit.write(AuditKind.SIGNED_OUT, by=user, at=at, target=user)


def end_all(
    user: Any, *, by: Any, at: datetime.datetime, keep: SignIn | None = None, why: str = ""
) -> int:
    """End every sign-in of an account but the one to keep; how many have ended."""
    found = SignIn.objects.filter(user=user).exclude(pk=keep.pk if keep else None)
    count, _rows = found.delete()
    if count:
        audit.write(AuditKind.SESSIONS_ENDED, by=by, at=at, target=user, count=count, why=why)
    return count
