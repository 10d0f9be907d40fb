"""How fresh the public record is: what ETag, Last-Modified and "last changed" are made of."""

import datetime
import functools
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, Subquery

from commitments.models import Change, FeedHead
from summits.partial_dates import today

CODE = ("commitments", "nsstracker", "summits", "templates", "static")


@dataclass(frozen=True)
class Freshness:
    """The number and time of the last public change and of the last aside, and the day."""

    seq: int
    changed_at: datetime.datetime | None
    asides: int
    aside_at: datetime.datetime | None
    day: datetime.date

    @property
    def modified_at(self) -> datetime.datetime:
        """The latest of the last change, the last aside and today's start: "today" is in the data."""
        start = datetime.datetime.combine(self.day, datetime.time(), datetime.UTC)
        return max(start, self.changed_at or start, self.aside_at or start)

    def etag(self, *parts: str) -> str:
        """A strong ETag of an answer that depends on nothing but the public record, the day, the
        code and these parts (path, query, format); the same on every instance."""
        known = (
            code(),
            settings.SITE_URL,
            settings.ONE_PERSON,
            settings.HISTORY_NAMES,
            self.seq,
            self.asides,
            self.day,
            *parts,
        )
        return f'"{hashlib.sha256(repr(known).encode()).hexdigest()[:32]}"'


@functools.cache
def code() -> str:
    """A digest of the files that answers are made by: after a deployment no old answer is right."""
    found = hashlib.sha256()
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.read_bytes())
    return found.hexdigest()


def current() -> Freshness:
    """The record's freshness now. One query."""
    last = Change.objects.filter(seq=OuterRef("seq")).values("at")
    heads = FeedHead.objects.filter(pk=1).annotate(changed_at=Subquery(last))
    found = heads.values_list("seq", "changed_at", "asides", "aside_at").first()
    return Freshness(*(found or (0, None, 0, None)), day=today())
