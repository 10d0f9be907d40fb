"""How counts by status moved from period to period (rule R3): the series behind the history chart."""

import calendar
import datetime
from collections.abc import Iterator

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
) -> list[tuple[datetime.date, Tally]]:
    """Each period's last day with the counts, labelled by it, of the promises made by then. Three queries.

    ``commitments`` is a gated selection that holds on every day; of one ``party`` the parts are
    counted, on the days on which it takes part. ``standing`` is how they stand while they count.
    """
    ends = list(period_ends(interval, until))
    days = [day for _label, day in ends]
    tallies = [Tally(key=label, label=label) for label, _day in ends]
    spans = Standing.objects.filter(commitment__in=commitments.order_by().values("pk"))
    spans = spans if standing is None else spans.filter(standing)
    for edge, sign in (("since", 1), ("until", -1)):
        for row in _moves(spans.filter(party=party), edge):
            for day, one in zip(days, tallies, strict=True):
                if row[edge] <= day:
                    status = row["status"] if row["commitment__assessable"] else None
                    one.add(status, 0, sign * row["count"])
    for since, ended, target in _late(spans.filter(party=None), party):
        for day, one in zip(days, tallies, strict=True):
            if since <= day and target < day and (ended is None or ended > day):
                one.overdue += 1
    return list(zip(days, tallies, strict=True))


def of_all(interval: str, *, until: datetime.date) -> list[tuple[datetime.date, Tally]]:
    """The same of all public promises."""
    return history(Commitment.objects.published(), interval, until=until)


def _moves(spans: QuerySet, edge: str) -> QuerySet:
    """How many standings of each status begin (``since``) or end (``until``) on each day."""
    rows = spans.filter(**{f"{edge}__isnull": False}).order_by()
    return rows.values(edge, "status", "commitment__assessable").annotate(count=Count("pk"))


def _late(spans: QuerySet, party: int | None) -> Iterator[tuple]:
    """Spans of wholes that are overdue once their target has passed (rule R4): since, until, target.

    Of one ``party`` only the days on which it takes part.
    """
    late = spans.filter(
        ~Q(status__in=ENDED),
        commitment__assessable=True,
        commitment__target_date_last__isnull=False,
    )
    facts = ["since", "until", "commitment__target_date_last"]
    if party is None:
        yield from late.values_list(*facts)
        return
    stay = ["commitment__parts__joined_on_last", "commitment__parts__left_on_last"]
    rows = late.filter(commitment__parts__party=party).values_list(*facts, *stay)
    for since, until, target, joined, left in rows:
        ends = [end for end in (until, left) if end]
        yield max(since, joined or since), min(ends, default=None), target
