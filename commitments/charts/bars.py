"""A bar divided by status, in an order that never changes."""

from collections.abc import Mapping
from dataclasses import dataclass

ORDER = (
    "completed",
    "partially_completed",
    "in_progress",
    "stalled",
    "not_started",
    "withdrawn",
    "unreported",
    "not_assessable",
)


@dataclass(frozen=True)
class Segment:
    """One part of a bar: where it starts and how long it is, in per cent."""

    status: str
    count: int
    start: str
    length: str


def percent(value: float) -> str:
    """A length as SVG takes it, in any locale."""
    return f"{value:.3f}".rstrip("0").rstrip(".") + "%"


def stacked(counts: Mapping[str, int], whole: int | None = None) -> list[Segment]:
    """Segments of the counts above zero. ``whole`` is the count that fills the bar (their sum)."""
    total = whole or sum(counts.values())
    found, before = [], 0
    for status in ORDER:
        count = counts.get(status, 0)
        if count and total:
            start, length = 100 * before / total, 100 * count / total
            found.append(Segment(status, count, percent(start), percent(length)))
            before += count
    return found
