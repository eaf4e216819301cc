"""What the page of a registered return shows besides its words: the dates, the code for the counter, the map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.fulfilment.services import DropoffPoint
from comptoir.infra.i18n import gettext as _
from comptoir.infra.qr import QrCode, qr_code
from comptoir.returns.queries import ReturnView

_WIDTH, _HEIGHT, _EDGE = 320, 220, 28
_METRES_A_DEGREE = 111_320
_SCALES = (100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One date of a return: when it happened, or by when it is to."""

    words: str
    at: datetime | None
    past: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A point on the map, by its number in the list."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PointMap:
    """Drop-off points as they lie to each other, north above, with a bar of so many metres."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    bar: float
    metres: int


def timeline(known: ReturnView) -> tuple[Step, ...]:
    """Every date of a return, what happened and what is still to come."""
    steps = [
        (_("Return registered"), known.registered_at, None),
        (_("Handed in to the carrier"), known.sent_at, None if known.received_at else known.hand_in_by),
        (_("The parcel has arrived"), known.received_at, None),
        (_("Pieces checked"), known.checked_at, None),
        (_("Money given back"), known.refunded_at, known.refund_by),
    ]
    return tuple(Step(words=words, at=done or due, past=done is not None) for words, done, due in steps)


def counter_code(known: ReturnView) -> QrCode | None:
    """The label's number as a code that the counter scans; None until the label has come."""
    return qr_code(known.tracking_number) if known.tracking_number else None


def point_map(points: Sequence[DropoffPoint]) -> PointMap | None:
    """The points drawn to scale; None where the carrier does not say where they are."""
    known = [(number, point.spot) for number, point in enumerate(points, 1) if point.spot]
    if not known:
        return None
    shrink = math.cos(math.radians(known[0][1].latitude))
    east = [spot.longitude * shrink * _METRES_A_DEGREE for _number, spot in known]
    north = [spot.latitude * _METRES_A_DEGREE for _number, spot in known]
    wide, high = max(east) - min(east) or 1.0, max(north) - min(north) or 1.0
    scale = min((_WIDTH - 2 * _EDGE) / wide, (_HEIGHT - 2 * _EDGE) / high, 1.0)
    left, top = (_WIDTH - wide * scale) / 2, (_HEIGHT - high * scale) / 2
    metres = next((one for one in _SCALES if one * scale >= 40), _SCALES[-1])
    return PointMap(
        width=_WIDTH,
        height=_HEIGHT,
        dots=tuple(
            Dot(
                number=number,
                x=round(left + (x - min(east)) * scale, 1),
                y=round(top + (max(north) - y) * scale, 1),
            )
            for (number, _spot), x, y in zip(known, east, north, strict=True)
        ),
        bar=round(metres * scale, 1),
        metres=metres,
    )
