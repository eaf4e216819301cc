"""Numbers that people read out: nine symbols, the last of which checks the others.

The 32 symbols leave out I, L, O and U; whoever writes one of those is understood. The check is a polynomial over the
field of 32 elements: each symbol counts times a power of x. One wrong symbol changes the sum, and so does swapping two
different neighbours, since x and 1 differ. A prefix enters the sum, so that a return number is no order number.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("ILOU", "110V")
_DATA = 8
_BITS = 5
_FIELD = 0b100101  # x^5 + x^2 + 1, primitive: x has order 31


class Series(StrEnum):
    """What a number belongs to, by its prefix."""

    ORDER = ""
    RETURN = "R"
    PARCEL = "P"
    CASE = "C"
    CLAIM = "K"
    REQUEST = "D"  # about personal data
    BREACH = "B"  # of personal data
    CREDIT = "V"


def make_number(*, bits: int, series: Series = Series.ORDER) -> str:
    """A number from 40 random bits (further ones are ignored), with its prefix and without dashes."""
    values = [bits >> _BITS * place & 31 for place in reversed(range(_DATA))]
    check = _times_x(_sum(values, series=series))
    return series + "".join(_SYMBOLS[value] for value in (*values, check))


def show_number(number: str) -> str:
    """The number as people read it: M7K4-92QD-3, R-M7K4-92QD-3."""
    body = number[-_DATA - 1 :]
    groups = (number[: -_DATA - 1], body[:4], body[4:8], body[8:])
    return "-".join(group for group in groups if group)


def check_number(text: str, *, series: Series = Series.ORDER) -> str | None:
    """The number that was meant, or None where there is no such number.

    Case, spaces, dashes and full-width forms do not matter, nor O for 0, I or L for 1, U for V.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())
    prefix, body = plain[: len(series)], plain[len(series) :].translate(_MEANT)
    if prefix != series or len(body) != _DATA + 1 or not set(body) <= set(_SYMBOLS):
        return None
    values = [_SYMBOLS.index(symbol) for symbol in body]
    return series + body if _sum(values, series=series) == 0 else None


def _sum(values: list[int], *, series: Series) -> int:
    """The polynomial of a prefix and its symbols, by Horner's scheme."""
    result = _SYMBOLS.index(series) if series else 0
    for value in values:
        result = _times_x(result) ^ value
    return result


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled > 31 else doubled
