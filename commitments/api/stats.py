"""Counts by status: of a selection in groups, and at the end of each year or quarter."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.http.response import HttpResponseBase

from commitments.api import formats
from commitments.api.problems import fault
from commitments.api.viewsets import Reading, refuse
from commitments.filters import CommitmentFilter
from commitments.models import Commitment
from commitments.queries import counts, history
from commitments.queries.counts import STATUSES, Tally

GROUPS = tuple(counts.GROUPS)
INTERVALS = tuple(history.MONTHS)
NOTES = {
    "theme": "A commitment counts once for each of its themes, so rows do not add up to the total.",
    "party": "A commitment counts once for each of its parties, so rows do not add up to the total.",
    "region": "A commitment counts once for each region of its parties, so rows do not add up to the total.",
}


OF_ONE_PARTY = {"party", "role", "status", "basis", "overdue"}  # the others are of the whole
MOVING = OF_ONE_PARTY | {"region", "assessments_differ", "reported_since"}
LASTING = Q(joined_on_last=None, left_on_last=None)


class StatsFilter(CommitmentFilter):
    """The filters of commitments, without an order of rows."""

    ordering = None

    @property
    def moving(self) -> set[str]:
        """The parameters by which the selection is another one on another day."""
        return MOVING & self.chosen.keys()

    def whose_parts(self, when: Q) -> QuerySet:
        """The same selection, however it stands, of those parts that are or were so ``when``."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name in MOVING & data.keys():
            del data[name]
        return self.by_parts(StatsFilter(data, strict=True).qs, when)

    @property
    def standing(self) -> Q:
        """How promises stand that are selected, as a condition on how they stood from day to day."""
        chosen, found = self.chosen, Q()
        for name in {"status", "basis"} & chosen.keys():
            found &= Q(**{f"{name}__in": chosen[name]}, commitment__assessable=True)
        if "assessments_differ" in chosen:
            found &= Q(assessments_differ=chosen["assessments_differ"])
        if "reported_since" in chosen:
            found &= Q(latest_report_on_last__gte=chosen["reported_since"])
        return found

    def on(self, day: datetime.date) -> "StatsFilter":
        """The same selection as of another day."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["as_of"] = day.isoformat()
        return StatsFilter(data, strict=True)


def chosen(given, name: str, allowed: tuple[str, ...], default: str = "") -> tuple[str, list[dict]]:
    """A parameter with one of a few values, and what is wrong with it."""
    value = given.get(name, default)
    if value in allowed:
        return value, []
    return value, [fault(name, "invalid", f"Give “{name}” as one of {', '.join(allowed)}.")]


def counted(tally: Tally) -> dict[str, Any]:
    """The numbers of one tally."""
    return {
        "total": tally.total,
        "by_status": tally.by_status,
        "not_assessable": tally.not_assessable,
        "overdue": tally.overdue,
    }


class Stats(Reading):
    """Counts of a selection of commitments in groups."""

    def list(self, request) -> HttpResponseBase:
        """Counts by summit, theme, party, region, kind or year."""
        return self.answered(self._list)

    def _list(self, form: str) -> HttpResponseBase:
        given = self.request._request.GET
        filters = StatsFilter(given, strict=True, also=("by", "format"))
        by, faults = chosen(given, "by", GROUPS)
        refuse(filters, faults if given.get("by") != "" else [], given)
        roles = filters.chosen.get("role", ())
        tallies = counts.tally_by(by, filters.qs, filters.day, filters.status_field, roles)
        rows = [{"key": one.key, "label": one.label, **counted(one)} for one in tallies]
        if form != formats.JSON:
            return table(
                form,
                f"nss-stats-by-{by}",
                ["key", "label"],
                rows,
                empty=self.request.method == "HEAD",
            )
        whole = counts.tally(filters.qs, filters.status_field)
        return formats.json_answer(
            {
                "by": by,
                "as_of": filters.day.isoformat(),
                "status_of": subject(filters),
                **counted(whole),
                "note": NOTES.get(by),
                "rows": rows,
            }
        )


class History(Reading):
    """Counts of a selection of commitments at each period's end from 2010 on."""

    def list(self, request) -> HttpResponseBase:
        """Counts at the end of each year or quarter."""
        return self.answered(self._list)

    def _list(self, form: str) -> HttpResponseBase:
        given = self.request._request.GET
        filters = StatsFilter(given, strict=True, also=("interval", "format"))
        interval, faults = chosen(given, "interval", INTERVALS, "year")
        refuse(filters, faults if given.get("interval") != "" else [], given)
        rows = [
            {"key": one.label, "label": one.label, "on": day.isoformat(), **counted(one)}
            for day, one in periods_of(filters, interval)
        ]
        if form != formats.JSON:
            name = f"nss-stats-history-{interval}"
            return table(
                form, name, ["key", "label", "on"], rows, empty=self.request.method == "HEAD"
            )
        return formats.json_answer(
            {
                "interval": interval,
                "as_of": filters.day.isoformat(),
                "status_of": subject(filters),
                "rows": rows,
            }
        )


def periods_of(filters: StatsFilter, interval: str) -> list[tuple[datetime.date, Tally]]:
    """Each period's last day and counts: from when each promise began to stand how it stands, if it can be."""
    moving, how = filters.moving, {"until": filters.day}
    if not moving:
        return history.history(filters.qs, interval, **how)
    stand = {"standing": filters.standing, "overdue": filters.chosen.get("overdue"), **how}
    if filters.party_pk and moving <= OF_ONE_PARTY:
        theirs = filters.whose_parts(Q())
        return history.history(theirs, interval, party=filters.party_pk, **stand)
    lasting = Commitment.objects.none() if filters.party_pk else filters.whose_parts(LASTING)
    found = history.history(lasting, interval, **stand)
    others = filters.whose_parts(Q()).exclude(pk__in=lasting.order_by().values("pk"))
    among = list(others.order_by().values_list("pk", flat=True))
    for day, tally in found if among else ():
        then = filters.on(day)
        tally.include(counts.tally(then.qs.filter(pk__in=among), then.status_field))
    return found


def subject(filters: CommitmentFilter) -> str:
    """Whose status is counted: the whole's, or with one party that party's part's."""
    return "part" if filters.party_pk else "whole"


def table(
    form: str, name: str, keys: list[str], rows: list[dict], *, empty: bool
) -> HttpResponseBase:
    """Counted rows as CSV, what ``keys`` name and a column for each status, or as NDJSON."""
    header = [*keys, "total", *STATUSES, "not_assessable", "overdue"]
    lines: Iterable[Any] = rows
    if form == formats.CSV:
        lines = ([(row | row["by_status"])[column] for column in header] for row in rows)
    return formats.table_answer(form, name, header, lines, empty=empty)
