"""How money, dates and countries are written in the voice in use (CLDR, through Babel)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

from comptoir.core.decisions import Value
from comptoir.core.money import Money, exponent

_locale: ContextVar[Locale | None] = ContextVar("locale", default=None)
_DEFAULT = Locale.parse("en_GB")


@contextmanager
def writing(locale: Locale) -> Iterator[None]:
    """Write for this locale inside the block."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


def locale() -> Locale:
    """The locale in use."""
    return _locale.get() or _DEFAULT


def money(amount: Money) -> str:
    """An amount with its currency; cents are left out of round prices."""
    digits = exponent(amount.currency)
    if digits and amount.amount % 10**digits == 0:
        return numbers.format_currency(
            amount.major, amount.currency, locale=locale(), currency_digits=False, format=_whole_pattern()
        )
    return exact_money(amount)


def exact_money(amount: Money) -> str:
    """An amount with its currency and always its cents, for totals and documents."""
    return numbers.format_currency(amount.major, amount.currency, locale=locale())


def _whole_pattern() -> str:
    return str(locale().currency_formats["standard"].pattern).replace(".00", "")


def day(when: date | datetime, zone: str | None = None) -> str:
    """A day with its weekday, as "Wed 2 Dec"."""
    return dates.format_skeleton("MMMEd", _local(when, zone), locale=locale())


def full_day(when: date | datetime, zone: str | None = None) -> str:
    """A day written out with its year."""
    return dates.format_date(_local_date(when, zone), format="long", locale=locale())


def moment(when: datetime, zone: str | None = None) -> str:
    """A day and a time of day."""
    return f"{day(when, zone)} {clock_time(when, zone)}"


def clock_time(when: datetime, zone: str | None = None) -> str:
    """A time of day to the minute."""
    local = when.astimezone(ZoneInfo(zone)) if zone else when
    return dates.format_time(local.timetz(), format="short", locale=locale())


def percent(rate: Decimal) -> str:
    """A rate as people write it."""
    return numbers.format_percent(rate, format=None, locale=locale(), decimal_quantization=False)


def country(code: str) -> str:
    """The name of a country."""
    return str(locale().territories.get(code, code))


def month(number: int) -> str:
    """The name of a month inside a sentence, January being 1."""
    return str(locale().months["format"]["wide"][number])


def number(amount: int | Decimal) -> str:
    """A plain number with the locale's separators."""
    return numbers.format_decimal(amount, locale=locale())


def value(thing: Value) -> str:
    """A value of a decision, by its kind."""
    match thing:
        case Money():
            return exact_money(thing)
        case datetime():
            return moment(thing)
        case date():
            return day(thing)
        case Decimal():
            return percent(thing)
        case int():
            return number(thing)
        case str():
            return thing


def _local(when: date | datetime, zone: str | None) -> date | datetime:
    if isinstance(when, datetime) and zone is not None:
        return when.astimezone(ZoneInfo(zone))
    return when


def _local_date(when: date | datetime, zone: str | None) -> date:
    local = _local(when, zone)
    return local.date() if isinstance(local, datetime) else local
