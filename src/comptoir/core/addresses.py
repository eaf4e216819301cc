"""Delivery addresses: their shape by country, and where the house does not deliver (DEL-11, DEL-13)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from comptoir.core.decisions import Refused, Values
from comptoir.core.po_box import find_po_box
from comptoir.core.reasons import Reason
from comptoir.core.vat_numbers import is_vat_number

ALWAYS_REQUIRED = frozenset({"name", "line1", "country", "phone"})
_PHONE = re.compile(r"\+?[\d\s()./-]{6,25}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address as it was typed; `country` is an ISO code, `region` what the country divides itself into."""

    name: str
    line1: str
    city: str
    country: str
    phone: str
    company: str = ""
    line2: str = ""
    postal_code: str = ""
    region: str = ""
    vat_number: str = ""  # of the company, for its invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRules:
    """What a country asks of an address. `regions` maps every accepted spelling, casefolded, to the region's code."""

    country: str
    required: frozenset[str] = frozenset({"city"})
    postal_code: str | None = None  # a pattern for the whole code, compared without regard to case
    regions: Mapping[str, str]


def check_address(address: Address, *, rules: AddressRules, stores: frozenset[str]) -> tuple[Refused, ...]:
    """Everything that keeps a parcel from going to this address, field by field; `stores` are keys of the house's own."""
    return (
        *_missing(address, rules),
        *_wrong(address, rules),
        *_po_box(address),
        *_store(address, stores),
    )


def region_code(region: str, *, rules: AddressRules) -> str | None:
    """The code of a region however it is spelled; blank where none was given, None where it is unknown."""
    if not region.strip() or not rules.regions:
        return region.strip()
    return rules.regions.get(region.strip().casefold())


def address_keys(address: Address) -> frozenset[str]:
    """What makes two addresses the same place: country, postal code and city with either street line, however written."""
    place = [address.country, address.postal_code, address.city]
    return frozenset(
        "|".join(_plain(part) for part in [*place, line])
        for line in (address.line1, address.line2)
        if line.strip()
    )


def _missing(address: Address, rules: AddressRules) -> tuple[Refused, ...]:
    values = _fields(address)
    required = ALWAYS_REQUIRED | rules.required | ({"company"} if address.vat_number.strip() else set())
    return tuple(
        _refuse(Reason.ADDRESS_FIELD_MISSING, field, values=(("field", field),))
        for field in values
        if field in required and not values[field].strip()
    )


def _wrong(address: Address, rules: AddressRules) -> tuple[Refused, ...]:
    code = address.postal_code.strip()
    checks = {
        "postal_code": not rules.postal_code
        or not code
        or re.fullmatch(rules.postal_code, code, re.IGNORECASE),
        "vat_number": not address.vat_number.strip()
        or is_vat_number(address.vat_number, country=address.country),
        "region": region_code(address.region, rules=rules) is not None,
        "country": not address.country.strip() or address.country == rules.country,
        "phone": not address.phone.strip() or _PHONE.fullmatch(address.phone.strip()),
    }
    return tuple(
        _refuse(Reason.ADDRESS_FIELD_WRONG, field, values=(("field", field),))
        for field, right in checks.items()
        if not right
    )


def _po_box(address: Address) -> tuple[Refused, ...]:
    lines = {
        field: text
        for field, text in _fields(address).items()
        if field in {"company", "line1", "line2", "city"} and text.strip()
    }
    found = find_po_box(lines.values(), country=address.country)
    if found is None:
        return ()
    field = next(field for field, text in lines.items() if text == found)
    return (_refuse(Reason.PO_BOX, field, rule="DEL-13"),)


def _store(address: Address, stores: frozenset[str]) -> tuple[Refused, ...]:
    if not address_keys(address) & stores:
        return ()
    return (_refuse(Reason.STORE_DELIVERY, "line1", rule="DEL-11"),)


def _refuse(reason: Reason, field: str, *, rule: str | None = None, values: Values = ()) -> Refused:
    return Refused(rule=rule, reason=reason, values=values, field=f"address.{field}")


def _fields(address: Address) -> dict[str, str]:
    return {
        "name": address.name,
        "company": address.company,
        "line1": address.line1,
        "line2": address.line2,
        "postal_code": address.postal_code,
        "city": address.city,
        "region": address.region,
        "country": address.country,
        "phone": address.phone,
    }


def _plain(text: str) -> str:
    """Letters and digits only, without accents or case."""
    wide = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in wide if sign.isalnum())
