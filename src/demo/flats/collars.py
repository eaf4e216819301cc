"""Collars and lapels, shared by shirts, dresses and outerwear; x is half the width of the neck."""

from __future__ import annotations

from dataclasses import dataclass

from demo.flats.path import Path, Point, both, box, pen, polygon, polyline, whole
from demo.flats.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapel:
    """A tailored front: half neck, break point of the roll line, and the shape of the lapel."""

    x: float
    overlap: float
    depth: float
    shape: str = "notch"
    width: float = 8.4


def draw_shirt_collar(sheet: Sheet, x: float, fill: str = "", spread: float = 6.2) -> None:
    """A collar with a stand, buttoned, its two leaves apart at the points."""
    fold = pen(0.4, 3.0).curve(x * 0.42, 2.3, x - 1.5, 0.2, x - 0.9, -3.0)
    rim = pen(0, -3.7).curve(x * 0.5, -3.7, x * 0.75, -3.5, x - 0.9, -3.0)
    sheet.shape(whole(rim.then(fold.back()).line(0, 3.0)), sheet.inside)
    sheet.seam(both(pen(0, -0.9).curve(x * 0.4, -0.9, x * 0.6, -1.0, x - 1.3, -1.2)), sheet.inside)
    sheet.patch(box(-1.7, -0.4, 3.4, 1.7), "#f4f2ec")
    stand = pen(0, 2.9).line(2.6, 3.0).line(2.2, 6.0).curve(1.4, 6.4, 0.8, 6.5, 0, 6.5)
    sheet.shape(whole(stand), fill)
    sheet.dots([(0, 4.7)], 0.6)
    edge = fold.curve(x - 0.4, -3.3, x + 0.1, -2.9, x + 0.4, -2.2).curve(
        x + 0.9, -1.0, x + 1.3, 0.2, x + 1.5, 1.2
    )
    leaf = edge.line(spread, 10.4).close()
    for side in (leaf, leaf.flip()):
        sheet.shape(side, fill)
    sheet.stitch(both(polyline((x + 0.5, 1.0), (spread - 0.1, 8.9), (1.6, 3.7))), fill)


def draw_collar_back(sheet: Sheet, x: float, fill: str = "", drop: float = 2.2) -> None:
    """The collar from behind, turned down over the neck seam."""
    edge = pen(0, -3.7).curve(x * 0.5, -3.7, x * 0.75, -3.5, x - 0.9, -3.0)
    edge = edge.curve(x - 0.2, -2.8, x + 0.2, -2.6, x + 0.4, -2.2).curve(
        x + 0.9, -1.0, x + 1.3, 0.2, x + 1.5, 1.2
    )
    low = pen(x + 1.5, 1.2).curve(x * 0.7, drop - 0.2, x * 0.4, drop, 0, drop)
    sheet.shape(whole(edge.then(low)), fill)
    sheet.stitch(both(low.offset(0.9)), fill)


def draw_band_collar(sheet: Sheet, x: float, fill: str = "") -> None:
    """A narrow stand without a fall."""
    if sheet.back:
        rim = pen(0, -1.9).curve(x * 0.5, -1.9, x * 0.8, -2.2, x - 0.6, -2.8)
        sheet.shape(whole(rim.line(x, 0).curve(x * 0.7, 1.6, x * 0.4, 1.9, 0, 1.9)), fill)
        return
    top = pen(0.9, 5.0).curve(x * 0.5, 4.4, x * 0.86, 1.4, x - 0.6, -2.8)
    rim = pen(0, -1.9).curve(x * 0.5, -1.9, x * 0.8, -2.2, x - 0.6, -2.8)
    sheet.shape(whole(rim.then(top.back()).line(0, 5.0)), sheet.inside)
    sheet.seam(both(pen(0, 0.9).curve(x * 0.5, 0.9, x * 0.8, 0.6, x - 0.6, -0.2)), sheet.inside)
    sheet.patch(box(-1.6, 1.4, 3.2, 1.7), "#f4f2ec")
    sheet.shape(
        whole(pen(0, 5.0).line(0.9, 5.0).then(top).line(x, 0).curve(x * 0.92, 4.2, x * 0.6, 8.0, 0, 8.2)),
        fill,
    )
    sheet.dots([(0, 6.6)], 0.6)


def draw_bow_collar(sheet: Sheet, x: float) -> None:
    """A stand that ends in a tied bow."""
    draw_band_collar(sheet, x)
    if sheet.back:
        return
    loop = pen(0.8, 7.6).curve(3.5, 3.8, 9.6, 3.8, 10.4, 6.6).curve(11.0, 9.4, 9.4, 12.6, 7.6, 12.4)
    loop = loop.curve(4.6, 11.8, 2.4, 10.2, 0.8, 8.8).close()
    tail = (
        pen(0.6, 9.0)
        .curve(2.2, 14, 3.0, 20, 3.2, 27)
        .line(7.6, 25.4)
        .curve(6.6, 18, 4.8, 12.4, 1.6, 8.8)
        .close()
    )
    for piece in (tail, tail.flip(), loop, loop.flip()):
        sheet.shape(piece)
    sheet.rib(both(pen(1.6, 8.0).curve(4.0, 7.2, 6.0, 7.0, 8.2, 7.4).beside(pen(1.6, 9.0).line(5.4, 9.8))))
    sheet.shape(whole(pen(0, 6.4).curve(1.2, 6.4, 1.7, 6.8, 1.7, 8.0).curve(1.7, 9.4, 1.2, 9.8, 0, 9.8)))


def draw_lapels(sheet: Sheet, lapel: Lapel) -> None:
    """The neck opening, the collar and both lapels; the wearer's left front lies on top."""
    x, (ox, depth) = lapel.x, (lapel.overlap, lapel.depth)
    top, roll_end = (x - 0.8, -3.2), (-ox, depth)
    crossing = depth - (depth - top[1]) * ox / (top[0] + ox)
    rim = pen(0, -3.9).curve(x * 0.5, -3.9, x * 0.75, -3.7, *top)
    sheet.shape(whole(rim.line(0, crossing)), sheet.inside)
    sheet.seam(both(pen(0, 0.6).curve(x * 0.4, 0.6, x * 0.6, 0.3, x - 1.8, -0.6)), sheet.inside)
    sheet.patch(box(-2.0, 1.3, 4.0, 2.1), "#f4f2ec")
    for piece in _lapel_pieces(lapel, top, roll_end):
        sheet.shape(piece.flip())
    if ox:
        sheet.patch(
            polygon(
                roll_end, (0, crossing), (ox + 3.4, crossing), (ox + 3.4, depth + 0.4), (-ox, depth + 0.4)
            )
        )
    for piece in _lapel_pieces(lapel, top, roll_end):
        sheet.shape(piece)


def _lapel_pieces(lapel: Lapel, top: Point, end: Point) -> tuple[Path, ...]:
    """The lapel and the collar of the right-hand side of the sheet, or both in one for a shawl."""
    x, w = lapel.x, lapel.width
    outer = pen(*top).curve(x - 0.2, -3.4, x + 0.4, -3.0, x + 0.8, -2.0).line(x + 2.2, 1.3)
    if lapel.shape == "shawl":
        belly = outer.curve(x + w * 0.75, 9, x + w * 0.55, lapel.depth * 0.62, *end)
        return (belly.close(),)
    share = 11.6 / (lapel.depth - top[1])
    gorge = (top[0] + (end[0] - top[0]) * share, top[1] + 11.6)
    notch = (gorge[0] + w * 0.86, gorge[1] + (2.4 if lapel.shape == "notch" else 3.4))
    if lapel.shape == "notch":
        tip, collar_tip = (notch[0] + w * 0.42, notch[1] + 0.2), (notch[0] + 0.5, notch[1] - 3.2)
    else:
        tip, collar_tip = (notch[0] + w * 0.62, notch[1] - 4.0), (notch[0] - 0.4, notch[1] - 2.4)
    front = pen(*gorge).line(*notch).line(*tip)
    reach = lapel.depth - tip[1]
    front = front.curve(
        tip[0] - 0.2, tip[1] + reach * 0.35, end[0] + w * 0.5, end[1] - reach * 0.2, *end
    ).close()
    return front, outer.line(*collar_tip).line(*notch).line(*gorge).close()
