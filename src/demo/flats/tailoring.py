"""Tailored outerwear: blazers, coats and trench coats, with lapels, pockets and vents."""

from __future__ import annotations

from demo.flats.bodice import (
    Cut,
    armhole,
    draw_armholes,
    draw_body,
    draw_side_shade,
    draw_sleeve_shade,
    measure_top,
    round_neckline,
    side,
    silhouette,
    sleeve_path,
)
from demo.flats.collars import Lapel, draw_collar_back, draw_lapels, draw_shirt_collar
from demo.flats.path import both, box, pen, polygon, polyline, smooth, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word

_HORN = "#6d5a48"


def _cut(details: Details, *, coat: bool) -> Cut:
    chest = details.number("chest")
    return Cut(
        chest=chest,
        length=details.number("length"),
        shoulder=chest * 0.83,
        neck=17.2,
        slope=4.0,
        armhole=26.0 if coat else 24.5,
        hem=chest + (details.number("flare") if coat else 0),
        waist=chest - details.number("waist") if details.number("waist") else 0,
        hip=chest + 2 if coat else 0,
        sleeve=62.0,
        cuff=14.4 if coat else 13.4,
        angle=19.6 if coat else 18.6,
    )


def coat(sheet: Sheet, details: Details) -> None:
    """A coat, single- or double-breasted, with lapels or a turned-down collar."""
    cut = _cut(details, coat=True)
    _draw_ground(sheet, cut)
    sheet.stitch(pen(-cut.hem / 2 + 0.6, cut.length - 4).line(cut.hem / 2 - 0.6, cut.length - 4))
    if sheet.back:
        _draw_back(sheet, cut, vent=34.0)
        if details.flag("trench"):
            _draw_trench_back(sheet, cut)
        elif details.flag("belt"):
            _draw_belt(sheet, cut)
        draw_collar_back(sheet, cut.neck / 2, drop=4.0)
    else:
        _draw_coat_front(sheet, cut, details)
    measure_top(sheet, cut)


def blazer(sheet: Sheet, details: Details) -> None:
    """A tailored jacket."""
    cut = _cut(details, coat=False)
    _draw_ground(sheet, cut)
    if sheet.back:
        _draw_back(sheet, cut, vent=22.0)
        draw_collar_back(sheet, cut.neck / 2, drop=3.4)
    else:
        _draw_blazer_front(sheet, cut, details)
    measure_top(sheet, cut)


def _draw_ground(sheet: Sheet, cut: Cut) -> None:
    neckline = round_neckline(cut, 1.4 if sheet.back else 5.0)
    hem = pen(cut.hem / 2, cut.length).line(0, cut.length)
    draw_body(sheet, silhouette(cut=cut, neckline=neckline, sleeve=sleeve_path(cut), hem=hem))
    draw_side_shade(sheet, cut, 4.2)
    draw_sleeve_shade(sheet, cut)
    draw_armholes(sheet, cut, stitched=False)
    edge = polyline(cut.along(cut.sleeve - 3.6), cut.along(cut.sleeve - 3.6, 0.2 - cut.cuff))
    sheet.stitch(both(edge))


def _draw_coat_front(sheet: Sheet, cut: Cut, details: Details) -> None:
    overlap = 8.0 if details.word("front") == "double" else 2.4
    depth = 40.0 if details.word("front") == "double" else 42.0
    collar = details.word("collar")
    top = depth if collar != "turned" else 5.6
    sheet.seam(pen(-overlap, top).line(-overlap, cut.length))
    sheet.stitch(pen(-overlap + 1.3, top + 1).line(-overlap + 1.3, cut.length - 0.6))
    sheet.rib(
        both(pen(cut.chest * 0.3, 31).curve(cut.chest * 0.27, 42, cut.chest * 0.3, 50, cut.chest * 0.29, 56))
    )
    if details.flag("trench"):
        _draw_trench_front(sheet, cut)
    _draw_pockets(sheet, cut, details.word("pockets"), 60.0)
    if collar == "turned":
        draw_shirt_collar(sheet, cut.neck / 2, spread=8.0)
    else:
        lapel = Lapel(x=cut.neck / 2, overlap=overlap, depth=depth, shape=collar, width=10.0)
        draw_lapels(sheet, lapel)
    _draw_buttons(
        sheet, details, overlap=overlap, first=top + (2.0 if collar != "turned" else 8.0), step=13.0
    )
    if details.flag("belt") or details.flag("trench"):
        _draw_belt(sheet, cut)


def _draw_blazer_front(sheet: Sheet, cut: Cut, details: Details) -> None:
    double = details.word("front") == "double"
    overlap, depth = (7.0, 38.0) if double else (1.8, 46.0 - 5.0 * min(details.number("buttons"), 3))
    bottom = cut.length
    if double:
        sheet.seam(pen(-overlap, depth).line(-overlap, bottom))
    else:
        sheet.seam(
            pen(-overlap, depth)
            .line(-overlap, bottom - 24)
            .curve(-1.8, bottom - 18, -1, bottom - 15, 0, bottom - 12)
        )
        cutaway = pen(0, bottom - 12).curve(1.5, bottom - 5, 4, bottom - 1, 9, bottom).line(0, bottom)
        sheet.shape(whole(cutaway), sheet.inside)
    dart = pen(9.4, 29).line(8.8, bottom - 21.4)
    sheet.seam(both(dart))
    _draw_pockets(sheet, cut, details.word("pockets"), bottom - 22.0)
    sheet.shape(polygon((10.2, 25.4), (19.2, 24.2), (19.3, 26.4), (10.3, 27.6)))
    draw_lapels(
        sheet, Lapel(x=cut.neck / 2, overlap=overlap, depth=depth, shape=details.word("collar"), width=9.0)
    )
    _draw_buttons(sheet, details, overlap=overlap, first=depth + 1.4, step=10.0)


def _draw_buttons(sheet: Sheet, details: Details, *, overlap: float, first: float, step: float) -> None:
    """A row at the centre front, or two rows when it is double-breasted."""
    rows = details.number("buttons")
    columns = (-overlap + 2.4, overlap - 2.4) if overlap > 4 else (0.0,)
    places = [(x, first + step * row) for row in range(rows) for x in columns]
    sheet.dots(places, 1.15, _HORN)


def _draw_pockets(sheet: Sheet, cut: Cut, pockets: str, y: float) -> None:
    x = cut.chest * 0.2
    if pockets == "flap":
        flap = pen(x, y).line(x + 14, y - 0.6).line(x + 14, y + 4.2)
        flap = (
            flap.curve(x + 14, y + 5, x + 13, y + 5, x + 12, y + 5)
            .line(x + 1.6, y + 5.5)
            .line(x, y + 4.6)
            .close()
        )
        for piece in (flap, flap.flip()):
            sheet.shape(piece)
    elif pockets == "welt":
        welt = polygon((x + 3, y - 4), (x + 6.6, y - 3.2), (x + 3.4, y + 13), (x - 0.4, y + 12.2))
        for piece in (welt, welt.flip()):
            sheet.shape(piece)
    elif pockets == "patch":
        patch = pen(x - 1, y - 3).line(x + 15, y - 3).line(x + 15, y + 12)
        patch = patch.curve(x + 15, y + 15, x + 13, y + 15, x + 12, y + 15).line(x + 2, y + 15)
        patch = patch.curve(x + 1, y + 15, x - 1, y + 15, x - 1, y + 12).close()
        for piece in (patch, patch.flip()):
            sheet.shape(piece)
        sheet.stitch(both(pen(x - 1, y - 0.6).line(x + 15, y - 0.6)))


def _draw_belt(sheet: Sheet, cut: Cut) -> None:
    """A belt at the waist with its loops and, on the front, its buckle."""
    y = 49.0
    upper, lower = side(cut).x_at(y - 2.2), side(cut).x_at(y + 2.2)
    band = whole(pen(0, y - 2.2).line(upper + 0.4, y - 2.4).line(lower + 0.4, y + 2.4).line(0, y + 2.2))
    sheet.shape(band)
    for height in (y - 1.2, y + 1.2):
        sheet.stitch(pen(-upper + 0.6, height).line(upper - 0.6, height))
    for x in (-cut.chest * 0.36, cut.chest * 0.36):
        sheet.shape(box(x - 0.8, y - 3.4, 1.6, 6.8))
    if sheet.back:
        return
    tail = polygon((-2, y - 2.2), (6, y - 2.2), (9, y + 16), (4.6, y + 17))
    sheet.shape(tail)
    sheet.shape(box(-4.2, y - 3.2, 6.8, 6.4), _HORN)
    sheet.shape(box(-2.8, y - 2.0, 4.0, 4.0))


def _draw_back(sheet: Sheet, cut: Cut, vent: float) -> None:
    bottom = cut.length
    sheet.seam(pen(0, 1.4).line(0, bottom))
    sheet.seam(polyline((0, bottom - vent), (-2.6, bottom - vent + 1.6), (-2.6, bottom)))
    hole = armhole(cut)
    (hx, hy) = hole.at(0.66)
    waist = cut.length * 0.5 if cut.length < 90 else 46.0
    sheet.seam(both(smooth([(hx, hy), (hx * 0.82, hy + 11), (hx * 0.76, waist), (hx * 0.86, bottom)])))
    for length in (57.5, 55.0, 52.5):
        (bx, by) = cut.along(length, -2.2)
        sheet.dots([(bx, by), (-bx, by)], 0.62, _HORN)
    sheet.seam(both(pen(*hole.at(0.45)).line(*cut.along(cut.sleeve, -cut.cuff * 0.32))))


def _draw_trench_front(sheet: Sheet, cut: Cut) -> None:
    (sx, sy), hole = cut.point, armhole(cut)
    (ex, ey) = hole.at(0.72)
    flap = (
        pen(7.6, 6)
        .line(sx - 1, sy + 0.6)
        .then(hole.part(0.04, 0.72))
        .curve(ex - 6, ey + 7, 12, ey + 10, 6, ey + 9)
        .close()
    )
    sheet.shape(flap)
    sheet.stitch(pen(ex - 0.6, ey + 0.4).curve(ex - 6, ey + 5.6, 12, ey + 8.6, 6.6, ey + 7.8))
    _draw_straps(sheet, cut, sx, sy)


def _draw_straps(sheet: Sheet, cut: Cut, sx: float, sy: float) -> None:
    """Epaulettes and sleeve straps."""
    tab = polygon((sx + 0.6, sy - 0.2), (sx - 0.4, sy + 4.2), (11.4, 4.0), (9.6, 2.6), (10.6, 0.6))
    strap = polygon(
        cut.along(49, 0.7), cut.along(53, 0.6), cut.along(53, -0.2 - cut.cuff), cut.along(49, -0.7 - cut.cuff)
    )
    for piece in (tab, tab.flip(), strap, strap.flip()):
        sheet.shape(piece)
    sheet.dots([(12.4, 2.5), (-12.4, 2.5)], 0.7, _HORN)
    buckle = polygon(
        cut.along(48.5, -5.4), cut.along(53.5, -5.4), cut.along(53.5, -7.6), cut.along(48.5, -7.6)
    )
    for piece in (buckle, buckle.flip()):
        sheet.shape(piece, _HORN)


def _draw_trench_back(sheet: Sheet, cut: Cut) -> None:
    (sx, sy), hole = cut.point, armhole(cut)
    (ex, ey) = hole.at(0.8)
    half = (
        pen(0, 2)
        .line(8, 0.5)
        .line(sx, sy)
        .then(hole.part(0.02, 0.8))
        .curve(ex - 5, ey + 7, 8, ey + 9, 0, ey + 7)
    )
    sheet.shape(whole(half))
    sheet.stitch(both(pen(ex - 0.6, ey + 0.2).curve(ex - 5.4, ey + 5.7, 8, ey + 7.7, 0, ey + 5.7)))
    _draw_straps(sheet, cut, sx, sy)
    _draw_belt(sheet, cut)


_TAKES: dict[str, Word | Number | Flag] = {
    "front": Word(("single", "double")),
    "pockets": Word(("flap", "welt", "patch", "none")),
    "waist": Number(0, 0, 14),
}
_MEASURES = ("chest", "length", "shoulder", "sleeve", "waist", "hem")

KINDS = {
    "coat": Kind(
        draw=coat,
        takes={
            **_TAKES,
            "collar": Word(("notch", "peak", "shawl", "turned")),
            "buttons": Number(3, 1, 6),
            "belt": Flag(),
            "trench": Flag(),
            "flare": Number(6, 0, 26),
            "chest": Number(56, 44, 72),
            "length": Number(108, 80, 125),
        },
        measures=_MEASURES,
        symmetric=False,
    ),
    "blazer": Kind(
        draw=blazer,
        takes={
            **_TAKES,
            "collar": Word(("notch", "peak", "shawl")),
            "buttons": Number(2, 1, 3),
            "chest": Number(53, 42, 68),
            "length": Number(73, 50, 85),
        },
        measures=_MEASURES,
        symmetric=False,
    ),
}
