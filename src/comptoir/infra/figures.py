"""Numbers as people and forms send them."""

from __future__ import annotations

import re


def whole_number(text: str, *, most: int = 10**12) -> int | None:
    """A whole number with no more digits than `most` has, and `most` where it is larger; None where it is none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        return None
    return min(int(text), most)


def grams(text: str, *, most: int) -> int | None:
    """A weight as people and scales type it: `1240`, `1240 g`, `1.24 kg`, `1,240kg`; None where it is none or above `most`."""
    found = re.fullmatch(r"(\d{1,5})(?:[.,](\d{1,3}))?\s*(k?g)?", text.strip().lower())
    if found is None:
        return None
    whole, part, unit = found.groups()
    kilograms = unit == "kg" or (part is not None and unit is None)
    if part is not None and not kilograms:
        return None
    weight = int(whole) * 1000 + int((part or "").ljust(3, "0")) if kilograms else int(whole)
    return weight if 0 < weight <= most else None
