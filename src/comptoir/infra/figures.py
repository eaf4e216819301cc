"""Numbers as people and forms send them."""

from __future__ import annotations


def whole_number(text: str, *, most: int = 10**12) -> int | None:
    """A whole number with no more digits than `most` has, and `most` where it is larger; None where it is none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        return None
    return min(int(text), most)
