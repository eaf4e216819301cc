"""Knitwear: sweaters, slipovers and cardigans, with ribs where they are knitted."""

from __future__ import annotations

from collections.abc import Iterator

from demo.flats.bodice import (
    Cut,
    armhole,
    draw_armholes,
    draw_body,
    draw_raglan,
    draw_side_shade,
    draw_sleeve_shade,
    hem_edge,
    measure_top,
    round_neckline,
    silhouette,
    sleeve_path,
    v_neckline,
)
from demo.flats.knit_necks import draw_inside, draw_neck, front_depth
from demo.flats.knit_patterns import draw_pattern
from demo.flats.path import Path, both, box, pen, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word

_RIB = 6.0
_CUFF = 7.0
_BAND = 1.6


def _cut(details: Details) -> Cut:
    """The knit's measures; the sides end where the hem rib begins."""
    chest, sleeve = details.number("chest"), details.word("sleeve")
    arm = {"long": (60.0, 12.0, 18.0), "short": (22.0, 18.5, 52.0), "none": (0.0, 0.0, 0.0)}[sleeve]
    return Cut(
        chest=chest,
        length=details.number("length"),
        shoulder=chest * (0.64 if sleeve == "none" else 0.79),
        neck=18.5,
        armhole=24.0,
        hem=chest - 4,
        rise=_RIB,
        sleeve=arm[0],
        cuff=arm[1],
        angle=arm[2],
        rib=_CUFF if sleeve == "long" else 2.5,
        rib_width=9.6 if sleeve == "long" else 17.5,
    )


def sweater(sheet: Sheet, details: Details) -> None:
    """A pullover with ribbed neck, hem and cuffs."""
    cut, neck = _cut(details), details.word("neck")
    if sheet.back:
        neckline = round_neckline(cut, 2.2)
    else:
        depth = front_depth(neck)
        neckline = v_neckline(cut, depth) if neck == "v" else round_neckline(cut, depth)
        draw_inside(sheet, cut, neckline)
    _draw_ground(sheet, cut, details, neckline)
    draw_neck(sheet, cut, neck, neckline, sheet.second if details.word("pattern") == "tipped" else "")
    measure_top(sheet, cut)


def cardigan(sheet: Sheet, details: Details) -> None:
    """A knit that opens at the front, on a band with buttons or a zip."""
    cut = _cut(details)
    if sheet.back:
        neckline = round_neckline(cut, 2.2)
        _draw_ground(sheet, cut, details, neckline)
        draw_neck(sheet, cut, "crew", neckline, "")
        return
    depth = 26.0 if details.word("neck") == "v" else 8.0
    neckline = v_neckline(cut, depth, 1.2) if depth > 15 else round_neckline(cut, depth)
    draw_inside(sheet, cut, neckline)
    _draw_ground(sheet, cut, details, neckline)
    _draw_band(sheet, cut, neckline, details)
    if details.flag("pockets"):
        _draw_pockets(sheet, cut)
    measure_top(sheet, cut)


def _draw_ground(sheet: Sheet, cut: Cut, details: Details, neckline: Path) -> None:
    """Body, sleeves, pattern, armholes and ribs."""
    draw_body(sheet, silhouette(cut=cut, neckline=neckline, sleeve=sleeve_path(cut), hem=_hem(cut)))
    draw_pattern(sheet, cut, details.word("pattern"), neckline)
    draw_side_shade(sheet, cut)
    draw_sleeve_shade(sheet, cut)
    _draw_ribs(sheet, cut, sheet.second if details.word("pattern") == "tipped" else "")
    if cut.sleeve and details.word("armhole") == "raglan":
        draw_raglan(sheet, cut)
    elif cut.sleeve:
        draw_armholes(sheet, cut)
    else:
        _draw_armhole_rib(sheet, cut)


def _hem(cut: Cut) -> Path:
    x = cut.hem / 2
    return pen(x, cut.length - _RIB).line(x - 1.0, cut.length).line(0, cut.length)


def _draw_ribs(sheet: Sheet, cut: Cut, colour: str) -> None:
    x, top = cut.hem / 2, cut.length - _RIB
    upper, lower = pen(x, top).line(0, top), pen(x - 1, cut.length).line(0, cut.length)
    if colour:
        sheet.shape(whole(lower.back().then(upper)), colour)
    sheet.seam(pen(-x, top).line(x, top))
    sheet.rib(both(rungs(upper, lower, 16)).beside(pen(0, top).line(0, cut.length)), colour)
    for edge, end, count in _cuffs(cut):
        if colour:
            sheet.shape(edge.then(end.back()).close(), colour)
            sheet.shape(edge.then(end.back()).close().flip(), colour)
        sheet.seam(both(edge))
        sheet.rib(both(rungs(edge, end, count)), colour)


def _cuffs(cut: Cut) -> Iterator[tuple[Path, Path, int]]:
    if cut.sleeve:
        edge = pen(*cut.along(cut.sleeve - cut.rib)).line(*cut.along(cut.sleeve - cut.rib, -cut.cuff))
        yield edge, hem_edge(cut), 9 if cut.sleeve > 30 else 14


def _draw_armhole_rib(sheet: Sheet, cut: Cut) -> None:
    """The ribbed edge of a slipover."""
    edge = armhole(cut)
    inner = edge.offset(2.4)
    sheet.seam(both(inner))
    sheet.rib(both(rungs(edge, inner, 16)))


def _draw_band(sheet: Sheet, cut: Cut, neckline: Path, details: Details) -> None:
    """The front band: around the neck and down to the hem."""
    x, depth = cut.neck / 2, neckline.start[1]
    inner = pen(0, depth - 2.6)
    if depth > 15:
        inner = inner.curve(x * 0.34, depth * 0.62 - 1.6, x * 0.76, depth * 0.3 - 1.8, x - 1.2, -2.2)
    else:
        inner = inner.curve(x * 0.56, depth - 2.6, x * 0.8, depth * 0.5 - 1.8, x - 1.2, -2.2)
    outer = neckline.back().line(_BAND, depth + (2.2 if depth > 15 else 0)).line(_BAND, cut.length)
    fill = sheet.second if details.word("pattern") == "tipped" else ""
    sheet.shape(whole(inner.then(outer).line(0, cut.length)), fill)
    sheet.rib(both(inner.offset(-1.1)), fill)
    top = depth + (1.0 if depth > 15 else -1.2)
    if details.flag("zip"):
        sheet.seam(pen(0, depth - 2.6).line(0, cut.length), fill)
        sheet.shape(box(-0.5, depth - 1.6, 1.0, 3.4), "#c9ccd1")
        return
    count = details.number("buttons")
    step = (cut.length - 3.0 - top) / (count - 1)
    sheet.dots([(0, top + step * i) for i in range(count)], 0.8, "#f4efe4")


def _draw_pockets(sheet: Sheet, cut: Cut) -> None:
    top = cut.length - _RIB - 15
    for sign in (1, -1):
        left = 6.5 if sign > 0 else -18.5
        sheet.shape(box(left, top, 12, 13.5))
    sheet.seam(both(pen(6.5, top + 2.6).line(18.5, top + 2.6)))
    sheet.rib(both(rungs(pen(6.5, top).line(18.5, top), pen(6.5, top + 2.6).line(18.5, top + 2.6), 12)))


_COMMON: dict[str, Word | Number | Flag] = {
    "armhole": Word(("set", "raglan")),
    "sleeve": Word(("long", "short", "none")),
    "pattern": Word(("plain", "stripe", "cable", "rib", "block", "jacquard", "tipped")),
    "chest": Number(54, 40, 70),
    "length": Number(66, 40, 90),
}

KINDS = {
    "sweater": Kind(
        draw=sweater,
        takes={"neck": Word(("crew", "v", "roll", "mock", "polo", "boat", "zip")), **_COMMON},
        measures=("chest", "length", "shoulder", "sleeve", "hem"),
    ),
    "cardigan": Kind(
        draw=cardigan,
        takes={
            "neck": Word(("v", "crew")),
            "buttons": Number(6, 3, 10),
            "pockets": Flag(),
            "zip": Flag(),
            **_COMMON,
        },
        measures=("chest", "length", "shoulder", "sleeve", "hem"),
    ),
}
