"""What pieces travel in, less of it at peak (ORD-01), and what a parcel may weigh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comptoir.core.policy import Peak

_PACKAGING_G = 1_500  # the heaviest packaging of a single piece, in grams


@dataclass(frozen=True, slots=True, kw_only=True)
class Packaging:
    """What to take from the shelf: a dust bag for each piece that needs protection, and a box or an envelope."""

    dust_bags: int
    box: bool
    rule: str = "ORD-01"


def advise_packaging(*, needs_box: Sequence[bool], reduced: bool = False) -> Packaging:
    """The packaging of a parcel, by whether each piece needs protection; at peak the dust bags may be left out (ORD-01)."""
    protected = sum(needs_box)
    return Packaging(dust_bags=0 if reduced else protected, box=protected > 0)


def is_reduced(*, peaks: Sequence[Peak], on: date) -> bool:
    """Whether packaging may be reduced on a day of the house: in a peak that says so, both its ends included (ORD-01)."""
    return any(peak.less_packaging and peak.first <= on <= peak.last for peak in peaks)


def weight_fits(*, weighed_g: int, pieces_g: int) -> bool:
    """Whether a parcel may weigh so much: no tenth less than its pieces, and no more above them than packaging weighs."""
    return pieces_g * 9 <= weighed_g * 10 and weighed_g <= pieces_g + pieces_g // 4 + _PACKAGING_G
