"""Trousers, jeans and shorts."""

from __future__ import annotations

from dataclasses import dataclass

from demo.flats.path import Path, both, box, pen, polygon, polyline, rungs, whole
from demo.flats.sheet import Sheet
from demo.flats.spec import Details, Flag, Kind, Number, Word

_BAND = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The measures of trousers laid flat, in centimetres; widths are half rounds."""

    waist: float
    hip: float
    rise: float
    inseam: float
    thigh: float
    hem: float
    gap: float

    @property
    def length(self) -> float:
        """From the top of the waistband to the hem."""
        return self.rise + self.inseam

    def outer(self) -> Path:
        """The outer edge, from the waistband to the hem."""
        x, hip_y = self.waist / 2, self.rise * 0.68
        foot = self.gap + self.hem
        out = self.hip / 2
        path = pen(x, 0).line(x + 0.5, _BAND).curve(x + 1.6, hip_y * 0.45, out - 0.4, hip_y * 0.6, out, hip_y)
        reach = self.length - hip_y
        bow = (out + foot) / 2 + (self.thigh - self.hem) * 0.1
        return path.curve(out + 0.6, hip_y + reach * 0.24, bow, hip_y + reach * 0.5, foot, self.length)

    def inner(self) -> Path:
        """The inner leg, from the hem to the crotch."""
        crotch = self.outer().x_at(self.rise) - self.thigh
        start = pen(self.gap, self.length)
        return start.curve(
            self.gap - 0.2,
            self.length - self.inseam * 0.5,
            max(crotch, 0.9) + 0.6,
            self.rise + self.inseam * 0.22,
            0,
            self.rise,
        )


def _leg(details: Details, *, short: bool) -> Leg:
    waist, cut = float(details.number("waist")), details.word("leg")
    thigh, hem, gap = {
        "straight": (31.0, 22.0, 3.0),
        "wide": (35.0, 31.0, 1.6),
        "tapered": (32.0, 17.0, 4.6),
        "flared": (28.0, 28.0, 2.4),
    }[cut]
    if short:
        hem, gap = {
            "straight": (28.5, 2.0),
            "wide": (33.0, 1.4),
            "tapered": (27.0, 2.4),
            "flared": (34.0, 1.4),
        }[cut]
    rise = float(details.number("rise"))
    return Leg(
        waist=waist,
        hip=waist + 11.5,
        rise=rise,
        inseam=details.number("inseam"),
        thigh=thigh,
        hem=hem,
        gap=gap,
    )


def trousers(sheet: Sheet, details: Details) -> None:
    """Trousers with a fly, or with a drawn-in waist."""
    leg = _leg(details, short=details.number("inseam") < 45)
    _draw_ground(sheet, leg)
    elastic = details.word("waistband") != "plain"
    if details.flag("crease"):
        _draw_creases(sheet, leg)
    if details.flag("cargo"):
        _draw_cargo(sheet, leg)
    if sheet.back:
        _draw_back(sheet, leg, elastic=elastic)
    else:
        _draw_fly(sheet, leg, elastic=elastic)
        _draw_slant_pockets(sheet, leg)
        _draw_pleats(sheet, details.number("pleats"))
    _draw_waistband(sheet, leg, details.word("waistband"))
    _draw_hems(sheet, leg, turn_up=details.flag("turn_up"))
    _measure(sheet, leg)


def jeans(sheet: Sheet, details: Details) -> None:
    """Five-pocket jeans, stitched in a second colour when there is one."""
    leg = _leg(details, short=details.number("inseam") < 45)
    _draw_ground(sheet, leg)
    outer, inner = leg.outer(), leg.inner()
    sheet.stitch(both(outer.part(0.16, 0.99).offset(1.0)))
    sheet.stitch(both(inner.part(0.02, 0.96).offset(1.0)))
    if sheet.back:
        _draw_jeans_back(sheet, leg)
    else:
        _draw_jeans_front(sheet, leg)
    _draw_waistband(sheet, leg, "plain")
    if not sheet.back:
        sheet.dots([(0, _BAND / 2)], 0.9, "#c98f5a")
    _draw_hems(sheet, leg, turn_up=details.flag("turn_up"))
    _measure(sheet, leg)


def _draw_ground(sheet: Sheet, leg: Leg) -> None:
    half = pen(0, 0).line(leg.waist / 2, 0).then(leg.outer()).then(leg.inner())
    sheet.shape(whole(half))
    edge = pen(0, leg.rise).curve(4.4, leg.rise + 14, 3.4, leg.length * 0.7, leg.gap + 4.6, leg.length)
    sheet.shade(leg.inner().then(edge).close().flip())


def _draw_waistband(sheet: Sheet, leg: Leg, kind: str) -> None:
    x = leg.waist / 2
    half = pen(0, 0).line(x, 0).line(x + 0.5, _BAND).line(0, _BAND)
    sheet.shape(whole(half))
    if kind == "plain":
        for y in (0.8, _BAND - 0.8):
            sheet.stitch(pen(-x + 0.3, y).line(x - 0.3, y))
        loops = (x * 0.42, x * 0.86)
        for loop in loops:
            for left in (loop - 0.6, -loop - 0.6):
                sheet.shape(box(left, -0.7, 1.2, _BAND + 1.6))
        if sheet.back:
            sheet.shape(box(-0.6, -0.7, 1.2, _BAND + 1.6))
        else:
            sheet.seam(pen(2.6, 0).line(2.6, _BAND))
            sheet.dots([(0, _BAND / 2)], 0.85, "#f4efe4")
        return
    sheet.rib(both(rungs(pen(x, 0).line(0, 0), pen(x + 0.5, _BAND).line(0, _BAND), 15)))
    sheet.seam(pen(-x, _BAND / 2).line(x, _BAND / 2))
    if kind == "drawstring" and not sheet.back:
        sheet.dots([(1.8, 2.0), (-1.8, 2.0)], 0.45, "#c9ccd1")
        for sign in (1, -1):
            sheet.tape(
                pen(1.8 * sign, 2.2).curve(2.4 * sign, 6, 2.0 * sign, 9, 2.8 * sign, 13), "#f4f2ec", 2.0
            )


def _draw_fly(sheet: Sheet, leg: Leg, *, elastic: bool) -> None:
    sheet.seam(pen(0, _BAND).line(0, leg.rise))
    if not elastic:
        bottom = leg.rise * 0.72
        sheet.stitch(
            pen(3.4, _BAND).line(3.4, bottom - 4).curve(3.4, bottom - 1, 1.6, bottom, 0, bottom + 0.6)
        )


def _draw_slant_pockets(sheet: Sheet, leg: Leg) -> None:
    outer = leg.outer()
    low = outer.x_at(_BAND + 15)
    line = pen(leg.waist / 2 - 3.4, _BAND).line(low - 0.1, _BAND + 15)
    sheet.seam(both(line))
    sheet.stitch(both(line.offset(0.9)))


def _draw_pleats(sheet: Sheet, pleats: int) -> None:
    lines = Path()
    for index in range(pleats):
        x = 8.6 + 3.6 * index
        lines = lines.beside(pen(x, _BAND).line(x + 0.4, _BAND + (15 if index == 0 else 10)))
        lines = lines.beside(pen(x - 1.1, _BAND).line(x - 0.2, _BAND + 5))
    if pleats:
        sheet.seam(both(lines))


def _draw_creases(sheet: Sheet, leg: Leg) -> None:
    x = leg.gap + leg.hem / 2
    top = leg.rise * 0.55
    sheet.rib(both(pen(leg.waist * 0.24, top).line(x, leg.length - 0.4)))


def _draw_cargo(sheet: Sheet, leg: Leg) -> None:
    y = leg.rise + 12
    x = leg.outer().x_at(y + 8)
    pocket = polygon((x - 14.5, y), (x - 0.6, y), (x - 0.8, y + 17), (x - 14.3, y + 17))
    flap = polygon(
        (x - 15, y - 2), (x - 0.2, y - 2), (x - 0.3, y + 3.4), (x - 7.6, y + 5), (x - 14.9, y + 3.4)
    )
    for piece in (pocket, pocket.flip(), flap, flap.flip()):
        sheet.shape(piece)
    sheet.stitch(both(polyline((x - 7.6, y + 5.2), (x - 7.6, y + 17))))
    sheet.dots([(x - 7.6, y + 3.2), (7.6 - x, y + 3.2)], 0.65)


def _draw_back(sheet: Sheet, leg: Leg, *, elastic: bool) -> None:
    sheet.seam(pen(0, _BAND).line(0, leg.rise))
    if not elastic:
        sheet.seam(both(pen(leg.waist * 0.27, _BAND).line(leg.waist * 0.26, _BAND + 6.4)))
    y = _BAND + 7.4
    x = leg.waist * 0.26
    for left in (x - 6.4, -x - 6.4):
        sheet.shape(box(left, y, 12.8, 1.4))
    if not elastic:
        sheet.dots([(x, y + 2.6), (-x, y + 2.6)], 0.65, "#f4efe4")


def _draw_jeans_front(sheet: Sheet, leg: Leg) -> None:
    _draw_fly(sheet, leg, elastic=False)
    outer = leg.outer()
    x, low = leg.waist / 2, outer.x_at(_BAND + 8)
    scoop = pen(x - 9.6, _BAND).curve(x - 9.2, _BAND + 6.2, x - 4.0, _BAND + 8.4, low - 0.1, _BAND + 8)
    sheet.seam(both(scoop))
    sheet.stitch(both(scoop.offset(-0.9)))
    coin = polyline(
        (x - 7.6, _BAND + 5.4), (x - 7.2, _BAND + 3.4), (x - 1.2, _BAND + 3.6), (x - 0.9, _BAND + 7.6)
    )
    sheet.seam(coin.flip())
    sheet.dots([(x - 9.2, _BAND + 1), (9.2 - x, _BAND + 1)], 0.4, "#c98f5a")


def _draw_jeans_back(sheet: Sheet, leg: Leg) -> None:
    outer = leg.outer()
    edge = outer.x_at(_BAND + 4.4)
    sheet.seam(pen(0, _BAND).line(0, leg.rise))
    sheet.stitch(pen(1.0, _BAND + 8).line(1.0, leg.rise - 1))
    yoke = pen(edge, _BAND + 4.4).line(0, _BAND + 8.6)
    sheet.seam(both(yoke))
    sheet.stitch(both(yoke.offset(-0.9)))
    x, y = leg.waist * 0.28, _BAND + 10.6
    pocket = polygon(
        (x - 7.2, y), (x + 7.4, y - 1.0), (x + 6.8, y + 13), (x + 0.2, y + 16), (x - 6.4, y + 13.6)
    )
    for piece in (pocket, pocket.flip()):
        sheet.shape(piece)
    inner = polyline(
        (x - 6.3, y + 0.6), (x - 5.6, y + 13), (x + 0.2, y + 15), (x + 6, y + 12.4), (x + 6.5, y)
    )
    sheet.stitch(both(inner))
    sheet.shape(box(x - 3.6, -0.1, 6.6, 4.4), "#a9713f")


def _draw_hems(sheet: Sheet, leg: Leg, *, turn_up: bool) -> None:
    height = 4.2 if turn_up else 2.2
    y = leg.length - height
    x0, x1 = leg.inner().x_at(y), leg.outer().x_at(y)
    if turn_up:
        cuff = polygon(
            (x0 - 0.3, y), (x1 + 0.4, y), (leg.gap + leg.hem + 0.3, leg.length), (leg.gap - 0.3, leg.length)
        )
        for piece in (cuff, cuff.flip()):
            sheet.shape(piece)
    else:
        sheet.stitch(both(pen(x0 + 0.2, y).line(x1 - 0.2, y)))


def _measure(sheet: Sheet, leg: Leg) -> None:
    x, foot = leg.waist / 2, leg.gap + leg.hem
    hip_y = leg.rise * 0.68
    out = leg.outer().x_at(leg.rise)
    sheet.measure("waist", (-x, 0), (x, 0), "above")
    sheet.measure("hip", (-leg.hip / 2, hip_y), (leg.hip / 2, hip_y))
    sheet.measure("rise", (0, 0), (0, leg.rise), "right")
    sheet.measure("inseam", (0.0, leg.rise), (-leg.gap + 0.2, leg.length))
    sheet.measure("length", (0, 0), (0, leg.length), "left")
    sheet.measure("thigh", (out - leg.thigh, leg.rise + 1), (out, leg.rise + 1))
    sheet.measure("hem", (leg.gap, leg.length), (foot, leg.length), "below")


_TAKES: dict[str, Word | Number | Flag] = {
    "leg": Word(("straight", "wide", "tapered", "flared")),
    "turn_up": Flag(),
    "waist": Number(39, 30, 52),
    "rise": Number(29, 20, 38),
    "inseam": Number(78, 8, 90),
}
_MEASURES = ("waist", "hip", "rise", "inseam", "length", "thigh", "hem")

KINDS = {
    "trousers": Kind(
        draw=trousers,
        takes={
            **_TAKES,
            "pleats": Number(0, 0, 2),
            "crease": Flag(),
            "cargo": Flag(),
            "waistband": Word(("plain", "elastic", "drawstring")),
        },
        measures=_MEASURES,
    ),
    "jeans": Kind(draw=jeans, takes=_TAKES, measures=_MEASURES),
}
