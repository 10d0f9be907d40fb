"""Slowing down who guesses passwords and codes. Nobody is locked out: the wait grows, and it ends.

A guess is counted before it is looked at, under a lock, so that twenty at once are twenty.
"""

import datetime
import hashlib
import logging
from collections.abc import Iterable

from django.db import transaction

from commitments.actions import audit
from commitments.choices import AuditKind
from commitments.models import Guesses

FREE = 5
FIRST_WAIT = datetime.timedelta(seconds=30)
LONGEST_WAIT = datetime.timedelta(minutes=15)
FORGOTTEN = datetime.timedelta(hours=1)
NO_WAIT = datetime.timedelta()
log = logging.getLogger(__name__)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _wait(row: Guesses, at: datetime.datetime) -> datetime.timedelta:
    if row.count < FREE:
        return NO_WAIT
    doubled = FIRST_WAIT * 2 ** min(row.count - FREE, 10)
    return max(row.last_at + min(doubled, LONGEST_WAIT) - at, NO_WAIT)


@transaction.atomic
def attempt(keys: Iterable[str], *, at: datetime.datetime) -> datetime.timedelta:
    """Count one guess under each key and return no wait, or count nothing and return how long to wait."""
    digests = sorted(map(_digest, keys))
    _forget_old(at)
    new = [Guesses(key=digest, last_at=at) for digest in digests]
    Guesses.objects.bulk_create(new, ignore_conflicts=True)
    rows = _locked(digests)
    wait = max((_wait(row, at) for row in rows), default=NO_WAIT)
    if wait:
        return wait
    for row in rows:
        row.count += 1
        row.last_at = at
        row.save(update_fields=["count", "last_at"])
        if row.count == FREE:
            log.warning("sign-in is slowed: %s wrong guesses from %s", FREE, audit.address())
            audit.write(AuditKind.SIGN_IN_SLOWED, by=None, at=at, guesses=FREE)
    return NO_WAIT


def _forget_old(at: datetime.datetime) -> None:
    """Clear away what nobody has guessed at for an hour and nobody is counting now."""
    old = Guesses.objects.filter(last_at__lt=at - FORGOTTEN)
    free = old.select_for_update(skip_locked=True).values_list("pk", flat=True)
    Guesses.objects.filter(pk__in=list(free)).delete()


def _locked(digests: Iterable[str]) -> list[Guesses]:
    """The rows of these keys, locked always in the same order."""
    rows = Guesses.objects.select_for_update().filter(key__in=list(digests))
    return list(rows.order_by("key"))


@transaction.atomic
def was_right(forget: Iterable[str], uncount: Iterable[str] = ()) -> None:
    """The guess was right: forget what was counted under some keys, take this one back under others."""
    forgotten = set(map(_digest, forget))
    for row in _locked(forgotten | set(map(_digest, uncount))):
        row.count = 0 if row.key in forgotten else max(row.count - 1, 0)
        row.save(update_fields=["count"])
