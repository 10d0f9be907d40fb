"""How fresh the public record is: what ETag, Last-Modified and "last changed" are made of."""

import datetime
import functools
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, Subquery

from commitments.models import Change, FeedHead
from summits.partial_dates import today

LONGEST = datetime.timedelta(minutes=15)  # from reading the clock to the commit of a large load
CODE = ("commitments", "nsstracker", "summits", "templates", "static", "locale")


@dataclass(frozen=True)
class Freshness:
    """The number and time of the last public change and of the last aside, and the day.

    ``before`` is the time of the latest change dated earlier than the last one, ``newest`` the
    latest of all: transactions may be committed in another order than they read the clock.
    """

    seq: int
    changed_at: datetime.datetime | None
    asides: int
    aside_at: datetime.datetime | None
    before: datetime.datetime | None
    newest: datetime.datetime | None
    day: datetime.date

    @property
    def start(self) -> datetime.datetime:
        """Midnight, when the day began."""
        return datetime.datetime.combine(self.day, datetime.time(), datetime.UTC)

    @property
    def modified_at(self) -> datetime.datetime:
        """The latest of the last change, the last aside and today's start: "today" is in the data."""
        return max(self.start, self.changed_at or self.start, self.aside_at or self.start)

    @property
    def is_dated(self) -> bool:
        """Whether the second of ``modified_at`` tells this state of the record from every earlier one.

        Not so where another change, an aside or midnight lies in that second, nor where a change
        was committed after one of a later date. Earlier asides have left no date, so the last one
        tells nothing; and what is dated just before midnight may have been committed after it.
        """
        second = self.modified_at.replace(microsecond=0)
        if self.modified_at == self.start:
            others, limit = (self.newest, self.aside_at), second - LONGEST
        elif self.modified_at == self.aside_at or self.newest != self.changed_at:
            return False
        else:
            others, limit = (self.before, self.aside_at, self.start), second
        return all(other is None or other < limit for other in others)

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
    times = Change.objects.order_by("-at").values("at")
    heads = FeedHead.objects.filter(pk=1).annotate(
        changed_at=Subquery(Change.objects.filter(seq=OuterRef("seq")).values("at")),
        before=Subquery(times.filter(at__lt=OuterRef("changed_at"))[:1]),
        newest=Subquery(times[:1]),
    )
    found = heads.values_list("seq", "changed_at", "asides", "aside_at", "before", "newest").first()
    return Freshness(*(found or (0, None, 0, None, None, None)), day=today())
