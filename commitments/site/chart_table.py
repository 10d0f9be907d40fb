"""The numbers of the charts as CSV, in the API's words: the same selections and days as their pictures."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from commitments.charts import bars
from commitments.filters import CommitmentFilter
from commitments.queries import history, party, timeline
from commitments.site.commitment import shown_on
from commitments.site.pages import Day, day_of, page, read, tally_of
from summits.choices import PartyKind


def _file(name: str, day: Day, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="nss-{name}-{day.day}.csv"'
    csv.writer(answer, lineterminator="\n").writerows([head, *rows])
    return answer


@page
def status(request: HttpRequest) -> HttpResponse:
    """``/charts/status.csv``: a selection by status, with the parameters of the list of commitments"""
    found = read(CommitmentFilter(request.GET, strict=False))
    counts = tally_of(found).counts
    rows = [(one, counts.get(one, 0)) for one in bars.ORDER]
    return _file("status", day_of(request, found), ("status", "commitments"), rows)


@page
def over_years(request: HttpRequest) -> HttpResponse:
    """``/charts/history.csv``: how all promises stood at the end of each year"""
    day = day_of(request)
    rows = [
        (on, tally.total, *(tally.counts.get(one, 0) for one in bars.ORDER), tally.overdue)
        for on, tally in history.of_all("year", until=day.day)
    ]
    return _file("history", day, ("on", "total", *bars.ORDER, "overdue"), rows)


@page
def world(request: HttpRequest) -> HttpResponse:
    """``/charts/map.csv``: how many commitments each country made or led"""
    day = day_of(request)
    listed = party.parties_listed(PartyKind.COUNTRY, day.day)
    rows = [(one.code, one.name, one.lead_count) for one in listed]
    return _file("map", day, ("party", "name", "made_or_led"), rows)


@page
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """``/charts/commitments/<slug>.csv``: the reports of one commitment"""
    record, day = shown_on(request, slug)
    rows = [
        (one.date, one.status, one.basis, one.party and one.party.code, _reporter(one))
        for one in timeline.reports(record, day.day)
    ]
    return _file("reports", day, ("date", "status", "basis", "party", "reported_by"), rows)


def _reporter(report: Any) -> str:
    """Rule R16: a party's code, or a name."""
    return report.reported_by_party.code if report.reported_by_party else report.reported_by_name
