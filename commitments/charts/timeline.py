"""The reports of a commitment on one axis, from the promise to the day shown."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from commitments.charts.bars import percent

MARGIN = 3.0  # per cent left free at both ends, so that marks and labels stay inside
MAX_TICKS = 8
ROOM = 6.3  # per cent a mark takes up on the narrowest phone; closer ones stand above each other
LANE = 22  # pixels from one mark to the one above it
TOP = 26  # pixels from the upper edge to the highest mark
LABELS = 46  # pixels under the axis, for the years


@dataclass(frozen=True)
class Event:
    """Something to mark: the days it may have happened on, a label, and its status."""

    first: datetime.date
    last: datetime.date
    label: str
    status: str


@dataclass(frozen=True)
class Mark:
    """A dot at an event's last day, with the span of days before it where only a month or year is known.

    Its ``height`` is in pixels from the upper edge, so that no mark covers another.
    """

    label: str
    status: str
    at: str
    span_start: str
    span_length: str
    height: int


@dataclass(frozen=True)
class Tick:
    """A year on the axis."""

    label: str
    at: str


@dataclass(frozen=True)
class Timeline:
    """All that is drawn, ``height`` pixels high, with the axis ``axis`` pixels from the upper edge."""

    marks: list[Mark]
    ticks: list[Tick]
    target: str
    axis: int
    height: int


def lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """The lowest lane, counted from the axis, in which each span of an ordered list touches none before it."""
    ends: list[float] = []
    found = []
    for start, end in spans:
        lane = next((i for i, taken in enumerate(ends) if taken <= start), len(ends))
        ends[lane : lane + 1] = [end]
        found.append(lane)
    return found


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

    events = sorted(events, key=lambda event: event.last)
    spans = [(place(max(event.first, first)), place(event.last)) for event in events]
    taken = lanes([(min(start, at - ROOM / 2), at + ROOM / 2) for start, at in spans])
    axis = TOP + LANE * max(taken, default=0)
    marks = [
        Mark(
            label=event.label,
            status=event.status,
            at=percent(at),
            span_start=percent(start),
            span_length=percent(at - start),
            height=axis - LANE * lane,
        )
        for event, (start, at), lane in zip(events, spans, taken, strict=True)
    ]
    step = -(-(last.year - first.year + 1) // MAX_TICKS)
    ticks = [
        Tick(str(year), percent(place(datetime.date(year, 1, 1))))
        for year in range(first.year, last.year + 1, step)
    ]
    return Timeline(marks, ticks, percent(place(target)) if target else "", axis, axis + LABELS)
