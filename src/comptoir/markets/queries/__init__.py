"""Reads of the markets: the policy in force, the law under it, calendars and addresses."""

from comptoir.markets.queries.addresses import (
    AddressField,
    address_fields,
    address_lines,
    address_refusals,
    address_rules,
    likely_region,
    store_addresses,
)
from comptoir.markets.queries.policies import (
    NoPolicy,
    calendar_of,
    current_policy,
    house_calendar,
    last_version,
    law,
    letter_terms,
    market_known,
    policy_version,
    shown_policy,
)
from comptoir.markets.queries.rates import proposed_prices, reference_rates
from comptoir.markets.queries.stores import HouseStore, SalePeriod, house_stores, sale_period
from comptoir.markets.queries.taxes import tax_book
from comptoir.markets.queries.texts import PolicyChange, export_policy, policy_changes

__all__ = [
    "AddressField",
    "HouseStore",
    "SalePeriod",
    "NoPolicy",
    "PolicyChange",
    "address_fields",
    "address_lines",
    "address_refusals",
    "address_rules",
    "calendar_of",
    "current_policy",
    "export_policy",
    "house_calendar",
    "house_stores",
    "sale_period",
    "last_version",
    "law",
    "likely_region",
    "letter_terms",
    "market_known",
    "policy_changes",
    "policy_version",
    "shown_policy",
    "proposed_prices",
    "reference_rates",
    "store_addresses",
    "tax_book",
]
