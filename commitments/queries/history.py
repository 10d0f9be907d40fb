"""How counts by status moved from period to period (rule R3): the series behind the history chart."""

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from commitments.models import Commitment, Standing
from commitments.models.selection import ENDED
from commitments.queries.counts import Tally

FIRST_YEAR = 2010
MONTHS = {"year": (12,), "quarter": (3, 6, 9, 12)}


def period_ends(interval: str, until: datetime.date) -> Iterator[tuple[str, datetime.date]]:
    """Labels and last days of the years or quarters from 2010 on; the running one ends ``until``."""
    for year in range(FIRST_YEAR, until.year + 1):
        for number, month in enumerate(MONTHS[interval], start=1):
            end = datetime.date(year, month, calendar.monthrange(year, month)[1])
            label = f"{year}" if interval == "year" else f"{year}-Q{number}"
            yield label, min(end, until)
            if end >= until:
                return


def history(
    commitments: QuerySet,
    interval: str,
    *,
    until: datetime.date,
    party: int | None = None,
    standing: Q | None = None,
    overdue: bool | None = None,
) -> list[tuple[datetime.date, Tally]]:
    """Each period's last day with the counts, labelled by it, of the promises made by then. Four queries.

    ``commitments`` is a gated selection that holds on every day; of one ``party`` the parts are
    counted, on the days on which it takes part. ``standing`` is how they stand while they count, and
    ``overdue`` whether their wholes are.
    """
    ends = list(period_ends(interval, until))
    days = [day for _label, day in ends]
    tallies = [Tally(key=label, label=label) for label, _day in ends]
    spans = Standing.objects.filter(commitment__in=commitments.order_by().values("pk"))
    counted = spans.filter(standing or Q(), party=party)
    for edge, sign in (("since", 1), ("until", -1)) if overdue is not True else ():
        for row in _moves(counted, edge):
            for day, one in zip(days, tallies, strict=True):
                if row[edge] <= day:
                    status = row["status"] if row["commitment__assessable"] else None
                    one.add(status, 0, sign * row["count"])
    for late in _late(counted if party is None else spans.filter(party=None), party, counted):
        for day, one in zip(days, tallies, strict=True):
            if late.holds_on(day):
                _count_late(one, late.status, overdue=overdue)
    return list(zip(days, tallies, strict=True))


def _count_late(one: Tally, status: str, *, overdue: bool | None) -> None:
    """One that is overdue and has been counted, counts alone, or should not have been."""
    if overdue is None:
        one.overdue += 1
    else:
        one.add(status, int(overdue), 1 if overdue else -1)


def of_all(interval: str, *, until: datetime.date) -> list[tuple[datetime.date, Tally]]:
    """The same of all public promises."""
    return history(Commitment.objects.published(), interval, until=until)


def _moves(spans: QuerySet, edge: str) -> QuerySet:
    """How many standings of each status begin (``since``) or end (``until``) on each day."""
    rows = spans.filter(**{f"{edge}__isnull": False}).order_by()
    return rows.values(edge, "status", "commitment__assessable").annotate(count=Count("pk"))


class Late(NamedTuple):
    """From when and until when a whole stands so that it is overdue once its target has passed (rule R4).

    ``status`` is what it counts as meanwhile: its own, or that of a party's part.
    """

    status: str
    since: datetime.date
    until: datetime.date | None
    target: datetime.date

    def holds_on(self, day: datetime.date) -> bool:
        is_past = self.since <= day and self.target < day
        return is_past and (self.until is None or self.until > day)


def _late(wholes: QuerySet, party: int | None, counted: QuerySet) -> Iterator[Late]:
    """Spans of wholes that are overdue once their target has passed; of one party, while its part counts."""
    late = wholes.filter(
        ~Q(status__in=ENDED),
        commitment__assessable=True,
        commitment__target_date_last__isnull=False,
    )
    facts = ["status", "since", "until", "commitment__target_date_last"]
    if party is None:
        yield from (Late(*row) for row in late.values_list(*facts))
        return
    parts = defaultdict(list)
    for key, *part in counted.values_list("commitment", "status", "since", "until"):
        parts[key].append(part)
    theirs = late.filter(commitment__parts__party=party)
    for key, _status, since, until, target in theirs.values_list("commitment", *facts):
        for status, begun, ended in parts[key]:
            ends = [end for end in (until, ended) if end]
            yield Late(status, max(since, begun), min(ends, default=None), target)
