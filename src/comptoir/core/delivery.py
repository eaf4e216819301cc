"""Delivery: which services go to a destination, what they cost, and between which dates the parcel should arrive (DEL)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comptoir.core.calendar import add_business_days, business_calendar
from comptoir.core.decisions import Refused
from comptoir.core.policy import Days, HousePolicy, Market, Peak, Service, ServiceTerms
from comptoir.core.reasons import Reason

CARRIER = "DHL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a parcel goes; region and postal code are blank while the shopper has given no address."""

    country: str
    region: str = ""
    postal_code: str = ""

    def lies_in(self, areas: tuple[str, ...]) -> bool:
        """Whether its postal code begins like one of these; a blank one stands for the mainland."""
        return _compact(self.postal_code).startswith(areas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The estimated dates of arrival, both included (DEL-16), and the busy period that lengthened them (DEL-02)."""

    earliest: date
    latest: date
    peak: Peak | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOption:
    """One service offered: its price as the market shows prices, the rule that made it free, its dates."""

    service: Service
    carrier: str
    price: int
    free_because: str | None
    promise: Promise


def find_market(policy: HousePolicy, *, country: str, language: str) -> Market | Refused:
    """The market of a destination, or why the house does not deliver there, in the language (DEL-01)."""
    if exclusion := policy.exclusions.get(country):
        why = exclusion.reason.get(language) or exclusion.reason["en"]
        return Refused(
            rule="DEL-01",
            reason=Reason.EXCLUDED_DESTINATION,
            values=(("country", country), ("why", why)),
            field="country",
        )
    market = policy.market(country)
    if market is None:
        return Refused(
            rule="DEL-01", reason=Reason.UNKNOWN_MARKET, values=(("country", country),), field="country"
        )
    return market


def preparation_on(ordered_on: date, *, policy: HousePolicy) -> tuple[Days, Peak | None]:
    """The preparation of an order by its date in the house's zone, and the peak it falls into (DEL-02)."""
    for peak in policy.peaks:
        if peak.first <= ordered_on <= peak.last:
            return peak.preparation, peak
    return policy.preparation, None


def promise_for(
    service: Service, *, destination: Destination, ordered_on: date, policy: HousePolicy
) -> Promise:
    """When a parcel ordered on a date of the house's zone should arrive by a service its market has (DEL-03)."""
    preparation, peak = preparation_on(ordered_on, policy=policy)
    transit = policy.markets[destination.country].services[service].transit
    house = business_calendar(policy.house.entity.country, "", ordered_on.year)
    there = business_calendar(destination.country, destination.region, ordered_on.year)

    def arrival(prepared_in: int, carried_in: int) -> date:
        ready = add_business_days(ordered_on, days=prepared_in, calendar=house)
        return add_business_days(ready, days=carried_in, calendar=there)

    return Promise(
        earliest=arrival(preparation.least, transit.least),
        latest=arrival(preparation.most, transit.most),
        peak=peak,
    )


def offered_services(market: Market, *, postal_code: str) -> tuple[Service, ...]:
    """The services that go to a postal code of a market, the slower first; a blank one stands for its mainland (DEL-05)."""
    place = _compact(postal_code)
    if place.startswith(market.withheld_areas):
        return ()
    return tuple(
        service
        for service in Service
        if service in market.services
        and not (service is Service.STANDARD and place.startswith(market.withheld_standard))
    )


def _compact(postal_code: str) -> str:
    return postal_code.replace(" ", "").replace("-", "").upper()


def delivery_options(
    *,
    destination: Destination,
    goods_total: int,
    free_delivery_code: str | None,
    ordered_on: date,
    market: Market,
    policy: HousePolicy,
) -> tuple[DeliveryOption, ...] | Refused:
    """Every service offered to a destination with price and dates (DEL-07), or why there is none.

    `goods_total` is after every discount; `ordered_on` is the date in the house's zone.
    """
    services = offered_services(market, postal_code=destination.postal_code)
    if not services:
        return Refused(
            rule="DEL-01",
            reason=Reason.AREA_NOT_SERVED,
            values=(("postal_code", destination.postal_code),),
            field="address.postal_code",
        )
    return tuple(
        _option(
            service,
            goods_total=goods_total,
            free_delivery_code=free_delivery_code,
            market=market,
            promise=promise_for(service, destination=destination, ordered_on=ordered_on, policy=policy),
        )
        for service in services
    )


def service_refused(service: Service) -> Refused:
    """The refusal of a service that is not offered to an address."""
    return Refused(
        rule="DEL-03",
        reason=Reason.SERVICE_NOT_OFFERED,
        values=(("service", service.title()),),
        field="service",
    )


def _free_because(terms: ServiceTerms, goods_total: int, free_delivery_code: str | None) -> str | None:
    if terms.free_always:
        return "DEL-09"
    if terms.free_over is not None and goods_total > terms.free_over:
        return "DEL-08"
    return "PAY-08" if free_delivery_code else None


def _option(
    service: Service, *, goods_total: int, free_delivery_code: str | None, market: Market, promise: Promise
) -> DeliveryOption:
    terms = market.services[service]
    free_because = _free_because(terms, goods_total, free_delivery_code)
    return DeliveryOption(
        service=service,
        carrier=CARRIER,
        price=0 if free_because else terms.price,
        free_because=free_because,
        promise=promise,
    )
