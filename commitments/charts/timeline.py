"""The reports of a commitment on one axis, from the promise to the day shown."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from commitments.charts.bars import percent

MARGIN = 3.0  # per cent left free at both ends, so that marks and labels stay inside
MAX_TICKS = 8


@dataclass(frozen=True)
class Event:
    """Something to mark: the days it may have happened on, a label, and its status."""

    first: datetime.date
    last: datetime.date
    label: str
    status: str


@dataclass(frozen=True)
class Mark:
    """A dot at an event's last day, with the span of days before it where only a month or year is known."""

    label: str
    status: str
    at: str
    span_start: str
    span_length: str


@dataclass(frozen=True)
class Tick:
    """A year on the axis."""

    label: str
    at: str


@dataclass(frozen=True)
class Timeline:
    marks: list[Mark]
    ticks: list[Tick]
    target: str


def timeline(
    events: Sequence[Event],
    *,
    start: datetime.date,
    end: datetime.date,
    target: datetime.date | None = None,
) -> Timeline:
    """Lay events out from the year of ``start`` to the end of the year of the last thing shown."""
    days = [start, end, *(event.last for event in events), *([target] if target else [])]
    first = datetime.date(min(days).year, 1, 1)
    last = datetime.date(max(days).year, 12, 31)
    length = (last - first).days

    def place(day: datetime.date) -> float:
        return MARGIN + (100 - 2 * MARGIN) * (day - first).days / length

    marks = [
        Mark(
            label=event.label,
            status=event.status,
            at=percent(place(event.last)),
            span_start=percent(place(max(event.first, first))),
            span_length=percent(place(event.last) - place(max(event.first, first))),
        )
        for event in events
    ]
    step = -(-(last.year - first.year + 1) // MAX_TICKS)
    ticks = [
        Tick(str(year), percent(place(datetime.date(year, 1, 1))))
        for year in range(first.year, last.year + 1, step)
    ]
    return Timeline(marks, ticks, percent(place(target)) if target else "")
