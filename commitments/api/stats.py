"""Counts by status: of a selection in groups, and at the end of each year or quarter."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.http.response import HttpResponseBase

from commitments.api import formats
from commitments.api.problems import fault
from commitments.api.viewsets import Reading, refuse
from commitments.filters import CommitmentFilter
from commitments.queries import counts, history
from commitments.queries.counts import STATUSES, Tally

GROUPS = tuple(counts.GROUPS)
INTERVALS = tuple(history.MONTHS)
NOTES = {
    "theme": "A commitment counts once for each of its themes, so rows do not add up to the total.",
    "party": "A commitment counts once for each of its parties, so rows do not add up to the total.",
    "region": "A commitment counts once for each region of its parties, so rows do not add up to the total.",
}


MOVING = {
    "party",
    "role",
    "region",
    "status",
    "basis",
    "overdue",
    "assessments_differ",
    "reported_since",
}


class StatsFilter(CommitmentFilter):
    """The filters of commitments, without an order of rows."""

    ordering = None

    @property
    def moves(self) -> bool:
        """Whether the selection is another one on another day."""
        return bool(MOVING & self.chosen.keys())

    @property
    def of_any_party(self) -> "StatsFilter | None":
        """The same selection whoever takes part, if it moves as one party comes and leaves only."""
        if self.party_pk is None or MOVING & self.chosen.keys() != {"party"}:
            return None
        data = QueryDict(mutable=True)
        data.update(self.data)
        del data["party"]
        return StatsFilter(data, strict=True)

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
    """Each period's last day and counts; a selection that moves is made for each day."""
    if not filters.moves:
        return history.history(filters.qs, interval, until=filters.day)
    if others := filters.of_any_party:
        how = {"until": filters.day, "party": filters.party_pk}
        return history.history(others.qs, interval, **how)
    found = []
    for label, day in history.period_ends(interval, filters.day):
        then = filters.on(day)
        tally = counts.tally(then.qs, then.status_field)
        found.append((day, replace(tally, key=label, label=label)))
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
