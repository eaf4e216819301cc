"""What must hold across a policy before it can be published; each problem names its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from comptoir.core.goodwill import COUNTED_IN
from comptoir.core.policy import HousePolicy, Market, Method, Service
from comptoir.core.reading import Problem
from comptoir.core.zones import COUNTRIES, ZONES

_ENGLISH = "en"
_WITH_INSTALMENTS = {Method.KLARNA, Method.PAYPAL}


def check_policy(policy: HousePolicy) -> tuple[Problem, ...]:
    """Every contradiction in a policy whose parts are well formed; none means that it can be published."""
    return (
        *_house(policy),
        *_peaks(policy),
        *_texts(policy),
        *_destinations(policy),
        *_refunds(policy),
        *(problem for market in policy.markets.values() for problem in _market(market, policy)),
    )


def _problem(path: str, message: str) -> Problem:
    return Problem(path=path, message=message)


def _house(policy: HousePolicy) -> Iterator[Problem]:
    if policy.house.time_zone not in ZONES:
        yield _problem("house.time_zone", f"“{policy.house.time_zone}” is no time zone")
    if policy.house.entity.country not in COUNTRIES:
        yield _problem("house.entity.country", f"“{policy.house.entity.country}” is no country")
    if policy.checkout.kept_minutes > policy.checkout.cancellation_minutes:
        yield _problem("checkout.release_minutes", "is later than orders can be cancelled")
    if policy.passwords.digits + policy.passwords.specials > policy.passwords.length:
        yield _problem("passwords.length", "is less than the digits and special characters it must hold")


def _peaks(policy: HousePolicy) -> Iterator[Problem]:
    in_order = sorted(enumerate(policy.peaks), key=lambda numbered: numbered[1].first)
    for (_, earlier), (number, later) in pairwise(in_order):
        if later.first <= earlier.last:
            yield _problem(f"peaks.{number}.first", f"lies in the peak that ends on {earlier.last}")
    for number, peak in enumerate(policy.peaks):
        if peak.preparation.most < policy.preparation.most:
            yield _problem(f"peaks.{number}.preparation", "is shorter than the usual preparation")


def _texts(policy: HousePolicy) -> Iterator[Problem]:
    """I18N-02: every text that people read is there in every language the house sells in."""
    spoken = sorted({language for market in policy.markets.values() for language in market.languages})
    texts = {
        "house.phone_hours": policy.house.phone_hours,
        **({"stores.outlets": policy.stores.outlets} if policy.stores.outlets else {}),
        **{f"peaks.{number}.name": peak.name for number, peak in enumerate(policy.peaks)},
        **{f"exclusions.{country}.reason": item.reason for country, item in policy.exclusions.items()},
    }
    for path, text in texts.items():
        for language in spoken:
            if language not in text:
                yield _problem(path, f"has no text in “{language}”")


def _destinations(policy: HousePolicy) -> Iterator[Problem]:
    if not policy.markets:
        yield _problem("markets", "are none: the house sells nowhere")
    for country in policy.markets:
        if country not in COUNTRIES:
            yield _problem(f"markets.{country}", "is no country")
        if country in policy.exclusions:
            yield _problem(f"markets.{country}", "is an excluded destination as well")
    for country in policy.exclusions:
        if country not in COUNTRIES:
            yield _problem(f"exclusions.{country}", "is no country")


def _refunds(policy: HousePolicy) -> Iterator[Problem]:
    alone = policy.refunds.alone
    for currency in sorted({market.currency for market in policy.markets.values()} - alone.keys()):
        if alone:
            yield _problem("refunds.alone", f"says nothing of {currency}")
    for role, sums in policy.refunds.goodwill.items():
        wanted = {COUNTED_IN, *(market.currency for market in policy.markets.values())}
        for currency in sorted(wanted):
            if currency not in sums or not sums[currency].amount:
                yield _problem(f"refunds.goodwill.{role}", f"says nothing of {currency}")


def _market(market: Market, policy: HousePolicy) -> Iterator[Problem]:
    path = f"markets.{market.country}"
    yield from _languages(market, path)
    yield from _services(market, path)
    yield from _payment(market, policy, path)
    for prefix in (*market.withheld_areas, *market.withheld_standard):
        if not re.fullmatch(r"[0-9A-Z]{1,8}", prefix):
            yield _problem(path, f"“{prefix}” is no start of a postal code (capitals and digits, no space)")


def _languages(market: Market, path: str) -> Iterator[Problem]:
    if _ENGLISH not in market.languages:
        yield _problem(f"{path}.languages", "must have “en”, into which every other language falls back")
    for language in market.languages:
        if not re.fullmatch(r"[a-z]{2}", language):
            yield _problem(f"{path}.languages", f"“{language}” is no language code")


def _services(market: Market, path: str) -> Iterator[Problem]:
    if not market.services:
        yield _problem(f"{path}.services", "are none: nothing can be delivered")
    for service, terms in market.services.items():
        if terms.free_always and terms.free_over is not None:
            yield _problem(f"{path}.services.{service}.free_over", "has no use where delivery is always free")
    if market.withheld_standard and Service.STANDARD not in market.services:
        yield _problem(f"{path}.withheld_standard", "has no use where Standard is not offered")


def _payment(market: Market, policy: HousePolicy, path: str) -> Iterator[Problem]:
    if not market.methods:
        yield _problem(f"{path}.methods", "are none: nobody can pay")
    for method in market.methods:
        if method not in policy.methods:
            yield _problem(f"{path}.methods", f"“{method}” is not described under methods")
    for method in market.instalments:
        if method not in market.methods:
            yield _problem(f"{path}.instalments", f"“{method}” is not a way to pay here")
        if method not in _WITH_INSTALMENTS:
            yield _problem(f"{path}.instalments", f"“{method}” has no instalments (PAY-02)")
