"""Underwear and swimwear."""

from __future__ import annotations

from demo.flats.path import Path, both, box, pen, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word


def briefs(sheet: Sheet, details: Details) -> None:
    """Briefs, or a bikini bottom when tied."""
    x, rise = details.number("waist") / 2, float(details.number("rise"))
    cut, seat = details.word("cut"), sheet.back
    top = 2.2 if cut != "tied" else 0.0
    foot = 4.6 if seat else 3.4
    reach = rise * (0.62 if cut == "high" else 0.42)
    leg = pen(x + 1.4, rise - reach).curve(
        x * 0.7, rise - reach * 0.34, foot + 1.5, rise - 1.6, foot, rise + 0.6
    )
    if seat:
        leg = pen(x + 1.4, rise - reach).curve(
            x * 0.9, rise - reach * 0.1, foot + 4, rise - 0.6, foot, rise + 0.6
        )
    half = (
        pen(0, 0.6 if cut == "tied" else 0)
        .line(x, 0)
        .line(x + 1.4, rise - reach)
        .then(leg)
        .line(0, rise + 0.6)
    )
    sheet.shape(whole(half))
    _draw_pattern(sheet, details, x + 1, 2.6, rise - 0.6, leg)
    if cut == "tied":
        _draw_ties(sheet, x, rise - reach)
    else:
        sheet.seam(both(pen(x + 0.3, top).line(0, top)))
        sheet.rib(both(rungs(pen(x, 0).line(0, 0), pen(x + 0.3, top).line(0, top), 14)))
    sheet.stitch(both(leg.offset(0.7)))
    if not seat:
        sheet.seam(both(pen(foot + 0.7, rise - 1.4).curve(3.4, rise - 3.0, 1.4, rise - 3.4, 0, rise - 3.4)))
    if details.flag("pouch") and not seat:
        sheet.seam(both(pen(5.2, top).curve(5.8, rise * 0.5, 3.6, rise * 0.8, 0.8, rise - 2)))
        sheet.stitch(both(pen(4.5, top).curve(5.0, rise * 0.5, 3.0, rise * 0.8, 0.4, rise - 3)))
    sheet.measure("waist", (-x, 0), (x, 0), "above")
    sheet.measure("rise", (0, 0), (0, rise), "left")


def _draw_ties(sheet: Sheet, x: float, y: float) -> None:
    sheet.seam(both(pen(x, 0.9).line(0, 1.6)))
    for sign in (1, -1):
        knot = (x + 0.9) * sign
        for end in ((5.0, -3.4), (6.0, 0.4), (4.2, 6.8), (1.8, 8.4)):
            sheet.tape(
                pen(knot, y * 0.5).curve(
                    knot + end[0] * 0.5 * sign,
                    y * 0.5 + end[1] * 0.2,
                    knot + end[0] * 0.8 * sign,
                    y * 0.5 + end[1] * 0.5,
                    knot + end[0] * sign,
                    y * 0.5 + end[1],
                ),
                sheet.main,
                2.6,
            )
        sheet.dots([(knot, y * 0.5)], 0.9, sheet.main)


def _draw_pattern(sheet: Sheet, details: Details, x: float, top: float, bottom: float, leg: Path) -> None:
    if details.word("pattern") != "stripe":
        return
    lines, y = Path(), top + 0.8
    while y < bottom:
        edge = x if y < leg.start[1] else leg.x_at(y)
        lines = lines.beside(pen(-edge + 0.3, y).line(edge - 0.3, y))
        y += 2.0
    sheet.thread(lines, sheet.second, 3.2)


def trunks(sheet: Sheet, details: Details) -> None:
    """Fitted trunks, or woven boxer shorts."""
    x, loose = details.number("waist") / 2, details.flag("woven")
    rise, leg = 24.0, float(details.number("leg"))
    band, out = 3.0, (6.0 if loose else 2.6)
    bottom = rise + leg
    half = (
        pen(0, 0)
        .line(x, 0)
        .line(x + 0.4, band)
        .curve(x + out * 0.6, rise * 0.4, x + out, rise * 0.8, x + out, bottom)
        .line(2.0, bottom + 0.6)
        .curve(1.6, rise + leg * 0.5, 1.2, rise + 1.4, 0, rise)
    )
    sheet.shape(whole(half))
    if details.word("pattern") == "stripe":
        lines, px = Path(), 1.6
        while px < x:
            lines = lines.beside(
                pen(px, band + 0.4).line(px * (1 + out / 40), (bottom if px > 2.6 else rise) - 0.6)
            )
            px += 2.2
        sheet.thread(both(lines), sheet.second, 1.6)
    sheet.shade(
        pen(0, rise)
        .curve(1.2, rise + 1.4, 1.6, rise + leg * 0.5, 2.0, bottom + 0.6)
        .line(4.6, bottom + 0.4)
        .curve(4.0, rise + 2, 3.0, rise - 3, 0, rise)
        .close()
        .flip()
    )
    sheet.shape(whole(pen(0, 0).line(x, 0).line(x + 0.4, band).line(0, band)))
    sheet.rib(both(rungs(pen(x, 0).line(0, 0), pen(x + 0.4, band).line(0, band), 18)))
    hem = pen(x + out, bottom - 1.6).line(1.9, bottom - 1.1)
    sheet.stitch(both(hem))
    if sheet.back:
        sheet.seam(pen(0, band).line(0, rise))
    elif loose:
        sheet.seam(pen(0, band).line(0, rise))
        sheet.stitch(pen(2.6, band).line(2.6, 13).curve(2.6, 15, 1.2, 16, 0, 16.4))
        sheet.dots([(0, 9)], 0.6, "#f4efe4")
    else:
        sheet.seam(both(pen(6.2, band).curve(7.0, 12, 5.6, 20, 1.4, rise + 1.5)))
        sheet.stitch(both(pen(5.4, band).curve(6.2, 12, 4.8, 19, 0.9, rise)))
    sheet.measure("waist", (-x, 0), (x, 0), "above")
    sheet.measure("length", (0, 0), (0, bottom), "left")
    sheet.measure("hem", (2, bottom), (x + out, bottom), "below")


def bralette(sheet: Sheet, details: Details) -> None:
    """A soft bra or a bikini top: triangles, or a scoop."""
    x = details.number("chest") / 2
    if details.word("style") == "triangle" and not sheet.back:
        for sign in (1, -1):
            sheet.tape(pen(9.0 * sign, 3.4).line(8.0 * sign, -9), sheet.main, 3.4)
        cup = (
            pen(9.0, 3.0)
            .curve(10.6, 8, 13.0, 12.0, 14.6, 16.4)
            .line(0.9, 17.2)
            .curve(2.6, 12, 5.6, 7, 9.0, 3.0)
            .close()
        )
        band = whole(pen(0, 16.8).line(14.6, 16.2).line(x, 15.4).line(x, 18.0).line(0, 19.2))
        sheet.shape(band)
        for piece in (cup, cup.flip()):
            sheet.shape(piece)
        sheet.stitch(both(pen(8.9, 4.4).curve(10.0, 8.4, 12.2, 12.4, 13.4, 15.8)))
        sheet.rib(both(pen(7.2, 17.0).line(7.8, 12.6)))
    else:
        _draw_scoop(sheet, x)
    sheet.measure("chest", (-x, 18.0), (x, 18.0), "below")
    sheet.measure("length", (0, 3), (0, 19), "left")


def _draw_scoop(sheet: Sheet, x: float) -> None:
    low = 12.5 if sheet.back else 9.0
    half = (
        pen(0, low)
        .curve(5, low, 7.4, 4, 8.2, -8)
        .line(10.6, -8)
        .curve(10.8, 2, 12.4, 8.6, x, 10.6)
        .line(x - 0.4, 19)
        .line(0, 19)
    )
    sheet.shape(whole(half))
    sheet.stitch(both(pen(0, low + 0.9).curve(5.6, low + 0.9, 8.2, 4, 8.9, -7.8)))
    sheet.stitch(both(pen(9.9, -7.8).curve(10.1, 2.4, 11.8, 9.4, x - 0.2, 11.5)))
    sheet.seam(both(pen(x - 0.3, 16.6).line(0, 16.6)))
    sheet.rib(both(rungs(pen(x - 0.3, 16.6).line(0, 16.6), pen(x - 0.4, 19).line(0, 19), 18)))


def swimsuit(sheet: Sheet, details: Details) -> None:
    """A one-piece swimsuit."""
    x, length = details.number("chest") / 2, float(details.number("length"))
    neckline = _swim_neckline(details.word("neck"), back=sheet.back)
    hip, foot = length - 18, 4.8 if sheet.back else 3.4
    side = pen(11.4, -4).curve(11.6, 6, 13.0, 12, x, 15).curve(x - 0.4, 22, x - 3.4, 28, x - 3.2, 34)
    side = side.curve(x - 3, 42, x + 1.6, hip - 6, x + 1.8, hip)
    leg = pen(x + 1.8, hip).curve(x * 0.72, hip + 6, foot + 1.8, length - 4, foot, length)
    sheet.shape(whole(neckline.then(side).then(leg).line(0, length)))
    if details.word("pattern") == "stripe":
        _draw_swim_stripes(sheet, side.then(leg), neckline.start[1] + 4.0, length - 6)
    for edge in (neckline, leg):
        sheet.stitch(both(edge.offset(0.9)))
    if not sheet.back:
        sheet.seam(both(pen(x - 0.6, 20).curve(x * 0.7, 21, x * 0.6, 18, x * 0.54, 16)))
    if details.flag("belt"):
        sheet.shape(whole(pen(0, 33).line(x - 3.1, 33).line(x - 3.0, 36).line(0, 36)), sheet.second)
        sheet.shape(box(-2.2, 32.4, 4.4, 4.2), "#d9c27a")
    sheet.measure("chest", (-x, 15), (x, 15))
    sheet.measure("waist", (-x + 3.2, 34), (x - 3.2, 34))
    sheet.measure("length", (0, -4), (0, length), "left")


def _swim_neckline(neck: str, *, back: bool) -> Path:
    if back:
        return pen(0, 22).curve(6.0, 22, 8.2, 11, 8.6, -4)
    if neck == "square":
        return pen(0, 9).line(8.0, 9).line(8.6, -4)
    if neck == "v":
        return pen(0, 20).curve(3.0, 14, 7.6, 4, 8.6, -4)
    return pen(0, 12).curve(6.0, 12, 8.2, 6, 8.6, -4)


def _draw_swim_stripes(sheet: Sheet, edge: Path, top: float, bottom: float) -> None:
    lines = Path()
    while top < bottom:
        reach = edge.x_at(top) - 0.3
        lines = lines.beside(pen(-reach, top).line(reach, top))
        top += 4.4
    sheet.thread(lines, sheet.second, 5)


def socks(sheet: Sheet, details: Details) -> None:
    """A pair of socks, from the side."""
    leg = float(details.number("leg"))
    for dx, fill in ((5.5, sheet.inside), (0.0, sheet.main)):
        sole = (
            pen(0, -leg)
            .line(8.6, -leg)
            .curve(8.6, -8, 9.0, -5, 12, -3.4)
            .curve(16, -1.6, 20.4, -1.0, 21.6, 1.8)
        )
        sole = (
            sole.curve(22.4, 4.6, 20.4, 5.6, 18, 5.6)
            .line(3.4, 5.6)
            .curve(-0.6, 5.6, -1.4, 2.6, -0.6, -1.0)
            .curve(-0.2, -3, 0, -5, 0, -leg)
        )
        sheet.shape(sole.close().moved(dx, -0.4 * dx), fill)
    sheet.seam(pen(0, -leg + 4).line(8.6, -leg + 4))
    sheet.rib(rungs(pen(0, -leg).line(8.6, -leg), pen(0, -leg + 4).line(8.6, -leg + 4), 11))
    accent = sheet.second if details.word("pattern") == "tipped" else ""
    heel = (
        pen(-0.9, 0.4).curve(2, 0.4, 4.8, 2.4, 4.8, 5.6).line(3.4, 5.6).curve(-0.6, 5.6, -1.4, 2.6, -0.9, 0.4)
    )
    toe = (
        pen(17.6, -0.9)
        .curve(16.8, 1.4, 16.8, 3.6, 17.4, 5.6)
        .line(18, 5.6)
        .curve(20.4, 5.6, 22.4, 4.6, 21.6, 1.8)
        .curve(21.0, 0.4, 19.6, -0.4, 17.6, -0.9)
    )
    for piece in (heel, toe):
        sheet.shape(piece.close(), accent)
    if details.word("pattern") == "stripe":
        lines, y = Path(), -leg + 6.4
        while y < -6:
            lines = lines.beside(pen(0.2, y).line(8.4, y))
            y += 2.6
        sheet.thread(lines, sheet.second, 6)
    elif details.word("pattern") == "rib":
        sheet.rib(rungs(pen(0, -leg + 4).line(8.6, -leg + 4), pen(0.4, -5).line(8.8, -5), 8))
    sheet.measure("foot", (-1, 5.6), (22, 5.6), "below")
    sheet.measure("height", (0, -leg), (0, 5.6), "left")


_PATTERN = Word(("plain", "stripe"))

KINDS = {
    "briefs": Kind(
        draw=briefs,
        takes={
            "cut": Word(("classic", "high", "tied")),
            "pattern": _PATTERN,
            "pouch": Flag(),
            "waist": Number(32, 24, 46),
            "rise": Number(22, 14, 30),
        },
        measures=("waist", "rise"),
        largest=7.0,
    ),
    "trunks": Kind(
        draw=trunks,
        takes={"woven": Flag(), "pattern": _PATTERN, "waist": Number(36, 28, 50), "leg": Number(9, 3, 18)},
        measures=("waist", "length", "hem"),
        largest=7.0,
        symmetric=False,
    ),
    "bralette": Kind(
        draw=bralette,
        takes={"style": Word(("triangle", "scoop")), "chest": Number(38, 30, 48)},
        measures=("chest", "length"),
        largest=7.4,
    ),
    "swimsuit": Kind(
        draw=swimsuit,
        takes={
            "neck": Word(("scoop", "v", "square")),
            "pattern": _PATTERN,
            "belt": Flag(),
            "chest": Number(38, 30, 48),
            "length": Number(74, 64, 84),
        },
        measures=("chest", "waist", "length"),
        largest=5.0,
        symmetric=False,
    ),
    "socks": Kind(
        draw=socks,
        takes={"pattern": Word(("plain", "stripe", "tipped", "rib")), "leg": Number(20, 6, 40)},
        measures=("foot", "height"),
        largest=9.0,
        symmetric=False,
    ),
}
