"""A change as partners are told of it, by the feed and by webhooks; and the places in the feed."""

import datetime
from typing import Any

from django.conf import settings
from django.core.signing import Signer

from commitments import columns
from commitments.choices import ChangeAction
from commitments.models import Change

SALT = "changes"


def in_utc(at: datetime.datetime) -> str:
    """A time as the API writes it: 2026-11-25T21:30:45Z."""
    return at.isoformat().replace("+00:00", "Z")


def cursor(epoch: str, seq: int) -> str:
    """The place after a change, signed so that nobody can make one up."""
    return Signer(salt=SALT).sign_object([epoch, seq])


def read_cursor(text: str) -> tuple[str, int]:
    """The epoch and the number that a cursor stands for; raise BadSignature or ValueError."""
    epoch, seq = Signer(salt=SALT).unsign_object(text)
    return epoch, seq


def entry(change: Change, epoch: str) -> dict[str, Any]:
    """One change as the feed tells it."""
    resource = columns.BY_TYPE[change.record_type].name.replace("_", "-")
    merged = change.action == ChangeAction.MERGED
    return {
        "cursor": cursor(epoch, change.seq),
        "type": change.record_type,
        "id": change.record_id,
        "action": change.action,
        "reason": change.reason or None,
        "note": None if merged else change.note or None,
        "at": in_utc(change.at),
        "version": change.version,
        "url": f"{settings.SITE_URL}/api/v1/{resource}/{change.record_id}/",
        "fields": change.fields,
        "commitment": change.commitment_id or None,
        "merged_into": change.note if merged else None,
    }
