"""How money, dates and countries are written in the voice in use (CLDR, through Babel)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

from comptoir.core.decisions import Value
from comptoir.core.money import Money, exponent

_locale: ContextVar[Locale | None] = ContextVar("locale", default=None)
_reader: ContextVar[Reading | None] = ContextVar("reader", default=None)
_DEFAULT = Locale.parse("en_GB")
# Where ¥ might be taken for yuan, CLDR writes JP¥ or JPY; no market of ours pays in yuan.
_SIGNS = {"JPY": "¥"}
# A shop writes the same few amounts, numbers and days over and over.
_written = functools.lru_cache(maxsize=20_000)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a sentence on its own: the moment, and the time zone that goes without saying."""

    at: datetime
    zone: str


Reading = Callable[[], Reader]  # who it is, for the few sentences that have to know


@contextmanager
def writing(locale: Locale, reader: Reading | None = None) -> Iterator[None]:
    """Write for this locale inside the block; a reader who is not named is the one from outside it."""
    written, read = _locale.set(locale), _reader.set(reader or _reader.get())
    try:
        yield
    finally:
        _reader.reset(read)
        _locale.reset(written)


def locale() -> Locale:
    """The locale in use."""
    return _locale.get() or _DEFAULT


def money(amount: Money) -> str:
    """An amount with its currency; cents are left out of round prices."""
    return _money(amount, locale())


@_written
def _money(amount: Money, where: Locale) -> str:
    digits = exponent(amount.currency)
    if digits and amount.amount % 10**digits == 0:
        whole = str(where.currency_formats["standard"].pattern).replace(".00", "")
        return numbers.format_currency(
            amount.major, amount.currency, locale=where, currency_digits=False, format=whole
        )
    return _exact_money(amount, where)


def exact_money(amount: Money) -> str:
    """An amount with its currency and always its cents, for totals and documents."""
    return _exact_money(amount, locale())


@_written
def _exact_money(amount: Money, where: Locale) -> str:
    written = numbers.format_currency(amount.major, amount.currency, locale=where)
    sign = _SIGNS.get(amount.currency)
    return (
        written.replace(numbers.get_currency_symbol(amount.currency, locale=where), sign) if sign else written
    )


def day(when: date | datetime, zone: str | None = None) -> str:
    """A day with its weekday, as "Wed 2 Dec"."""
    return _day(_local_date(when, zone), locale())


@_written
def _day(when: date, where: Locale) -> str:
    return dates.format_skeleton("MMMEd", when, locale=where)


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
    return _percent(rate, locale())


@_written
def _percent(rate: Decimal, where: Locale) -> str:
    return numbers.format_percent(rate, format=None, locale=where, decimal_quantization=False)


def country(code: str) -> str:
    """The name of a country."""
    return str(locale().territories.get(code, code))


def month(number: int) -> str:
    """The name of a month inside a sentence, January being 1."""
    return str(locale().months["format"]["wide"][number])


def weekday(number: int) -> str:
    """The name of a day of the week inside a sentence, Monday being 0."""
    return str(locale().days["format"]["wide"][number])


def time_of_day(at: time) -> str:
    """An hour on the wall, of any day."""
    return dates.format_time(at, format="short", locale=locale())


def number(amount: int | Decimal) -> str:
    """A plain number with the locale's separators."""
    return _number(amount, locale())


@_written
def _number(amount: int | Decimal, where: Locale) -> str:
    return numbers.format_decimal(amount, locale=where)


def value(thing: Value) -> str:
    """A value of a decision, by its kind."""
    match thing:
        case Money():
            return exact_money(thing)
        case datetime():
            return _told_moment(thing)
        case date():
            return _told_day(thing)
        case Decimal():
            return percent(thing)
        case int():
            return number(thing)
        case str():
            return thing


def _who_reads() -> Reader | None:
    known = _reader.get()
    return known() if known else None


def _told_moment(when: datetime) -> str:
    """A moment that stands alone in a sentence: its zone is said where the reader's clock shows another hour.

    A moment in UTC belongs to no place and is told by the reader's clock.
    """
    reader = _who_reads()
    if reader is not None and when.tzinfo is UTC:
        when = when.astimezone(ZoneInfo(reader.zone))
    told = f"{_told_day(when)} {clock_time(when)}"
    if reader is not None and when.astimezone(ZoneInfo(reader.zone)).utcoffset() == when.utcoffset():
        return told
    return f"{told} ({dates.get_timezone_name(when, width='long', locale=locale())})"


def _told_day(when: date | datetime) -> str:
    """A day that stands alone in a sentence: its year is said where the reader is in another, or is not known."""
    reader = _who_reads()
    zone = when.tzinfo if isinstance(when, datetime) else ZoneInfo(reader.zone) if reader else None
    if reader is not None and reader.at.astimezone(zone).year == when.year:
        return day(when)
    return dates.format_skeleton("yMMMEd", when, locale=locale())


def _local(when: date | datetime, zone: str | None) -> date | datetime:
    if isinstance(when, datetime) and zone is not None:
        return when.astimezone(ZoneInfo(zone))
    return when


def _local_date(when: date | datetime, zone: str | None) -> date:
    local = _local(when, zone)
    return local.date() if isinstance(local, datetime) else local
