"""What all shoes share: the feather line of the last, soles and heels, and the pair from behind."""

from __future__ import annotations

from dataclasses import dataclass

from demo.flats.path import Path, Point, both, ellipse, pen, rungs, whole
from demo.flats.sheet import Sheet

LEATHER, RUBBER, ROPE = "#6e5440", "#efece4", "#c9a878"
TOE = 28.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """A shoe seen from its outer side, heel at the left, in centimetres above the ground."""

    heel: float
    sole: float
    spring: float = 0.8

    @property
    def seat(self) -> float:
        """The height of the heel seat."""
        return self.heel + self.sole

    def feather(self) -> Path:
        """Where upper and sole meet, from heel to toe."""
        seat, low = -self.seat, -self.sole
        drop = min(1.0, self.heel / 6)
        path = pen(0.9, seat - 0.1).curve(
            3.0, seat + 0.15, 5.4, seat + 0.2 + drop * 0.5, 7.6, seat + 0.35 + drop
        )
        path = path.curve(11.5, seat + 1.0 + drop * 2, 14.5, low - 0.35, 18.4, low - 0.05)
        return path.curve(22.0, low + 0.15, 26.0, low - 0.2, TOE, low - self.spring)

    def ground(self) -> Path:
        """The underside of the sole, from the heel breast to the toe."""
        low, seat = -0.0, -self.heel
        drop = min(1.0, self.heel / 6)
        path = pen(7.6, seat + 0.55 + drop).curve(11.5, seat + 1.2 + drop * 2, 14.5, low - 0.3, 18.4, low)
        return path.curve(22.0, low + 0.2, 26.0, low - 0.15, TOE + 0.2, low - self.spring)


def draw_leather_sole(sheet: Sheet, last: Last, fill: str = LEATHER) -> None:
    """A welted sole with a stacked heel."""
    feather, ground = last.feather(), last.ground()
    welt = feather.back().line(0.5, -last.seat - 0.1).line(0.4, -last.heel)
    sole = (
        welt.line(7.6, ground.start[1])
        .then(ground)
        .curve(TOE + 0.5, -0.3 - last.spring, TOE + 0.6, -last.sole - last.spring, *feather.end)
    )
    heel = (
        pen(0.4, -last.heel - 0.05)
        .line(0.7, 0)
        .line(8.3, 0)
        .line(7.7, ground.start[1])
        .line(7.6, -last.heel + 0.25)
    )
    sheet.shape(heel.close(), fill)
    if last.heel > 1.4:
        lifts = pen(0.5, -last.heel * 0.66).line(7.9, -last.heel * 0.62)
        sheet.rib(lifts.beside(pen(0.6, -last.heel * 0.33).line(8.1, -last.heel * 0.3)), fill)
    sheet.shape(sole.close(), fill)


def draw_cup_sole(sheet: Sheet, last: Last, fill: str = RUBBER, second: str = "") -> None:
    """A rubber sole of even height, with a line around it."""
    feather = last.feather()
    top = pen(-0.1, -last.seat + 0.3).curve(-0.1, -last.seat, 0.2, -last.seat - 0.2, 0.6, -last.seat - 0.1)
    edge = top.then(feather.part(0.04, 1.0, 6)).curve(
        TOE + 0.6, -last.sole - last.spring, TOE + 0.9, -1.4, TOE + 0.3, -0.9
    )
    edge = (
        edge.curve(TOE - 1, -0.1, TOE - 3, 0, 22, 0)
        .line(2.2, 0)
        .curve(0.8, 0, -0.1, -0.6, -0.2, -1.6)
        .close()
    )
    sheet.shape(edge, fill)
    mid = (-last.seat - 0.2) * 0.42
    sheet.seam(
        pen(-0.1, mid).line(18, mid * 0.9).curve(22, mid * 0.85, 26, mid * 0.9, TOE + 0.5, mid - 0.5), fill
    )
    if second:
        sheet.thread(
            pen(0.1, mid - 0.6)
            .line(18, mid * 0.9 - 0.6)
            .curve(22, mid * 0.85 - 0.6, 26, mid - 0.6, TOE + 0.4, mid - 1.0),
            second,
            3,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rear:
    """One shoe of the pair seen from behind; widths are half widths."""

    height: float
    collar: float
    heel: float
    heel_top: float = 2.9
    heel_foot: float = 2.8
    welt: float = 3.5
    sole: float = 0.7
    counter: float = 3.4


def draw_pair(sheet: Sheet, rear: Rear, fill: str) -> None:
    """Both shoes from behind: heels, welts, counters, the opening and the back seam."""
    for middle in (-5.2, 5.2):
        _draw_one(sheet, rear, fill, middle)


def _draw_one(sheet: Sheet, rear: Rear, fill: str, middle: float) -> None:
    base, top = -rear.heel - rear.sole, -rear.height
    tall, wide = top - base, rear.counter * 1.02
    waist = min((rear.counter + rear.collar) / 2 - 0.05, rear.counter * 0.93)
    low = min(4.6, -tall * 0.62)
    sheet.shape(ellipse(middle, top, rear.collar, rear.collar * 0.22), sheet.inside)
    side = pen(0, base).line(rear.counter * 0.92, base)
    side = side.curve(rear.counter * 1.03, base - low * 0.3, wide, base - low * 0.6, waist, base - low)
    side = side.curve(
        waist * 1.7 - wide * 0.7, base - low * 1.28, rear.collar, top - tall * 0.2, rear.collar, top
    )
    rim = pen(rear.collar, top).curve(
        rear.collar * 0.7, top + 0.5, rear.collar * 0.3, top + 0.6, 0, top + 0.6
    )
    sheet.shape(_about(side.then(rim), middle))
    _draw_sole(sheet, rear, fill, middle)
    stay = pen(0.55, top + 0.58).curve(0.5, base - low, 0.6, base - low * 0.6, 1.1, base)
    sheet.seam(both(stay).moved(middle, 0))
    sheet.stitch(both(rim.moved(0, 0.7).part(0.08, 1.0)).moved(middle, 0))


def _draw_sole(sheet: Sheet, rear: Rear, fill: str, middle: float) -> None:
    """The heel and the welt of one shoe from behind."""
    base = -rear.heel - rear.sole
    heel = pen(0, -rear.heel).line(rear.heel_top, -rear.heel).line(rear.heel_foot, 0).line(0, 0)
    sheet.shape(_about(heel, middle), fill)
    welt = (
        pen(0, base)
        .line(rear.welt, base)
        .curve(rear.welt + 0.3, base + 0.2, rear.welt + 0.2, -rear.heel, rear.welt - 0.2, -rear.heel)
    )
    sheet.shape(_about(welt.line(0, -rear.heel), middle), fill)


def draw_pair_of_mules(sheet: Sheet, rear: Rear, fill: str) -> None:
    """Open shoes from behind: the heels, and beyond them the strap over the foot."""
    base = -rear.heel - rear.sole
    for middle in (-5.2, 5.2):
        arch = pen(-3.3, base).curve(-3.3, base - 5.4, 3.3, base - 5.4, 3.3, base).close()
        hole = pen(-2.9, base).curve(-2.9, base - 4.4, 2.9, base - 4.4, 2.9, base).close()
        sheet.punched(arch.beside(hole).moved(middle, 0), sheet.main)
        _draw_sole(sheet, rear, fill, middle)


def _about(half: Path, middle: float) -> Path:
    """The closed shape of one shoe of the pair, from its half."""
    return whole(half).moved(middle, 0)


def draw_rope_sole(sheet: Sheet, last: Last) -> None:
    """A sole of plaited jute, the plait going around."""
    feather = last.feather()
    top, low = feather.part(0.0, 1.0, 7), feather.moved(0, 1.3).part(0.0, 1.0, 7)
    sheet.shape(top.line(TOE + 0.3, low.end[1]).then(low.back()).line(0.4, top.start[1]).close(), ROPE)
    sheet.rib(rungs(top, low.moved(0.5, 0), 44), ROPE)
    sheet.seam(feather.moved(0, 0.65).part(0.0, 1.0, 7), ROPE)


def measure_shoe(sheet: Sheet, last: Last, top: Point) -> None:
    """Foot length inside the shoe, heel, and the height of the shaft."""
    sheet.measure("foot", (1.0, 0), (TOE - 1.2, 0), "below")
    sheet.measure("heel", (0, -last.heel), (0, 0), "left")
    sheet.measure("shaft", (0, top[1]), (0, -last.seat), "right")
