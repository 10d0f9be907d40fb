"""Charts as files: SVG that stands alone, with its title, its base, its source and its day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from commitments.charts import bars, paper, worldmap
from commitments.charts import history as columns
from commitments.filters import CommitmentFilter
from commitments.queries import history, party, timeline
from commitments.site.commitment import shown_on, timeline_of
from commitments.site.pages import Day, day_of, page, read, tally_of
from summits.choices import PartyKind

MEDIA_TYPE = "image/svg+xml"
BAR, COLUMNS = 40, 300  # heights
TOP = 72  # under title and selection
KEY = 40  # the bands of the map


def _file(request: HttpRequest, name: str, day: Day, height: int, **shapes: Any) -> HttpResponse:
    """The drawing as a file to keep; ``height`` is that of the chart without its frame."""
    under = TOP + height + 40
    entries = paper.legend(shapes.pop("counted"), under)
    context = {
        "as_of": day,
        "colours": paper.PALETTE,
        "paper": paper,
        "top": TOP,
        "chart_height": height,
        "legend": entries,
        "origin_at": paper.below(entries, under) + 6,
        "height": paper.below(entries, under) + 50,
    }
    answer = render(request, f"charts/files/{name}.svg", context | shapes, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="nss-{name}-{day.day}.svg"'
    return answer


@page
def status(request: HttpRequest) -> HttpResponse:
    """``/charts/status.svg``: a selection by status, with the parameters of the list of commitments"""
    found = read(CommitmentFilter(request.GET, strict=False))
    tally = tally_of(found)
    title = ngettext("Status of %(n)s commitment", "Status of %(n)s commitments", tally.total)
    chosen = [
        (name, values) for name, values in found.data.lists() if name not in {"as_of", "ordering"}
    ]
    return _file(
        request,
        "status",
        day_of(request, found),
        BAR,
        title=title % {"n": tally.total},
        selection="; ".join(f"{name}: {', '.join(values)}" for name, values in chosen),
        tally=tally,
        segments=bars.stacked(tally.counts),
        counted={status: count for status, count in tally.counts.items() if count},
    )


@page
def over_years(request: HttpRequest) -> HttpResponse:
    """``/charts/history.svg``: how all promises stood at the end of each year"""
    day = day_of(request)
    periods = history.of_all("year", until=day.day)
    drawn = columns.columns([(tally.label, tally.counts) for _day, tally in periods])
    return _file(
        request,
        "history",
        day,
        COLUMNS,
        columns=drawn,
        total=periods[-1][1].total if periods else 0,
        counted=dict.fromkeys(block.status for column in drawn for block in column.blocks),
    )


@page
def world(request: HttpRequest) -> HttpResponse:
    """``/charts/map.svg``: the countries by the number of commitments they made or led"""
    day = day_of(request)
    led = {one.code: one for one in party.parties_listed(PartyKind.COUNTRY, day.day)}
    drawn = worldmap.world({code: one.lead_count for code, one in led.items()})
    return _file(
        request,
        "map",
        day,
        paper.INNER * drawn.height // drawn.width + KEY,
        world=drawn,
        rows=[(place, led[place.code]) for place in drawn.places],
        spans=worldmap.band_spans(),
        counted={},
    )


@page
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """``/charts/commitments/<slug>.svg``: the reports of one commitment on their axis"""
    record, day = shown_on(request, slug)
    found = timeline.reports(record, day.day)
    shape = timeline_of(record, found, day.day)
    return _file(
        request,
        "reports",
        day,
        shape.height,
        record=record,
        timeline=shape,
        counted=dict.fromkeys(report.status for report in found),
    )
