"""The policy in force, a version of it, and the law under it."""

from __future__ import annotations

import functools
import tomllib
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from comptoir.core.calendar import BusinessCalendar, business_calendar
from comptoir.core.law import Law, effective_terms, floor_for, parse_law
from comptoir.core.policy import HousePolicy, Market
from comptoir.core.policy_data import in_present_form
from comptoir.core.policy_file import parse_policy
from comptoir.infra import pages
from comptoir.markets.models import PolicyVersion


class NoPolicy(LookupError):
    """No policy was in force, or none has that number: the house is not set up."""


def current_policy(*, at: datetime) -> HousePolicy:
    """The policy in force at a moment."""
    in_force = PolicyVersion.objects.filter(effective_from__lte=at).order_by("-effective_from", "-number")
    found = in_force.values_list("number", "digest").first()
    if found is None:
        raise NoPolicy(f"no policy was in force at {at.isoformat()}")
    return _policy(*found)


def shown_policy(*, at: datetime) -> HousePolicy:
    """The policy in force, for what is shown and not sold: asked once for as long as nothing shown changes."""
    return pages.kept("policy", lambda: current_policy(at=at))


def policy_version(*, number: int) -> HousePolicy:
    """The policy that was published under a number, as orders keep it."""
    digest = PolicyVersion.objects.filter(number=number).values_list("digest", flat=True).first()
    if digest is None:
        raise NoPolicy(f"there is no policy number {number}")
    return _policy(number, digest)


def last_version() -> PolicyVersion | None:
    """The version that was published last, whether or not it is in force yet."""
    return PolicyVersion.objects.order_by("-number").first()


def law() -> Law:
    """The law of `profile/law.toml`."""
    return _law(Path(settings.PROFILE) / "law.toml")


def calendar_of(*, country: str, region: str, around: date) -> BusinessCalendar:
    """The business days of a place around a date (DEL-03)."""
    return business_calendar(country, region, around.year)


def house_calendar(*, policy: HousePolicy, around: date) -> BusinessCalendar:
    """The business days of the house around a date (DEL-03)."""
    return calendar_of(country=policy.house.entity.country, region="", around=around)


def market_known(*, policy: HousePolicy, country: str) -> Market | None:
    """The market of a country; one that the policy has left as it last was, None where the house never sold.

    Who bought there is a customer for years after the last order.
    """
    if market := policy.market(country):
        return market
    earlier = PolicyVersion.objects.filter(number__lt=policy.version).order_by("-number")
    known = (_policy(*version).market(country) for version in earlier.values_list("number", "digest"))
    return next(filter(None, known), None)


def letter_terms(*, policy: HousePolicy, country: str, language: str, on: date) -> dict[str, object]:
    """What every letter says of the house and of its terms in a country, law included: JSON, frozen with the letter.

    `withdrawal_days` and `guarantee_months` are None where the law gives no such right.
    """
    house, market = policy.house, market_known(policy=policy, country=country)
    if market is None:
        raise KeyError(country)
    floor = floor_for(law(), country=country, floor=market.floor, on=on)
    effective = effective_terms(floor, policy=policy, market=market)
    return {
        "name": house.name,
        "entity": house.entity.name,
        "address": list(house.entity.address),
        "register": house.entity.register,
        "capital": house.entity.capital,
        "vat_number": house.entity.vat_number,
        "phone": house.phone,
        "phone_hours": house.phone_hours.get(language, house.phone_hours["en"]),
        "email": house.email,
        "url": house.url,
        "mediator": list(house.mediator),
        "cancellation_minutes": policy.checkout.cancellation_minutes,
        "return_days": policy.returns.days,
        "hand_in_days": policy.returns.hand_in_days,
        "refund_days": policy.returns.refund_days,
        "withdrawal_days": effective.withdrawal_days,
        "withdrawal_refund_days": effective.refund_days,
        "guarantee_months": effective.guarantee_months,
    }


@functools.lru_cache(maxsize=64)
def _policy(number: int, digest: str) -> HousePolicy:
    """A version parsed once; the digest is in the key so that another database's version is never taken for it."""
    body = PolicyVersion.objects.values_list("body", flat=True).get(number=number, digest=digest)
    return parse_policy(in_present_form(body), version=number)


@functools.lru_cache(maxsize=4)
def _law(path: Path) -> Law:
    text = path.read_text()
    return parse_law(tomllib.loads(text), text=text)
