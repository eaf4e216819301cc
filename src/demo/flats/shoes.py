"""Low shoes: loafers, derbies, ballerinas and pumps."""

from __future__ import annotations

from demo.flats.ink import BRASS
from demo.flats.path import box, ellipse, pen, polygon, rungs
from demo.flats.sheet import Sheet
from demo.flats.soles import (
    LEATHER,
    ROPE,
    TOE,
    Last,
    Rear,
    draw_leather_sole,
    draw_pair,
    draw_rope_sole,
    measure_shoe,
)
from demo.flats.spec import Details, Flag, Kind, Number, Word

_BLACKSOLE = "#2a2724"


def sole_colour(details: Details) -> str:
    """The colour of the sole that was chosen."""
    return {"leather": LEATHER, "black": _BLACKSOLE, "rope": ROPE}[details.word("sole")]


def loafer(sheet: Sheet, details: Details) -> None:
    """A slip-on with a raised apron and a strap, a tassel or a bar."""
    last = Last(heel=float(details.number("heel")), sole=0.9)
    fill = sole_colour(details)
    if sheet.back:
        draw_pair(sheet, Rear(height=last.seat + 6.2, collar=2.7, heel=last.heel), fill)
        return
    s = -last.seat
    draw_leather_sole(sheet, last, fill)
    far = (
        pen(1.3, s - 5.8)
        .curve(4, s - 5.6, 8.5, s - 5.0, 12.4, s - 6.6)
        .curve(10, s - 2.4, 5, s - 2.0, 1.3, s - 5.8)
    )
    sheet.shape(far.close(), sheet.inside)
    heel = pen(0.9, s - 0.1).curve(0.1, s - 1.6, 0.4, s - 4.6, 1.3, s - 5.8)
    line = heel.curve(3.0, s - 5.0, 5.8, s - 4.0, 8.6, s - 3.9).curve(
        10.4, s - 3.9, 11.4, s - 5.0, 12.4, s - 6.8
    )
    low = -last.sole
    vamp = line.curve(13.2, s - 7.0, 14.2, s - 6.3, 15.2, s - 5.6).curve(
        17.6, s - 4.0, 19.6, low - 4.9, 22.0, low - 4.5
    )
    toe = vamp.curve(25.4, low - 4.0, 28.3, low - 3.4, TOE, low - last.spring)
    sheet.shape(toe.then(last.feather().back()).close())
    sheet.stitch(line.part(0.42, 0.99, 7).offset(0.55))
    apron = (
        pen(12.0, s - 4.2)
        .curve(15.0, s - 2.4, 18.0, low - 3.6, 22.0, low - 3.3)
        .curve(24.4, low - 3.2, 25.6, low - 3.3, 26.2, low - 3.6)
    )
    sheet.seam(apron)
    sheet.rib(rungs(apron.part(0.25, 1.0, 6), apron.part(0.25, 1.0, 6).moved(0.1, -0.55), 16))
    _draw_loafer_front(sheet, details.word("front"), s)
    sheet.shade(
        last.feather()
        .part(0.05, 0.97, 7)
        .then(last.feather().part(0.05, 0.97, 7).moved(0.2, -0.9).back())
        .close()
    )
    measure_shoe(sheet, last, (1.3, s - 5.8))


def _draw_loafer_front(sheet: Sheet, front: str, s: float) -> None:
    strap = pen(13.6, s - 6.7).curve(14.6, s - 6.2, 16.2, s - 5.0, 17.2, s - 4.4)
    strap = (
        strap.curve(15.6, s - 3.0, 15.2, s - 1.2, 15.4, s + 0.9)
        .line(10.9, s + 0.2)
        .curve(11.0, s - 2.6, 11.8, s - 5.0, 13.6, s - 6.7)
    )
    if front == "plain":
        sheet.seam(pen(11.4, s - 4.4).curve(11.2, s - 2.6, 11.0, s - 1.2, 10.8, s))
        return
    sheet.shape(strap.close())
    if front == "penny":
        sheet.stitch(pen(16.5, s - 4.3).curve(15.0, s - 2.9, 14.6, s - 1.2, 14.8, s + 0.5))
        slot = (
            pen(13.9, s - 4.6)
            .curve(14.6, s - 4.9, 15.2, s - 4.6, 15.6, s - 3.9)
            .line(14.9, s - 3.3)
            .curve(14.4, s - 3.7, 14.0, s - 3.9, 13.4, s - 3.7)
        )
        sheet.shape(slot.close(), sheet.inside)
    elif front == "bar":
        sheet.tape(pen(13.5, s - 5.8).curve(14.4, s - 5.0, 15.4, s - 4.4, 16.4, s - 3.9), BRASS, 5)
        sheet.shape(ellipse(13.4, s - 5.6, 0.8, 0.9), BRASS)
        sheet.shape(ellipse(16.4, s - 3.8, 0.8, 0.9), BRASS)
    else:
        for x in (15.4, 16.6):
            tassel = polygon((x, s - 4.6), (x + 0.7, s - 4.5), (x + 1.6, s - 2.0), (x + 0.2, s - 1.8))
            sheet.shape(tassel)
            sheet.rib(pen(x + 0.5, s - 3.9).line(x + 0.8, s - 2.1))


def derby(sheet: Sheet, details: Details) -> None:
    """A laced shoe with open quarters, plain, with a toe cap or with perforations."""
    last = Last(heel=float(details.number("heel")), sole=1.0)
    fill = sole_colour(details)
    if sheet.back:
        draw_pair(sheet, Rear(height=last.seat + 6.0, collar=2.7, heel=last.heel, sole=0.9), fill)
        return
    s, low = -last.seat, -last.sole
    draw_leather_sole(sheet, last, fill)
    far = (
        pen(1.3, s - 5.6)
        .curve(4, s - 5.2, 8, s - 5.4, 11.2, s - 7.4)
        .curve(9, s - 2.6, 5, s - 1.6, 1.3, s - 5.6)
    )
    sheet.shape(far.close(), sheet.inside)
    heel = pen(0.9, s - 0.1).curve(0.1, s - 1.6, 0.4, s - 4.4, 1.3, s - 5.6)
    collar = heel.curve(3.0, s - 4.6, 5.4, s - 3.8, 7.6, s - 4.2).curve(
        9.4, s - 4.8, 10.4, s - 6.4, 11.2, s - 7.6
    )
    vamp = collar.curve(12.6, s - 7.4, 14.6, s - 6.2, 16.4, s - 4.8).curve(
        18.6, s - 3.2, 20.2, low - 4.9, 22.4, low - 4.5
    )
    toe = vamp.curve(25.6, low - 3.9, 28.4, low - 3.3, TOE, low - last.spring)
    sheet.shape(toe.then(last.feather().back()).close())
    tongue = pen(11.2, s - 7.6).curve(11.6, s - 8.3, 12.4, s - 8.2, 13.0, s - 7.4).line(12.2, s - 6.8).close()
    sheet.shape(tongue)
    quarter = (
        pen(11.6, s - 7.5)
        .curve(13.2, s - 6.4, 15.0, s - 4.8, 16.6, s - 3.4)
        .curve(16.9, s - 2.6, 15.4, s - 1.6, 14.2, s - 1.0)
        .line(13.6, s + 0.6)
    )
    sheet.seam(quarter)
    sheet.stitch(quarter.part(0.0, 0.98, 7).offset(0.55))
    sheet.stitch(collar.part(0.42, 1.0, 7).offset(0.5))
    _draw_laces(sheet, s)
    if details.word("toe") != "plain":
        _draw_toe_cap(sheet, details.word("toe"), low)
    sheet.shade(
        last.feather()
        .part(0.05, 0.97, 7)
        .then(last.feather().part(0.05, 0.97, 7).moved(0.2, -0.9).back())
        .close()
    )
    measure_shoe(sheet, last, (1.3, s - 5.6))


def _draw_laces(sheet: Sheet, s: float) -> None:
    edge = pen(12.2, s - 6.9).curve(13.4, s - 6.0, 14.8, s - 4.8, 16.0, s - 3.8)
    profile = edge.moved(0.45, -0.55)
    sheet.dots([edge.moved(-0.5, 0.7).at(share) for share in (0.08, 0.36, 0.64, 0.92)], 0.24, "#2a2724")
    for share in (0.08, 0.36, 0.64, 0.92):
        (x0, y0), (x1, y1) = edge.moved(-0.4, 0.6).at(share), profile.at(share)
        sheet.tape(pen(x0, y0).line(x1, y1), "#2a2724" if sheet.main > "#6" else "#8a8378", 2.4)


def _draw_toe_cap(sheet: Sheet, toe: str, low: float) -> None:
    if toe == "cap":
        cap = pen(22.6, low - 4.4).curve(21.8, low - 3.0, 21.9, low - 1.4, 22.4, low)
    else:
        cap = (
            pen(23.4, low - 4.3)
            .curve(22.6, low - 3.6, 23.2, low - 3.0, 21.8, low - 2.4)
            .curve(20.0, low - 1.6, 18.6, low - 1.2, 16.6, low - 0.6)
        )
    sheet.seam(cap)
    sheet.stitch(cap.offset(-0.5))
    if toe == "brogue":
        sheet.dots([cap.offset(-1.0).at(i / 14) for i in range(1, 9)], 0.13, "#15161a")


def ballerina(sheet: Sheet, details: Details) -> None:
    """A flat shoe with a low throat and a bow or a strap."""
    last = Last(heel=float(details.number("heel")), sole=0.5, spring=0.6)
    fill = sole_colour(details)
    if sheet.back:
        draw_pair(
            sheet,
            Rear(height=last.seat + 5.4, collar=2.6, heel=last.heel, sole=0.5, welt=3.1, counter=3.1),
            fill,
        )
        return
    s, low = -last.seat, -last.sole
    if details.word("sole") == "rope":
        draw_rope_sole(sheet, last)
    else:
        draw_leather_sole(sheet, last, fill)
    far = (
        pen(1.2, s - 5.2)
        .curve(5, s - 4.4, 13, low - 4.3, 20.4, low - 4.0)
        .curve(15, low - 1.6, 6, s - 1.0, 1.2, s - 5.2)
    )
    sheet.shape(far.close(), sheet.inside)
    if details.word("front") == "strap":
        over = pen(8.9, low - 3.2).curve(9.4, low - 6.6, 13.4, low - 7.2, 15.0, low - 4.4)
        sheet.shape(
            over.then(pen(13.7, low - 4.5).curve(12.6, low - 5.9, 11.2, low - 5.4, 10.6, low - 3.2)).close()
        )
    heel = pen(0.9, s - 0.1).curve(0.2, s - 1.6, 0.4, s - 4.2, 1.2, s - 5.2)
    line = heel.curve(2.8, s - 3.6, 6.0, s - 2.7, 10.0, low - 3.1).curve(
        14.0, low - 2.9, 18.2, low - 3.2, 20.6, low - 4.2
    )
    toe = line.curve(23.6, low - 4.1, 27.6, low - 3.2, TOE, low - last.spring)
    sheet.shape(toe.then(last.feather().back()).close())
    sheet.stitch(line.part(0.3, 0.99, 8).offset(0.5))
    if details.word("front") == "bow":
        for loop in (
            pen(21.0, low - 4.1)
            .curve(19.6, low - 5.6, 18.0, low - 5.2, 18.2, low - 4.2)
            .curve(18.6, low - 3.6, 20.0, low - 3.8, 21.0, low - 4.1),
            pen(21.0, low - 4.1)
            .curve(22.2, low - 5.6, 23.8, low - 5.0, 23.4, low - 4.0)
            .curve(23.0, low - 3.4, 22.0, low - 3.7, 21.0, low - 4.1),
        ):
            sheet.shape(loop.close())
        sheet.shape(ellipse(21.0, low - 4.1, 0.5, 0.5))
    elif details.word("front") == "strap":
        sheet.shape(
            pen(8.9, low - 3.4).line(10.7, low - 3.3).line(10.6, low - 1.5).line(9.2, low - 1.6).close()
        )
        sheet.shape(box(9.0, low - 3.0, 1.5, 1.0), BRASS)
    measure_shoe(sheet, last, (1.2, s - 5.2))


def pump(sheet: Sheet, details: Details) -> None:
    """A court shoe on a heel, block or slender, with or without its back."""
    last = Last(heel=float(details.number("heel")), sole=0.45, spring=0.4)
    fill = sole_colour(details)
    block = details.word("heel_shape") == "block"
    s, low, h = -last.seat, -last.sole, last.heel
    if sheet.back:
        rear = Rear(
            height=last.seat + 4.8,
            collar=2.4,
            heel=h,
            sole=0.4,
            welt=2.7,
            counter=2.8,
            heel_top=2.2,
            heel_foot=2.1 if block else 0.7,
        )
        draw_pair(sheet, rear, sheet.main)
        return
    sling = details.flag("slingback")
    _draw_pump_sole(sheet, last, fill)
    foot = (1.4, 6.2) if block else (2.3, 3.6)
    heel = pen(0.7, s + 0.2).curve(0.4, s + 1.6, foot[0] - 0.2, -h * 0.5, foot[0], 0).line(foot[1], 0)
    heel = (
        heel.curve(foot[1] + 0.1, -h * 0.5, 6.6 if block else 5.0, s + 2.4, 7.8, s + 1.6)
        .line(7.6, s + 0.6)
        .close()
    )
    sheet.shape(heel)
    sheet.seam(pen(foot[0], -0.5).line(foot[1], -0.5))
    start = 0.9 if not sling else 10.0
    throat = (
        pen(start, s - 0.1).curve(0.3, s - 1.4, 0.4, s - 3.8, 1.1, s - 4.8)
        if not sling
        else pen(10.6, s + 1.9).line(10.0, s - 0.6)
    )
    waist = last.feather().y_at(12.0) - 2.2
    back = throat.curve(3.4, s - 3.4, 7.8, waist - 1.4 - h * 0.12, 12.0, waist) if not sling else throat
    line = back.curve(15.0, waist + 0.9 + h * 0.06, 18.6, low - 2.9, 20.4, low - 3.8)
    far = (
        pen(1.1, s - 4.8)
        .curve(6, s - 4.2, 14, low - 4.8 - h * 0.1, 20.4, low - 3.8)
        .curve(15, low - 2.0, 8, s - 0.4, 1.1, s - 4.8)
        .close()
    )
    if not sling:
        sheet.shape(far, sheet.inside)
    toe = line.curve(23.4, low - 3.4, 27.4, low - 1.9, TOE + 0.6, low - last.spring)
    feather = last.feather()
    sheet.shape(toe.then(feather.back() if not sling else feather.part(0.36, 1.0, 7).back()).close())
    if sling:
        sheet.tape(
            pen(10.6, s - 0.4)
            .curve(6, s - 3.0, 2.4, s - 4.6, 1.0, s - 4.4)
            .curve(0.2, s - 3.6, 3, s - 1.4, 6, s + 0.2),
            sheet.main,
            4,
        )
    sheet.stitch(line.part(0.35 if not sling else 0.1, 0.99, 7).offset(0.45))
    measure_shoe(sheet, last, (1.1, s - 4.8))


def _draw_pump_sole(sheet: Sheet, last: Last, fill: str) -> None:
    feather, ground = last.feather(), last.ground()
    sole = feather.line(TOE + 0.6, -last.sole - last.spring).curve(
        TOE + 0.6, -last.spring, TOE, -last.spring * 0.6, *ground.end
    )
    sheet.shape(sole.then(ground.back()).line(0.8, -last.heel).close(), fill)


SOLE = Word(("leather", "black"))

KINDS = {
    "loafer": Kind(
        draw=loafer,
        takes={"front": Word(("penny", "tassel", "bar", "plain")), "heel": Number(2, 1, 4), "sole": SOLE},
        measures=("foot", "heel"),
        largest=16.0,
        symmetric=False,
    ),
    "derby": Kind(
        draw=derby,
        takes={"toe": Word(("plain", "cap", "brogue")), "heel": Number(2, 1, 4), "sole": SOLE},
        measures=("foot", "heel"),
        largest=16.0,
        symmetric=False,
    ),
    "ballerina": Kind(
        draw=ballerina,
        takes={
            "front": Word(("bow", "strap", "plain")),
            "heel": Number(1, 1, 3),
            "sole": Word(("leather", "black", "rope")),
        },
        measures=("foot", "heel"),
        largest=16.0,
        symmetric=False,
    ),
    "pump": Kind(
        draw=pump,
        takes={
            "heel": Number(7, 4, 10),
            "heel_shape": Word(("block", "slender")),
            "slingback": Flag(),
            "sole": SOLE,
        },
        measures=("foot", "heel"),
        largest=16.0,
        symmetric=False,
    ),
}
