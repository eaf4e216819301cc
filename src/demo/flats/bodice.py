"""What all garments for the upper body share: shoulders, armholes, sleeves, sides and hems."""

from __future__ import annotations

import math
from dataclasses import dataclass

from demo.flats.path import Path, Point, both, box, pen, whole
from demo.flats.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The measures of an upper garment laid flat, in centimetres; widths are half rounds."""

    chest: float
    length: float
    shoulder: float
    neck: float = 18.0
    slope: float = 4.6
    armhole: float = 24.0
    waist: float = 0.0
    hip: float = 0.0
    hem: float
    sleeve: float = 0.0
    cuff: float = 11.0
    angle: float = 17.0
    cap: float = 2.4
    rise: float = 0.0
    rib: float = 0.0
    rib_width: float = 0.0

    @property
    def hps(self) -> Point:
        """The high point of the shoulder, at the neck."""
        return (self.neck / 2, 0.0)

    @property
    def point(self) -> Point:
        """The shoulder point."""
        return (self.shoulder / 2, self.slope)

    @property
    def underarm(self) -> Point:
        """Where armhole and side seam meet."""
        return (self.chest / 2, self.armhole)

    @property
    def down(self) -> Point:
        """The direction of the sleeve."""
        return (math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle)))

    def along(self, length: float, out: float = 0.0) -> Point:
        """A point on the sleeve: a length down from the shoulder point, and out from the overarm."""
        (x, y), (dx, dy) = self.point, self.down
        return (x + dx * length + dy * out, y + dy * length - dx * out)


def armhole(cut: Cut) -> Path:
    """The armhole seam, from the shoulder point to the underarm."""
    (sx, sy), (ux, uy) = cut.point, cut.underarm
    return pen(sx, sy).curve(sx - 2.2, sy + (uy - sy) * 0.45, sx - 1.2 - (ux - sx) * 0.08, uy - 2.4, ux, uy)


def side(cut: Cut) -> Path:
    """The side, from the underarm to the hem; shaped when the cut has a waist."""
    (ux, uy), bottom = cut.underarm, cut.length - cut.rise
    path = pen(ux, uy)
    if cut.waist:
        wx, wy = cut.waist / 2, uy + min(18.0, (bottom - uy) * 0.45)
        path = path.curve(ux - 0.4, uy + 6, wx, wy - 7, wx, wy)
        hip = max(cut.hip / 2, 0.0)
        if hip and bottom > wy + 24:
            path = path.curve(wx, wy + 6, hip, wy + 12, hip, wy + 20).line(cut.hem / 2, bottom)
        else:
            path = path.curve(wx, wy + 7, cut.hem / 2 - 0.3, bottom - 6, cut.hem / 2, bottom)
        return path
    return path.curve(ux - 0.3, uy + 8, cut.hem / 2, bottom - 14, cut.hem / 2, bottom)


def overarm(cut: Cut, length: float, out: float = 0.0) -> Path:
    """The outer edge of the sleeve, from the shoulder point."""
    (sx, sy), (dx, dy) = cut.point, cut.down
    lean = cut.slope / (cut.point[0] - cut.neck / 2)
    turn = min(14.0, length * 0.62)
    bx, by = cut.along(turn, cut.cap if length > 35 else cut.cap * 0.5)
    reach = turn * 0.28
    start = pen(sx, sy)
    return start.curve(
        sx + reach, sy + reach * lean, bx - dx * turn * 0.42, by - dy * turn * 0.42, bx, by
    ).line(*cut.along(length, out))


def silhouette(*, cut: Cut, neckline: Path, sleeve: Path, hem: Path) -> Path:
    """The half outline: neckline from the centre, shoulder, sleeve, side, hem to the centre."""
    half = neckline.then(pen(*cut.hps).line(*cut.point))
    return half.then(sleeve).then(side(cut)).then(hem)


def sleeve_path(cut: Cut) -> Path:
    """Shoulder point, overarm, cuff, underarm; the open armhole where there is no sleeve."""
    if not cut.sleeve:
        return armhole(cut)
    path = overarm(cut, cut.sleeve - cut.rib)
    if cut.rib:
        path = path.then(hem_edge(cut))
    return path.then(underarm_seam(cut))


def underarm_seam(cut: Cut) -> Path:
    """The inner edge of the sleeve, from above the cuff to the underarm."""
    (ux, uy) = cut.underarm
    path = pen(*cut.along(cut.sleeve - cut.rib, -cut.cuff))
    return path.bend(ux + 1.3, uy + 5.5, ux, uy) if cut.sleeve > 35 else path.line(ux, uy)


def hem_edge(cut: Cut) -> Path:
    """The end of the sleeve, from outside to inside; drawn in where it is ribbed."""
    inset = (cut.cuff - cut.rib_width) / 2 if cut.rib else 0.0
    return pen(*cut.along(cut.sleeve, -inset)).line(*cut.along(cut.sleeve, inset - cut.cuff))


def round_neckline(cut: Cut, depth: float) -> Path:
    """A round neckline from the centre to the shoulder."""
    x = cut.neck / 2
    return pen(0, depth).curve(x * 0.62, depth, x * 0.93, depth * 0.55, x, 0)


def v_neckline(cut: Cut, depth: float, belly: float = 0.9) -> Path:
    """A V neckline from the point to the shoulder, slightly rounded."""
    x = cut.neck / 2
    return pen(0, depth).curve(x * 0.36 + belly * 0.4, depth * 0.66, x * 0.8 + belly, depth * 0.34, x, 0)


def draw_armholes(sheet: Sheet, cut: Cut, *, stitched: bool = True) -> None:
    """Both armhole seams, stitched on the side of the body."""
    seam = armhole(cut)
    sheet.seam(both(seam))
    if stitched:
        sheet.stitch(both(seam.offset(1.1)))


def draw_raglan(sheet: Sheet, cut: Cut) -> None:
    """Seams from the neck to the underarm."""
    (ux, uy), x = cut.underarm, cut.neck / 2
    seam = pen(x - 0.6, 1.6).curve(x + 5, 9, ux - 5, uy - 8, ux, uy)
    sheet.seam(both(seam))
    sheet.stitch(both(seam.offset(1.1)))


def draw_sleeve_shade(sheet: Sheet, cut: Cut) -> None:
    """The soft shade along the underarm of a long sleeve, on the same side as the body's."""
    if cut.sleeve < 35:
        return
    (ux, uy), end = cut.underarm, cut.sleeve - cut.rib
    under = pen(ux, uy).bend(ux + 1.3, uy + 5.5, *cut.along(end, -cut.cuff))
    over = pen(ux, uy).bend(ux + 3.0, uy + 3.5, *cut.along(end, 2.8 - cut.cuff))
    sheet.shade(under.then(over.back()).close().flip())


def measure_top(sheet: Sheet, cut: Cut) -> None:
    """The points of measure of an upper garment."""
    (ux, uy), (sx, sy) = cut.underarm, cut.point
    sheet.measure("chest", (-ux, uy), (ux, uy))
    sheet.measure("length", (0, 0), (0, cut.length), "left")
    sheet.measure("shoulder", (-sx, sy), (sx, sy))
    sheet.measure("hem", (-cut.hem / 2, cut.length), (cut.hem / 2, cut.length), "below")
    if cut.sleeve:
        sheet.measure("sleeve", cut.along(0, cut.cap + 1.6), cut.along(cut.sleeve, 1.6))
    y = uy + min(18.0, (cut.length - uy) * 0.45)
    x = side(cut).x_at(y)
    sheet.measure("waist", (-x, y), (x, y))


def draw_side_shade(sheet: Sheet, cut: Cut, width: float = 3.4) -> None:
    """The soft shade under the arm, on one side only: the light comes from the right."""
    (ux, uy) = cut.underarm
    edge = side(cut).flip()
    bottom = edge.end
    inner = pen(-ux, uy).curve(
        -ux + width * 0.3, uy + 12, bottom[0] + width, bottom[1] - 14, bottom[0] + width, bottom[1]
    )
    sheet.shade(edge.then(inner.back()).close())


def draw_facing(sheet: Sheet, cut: Cut, neckline: Path, back_depth: float) -> None:
    """The inside of the back where there is no collar, with the house's label."""
    sheet.shape(whole(round_neckline(cut, back_depth).then(neckline.back())), sheet.inside)
    sheet.patch(box(-1.6, back_depth + 0.5, 3.2, 1.8), "#f4f2ec")


def draw_body(sheet: Sheet, half: Path) -> None:
    """The symmetric outline of the whole garment."""
    sheet.shape(whole(half))
