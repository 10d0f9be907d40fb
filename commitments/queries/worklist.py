"""What editors have to do on the public record: heaps of commitments and sources that want a look today."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from commitments.choices import KnownFrom, RecordType, Status
from commitments.models import Citation, Commitment, Standing
from commitments.models.selection import ENDED, CommitmentQuerySet, standing_on
from commitments.queries import coverage, links, ownership
from commitments.status import add_months
from summits.partial_dates import today

STALE_MONTHS = 12


@dataclass(frozen=True)
class Heap:
    """One kind of work: its name in addresses, its title, why it is work, how it is selected, of what."""

    name: str
    title: str
    why: str
    select: Callable[[datetime.date], QuerySet]
    record_type: RecordType = RecordType.COMMITMENT

    def rows(self) -> QuerySet:
        """The records in it today, those of the longest standing first."""
        return self.select(today())

    def rows_of(self, user: Any) -> QuerySet:
        """Those of them that are this editor's."""
        return self.rows().filter(ownership.mine(self.record_type, user))

    def sizes(self, user: Any) -> "Sizes":
        """How many are in it, and how many of them are this editor's. One query."""
        hers = Count("pk", filter=ownership.mine(self.record_type, user))
        return Sizes(self, **self.rows().order_by().aggregate(mine=hers, all=Count("pk")))


@dataclass(frozen=True)
class Sizes:
    """How much is in a heap: of one editor's, and of all."""

    heap: Heap
    mine: int
    all: int


def _public(day: datetime.date) -> CommitmentQuerySet:
    found = Commitment.objects.published().made_by(day).with_standing(day)
    return found.with_last_check(day).select_related("summit")


def overdue(day: datetime.date) -> CommitmentQuerySet:
    """Overdue (rule R4), with no report since the target date."""
    silent = Q(latest_report_on_last=None) | Q(latest_report_on_last__lte=F("target_date_last"))
    past = _public(day).filter(
        target_date_last__lt=day
    )  # part of overdue, said so that an index helps
    return past.filter(silent, overdue=True).order_by("target_date_last", "slug")


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
    return found.filter(last_news__lt=since).order_by("last_news", "slug")


def single_source(day: datetime.date) -> CommitmentQuerySet:
    """Completed, on the word of reports that together cite one source."""
    cited = Citation.objects.of_public_sources().filter(
        progress_report__commitment=OuterRef("pk"),
        progress_report__status=Status.COMPLETED,
        progress_report__date_last__lte=day,
        progress_report__version__gt=0,
        progress_report__retracted_at=None,
        progress_report__merged_into=None,
    )
    sources = cited.order_by().values("progress_report__commitment")
    several = sources.annotate(count=Count("source", distinct=True)).filter(count__gt=1)
    completed = Standing.objects.filter(standing_on(day), party=None, status=Status.COMPLETED)
    # the first condition follows from the second; without it every promise's citations are counted
    found = _public(day).filter(pk__in=completed.values("commitment"), status=Status.COMPLETED)
    found = found.exclude(Exists(several))
    return found.order_by("slug")


def reported_only(day: datetime.date) -> CommitmentQuerySet:
    """Promises known only from a later report."""
    return (
        _public(day).filter(promise_known_from=KnownFrom.REPORTED).order_by("made_on_last", "slug")
    )


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
    ),
    Heap(
        "stale",
        _("Nothing new for 12 months"),
        _("Not ended, and for a year nobody has reported anything, or looked and found nothing."),
        stale,
    ),
    Heap(
        "single-source",
        _("Completed on one source"),
        _("All that says so is one source; a second one would make it sure."),
        single_source,
    ),
    Heap(
        "reported-only",
        _("Known from a later report only"),
        _("Nobody has found where the promise itself was written down."),
        reported_only,
    ),
    Heap(
        "dead-links",
        _("Dead links"),
        _("The address has not answered on three days, and there is no archived copy."),
        dead_links,
        RecordType.SOURCE,
    ),
    Heap(
        "no-commitment",
        _("Came to a summit, no pledge recorded"),
        _("Somebody came, and we have no pledge made there: none was found, or nobody has looked."),
        no_commitment,
        RecordType.PARTICIPATION,
    ),
)
BY_NAME = {heap.name: heap for heap in HEAPS}


def sizes(user: Any) -> list[Sizes]:
    """How much is in each heap; one query for each, and one for the parties a user is limited to."""
    return [heap.sizes(user) for heap in HEAPS]
