"""What a chart that leaves the site as a file needs: a palette, a width, and places for its words."""

from collections.abc import Mapping
from dataclasses import dataclass

from commitments.charts.bars import ORDER

# the light scheme of static/css/tokens.css, which a file does not have; a test compares them
PALETTE = {
    "ground": "#fbfaf7",
    "ink": "#1a1d21",
    "muted": "#565c64",
    "rule": "#d8d4ca",
    "completed": "#1a6b50",
    "partially_completed": "#4c7a1e",
    "in_progress": "#1f5fa8",
    "stalled": "#9a5b00",
    "not_started": "#5f6670",
    "withdrawn": "#9b2c3a",
    "band-0": "#e4e6ea",
    "band-1": "#b9cbe4",
    "band-2": "#7da3d3",
    "band-3": "#3f74b8",
    "band-4": "#174a8b",
}
WIDTH, MARGIN = 800, 24
INNER = WIDTH - 2 * MARGIN
A_ROW = 4  # words of the legend in one row
ROW = 26


@dataclass(frozen=True)
class Entry:
    """A status and its count in a legend, with its place."""

    status: str
    count: int | None
    x: int
    y: int


def legend(counts: Mapping[str, int | None], top: int) -> list[Entry]:
    """What is counted, in the order that never changes, in rows from ``top`` down."""
    present = [status for status in ORDER if status in counts]
    return [
        Entry(status, counts[status], MARGIN + i % A_ROW * (INNER // A_ROW), top + i // A_ROW * ROW)
        for i, status in enumerate(present)
    ]


def below(entries: list[Entry], top: int) -> int:
    """The first free row under a legend that was to begin at ``top``."""
    return max((entry.y + ROW for entry in entries), default=top)
