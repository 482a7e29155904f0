"""Outlines of land, borders and provinces for the map, cut out of Natural Earth's shapefiles and simplified."""

import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
Line: TypeAlias = list[Point]

BOX = (52.0, 4.0, 156.0, 64.0)
"""Degrees west, south, east, north of what the map shows."""
TOLERANCE = 0.06
"""Degrees by which a simplified line may leave the original; a pixel of a map 1,000 pixels wide is 0.07."""
SMALLEST = 0.25
"""Degrees: islands whose box is smaller both ways are left out."""


def outlines(archive: zipfile.ZipFile, layers: Mapping[str, str]) -> dict[str, Any]:
    """Lines by layer in degrees, longitude first, with two decimals. `layers` names a shapefile for each.

    Province lines are kept where their middle lies in the country that `mask` outlines: shapefiles of lines alone do
    not say whose they are.
    """
    lines = {name: list(_lines(archive.read(path))) for name, path in layers.items() if name != "mask"}
    mask = _country(archive, layers["mask"], "CHN")
    lines["provinces"] = [line for line in lines["provinces"] if _inside(line[len(line) // 2], mask)]
    return {name: _drawable(found, closed=name == "land") for name, found in lines.items()}


def _drawable(lines: Sequence[Line], *, closed: bool) -> list[list[list[float]]]:
    drawn = []
    for line in lines:
        for part in [_clipped_ring(line)] if closed else _clipped(line):
            simple = _simplified(part)
            if len(simple) > (3 if closed else 1) and not (closed and _small(simple)):
                drawn.append([[round(x, 2), round(y, 2)] for x, y in simple])
    return drawn


def _lines(shapefile: bytes) -> Iterator[Line]:
    """Parts of the polylines or polygons of a shapefile (ESRI white paper J-7855, July 1998)."""
    offset = 100
    while offset < len(shapefile):
        (length,) = struct.unpack_from(">i", shapefile, offset + 4)
        content = shapefile[offset + 8 : offset + 8 + 2 * length]
        yield from _parts(content)
        offset += 8 + 2 * length


def _parts(content: bytes) -> Iterator[Line]:
    (shape,) = struct.unpack_from("<i", content)
    if shape not in {3, 5, 13, 15, 23, 25}:
        return
    parts, points = struct.unpack_from("<ii", content, 36)
    starts = [*struct.unpack_from(f"<{parts}i", content, 44), points]
    numbers = struct.unpack_from(f"<{2 * points}d", content, 44 + 4 * parts)
    coordinates = list(zip(numbers[::2], numbers[1::2], strict=True))
    for first, last in pairwise(starts):
        yield coordinates[first:last]


def _country(archive: zipfile.ZipFile, path: str, code: str) -> list[Line]:
    """Rings of the country whose record holds the code as its ADM0_A3."""
    table = archive.read(path.removesuffix(".shp") + ".dbf")
    header, width = struct.unpack_from("<HH", table, 8)
    fields = {}
    position = 1
    for offset in range(32, header - 1, 32):
        name = table[offset : offset + 11].split(b"\0")[0].decode()
        fields[name] = slice(position, position := position + table[offset + 16])
    shapefile, offset, row = archive.read(path), 100, header
    while offset < len(shapefile):
        (length,) = struct.unpack_from(">i", shapefile, offset + 4)
        if table[row : row + width][fields["ADM0_A3"]].decode().strip() == code:
            return list(_parts(shapefile[offset + 8 : offset + 8 + 2 * length]))
        offset, row = offset + 8 + 2 * length, row + width
    raise LookupError(f"{path} has no country {code}")


def _inside(point: Point, rings: Sequence[Line]) -> bool:
    """Even-odd rule."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            crossings += (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    return crossings % 2 == 1


def _clipped(line: Line) -> Iterator[Line]:
    """Runs of points inside the box, each with the one before and after it."""
    west, south, east, north = BOX
    run: Line = []
    for before, point in zip([line[0], *line], line, strict=False):
        if west <= point[0] <= east and south <= point[1] <= north:
            run = run or [before]
            run.append(point)
        elif run:
            yield [*run, point]
            run = []
    if run:
        yield run


def _clipped_ring(ring: Line) -> Line:
    """The ring cut at the box, side by side (Sutherland and Hodgman 1974)."""
    for axis, sign, limit in ((0, 1, BOX[0]), (1, 1, BOX[1]), (0, -1, BOX[2]), (1, -1, BOX[3])):
        kept: Line = []
        for before, point in zip([ring[-1:] and ring[-1], *ring], ring, strict=False):
            inside, was = (sign * one[axis] >= sign * limit for one in (point, before))
            if inside != was:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
            if inside:
                kept.append(point)
        ring = kept
        if not ring:
            break
    return ring


def _simplified(line: Line) -> Line:
    """Douglas and Peucker 1973, with a stack."""
    if len(line) < 3:
        return line
    kept = {0, len(line) - 1}
    open_ends = [(0, len(line) - 1)]
    while open_ends:
        first, last = open_ends.pop()
        farthest, distance = first, TOLERANCE
        for index in range(first + 1, last):
            away = _distance(line[index], line[first], line[last])
            if away > distance:
                farthest, distance = index, away
        if farthest != first:
            kept.add(farthest)
            open_ends += [(first, farthest), (farthest, last)]
    return [line[index] for index in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a stretch of line."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    share = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return ((point[0] - start[0] - share * dx) ** 2 + (point[1] - start[1] - share * dy) ** 2) ** 0.5


def _small(ring: Sequence[Point]) -> bool:
    xs, ys = zip(*ring, strict=True)
    return max(xs) - min(xs) < SMALLEST and max(ys) - min(ys) < SMALLEST
