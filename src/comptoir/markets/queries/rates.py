"""Reference rates, and the prices they propose."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from comptoir.core.money import Money
from comptoir.core.policy import HousePolicy
from comptoir.core.proposals import Proposal, ReferenceRate, propose_price
from comptoir.markets.models import PublishedRate


def reference_rates(*, on: date) -> dict[str, ReferenceRate]:
    """The latest rate of each currency on a day: published since, or of the seed in `profile/rates.toml`."""
    known = {rate.currency: rate for rate in _seed(Path(settings.PROFILE) / "rates.toml") if rate.on <= on}
    latest = PublishedRate.objects.filter(on__lte=on).order_by("currency", "-on").distinct("currency")
    for row in latest:
        if row.currency not in known or known[row.currency].on <= row.on:
            known[row.currency] = ReferenceRate(
                currency=row.currency, rate=row.rate, on=row.on, source=row.source
            )
    return known


def proposed_prices(*, base: int, policy: HousePolicy, on: date) -> Mapping[str, Proposal]:
    """What each market would ask for a piece, by country, from its price at home in minor units (PAY-03)."""
    home = policy.markets.get(policy.house.entity.country)
    if home is None:
        return {}
    rates = reference_rates(on=on)
    proposals = {
        country: propose_price(base=Money(base, home.currency), market=market, rates=rates)
        for country, market in policy.markets.items()
    }
    return {country: proposal for country, proposal in proposals.items() if proposal}


@functools.lru_cache(maxsize=4)
def _seed(path: Path) -> tuple[ReferenceRate, ...]:
    """The rates of the file, the oldest first."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        ReferenceRate(
            currency=currency, rate=Decimal(rate), on=date.fromisoformat(day), source=data["source"]
        )
        for day, rates in sorted(data["rates"].items())
        for currency, rate in rates.items()
    )
