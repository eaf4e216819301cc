"""VAT numbers of companies in the union: how they are written by country. Whether one is in use, only its state knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# What follows the two letters (VIES, structure of the numbers). Greece writes EL, Monaco is in the French register.
_SHAPES: Mapping[str, str] = MappingProxyType({
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}",
    "DK": r"\d{8}", "EE": r"\d{9}", "GR": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}", "HR": r"\d{11}", "HU": r"\d{8}", "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}", "LT": r"\d{9}(\d{3})?", "LU": r"\d{8}", "LV": r"\d{11}", "MC": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "MT": r"\d{8}", "NL": r"\d{9}B\d{2}", "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}", "SE": r"\d{12}",
    "SI": r"\d{8}", "SK": r"\d{10}",
})  # fmt: skip
_LETTERS = {"GR": "EL", "MC": "FR"}
VAT_COUNTRIES = frozenset(_SHAPES)


def plain_vat_number(number: str) -> str:
    """A VAT number as registers write it: capitals, no spaces, dots or hyphens."""
    return re.sub(r"[\s.\-]", "", number).upper()


def is_vat_number(number: str, *, country: str) -> bool:
    """Whether this can be the VAT number of a company in a country; elsewhere than in the union none can."""
    if country not in _SHAPES:
        return False
    return bool(re.fullmatch(_LETTERS.get(country, country) + _SHAPES[country], plain_vat_number(number)))


def siren_of(number: str) -> str:
    """The number of a French company in its register, which ends its VAT number; blank for any other."""
    plain = plain_vat_number(number)
    return plain[4:] if is_vat_number(plain, country="FR") else ""
