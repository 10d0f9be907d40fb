"""The change feed: every public change in the order it became public, read on from an opaque cursor."""

import re
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http.response import HttpResponseBase

from commitments import columns
from commitments.api import formats
from commitments.api.fields import in_utc
from commitments.api.formats import fault
from commitments.api.resources import NoFilter
from commitments.api.viewsets import JSON_ONLY, Reading, refuse
from commitments.choices import ChangeAction
from commitments.models import Change
from commitments.queries import log

DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
LIMIT = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
SALT = "changes"


class Changes(Reading):
    """What became public, changed, was merged or retracted, and why."""

    offered = JSON_ONLY

    def list(self, request) -> HttpResponseBase:
        """The changes after a cursor, the oldest first."""
        return self.answered(self._list)

    def _list(self, form: str) -> HttpResponseBase:
        request = self.request._request
        also = ("after", "limit", "format")
        limit, faults = limit_of(request.GET.get("limit", str(DEFAULT_LIMIT)))
        epoch, last = log.head()
        seq, more = place_of(request.GET.get("after"), epoch, last)
        refuse(NoFilter(request.GET, strict=True, also=also), faults + more, request.GET)
        found = log.beyond(seq, limit + 1)
        shown, seq = found[:limit], found[:limit][-1].seq if found else seq
        if found:
            # a date is too coarse to say that these have been read already
            request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
        return formats.json_answer(
            {
                "results": [entry(change, epoch) for change in shown],
                "next_cursor": cursor(epoch, seq),
                "has_more": len(found) > limit,
            }
        )


def limit_of(text: str) -> tuple[int, list[dict[str, str]]]:
    """How many changes are asked for, and what is wrong with that."""
    if LIMIT.fullmatch(text) and int(text) <= MAX_LIMIT:
        return int(text), []
    return 1, [fault("limit", "invalid", f"Give a whole number from 1 to {MAX_LIMIT}.")]


def cursor(epoch: str, seq: int) -> str:
    """The place after a change, signed so that nobody can make one up."""
    return Signer(salt=SALT).sign_object([epoch, seq])


def place_of(given: str | None, epoch: str, last: int) -> tuple[int, list[dict[str, str]]]:
    """The number of the change that a cursor stands after, and what is wrong with the cursor."""
    if given is None:
        return 0, []
    try:
        of, seq = Signer(salt=SALT).unsign_object(given)
    except (BadSignature, ValueError):
        detail = "This is no cursor of the changes. Give a “cursor” or “next_cursor” as you got it."
        return 0, [fault("after", "invalid", detail)]
    if seq and (of != epoch or seq > last):
        detail = (
            "The record has been restored from a copy since you got this cursor. Read the changes "
            "again from the beginning, without “after”."
        )
        return 0, [fault("after", "resync", detail)]
    return seq, []


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
