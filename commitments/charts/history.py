"""Columns divided by status, one a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commitments.charts.bars import ORDER, percent

GAP = 0.12  # of a column's share of the width
LABEL_EVERY = 3  # on a narrow screen every third column is labelled, the last one always


@dataclass(frozen=True)
class Block:
    """One status in one column: its place and size in per cent of the chart."""

    status: str
    count: int
    top: str
    height: str


@dataclass(frozen=True)
class Column:
    """One period: its label, total, place, and blocks from the bottom up.

    A minor one goes without its label where space is short.
    """

    label: str
    total: int
    start: str
    width: str
    middle: str
    top: str
    is_minor: bool
    blocks: list[Block]


def columns(periods: Sequence[tuple[str, Mapping[str, int]]]) -> list[Column]:
    """Columns of equal width, all to one scale from zero."""
    tallest = max((sum(counts.values()) for _label, counts in periods), default=0) or 1
    share = 100 / max(len(periods), 1)
    found = []
    for i, (label, counts) in enumerate(periods):
        blocks, reached = [], 0
        for status in ORDER:
            count = counts.get(status, 0)
            if count:
                reached += count
                top = percent(100 - 100 * reached / tallest)
                blocks.append(Block(status, count, top, percent(100 * count / tallest)))
        found.append(
            Column(
                label=label,
                total=reached,
                start=percent(share * (i + GAP / 2)),
                width=percent(share * (1 - GAP)),
                middle=percent(share * (i + 0.5)),
                top=percent(100 - 100 * reached / tallest),
                is_minor=(len(periods) - 1 - i) % LABEL_EVERY != 0,
                blocks=blocks,
            )
        )
    return found
