"""The map: every participant is on it, small ones as circles, coloured by number alone."""

import csv
import re
from pathlib import Path

import pytest

from commitments.charts.worldmap import BANDS, band, band_spans, world

PARTIES = Path(__file__).resolve().parents[2] / "data" / "nss" / "parties.csv"


def participants() -> list[str]:
    with PARTIES.open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file) if row["kind"] == "country"]


def test_all_53_countries_have_a_place():
    codes = participants()
    assert len(codes) == 53
    assert sorted(one.code for one in world(dict.fromkeys(codes, 1)).places) == sorted(codes)


def test_each_place_is_an_outline_or_a_circle():
    for one in world(dict.fromkeys(participants(), 1)).places:
        assert bool(one.outline) != bool(one.radius), one.code


def test_a_country_too_small_to_see_is_a_circle_drawn_after_its_neighbours():
    places = world(dict.fromkeys(participants(), 1)).places
    assert {one.code for one in places if one.radius} >= {"SGP", "ISR"}
    assert places[-1].code == "SGP"


def test_who_takes_no_part_is_land_and_has_no_place():
    one, two = world({"CHN": 1}), world({"CHN": 1, "USA": 2})
    assert [place.code for place in one.places] == ["CHN"]
    assert len(two.land) < len(one.land)
    assert one.places[0].outline not in one.land


def test_an_organisation_is_left_out():
    assert world({"IAEA": 12}).places == []


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, 1), (5, 1), (6, 2), (21, 4), (900, 4)])
def test_a_count_has_its_band(count, expected):
    assert band(count) == expected


def test_the_bands_cover_every_count_once():
    spans = band_spans()
    assert [least for _number, least, _most in spans] == list(BANDS)
    for number, least, most in spans:
        assert {band(least), band(most if most else 10**6)} == {number}
        assert band(least - 1) == number - 1


def holds(outline: str, x: float, y: float) -> bool:
    """Whether a point lies inside a path of relative straight lines (even-odd)."""
    inside = False
    for ring in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", outline):
        points = [(int(ring[0]), int(ring[1]))]
        steps = [int(number) for number in re.findall(r"-?\d+", ring[2])]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def test_crimea_is_drawn_with_ukraine_and_western_sahara_apart_from_morocco():
    ukraine, russia, morocco = (world({c: 1}).places[0].outline for c in ("UKR", "RUS", "MAR"))
    crimea, kyiv, moscow = (1162, 167), (1139, 137), (1164, 107)
    assert [holds(ukraine, *at) for at in (crimea, kyiv, moscow)] == [True, True, False]
    assert [holds(russia, *at) for at in (crimea, kyiv, moscow)] == [False, False, True]
    fes, laayoune = (975, 240), (934, 296)
    assert [holds(morocco, *at) for at in (fes, laayoune)] == [True, False]
