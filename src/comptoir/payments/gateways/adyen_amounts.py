"""Adyen's amounts: minor units, with digits of its own for a few currencies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from comptoir.core.money import exponent
from comptoir.payments.gateways.rest import Json, Unpayable, table_of, text_of

# Where Adyen counts other digits after the point than ISO 4217 does.
_DIGITS = {"CLP": 2, "CVE": 0, "IDR": 0, "ISK": 2}


def shape_amount(amount: int, currency: str) -> Json:
    """Our minor units as Adyen takes them; Unpayable for a part of its smallest unit."""
    return {"currency": currency, "value": to_adyen(amount, currency)}


def to_adyen(amount: int, currency: str) -> int:
    """The figure alone."""
    value = Decimal(amount).scaleb(_DIGITS.get(currency, exponent(currency)) - exponent(currency))
    if value != int(value):
        raise Unpayable(f"no_part_of_{currency}")
    return int(value)


def value_of(item: Mapping[str, object]) -> int:
    """The amount of a notification or a link, in our minor units."""
    amount = table_of(item.get("amount"))
    currency = text_of(amount.get("currency"))
    return int(
        Decimal(amount.get("value", 0)).scaleb(exponent(currency) - _DIGITS.get(currency, exponent(currency)))
    )
