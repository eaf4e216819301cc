"""A policy written back as plain data, in the shape `parse_policy` reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from typing import TypeAlias

from comptoir.core.money import Money
from comptoir.core.policy import HousePolicy, Market, ServiceTerms

Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain]"


def policy_to_data(policy: HousePolicy) -> dict[str, Plain]:
    """The policy as JSON or TOML has it, without its version; reading it back gives the same policy."""
    data = _fields(policy, without={"version", "markets", "exclusions"})
    data["markets"] = {country: _market(market) for country, market in policy.markets.items()}
    data["exclusions"] = {
        country: {"reason": _plain(exclusion.reason)} for country, exclusion in policy.exclusions.items()
    }
    return data


def in_present_form(body: Mapping[str, object]) -> dict[str, object]:
    """A policy as it was published by an earlier release, without the values that say nothing any more.

    `duty_rate`: markets had one rate of duty before there were tariffs in the law.
    """
    markets = body["markets"]
    if not isinstance(markets, Mapping):
        return dict(body)
    return {
        **body,
        "markets": {
            country: {key: value for key, value in market.items() if key != "duty_rate"}
            for country, market in markets.items()
        },
    }


def _market(market: Market) -> dict[str, Plain]:
    data = _fields(market, without={"country", "services", "rounding"})
    data["services"] = {
        str(service): _service(terms, market.currency) for service, terms in market.services.items()
    }
    if market.rounding:
        data["rounding"] = {
            "step": str(Money(market.rounding.step, market.currency).major),
            "less": str(Money(market.rounding.less, market.currency).major),
        }
    return data


def _service(terms: ServiceTerms, currency: str) -> dict[str, Plain]:
    data = _fields(terms, without={"price", "free_over"})
    data["price"] = str(Money(terms.price, currency).major)
    if terms.free_over is not None:
        data["free_over"] = str(Money(terms.free_over, currency).major)
    return data


def _fields(value: object, *, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Plain]:
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is no part of a policy")
    held = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in without}
    return {name: _plain(part) for name, part in held.items() if part is not None}


def _plain(value: object) -> Plain:
    match value:
        case bool() | int():
            return value
        case str() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case Money():
            return {"over": str(value.major), "currency": value.currency}
        case tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case _:
            return {**_fields(value)}
