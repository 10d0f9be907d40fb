"""The change feed: every public change in the order it became public, read on from an opaque cursor."""

import re

from django.core.signing import BadSignature
from django.http.response import HttpResponseBase

from commitments import caching
from commitments.api import formats
from commitments.api.problems import fault
from commitments.api.resources import NoFilter
from commitments.api.viewsets import JSON_ONLY, Reading, refuse
from commitments.queries import feed, log

DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
LIMIT = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


class Changes(Reading):
    """What became public, changed, was merged or retracted, and why."""

    offered = JSON_ONLY
    kept = caching.REVALIDATED

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
                "results": [feed.entry(change, epoch) for change in shown],
                "next_cursor": feed.cursor(epoch, seq),
                "has_more": len(found) > limit,
            }
        )


def limit_of(text: str) -> tuple[int, list[dict[str, str]]]:
    """How many changes are asked for, and what is wrong with that."""
    if LIMIT.fullmatch(text) and int(text) <= MAX_LIMIT:
        return int(text), []
    return 1, [fault("limit", "invalid", f"Give a whole number from 1 to {MAX_LIMIT}.")]


def place_of(given: str | None, epoch: str, last: int) -> tuple[int, list[dict[str, str]]]:
    """The number of the change that a cursor stands after, and what is wrong with the cursor."""
    if given is None:
        return 0, []
    try:
        of, seq = feed.read_cursor(given)
    except (BadSignature, ValueError):
        detail = (
            "This is no cursor of the changes. Give a “cursor” or “next_cursor” as you got it, or "
            "begin again without “after”."
        )
        return 0, [fault("after", "invalid", detail)]
    if seq and (of != epoch or seq > last):
        detail = (
            "The record has been restored from a copy since you got this cursor. Read the changes "
            "again from the beginning, without “after”."
        )
        return 0, [fault("after", "resync", detail)]
    return seq, []
