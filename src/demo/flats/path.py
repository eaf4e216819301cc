"""Lines and curves in centimetres, with which every garment is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Step = tuple[Literal["M", "L", "C", "Z"], tuple[Point, ...]]

_GRAIN = 16


@dataclass(frozen=True, slots=True)
class Path:
    """One or several strokes: x to the right of the centre line, y down, in centimetres."""

    steps: tuple[Step, ...] = ()

    def line(self, x: float, y: float) -> Path:
        """Go straight to a point."""
        return Path((*self.steps, ("L", ((x, y),))))

    def curve(self, ax: float, ay: float, bx: float, by: float, x: float, y: float) -> Path:
        """Go to (x, y) along a cubic curve with two handles."""
        return Path((*self.steps, ("C", ((ax, ay), (bx, by), (x, y)))))

    def bend(self, ax: float, ay: float, x: float, y: float) -> Path:
        """Go to (x, y) along a curve with one handle."""
        (px, py) = self.end
        third = 2 / 3
        return self.curve(
            px + (ax - px) * third, py + (ay - py) * third, x + (ax - x) * third, y + (ay - y) * third, x, y
        )

    def close(self) -> Path:
        """Close the stroke."""
        return Path((*self.steps, ("Z", ())))

    @property
    def start(self) -> Point:
        """The first point."""
        return self.steps[0][1][0]

    @property
    def end(self) -> Point:
        """The last point."""
        return next(points[-1] for _, points in reversed(self.steps) if points)

    def then(self, other: Path) -> Path:
        """Continue with another stroke, by a straight line where they do not touch."""
        joined = self if self.end == other.start else self.line(*other.start)
        return Path((*joined.steps, *other.steps[1:]))

    def beside(self, other: Path) -> Path:
        """Both, as separate strokes."""
        return Path((*self.steps, *other.steps))

    def back(self) -> Path:
        """The same open stroke, from its end to its start."""
        points = [step[1] for step in self.steps]
        steps: list[Step] = [("M", (self.end,))]
        for index in range(len(points) - 1, 0, -1):
            target = points[index - 1][-1]
            handles = tuple(reversed(points[index][:-1]))
            steps.append((self.steps[index][0], (*handles, target)))
        return Path(tuple(steps))

    def mapped(self, change: Transform) -> Path:
        """Every point moved by a rule."""
        return Path(tuple((letter, tuple(change.of(p) for p in points)) for letter, points in self.steps))

    def flip(self) -> Path:
        """Mirrored at the centre line."""
        return self.mapped(Transform(a=-1))

    def moved(self, dx: float, dy: float) -> Path:
        """Shifted."""
        return self.mapped(Transform(e=dx, f=dy))

    def turned(self, degrees: float, x: float = 0, y: float = 0) -> Path:
        """Turned clockwise about a point."""
        return self.mapped(Transform.turn(degrees=degrees, x=x, y=y))

    def offset(self, distance: float) -> Path:
        """A parallel stroke, to the right of the way drawn when positive."""
        flat = [p for _, points in self.steps for p in points]
        moved = iter(_parallel(points=flat, distance=distance))
        return Path(tuple((letter, tuple(next(moved) for _ in points)) for letter, points in self.steps))

    def flat(self) -> list[Point]:
        """The points of a polyline close to the stroke."""
        points: list[Point] = []
        for letter, given in self.steps:
            if letter == "C":
                points.extend(_cubic(points[-1], *given))
            else:
                points.extend(given)
        return points

    def at(self, share: float) -> Point:
        """The point at a share, 0 to 1, of the way along."""
        points = self.flat()
        lengths = [math.dist(a, b) for a, b in zip(points, points[1:], strict=False)]
        rest = sum(lengths) * share
        for (a, b), length in zip(zip(points, points[1:], strict=False), lengths, strict=False):
            if rest <= length and length > 0:
                return _between(a, b, rest / length)
            rest -= length
        return points[-1]

    def x_at(self, y: float) -> float:
        """Where the stroke first crosses a height; the nearer end if it does not."""
        points = self.flat()
        for a, b in zip(points, points[1:], strict=False):
            if min(a[1], b[1]) <= y <= max(a[1], b[1]) and a[1] != b[1]:
                return _between(a, b, (y - a[1]) / (b[1] - a[1]))[0]
        return min((points[0], points[-1]), key=lambda p: abs(p[1] - y))[0]

    def y_at(self, x: float) -> float:
        """The lowest height at which the stroke crosses a distance from the centre line."""
        points = self.flat()
        found = [
            _between(a, b, (x - a[0]) / (b[0] - a[0]))[1]
            for a, b in zip(points, points[1:], strict=False)
            if min(a[0], b[0]) <= x <= max(a[0], b[0]) and a[0] != b[0]
        ]
        return max(found, default=points[-1][1])

    def part(self, first: float, last: float, points: int = 5) -> Path:
        """The stretch between two shares of the way."""
        return smooth(self.at(first + (last - first) * i / (points - 1)) for i in range(points))


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """x' = ax + cy + e and y' = bx + dy + f."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def of(self, point: Point) -> Point:
        """The point after the change."""
        x, y = point
        return (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)

    @classmethod
    def turn(cls, *, degrees: float, x: float, y: float) -> Transform:
        """A clockwise turn about a point."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return cls(a=cos, b=sin, c=-sin, d=cos, e=x - cos * x + sin * y, f=y - sin * x - cos * y)


def pen(x: float, y: float) -> Path:
    """Set the pen down."""
    return Path((("M", ((x, y),)),))


def both(path: Path) -> Path:
    """A stroke and its mirror image."""
    return path.beside(path.flip())


def whole(half: Path) -> Path:
    """The closed shape whose one half runs from centre line to centre line."""
    return half.then(half.flip().back()).close()


def strip(edge: Path, other: Path) -> Path:
    """The closed shape between two strokes drawn the same way."""
    return edge.then(other.back()).close()


def polygon(*points: Point) -> Path:
    """A closed shape with straight sides."""
    return polyline(*points).close()


def polyline(*points: Point) -> Path:
    """Straight lines from point to point."""
    path = pen(*points[0])
    for point in points[1:]:
        path = path.line(*point)
    return path


def box(x: float, y: float, width: float, height: float) -> Path:
    """A rectangle from its upper left corner."""
    return polygon((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def ellipse(x: float, y: float, rx: float, ry: float) -> Path:
    """An ellipse about its centre."""
    k = 0.5523
    return (
        pen(x + rx, y)
        .curve(x + rx, y + ry * k, x + rx * k, y + ry, x, y + ry)
        .curve(x - rx * k, y + ry, x - rx, y + ry * k, x - rx, y)
        .curve(x - rx, y - ry * k, x - rx * k, y - ry, x, y - ry)
        .curve(x + rx * k, y - ry, x + rx, y - ry * k, x + rx, y)
        .close()
    )


def smooth(points: Iterable[Point]) -> Path:
    """A soft curve through points."""
    given = list(points)
    path = pen(*given[0])
    for i in range(len(given) - 1):
        before, a, b, after = given[max(i - 1, 0)], given[i], given[i + 1], given[min(i + 2, len(given) - 1)]
        path = path.curve(
            a[0] + (b[0] - before[0]) / 6,
            a[1] + (b[1] - before[1]) / 6,
            b[0] - (after[0] - a[0]) / 6,
            b[1] - (after[1] - a[1]) / 6,
            b[0],
            b[1],
        )
    return path


def rungs(edge: Path, other: Path, count: int) -> Path:
    """Lines from one stroke to another at equal shares of the way, ends left out: a rib."""
    path = Path()
    for index in range(1, count):
        share = index / count
        path = path.beside(pen(*edge.at(share)).line(*other.at(share)))
    return path


def _between(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _cubic(p: Point, a: Point, b: Point, q: Point) -> Iterator[Point]:
    for index in range(1, _GRAIN + 1):
        t = index / _GRAIN
        u = 1 - t
        wp, wa, wb, wq = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        yield (
            wp * p[0] + wa * a[0] + wb * b[0] + wq * q[0],
            wp * p[1] + wa * a[1] + wb * b[1] + wq * q[1],
        )


def _parallel(*, points: list[Point], distance: float) -> list[Point]:
    normals = []
    for i in range(len(points)):
        before, after = _leg(points, i, -1), _leg(points, i, 1)
        nx, ny = before[0] + after[0], before[1] + after[1]
        scale = distance / max(0.35, 1 + before[0] * after[0] + before[1] * after[1])
        normals.append((points[i][0] + nx * scale, points[i][1] + ny * scale))
    return normals


def _leg(points: list[Point], index: int, way: int) -> Point:
    """The unit normal of the leg that arrives at (way -1) or leaves (way 1) a point."""
    j = index
    while 0 <= j + way < len(points) and math.dist(points[j + way], points[index]) < 1e-6:
        j += way
    if not 0 <= j + way < len(points):
        return _leg(points, index, -way)
    a, b = (points[index], points[j + way]) if way > 0 else (points[j + way], points[index])
    length = math.dist(a, b)
    return ((a[1] - b[1]) / length, (b[0] - a[0]) / length)
