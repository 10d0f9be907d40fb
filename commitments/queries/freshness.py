"""How fresh the public record is: what ETag, Last-Modified and "last changed" are made of."""

import datetime
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, Subquery

from commitments.models import Change, Check, FeedHead
from summits.partial_dates import today


@dataclass(frozen=True)
class Freshness:
    """The number and time of the last public change, the newest check, and the day."""

    seq: int
    changed_at: datetime.datetime | None
    checked_at: datetime.datetime | None
    day: datetime.date

    @property
    def modified_at(self) -> datetime.datetime:
        """The latest of the last change, the newest check and today's start: "today" is in the data."""
        start = datetime.datetime.combine(self.day, datetime.time(), datetime.UTC)
        return max(filter(None, (start, self.changed_at, self.checked_at)))

    def etag(self, *parts: str) -> str:
        """A strong ETag of an answer that depends on nothing but the public record, the day, the
        code and these parts (path, query, format); the same on every instance."""
        known = (
            settings.VERSION,
            settings.SITE_URL,
            settings.ONE_PERSON,
            self.seq,
            self.checked_at,
            self.day,
            *parts,
        )
        return f'"{hashlib.sha256(repr(known).encode()).hexdigest()[:32]}"'


def current() -> Freshness:
    """The record's freshness now. One query."""
    last = Change.objects.filter(seq=OuterRef("seq")).values("at")
    newest = Check.objects.order_by("-created_at").values("created_at")[:1]
    heads = FeedHead.objects.filter(pk=1).annotate(
        changed_at=Subquery(last), checked_at=Subquery(newest)
    )
    found = heads.values_list("seq", "changed_at", "checked_at").first()
    return Freshness(*(found or (0, None, None)), day=today())
