"""What pieces travel in: dust bags and a box for what needs protection, less of it at peak (ORD-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
