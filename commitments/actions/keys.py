"""Keys of partners: made and shown once, replaced with an overlap, revoked; and recognised in a request."""

import datetime
import hashlib
import hmac
import re
import secrets
import string
import zlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from commitments import rules
from commitments.actions import audit
from commitments.actions.errors import Invalid, NotAllowed, Refused, WrongState
from commitments.choices import AuditKind, KeyState, Scope
from commitments.models import ApiKey, Partner

LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIX, RANDOM, CHECK, SHOWN = "nsst_", 43, 6, 8
KEY = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{RANDOM}}})([0-9A-Za-z]{{{CHECK}}})", re.ASCII)
HEADER = re.compile(r"Bearer ([\x21-\x7e]{1,100})", re.ASCII | re.IGNORECASE)
NOTED_EVERY = datetime.timedelta(minutes=1)
LONGEST = datetime.timedelta(days=731)
OVERLAPS = (0, 1, 7, 30)


class NotRecognised(Refused):
    """The key of a request opens nothing."""


def new_text() -> str:
    """A key: a beginning that scanners know, 256 bits, and a checksum that finds typing errors."""
    middle = "".join(secrets.choice(LETTERS) for _ in range(RANDOM))
    return f"{PREFIX}{middle}{_check(middle)}"


def _check(middle: str) -> str:
    number, found = zlib.crc32(middle.encode()), ""
    for _ in range(CHECK):
        number, rest = divmod(number, len(LETTERS))
        found = LETTERS[rest] + found
    return found


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def save_partner(partner: Partner, *, by: Any, at: datetime.datetime) -> None:
    """Add an organisation, or change what is kept of it."""
    _refuse_all_but_administrators(by)
    if partner.pk is None:
        partner.made_at = at
        partner.save()
        audit.write(AuditKind.PARTNER_MADE, by=by, at=at, target=partner)
        return
    before = Partner.objects.select_for_update().get(pk=partner.pk)
    partner.save()
    names = ("name", "contact", "is_active")
    changed = [name for name in names if getattr(before, name) != getattr(partner, name)]
    if changed:
        details = {name: [getattr(before, name), getattr(partner, name)] for name in changed}
        audit.write(AuditKind.PARTNER_CHANGED, by=by, at=at, target=partner, **details)


@transaction.atomic
def make(
    partner: Partner,
    *,
    label: str,
    scopes: Iterable[str],
    expires_at: datetime.datetime,
    by: Any,
    at: datetime.datetime,
) -> tuple[ApiKey, str]:
    """A new key and its text, which is kept nowhere: whoever asks shows it now or never."""
    _refuse_all_but_administrators(by)
    if not at < expires_at <= at + LONGEST:
        raise Invalid(["A key ends after today, and within two years."])
    key = ApiKey(partner=partner, label=label, expires_at=expires_at, made_at=at, made_by=by)
    return _give(key, scopes)


@transaction.atomic
def make_sandbox(*, at: datetime.datetime) -> str:
    """A partner for trying the API, made on the command line; returns the text of its key."""
    partner = Partner(name="Sandbox", contact="sandbox@localhost", is_sandbox=True, made_at=at)
    partner.save()
    audit.write(AuditKind.PARTNER_MADE, by=None, at=at, target=partner)
    key = ApiKey(partner=partner, label="trying the API", expires_at=at + LONGEST, made_at=at)
    return _give(key, Scope.values)[1]


def _give(key: ApiKey, scopes: Iterable[str]) -> tuple[ApiKey, str]:
    """Keep a new key that lacks its secret and its scopes; returns it with its text."""
    text = new_text()
    key.public_id, key.digest = _public_id(text), digest_of(text)
    key.scopes = [scope for scope in Scope.values if scope in set(scopes)]
    key.full_clean(exclude=["scopes"])
    key.save()
    audit.write(
        AuditKind.KEY_MADE,
        by=key.made_by,
        at=key.made_at,
        target=key.partner,
        after=str(key),
        scopes=key.scopes,
        ends=key.expires_at.isoformat(),
    )
    return key, text


@transaction.atomic
def replace(
    key: ApiKey, *, overlap: datetime.timedelta, by: Any, at: datetime.datetime
) -> tuple[ApiKey, str]:
    """A new key for the same use and for as long; the old one opens for the overlap, and then no more."""
    _refuse_all_but_administrators(by)
    key = ApiKey.objects.select_for_update().select_related("partner").get(pk=key.pk)
    if key.state_at(at) != KeyState.ACTIVE:
        raise WrongState("This key has ended. Make a new one.")
    how = {"label": key.label, "scopes": key.scopes, "by": by, "at": at}
    new, text = make(key.partner, expires_at=at + (key.expires_at - key.made_at), **how)
    key.expires_at = min(key.expires_at, at + overlap)
    key.save(update_fields=["expires_at"])
    audit.write(
        AuditKind.KEY_REPLACED, by=by, at=at, target=key.partner, before=str(key), after=str(new)
    )
    return new, text


@transaction.atomic
def revoke(key: ApiKey, *, by: Any, at: datetime.datetime) -> None:
    """From the next request on, on every instance, the key opens nothing."""
    _refuse_all_but_administrators(by)
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        raise WrongState("This key has been revoked already.")
    audit.write(AuditKind.KEY_REVOKED, by=by, at=at, target=key.partner, before=str(key))


def _refuse_all_but_administrators(by: Any) -> None:
    if not rules.may_keep_keys(by):
        raise NotAllowed("Only an administrator keeps partners and their keys.")


def _public_id(text: str) -> str:
    return text[len(PREFIX) : len(PREFIX) + SHOWN]


def recognise(header: str, *, at: datetime.datetime) -> ApiKey:
    """The key in an Authorization header, with its partner. Raises NotRecognised with a sentence.

    The table is asked each time and nothing is remembered, so that a revocation holds at once.
    """
    given = HEADER.fullmatch(header)
    written = given and KEY.fullmatch(given[1])
    if not written or _check(written[1]) != written[2]:
        raise NotRecognised("Give the key as “Authorization: Bearer nsst_…”, whole and once.")
    text = written[0]
    key = ApiKey.objects.select_related("partner").filter(public_id=_public_id(text)).first()
    if key is None or not hmac.compare_digest(key.digest, digest_of(text)):
        raise NotRecognised("This key is not one of ours.")
    state = key.state_at(at)
    if state == KeyState.REVOKED:
        raise NotRecognised(f"This key was revoked on {key.revoked_at:%Y-%m-%d}. Ask for another.")
    if state == KeyState.EXPIRED:
        raise NotRecognised(f"This key ended on {key.expires_at:%Y-%m-%d}. Ask for another.")
    if not key.partner.is_active:
        raise NotRecognised("The keys of your organisation are closed. Write to us.")
    _note_use(key, at)
    return key


def _note_use(key: ApiKey, at: datetime.datetime) -> None:
    """Write down that the key was used, at most once a minute."""
    if key.last_used_at is None or key.last_used_at < at - NOTED_EVERY:
        older = Q(last_used_at=None) | Q(last_used_at__lt=at - NOTED_EVERY)
        ApiKey.objects.filter(older, pk=key.pk).update(last_used_at=at)


def opens(text: str, *, at: datetime.datetime) -> bool:
    """Whether a key is good today; this is no use of it."""
    key = ApiKey.objects.filter(digest=digest_of(text), partner__is_active=True).first()
    return key is not None and key.state_at(at) == KeyState.ACTIVE


def partners_with(scope: Scope, *, at: datetime.datetime) -> set[int]:
    """The partners that have a key which opens with a scope."""
    open_ones = ApiKey.objects.filter(revoked_at=None, expires_at__gt=at, partner__is_active=True)
    return {pk for pk, scopes in open_ones.values_list("partner_id", "scopes") if scope in scopes}


def is_in(text: str) -> bool:
    """Whether a text holds something that looks like a key."""
    return KEY.search(text) is not None
