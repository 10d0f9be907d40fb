"""The world's countries as shapes, those that promised set apart by how many promises they have."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORLD = Path(__file__).with_name("world.json")
# the smallest count of bands 1 to 4; a country without a promise is in band 0
BANDS = (1, 6, 11, 21)
SMALL = 100  # square units; a country that is no larger gets a circle that can be seen and touched
RADIUS = 11


@dataclass(frozen=True)
class Place:
    """One country that takes part: an outline, or a circle where that would be too small."""

    code: str
    count: int
    band: int
    outline: str
    x: int
    y: int
    radius: int


@dataclass(frozen=True)
class World:
    """A canvas, the outline of all other countries as one path, and the places."""

    width: int
    height: int
    land: str
    places: list[Place]


@cache
def _shapes() -> dict[str, Any]:
    drawn: dict[str, Any] = json.loads(WORLD.read_text(encoding="utf-8"))
    return drawn


def band(count: int) -> int:
    """0 for none, then 1 to 4."""
    return sum(count >= least for least in BANDS)


def band_spans() -> list[tuple[int, int, int | None]]:
    """Each band with its smallest and largest count; the last one has no largest."""
    ends = [least - 1 for least in BANDS[1:]]
    return [
        (i + 1, least, end) for i, (least, end) in enumerate(zip(BANDS, [*ends, None], strict=True))
    ]


def world(counts: Mapping[str, int]) -> World:
    """Lay out the countries of ``counts`` (ISO alpha-3 codes) as places and all others as land."""
    drawn = _shapes()
    countries = drawn["countries"]
    land = "".join(one["path"] for code, one in countries.items() if code not in counts)
    # small ones last, so that a neighbour never covers their circles
    codes = sorted(
        (code for code in counts if code in countries), key=lambda c: -countries[c]["area"]
    )
    places = [_place(code, counts[code], countries[code]) for code in codes]
    return World(drawn["width"], drawn["height"], land, places)


def _place(code: str, count: int, shape: dict[str, Any]) -> Place:
    x, y = shape["centre"]
    radius = RADIUS if shape["area"] <= SMALL else 0
    return Place(code, count, band(count), "" if radius else shape["path"], x, y, radius)
