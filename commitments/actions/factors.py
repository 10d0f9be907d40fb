"""The second factor: codes from an app (TOTP), and recovery codes for the day the app is gone."""

import base64
import datetime
import hashlib
import secrets
from typing import Any

import pyotp
from django.db import transaction

from commitments.actions import audit, sessions
from commitments.actions.errors import Invalid, WrongState
from commitments.choices import AuditKind
from commitments.models import RecoveryCode, SecondFactor, SignIn

CODES = 10
FEW = 3
PERIOD = 30
EARLY_OR_LATE = (-1, 0, 1)  # steps, for clocks that differ
WRONG = "This code is not right, or it has been used. Take the one that the app shows now."


def new_secret() -> str:
    """A key for an app, not yet anybody's."""
    return pyotp.random_base32()


def _step_of(secret: str, code: str, at: datetime.datetime, after: int) -> int | None:
    """The step of time that a code belongs to, if it is later than the last one taken."""
    app, now = pyotp.TOTP(secret, interval=PERIOD), int(at.timestamp()) // PERIOD
    for step in (now + shift for shift in EARLY_OR_LATE):
        if step > after and secrets.compare_digest(app.generate_otp(step), code):
            return step
    return None


def _readable(code: str) -> str:
    return "".join(one for one in code.lower() if one.isascii() and one.isalnum())


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@transaction.atomic
def add(
    user: Any, *, secret: str, code: str, at: datetime.datetime, keep: SignIn | None
) -> list[str]:
    """Give an account its second factor, proved by a first code; the recovery codes, shown once.

    Sign-ins without it end, but for the one to keep.
    """
    if SecondFactor.objects.filter(user=user).exists():
        raise WrongState("This account has a second factor already.")
    step = _step_of(secret, _readable(code), at, 0)
    if step is None:
        raise Invalid([WRONG])
    factor = SecondFactor.objects.create(user=user, secret=secret, last_step=step, made_at=at)
    audit.write(AuditKind.FACTOR_ADDED, by=user, at=at, target=user)
    if keep:
        SignIn.objects.filter(pk=keep.pk).update(with_factor=True)
    sessions.end_all(user, by=user, at=at, keep=keep, why="second factor added")
    return make_codes(factor, at=at)


@transaction.atomic
def make_codes(factor: SecondFactor, *, at: datetime.datetime) -> list[str]:
    """New recovery codes in place of the old ones."""
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _turn in range(CODES)]
    factor.codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=_digest(code)) for code in codes
    )
    audit.write(AuditKind.CODES_MADE, by=factor.user, at=at, target=factor.user, count=CODES)
    return ["-".join(code[i : i + 4] for i in range(0, 16, 4)) for code in codes]


@transaction.atomic
def check(user: Any, code: str, *, at: datetime.datetime) -> bool:
    """Whether a code opens, from the app or a recovery code; either opens once."""
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    given = _readable(code)
    if factor is None:
        return False
    step = _step_of(factor.secret, given, at, factor.last_step)
    if step is not None:
        SecondFactor.objects.filter(pk=factor.pk).update(last_step=step)
        return True
    used, _rows = factor.codes.filter(digest=_digest(given)).delete()
    if used:
        left = factor.codes.count()
        audit.write(AuditKind.CODE_USED, by=user, at=at, target=user, left=left)
    return bool(used)


@transaction.atomic
def remove(user: Any, *, by: Any, at: datetime.datetime, keep: SignIn | None = None) -> None:
    """Take the second factor off an account: by herself, or by an administrator who knows her."""
    count, _rows = SecondFactor.objects.filter(user=user).delete()
    if not count:
        raise WrongState("This account has no second factor.")
    audit.write(AuditKind.FACTOR_REMOVED, by=by, at=at, target=user)
    sessions.end_all(user, by=by, at=at, keep=keep, why="second factor removed")
