"""What editors have to do on the public record: heaps of commitments and sources that want a look today."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from commitments.choices import KnownFrom, RecordType, Status
from commitments.models import Citation, Commitment
from commitments.models.selection import ENDED, CommitmentQuerySet
from commitments.queries import counting, coverage, links, ownership
from commitments.status import add_months
from summits.models.reviewable import public
from summits.partial_dates import today

STALE_MONTHS = 12


def as_found(found: QuerySet) -> QuerySet:
    """Records as a database comes upon them: to put all into an order first would be to look at all."""
    return found.order_by()


@dataclass(frozen=True)
class Heap:
    """One kind of work: its name in addresses, its title, why it is work, how it is selected, of what.

    ``order`` is how its rows are shown. ``near`` puts them in an order in which an index finds them
    one after another, or in none: where there are more than a thousand, the first thousand are shown.
    """

    name: str
    title: str
    why: str
    select: Callable[[datetime.date], QuerySet]
    order: tuple[str, ...]
    near: Callable[[QuerySet], QuerySet] = QuerySet.all
    record_type: RecordType = RecordType.COMMITMENT

    def first(self) -> "First":
        """The first thousand in it today, those of the longest standing first."""
        return self._first(self.found())

    def first_of(self, user: Any) -> "First":
        """This editor's, in order; of more than a thousand any thousand, which no order leads to."""
        return self._first(as_found(self.hers(user)))

    def found(self) -> QuerySet:
        """All in it today, in the order in which the first thousand are found."""
        whole = self.select(today())
        return whole.order_by(*self.order) if self.near is QuerySet.all else self.near(whole)

    def hers(self, user: Any) -> QuerySet:
        """Those of them that are this editor's."""
        return self.select(today()).filter(ownership.mine(self.record_type, user))

    def _first(self, found: QuerySet) -> "First":
        """Looked for once, by their keys: in one query PostgreSQL loses the way."""
        keys = list(found.values_list("pk", flat=True)[: counting.MOST + 1])
        rows = self.select(today()).filter(pk__in=keys[: counting.MOST]).order_by(*self.order)
        return First(rows, counting.Count(len(keys), counting.MOST))

    def sizes(self, user: Any) -> "Sizes":
        """How many are in it, and how many of them are this editor's. One query."""
        return sizes(user, [self])[0]

    def counted(self, user: Any) -> dict[str, QuerySet]:
        """What the two counts are of."""
        return {f"{self.name} mine": self.hers(user), f"{self.name} all": self.found()}


@dataclass(frozen=True)
class First:
    """The first rows of a heap, and how many there are, as far as they were counted."""

    rows: QuerySet
    count: counting.Count


@dataclass(frozen=True)
class Sizes:
    """How much is in a heap: of one editor's, and of all."""

    heap: Heap
    mine: counting.Count
    all: counting.Count


def _public(day: datetime.date) -> CommitmentQuerySet:
    found = Commitment.objects.published().made_by(day).with_standing(day)
    return found.with_last_check(day).select_related("summit")


def overdue(day: datetime.date) -> CommitmentQuerySet:
    """Overdue (rule R4), with no report since the target date."""
    silent = Q(latest_report_on_last=None) | Q(latest_report_on_last__lte=F("target_date_last"))
    past = _public(day).filter(
        target_date_last__lt=day
    )  # part of overdue, said so that an index helps
    return past.filter(silent, overdue=True)


def stale(day: datetime.date) -> CommitmentQuerySet:
    """Not ended, and for twelve months neither reported on nor checked; edits of our own do not count."""
    since, never = add_months(day, -STALE_MONTHS), datetime.date.min
    found = _public(day).exclude(status__in=ENDED)
    found = found.annotate(
        last_news=Greatest(
            "made_on_last",
            Coalesce("latest_report_on_last", never),
            Coalesce("last_checked_on", never),
        )
    )
    # the first condition follows from the second, said so that an index helps
    return found.filter(made_on_last__lt=since, last_news__lt=since)


def single_source(day: datetime.date) -> CommitmentQuerySet:
    """Completed, on the word of reports that together cite one source."""
    cited = Citation.objects.of_public_sources().filter(
        public("progress_report__"),
        progress_report__commitment=OuterRef("pk"),
        # it is completed; said so that the citations of nothing else are looked at
        progress_report__status=OuterRef("status"),
        progress_report__date_last__lte=day,
    )
    sources = cited.order_by().values("progress_report__commitment")
    several = sources.annotate(first=Min("source"), last=Max("source")).filter(first__lt=F("last"))
    # its status, said so that an index leads to it
    found = _public(day).annotate(stands=F("whole__status"))
    return found.filter(assessable=True, stands=Status.COMPLETED).exclude(Exists(several))


def by_day_of_promise(found: QuerySet) -> QuerySet:
    """Promises in the order of the index by day."""
    return found.order_by("made_on_last", "pk")


def reported_only(day: datetime.date) -> CommitmentQuerySet:
    """Promises known only from a later report."""
    return _public(day).filter(promise_known_from=KnownFrom.REPORTED)


def dead_links(_day: datetime.date) -> QuerySet:
    """Sources that no longer answer and have no archived copy, with how many public records cite them."""
    return links.dead().annotate(citation_count=links.citation_count())


def no_commitment(_day: datetime.date) -> QuerySet:
    """Parties at summits they came to, with no promise recorded and nobody having looked in vain."""
    return coverage.not_researched()


HEAPS = (
    Heap(
        "overdue",
        _("Overdue, and nothing since"),
        _("The target date has passed and no report is dated after it."),
        overdue,
        ("target_date_last", "slug"),
    ),
    Heap(
        "stale",
        _("Nothing new for 12 months"),
        _("Not ended, and for a year nobody has reported anything, or looked and found nothing."),
        stale,
        ("last_news", "slug"),
        by_day_of_promise,
    ),
    Heap(
        "single-source",
        _("Completed on one source"),
        _("All that says so is one source; a second one would make it sure."),
        single_source,
        ("slug",),
        as_found,
    ),
    Heap(
        "reported-only",
        _("Known from a later report only"),
        _("Nobody has found where the promise itself was written down."),
        reported_only,
        ("made_on_last", "slug"),
    ),
    Heap(
        "dead-links",
        _("Dead links"),
        _("The address has not answered on three days, and there is no archived copy."),
        dead_links,
        ("link__shown_at", "slug"),
        record_type=RecordType.SOURCE,
    ),
    Heap(
        "no-commitment",
        _("Came to a summit, no pledge recorded"),
        _("Somebody came, and we have no pledge made there: none was found, or nobody has looked."),
        no_commitment,
        ("party__name", "summit__edition"),
        record_type=RecordType.PARTICIPATION,
    ),
)
BY_NAME = {heap.name: heap for heap in HEAPS}


def sizes(user: Any, heaps: Iterable[Heap] = HEAPS) -> list[Sizes]:
    """How much is in heaps; one query for all, and one for the parties a user is limited to."""
    heaps = list(heaps)
    wanted = {name: rows for heap in heaps for name, rows in heap.counted(user).items()}
    found = counting.several(wanted, user)
    return [Sizes(one, found[f"{one.name} mine"], found[f"{one.name} all"]) for one in heaps]
