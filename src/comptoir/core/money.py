"""Money is an integer number of minor units and an ISO 4217 code; it is never a float and never without its currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

# Digits after the point by ISO 4217; every currency not listed has two.
_EXPONENTS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met: always a bug, never a refusal."""


def exponent(currency: str) -> int:
    """Digits after the decimal point of a currency (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def minor_of(text: str, *, currency: str) -> int | None:
    """An amount as people type it ("1 290.50", "290,00") in minor units; None where it is none, or has too many decimals."""
    plain = "".join(text.split()).replace(",", ".")
    try:
        minor = Decimal(plain).scaleb(exponent(currency))
    except InvalidOperation:
        return None
    return int(minor) if minor.is_finite() and minor == int(minor) else None


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount: `amount` in minor units of `currency`."""

    amount: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency."""
        return cls(0, currency)

    def _same(self, other: Money) -> None:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} met {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.amount * times, self.currency)

    @property
    def major(self) -> Decimal:
        """The amount as people write it: 29000 EUR is 290.00."""
        return Decimal(self.amount).scaleb(-exponent(self.currency))


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    """The sum of amounts of one currency."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result


def rounded(value: Decimal | Fraction) -> int:
    """The one rounding of the house: half up, away from zero at the half."""
    if isinstance(value, Fraction):
        magnitude = (abs(value.numerator) * 2 + value.denominator) // (2 * value.denominator)
        return magnitude if value >= 0 else -magnitude
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share(amount: int, *, rate: Decimal) -> int:
    """A rate of an amount, rounded: share(9990, rate=Decimal("0.10")) is 999."""
    return rounded(Fraction(amount) * Fraction(rate))


def tax_within(gross: int, *, rate: Decimal) -> int:
    """The tax inside an amount that includes it."""
    return rounded(Fraction(gross) * Fraction(rate) / (1 + Fraction(rate)))


def split(amount: int, *, weights: Sequence[int]) -> tuple[int, ...]:
    """Share an amount by weights to the last minor unit; remainders go to the largest fraction, then the largest weight.

    All weights zero counts as equal weights. The parts always add up to the amount.
    """
    if not weights:
        raise ValueError("nothing to split over")
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    if amount < 0:
        return tuple(-part for part in split(-amount, weights=weights))
    basis = weights if any(weights) else [1] * len(weights)
    whole = sum(basis)
    parts = [amount * weight // whole for weight in basis]
    by_remainder = sorted(range(len(basis)), key=lambda i: (-(amount * basis[i] % whole), -basis[i], i))
    for i in by_remainder[: amount - sum(parts)]:
        parts[i] += 1
    return tuple(parts)
