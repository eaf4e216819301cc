"""The sheet a garment is drawn on: strokes in centimetres in, one small SVG file out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from demo.flats.ink import dark_of, line_on
from demo.flats.path import Path, Point, ellipse, pen

WIDTH, HEIGHT = 400, 440
WORK_BLUE = "#1f3bb3"
_MARGIN_X, _MARGIN_Y = 38.0, 26.0
_LABEL = 12.0

View = Literal["front", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One stroke with the attributes it is drawn with."""

    attributes: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A point of measure: where its line runs, and where it is led out from."""

    start: Point
    end: Point
    beside: Literal["", "left", "right", "below", "above"] = ""


@dataclass(slots=True, kw_only=True)
class Sheet:
    """Collects strokes, then fits them to the page."""

    view: View
    main: str
    second: str
    largest: float
    marks: list[Mark] = field(default_factory=list)
    bounds: list[Point] = field(default_factory=list)
    measures: dict[str, Measure] = field(default_factory=dict)

    @property
    def back(self) -> bool:
        """Whether the back is drawn."""
        return self.view == "back"

    @property
    def inside(self) -> str:
        """The colour of the inside of the garment."""
        return dark_of(self.main)

    def shape(self, path: Path, fill: str = "") -> None:
        """A piece of the garment: filled, with the outline."""
        colour = fill or self.main
        self.bounds.extend(path.flat())
        self._add(path=path, attributes=f'fill="{colour}"{self._stroke(colour)}')

    def patch(self, path: Path, fill: str = "", opacity: float = 1) -> None:
        """An area of colour without an outline."""
        thin = "" if opacity == 1 else f' opacity="{opacity:g}"'
        self._add(path=path, attributes=f'fill="{fill or self.main}" stroke="none"{thin}')

    def punched(self, path: Path, fill: str) -> None:
        """A piece with a hole: the second stroke is cut out of the first."""
        self.bounds.extend(path.flat())
        self._add(path=path, attributes=f'fill="{fill}" fill-rule="evenodd"{self._stroke(fill)}')

    def outline(self, path: Path, on: str = "") -> None:
        """An outline without a fill."""
        self._add(path=path, attributes=self._stroke(on or self.main).strip())

    def seam(self, path: Path, on: str = "") -> None:
        """A seam or an edge."""
        self._add(path=path, attributes=f'stroke-width="1.1"{self._stroke(on or self.main)}')

    def stitch(self, path: Path, on: str = "") -> None:
        """Top stitching."""
        colour = self._stroke(on or self.main)
        self._add(path=path, attributes=f'stroke-width=".9" stroke-dasharray="3 2.4" opacity=".75"{colour}')

    def rib(self, path: Path, on: str = "") -> None:
        """Ribs, pleats, creases: a faint line."""
        self._add(path=path, attributes=f'stroke-width="1.1" opacity=".38"{self._stroke(on or self.main)}')

    def thread(self, path: Path, colour: str, width: float) -> None:
        """Woven or printed lines in a colour, in units of the page."""
        self._add(path=path, attributes=f'stroke="{colour}" stroke-width="{width:g}" stroke-linecap="butt"')

    def dotted(self, points: Iterable[Point], colour: str, width: float) -> None:
        """Round spots without an outline, their size in units of the page."""
        path = Path()
        for x, y in points:
            path = path.beside(pen(x, y).line(x, y))
        self._add(path=path, attributes=f'stroke="{colour}" stroke-width="{width:g}"')

    def shade(self, path: Path) -> None:
        """The one soft shade."""
        self._add(path=path, attributes='fill="#000" stroke="none" opacity=".1"')

    def tape(self, path: Path, fill: str, width: float) -> None:
        """A band of even width along a stroke, in units of the page: strap, cord, chain."""
        self.bounds.extend(path.flat())
        line = line_on(fill)
        self._add(path=path, attributes=f'stroke="{line}" stroke-width="{width + 2.4:g}"')
        self._add(path=path, attributes=f'stroke="{fill}" stroke-width="{width - 0.8:g}"')

    def chain(self, path: Path, fill: str, width: float = 4.2) -> None:
        """A chain of beads along a stroke, in units of the page."""
        self.bounds.extend(path.flat())
        for colour, size in ((line_on(fill), width), (fill, width - 1.7)):
            dash = f"0 {width + 0.5:g}"
            self._add(
                path=path, attributes=f'stroke="{colour}" stroke-width="{size:g}" stroke-dasharray="{dash}"'
            )

    def dots(self, points: Iterable[Point], radius: float, fill: str = "#ffffff") -> None:
        """Buttons, studs, eyelets: a radius in centimetres."""
        path = Path()
        for x, y in points:
            path = path.beside(ellipse(x, y, radius, radius))
        self._add(path=path, attributes=f'fill="{fill}" stroke-width="1.1"{self._stroke(fill)}')

    def measure(
        self, name: str, start: Point, end: Point, beside: Literal["", "left", "right", "below", "above"] = ""
    ) -> None:
        """A point of measure between two points; beside: led out to that side of the garment."""
        self.measures[name] = Measure(start=start, end=end, beside=beside)

    def _stroke(self, fill: str) -> str:
        line = line_on(fill)
        return "" if line == line_on(self.main) else f' stroke="{line}"'

    def _add(self, *, path: Path, attributes: str) -> None:
        self.marks.append(Mark(attributes=attributes, path=path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How centimetres become units of the page."""

    scale: float
    middle: Point
    least: Point
    most: Point

    def x(self, value: float) -> float:
        """Across, symmetric about the middle of the page."""
        return WIDTH / 2 + round((value - self.middle[0]) * self.scale, 1)

    def y(self, value: float) -> float:
        """Down."""
        return HEIGHT / 2 + round((value - self.middle[1]) * self.scale, 1)


def fit(sheet: Sheet) -> Frame:
    """The largest scale, up to the kind's own, at which the garment fits the page."""
    xs = [x for x, _ in sheet.bounds]
    ys = [y for _, y in sheet.bounds]
    least, most = (min(xs), min(ys)), (max(xs), max(ys))
    wide, high = (WIDTH - 2 * _MARGIN_X), (HEIGHT - 2 * _MARGIN_Y)
    scale = min(sheet.largest, wide / (most[0] - least[0]), high / (most[1] - least[1]))
    middle_x = 0.0 if abs(least[0] + most[0]) < 1 else (least[0] + most[0]) / 2
    return Frame(scale=scale, middle=(middle_x, (least[1] + most[1]) / 2), least=least, most=most)


def render(sheet: Sheet, extra: str = "") -> str:
    """The SVG file."""
    frame = fit(sheet)
    body = "".join(_element(mark=mark, frame=frame) for mark in _merged(sheet.marks))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-hidden="true"'
        f' fill="none" stroke="{line_on(sheet.main)}" stroke-width="1.6" stroke-linecap="round"'
        f' stroke-linejoin="round">{body}{extra}</svg>'
    )


def render_at(sheet: Sheet, *, origin: Point, scale: float) -> str:
    """A group for a larger drawing, at true proportions: garments side by side keep their sizes."""
    middle = ((WIDTH / 2 - origin[0]) / scale, (HEIGHT / 2 - origin[1]) / scale)
    frame = Frame(scale=scale, middle=middle, least=(0, 0), most=(0, 0))
    body = "".join(_element(mark=mark, frame=frame) for mark in _merged(sheet.marks))
    return f'<g stroke="{line_on(sheet.main)}">{body}</g>'


def render_measures(sheet: Sheet, labels: Iterable[tuple[str, str]]) -> str:
    """The points of measure with their labels, in work blue."""
    frame = fit(sheet)
    lines, words = Path(), ""
    for name, label in labels:
        start, end = _placed(measure=sheet.measures[name], frame=frame)
        lines = lines.beside(_dimension(start, end))
        words += _label(label, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page = Frame(scale=1, middle=(WIDTH / 2, HEIGHT / 2), least=(0, 0), most=(0, 0))
    drawn = _data(lines, page)
    return (
        f'<path stroke="#ffffff" stroke-width="4" opacity=".8" d="{drawn}"/>'
        f'<path stroke="{WORK_BLUE}" stroke-width="1.4" d="{drawn}"/>'
        f'<g stroke="none" fill="{WORK_BLUE}" text-anchor="middle" font-size="{_LABEL:g}"'
        f" font-family=\"'Martian Mono',ui-monospace,monospace\">{words}</g>"
    )


def _placed(*, measure: Measure, frame: Frame) -> tuple[Point, Point]:
    start = (frame.x(measure.start[0]), frame.y(measure.start[1]))
    end = (frame.x(measure.end[0]), frame.y(measure.end[1]))
    out = 14
    if measure.beside in ("left", "right"):
        edge = frame.x(frame.least[0]) - out if measure.beside == "left" else frame.x(frame.most[0]) + out
        return (edge, start[1]), (edge, end[1])
    if measure.beside in ("above", "below"):
        edge = frame.y(frame.least[1]) - out if measure.beside == "above" else frame.y(frame.most[1]) + out
        return (start[0], edge), (end[0], edge)
    return start, end


def _dimension(start: Point, end: Point) -> Path:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    nx, ny = -dy / length * 5, dx / length * 5
    path = pen(*start).line(*end)
    for x, y in (start, end):
        path = path.beside(pen(x - nx, y - ny).line(x + nx, y + ny))
    return path


def _label(label: str, x: float, y: float) -> str:
    width = len(label) * _LABEL * 0.66 + 8
    left = min(max(x - width / 2, 1), WIDTH - 1 - width)
    return (
        f'<rect fill="#ffffff" x="{_number(left)}" y="{_number(y - 9)}" width="{_number(width)}" height="18"/>'
        f'<text x="{_number(left + width / 2)}" y="{_number(y + 4.3)}">{label}</text>'
    )


def _merged(marks: list[Mark]) -> list[Mark]:
    """Neighbours drawn alike in one element; filled pieces stay apart, since they cover each other."""
    merged: list[Mark] = []
    for mark in marks:
        alike = merged and merged[-1].attributes == mark.attributes and "fill=" not in mark.attributes
        if alike:
            merged[-1] = Mark(attributes=mark.attributes, path=merged[-1].path.beside(mark.path))
        else:
            merged.append(mark)
    return merged


def _element(*, mark: Mark, frame: Frame) -> str:
    space = " " if mark.attributes else ""
    return f'<path{space}{mark.attributes} d="{_data(mark.path, frame)}"/>'


def _data(path: Path, frame: Frame) -> str:
    out, last = "", ""
    for letter, points in path.steps:
        numbers = " ".join(f"{_number(frame.x(x))} {_number(frame.y(y))}" for x, y in points)
        silent = letter == last and letter != "M"
        out += (" " if silent and numbers else "" if silent else letter) + numbers
        last = "L" if letter == "M" else letter
    return out


def _number(value: float) -> str:
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")
