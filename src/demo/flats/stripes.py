"""Stripes on upper garments: across body and sleeves, or down them."""

from __future__ import annotations

from collections.abc import Iterator

from demo.flats.bodice import Cut, armhole, overarm, side, underarm_seam
from demo.flats.path import Path, both, pen, polygon
from demo.flats.sheet import Sheet

_INSET = 0.2

Bands = list[tuple[float, float]]


def even_bands(*, first: float, bottom: float, wide: float, gap: float) -> Bands:
    """Where stripes begin and end, from the first height to the bottom."""
    bands = []
    while first + wide < bottom:
        bands.append((first, first + wide))
        first += wide + gap
    return bands


def draw_bands(sheet: Sheet, cut: Cut, bands: Bands, opacity: float = 1) -> None:
    """Bands in the second colour, square to the body and to the sleeve."""
    path, body = Path(), armhole(cut).then(side(cut))
    for top, bottom in bands:
        edge = list(_edge(body, top, bottom))
        path = path.beside(polygon(*edge, *[(-x, y) for x, y in reversed(edge)]))
    for band in _sleeve_bands(cut, bands):
        path = path.beside(both(band))
    sheet.patch(path, sheet.second, opacity)


def verticals(cut: Cut, neckline: Path, hem: Path, *, step: float) -> Path:
    """Even lines down the body, from neck, shoulder and armhole to the hem, and along long sleeves."""
    lines, edge = Path(), neckline.then(pen(*cut.hps).line(*cut.point)).then(armhole(cut))
    x, close = step / 2, side(cut)
    while x < cut.chest / 2 - 0.8:
        low = hem.y_at(x) if x < hem.start[0] else close.y_at(x)
        if low - 1 > edge.y_at(x) + 0.5:
            lines = lines.beside(pen(x, edge.y_at(x) + 0.5).line(x, low - 0.4))
        x += step
    return both(lines.beside(_sleeve_verticals(cut, step)))


def _sleeve_verticals(cut: Cut, step: float) -> Path:
    """Even lines along a long sleeve, found with the sleeve turned upright."""
    lines = Path()
    if cut.sleeve < 35:
        return lines
    (px, py), end = cut.point, cut.sleeve - cut.rib
    hole, under = armhole(cut).turned(cut.angle, px, py), underarm_seam(cut).turned(cut.angle, px, py)
    x = px - step * 0.5
    while x > under.end[0] + 0.6:
        low = py + end if x > under.start[0] + 0.4 else under.y_at(x) - 0.4
        lines = lines.beside(pen(x, hole.y_at(x) + 0.6).line(x, low))
        x -= step
    return lines.turned(-cut.angle, px, py)


def sleeve_rows(cut: Cut, heights: list[float]) -> Path:
    """Lines square across both sleeves, at heights below the shoulder point."""
    rows = Path()
    for band in _sleeve_bands(cut, [(height, height + 0.7) for height in heights]):
        (right, left) = band.steps[0][1][0], band.steps[3][1][0]
        rows = rows.beside(both(pen(*right).line(*left)))
    return rows


def _edge(path: Path, top: float, bottom: float) -> Iterator[tuple[float, float]]:
    pieces = max(1, round((bottom - top) / 8))
    for index in range(pieces + 1):
        y = top + (bottom - top) * index / pieces
        yield path.x_at(y) - _INSET, y


def _sleeve_bands(cut: Cut, bands: Bands) -> Iterator[Path]:
    """Bands across the sleeve, found with the sleeve turned upright."""
    if not cut.sleeve:
        return
    (x, y), end = cut.point, cut.sleeve - cut.rib
    outer = overarm(cut, end).turned(cut.angle, x, y)
    inner = armhole(cut).then(underarm_seam(cut).back()).turned(cut.angle, x, y)
    for top, bottom in bands:
        low = min(bottom, end + y - 0.3)
        if low - top > 0.6:
            left = [(ex + 2 * _INSET, ey) for ex, ey in _edge(inner, top, low)]
            right = list(_edge(outer, top, low))
            yield polygon(*right, *reversed(left)).turned(-cut.angle, x, y)
