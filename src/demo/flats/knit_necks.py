"""The necks of knitwear: ribbed bands, stands, rolls, collars and short zips."""

from __future__ import annotations

from collections.abc import Callable

from demo.flats.bodice import Cut
from demo.flats.path import Path, both, box, pen, polygon, rungs, whole
from demo.flats.sheet import Sheet

_DEPTHS = {"crew": 8.2, "v": 21.0, "roll": 6.0, "mock": 6.4, "polo": 6.6, "boat": 3.6, "zip": 6.4}
_TOP = -2.2


def front_depth(neck: str) -> float:
    """How deep the neckline seam lies at the centre front."""
    return _DEPTHS[neck]


def draw_inside(sheet: Sheet, cut: Cut, neckline: Path) -> None:
    """The inside of the back, seen through the neck opening, with the house's label."""
    x = cut.neck / 2
    half = pen(0, -1.5).curve(x * 0.45, -1.5, x * 0.7, -1.9, x - 1.2, _TOP).line(x, 0).then(neckline.back())
    sheet.shape(whole(half), sheet.inside)
    sheet.seam(both(pen(0, 1.1).curve(x * 0.5, 1.1, x * 0.8, 0.8, x, 0)), sheet.inside)
    sheet.patch(box(-1.6, 1.3, 3.2, 1.8), "#f4f2ec")


def draw_neck(sheet: Sheet, cut: Cut, neck: str, neckline: Path, fill: str) -> None:
    """The neck finish on the neckline seam."""
    if sheet.back and neck in ("v", "boat"):
        neck = "crew"
    _NECKS[neck](sheet, cut, neckline, fill)


def _draw_band(sheet: Sheet, cut: Cut, neckline: Path, fill: str) -> None:
    x, drop = cut.neck / 2, neckline.start[1]
    if sheet.back:
        inner = pen(0, -1.5).curve(x * 0.45, -1.5, x * 0.7, -1.9, x - 1.2, _TOP)
    elif drop > 15:
        inner = pen(0, drop - 3.8).curve(
            x * 0.34, drop * 0.62 - 2.6, x * 0.76, drop * 0.3 - 1.8, x - 1.2, _TOP
        )
    else:
        low = max(drop - 2.6, 0.6)
        inner = pen(0, low).curve(x * 0.56, low, x * 0.82, low * 0.5 - 0.8, x - 1.2, _TOP)
    sheet.shape(whole(inner.then(neckline.back())), fill)
    sheet.rib(both(rungs(neckline, inner, 13)), fill)


def _draw_stand(sheet: Sheet, cut: Cut, neckline: Path, fill: str) -> None:
    x = cut.neck / 2
    top = pen(0, -3.4).curve(x * 0.5, -3.4, x * 0.8, -3.8, x - 1.1, -4.4)
    rim = pen(0, -5.0).curve(x * 0.5, -5.0, x * 0.8, -4.8, x - 1.1, -4.4)
    if sheet.back:
        sheet.shape(whole(rim.then(neckline.back())), fill)
        sheet.rib(both(rungs(neckline, rim, 13)), fill)
        return
    sheet.shape(whole(rim.then(top.back())), sheet.inside)
    sheet.shape(whole(top.then(neckline.back())), fill)
    sheet.rib(both(rungs(neckline, top, 13)), fill)


def _draw_roll(sheet: Sheet, cut: Cut, neckline: Path, fill: str) -> None:
    """The collar rolled over once: its lower edge lies on the shoulders."""
    x = cut.neck / 2
    front = 2.4 if sheet.back else neckline.start[1] - 1.6
    low = pen(0, front + 0.6).curve(x * 0.6, front + 0.6, x * 0.95, front * 0.5, x + 0.5, -1.0)
    top = pen(0, -7.0).curve(x * 0.5, -7.0, x * 0.75, -7.4, x - 0.9, -8.2)
    rim = pen(0, -8.8).curve(x * 0.5, -8.8, x * 0.75, -8.6, x - 0.9, -8.2)
    if sheet.back:
        top = rim
    else:
        sheet.shape(whole(rim.then(top.back())), sheet.inside)
    edge = top.curve(x - 0.3, -7.8, x + 0.2, -3.0, x + 0.5, -1.0)
    sheet.shape(whole(edge.then(low.back())), fill)
    sheet.rib(both(rungs(low, top, 11)), fill)
    if not sheet.back:
        sheet.shade(whole(low.then(low.moved(0, -1.3).back())))


def _draw_polo(sheet: Sheet, cut: Cut, neckline: Path, fill: str) -> None:
    """A soft collar over a placket with three buttons."""
    x = cut.neck / 2
    if sheet.back:
        edge = pen(0, -3.2).curve(x * 0.5, -3.2, x * 0.7, -3.2, x - 0.8, -2.8).line(x + 1.8, 1.2)
        sheet.shape(whole(edge.curve(x * 0.7, 3.0, x * 0.4, 3.2, 0, 3.2)), fill)
        return
    depth = neckline.start[1]
    sheet.shape(box(-1.5, depth - 1, 3.0, 13), fill)
    sheet.stitch(pen(-0.9, depth + 11.2).line(0.9, depth + 11.2), fill)
    sheet.dots([(0, depth + 2 + 4 * i) for i in range(3)], 0.62)
    leaf = (
        pen(0.2, depth - 0.4)
        .curve(x * 0.5, depth - 2.2, x * 0.86, 1.0, x - 1.0, -2.6)
        .curve(x - 0.6, -3.0, x - 0.2, -2.8, x + 0.1, -2.2)
        .curve(x + 0.8, -0.8, x + 1.4, 0.6, x + 1.6, 1.6)
        .line(x * 0.72, 10.0)
        .close()
    )
    for side in (leaf, leaf.flip()):
        sheet.shape(side, fill)
    sheet.rib(both(pen(x * 0.74, 8.8).line(x + 0.9, 1.4)), fill)


def _draw_zip(sheet: Sheet, cut: Cut, neckline: Path, fill: str) -> None:
    """A stand with a zip that runs into the chest."""
    _draw_stand(sheet, cut, neckline, fill)
    if sheet.back:
        return
    sheet.shape(polygon((-1.1, -3.4), (1.1, -3.4), (1.1, 19), (-1.1, 19)), fill)
    sheet.seam(pen(0, -3.4).line(0, 19), fill)
    sheet.rib(rungs(pen(-0.5, -3.4).line(-0.5, 19), pen(0.5, -3.4).line(0.5, 19), 18), fill)
    sheet.shape(box(-0.55, -2.6, 1.1, 3.6), "#c9ccd1")


_NECKS: dict[str, Callable[[Sheet, Cut, Path, str], None]] = {
    "crew": _draw_band,
    "v": _draw_band,
    "boat": _draw_band,
    "mock": _draw_stand,
    "roll": _draw_roll,
    "polo": _draw_polo,
    "zip": _draw_zip,
}
