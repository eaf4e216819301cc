"""Addresses: what each country asks for, in which order, and how it is written."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from django.conf import settings

from comptoir.core.addresses import Address, check_address
from comptoir.core.reasons import Reason
from comptoir.markets import queries

PARIS = Address(
    name="Zoë Exemple",
    line1="3 rue des Lilas",
    postal_code="75011",
    city="Paris",
    country="FR",
    phone="+33 1 99 00 00 00",
)
NEW_YORK = replace(
    PARIS, line1="3 Lilac Street", postal_code="10012", city="New York", region="NY", country="US"
)
TOKYO = Address(
    name="例 恵子",
    line1="千代田1-2-3",
    line2="例ビル 5階",
    postal_code="100-0001",
    city="",
    region="東京都",
    country="JP",
    phone="+81 3 0000 0000",
)
COUNTRIES = sorted(tomllib.loads((settings.PROFILE / "house.toml").read_text())["markets"])


def refused(address: Address) -> dict[str | None, Reason]:
    rules = queries.address_rules(country=address.country)
    found = check_address(address, rules=rules, stores=queries.store_addresses())
    return {refusal.field: refusal.reason for refusal in found}


def fields(country: str, language: str = "en") -> list[str]:
    return [field.name for field in queries.address_fields(country=country, language=language)]


@pytest.mark.parametrize("address", [PARIS, NEW_YORK, TOKYO])
def test_a_good_address_is_accepted(address: Address) -> None:
    assert refused(address) == {}


@pytest.mark.parametrize(
    ("address", "field", "reason"),
    [
        (replace(PARIS, postal_code="7501"), "address.postal_code", Reason.ADDRESS_FIELD_WRONG),
        (replace(PARIS, postal_code=""), "address.postal_code", Reason.ADDRESS_FIELD_MISSING),
        (replace(PARIS, city=" "), "address.city", Reason.ADDRESS_FIELD_MISSING),
        (replace(NEW_YORK, region=""), "address.region", Reason.ADDRESS_FIELD_MISSING),
        (replace(NEW_YORK, region="Ontario"), "address.region", Reason.ADDRESS_FIELD_WRONG),
        (replace(TOKYO, postal_code="1000"), "address.postal_code", Reason.ADDRESS_FIELD_WRONG),
    ],
)
def test_what_a_country_asks_for_is_asked_for(address: Address, field: str, reason: Reason) -> None:
    assert refused(address) == {field: reason}


@pytest.mark.rule("DEL-11")
def test_nothing_goes_to_a_store_of_the_house() -> None:
    store = replace(PARIS, line1="12, RUE DES EXEMPLES", postal_code="75003")
    assert refused(store) == {"address.line1": Reason.STORE_DELIVERY}


@pytest.mark.parametrize("spelling", ["NY", "ny", "New York"])
def test_a_region_is_known_however_it_is_spelled(spelling: str) -> None:
    assert queries.address_rules(country="US").regions[spelling.casefold()] == "NY"


@pytest.mark.parametrize("spelling", ["東京都", "Tokyo", "13"])
def test_a_region_leads_to_its_iso_code(spelling: str) -> None:
    assert queries.address_rules(country="JP").regions[spelling.casefold()] == "13"


def test_forms_follow_the_order_of_the_country() -> None:
    assert fields("FR") == ["company", "vat_number", "name", "line1", "line2", "postal_code", "city", "phone"]
    assert fields("US") == ["name", "company", "line1", "line2", "city", "region", "postal_code", "phone"]
    assert fields("JP", "ja") == ["postal_code", "region", "line1", "line2", "company", "name", "phone"]


def test_forms_use_the_countrys_own_words() -> None:
    american = {field.name: field for field in queries.address_fields(country="US", language="en")}
    assert (american["postal_code"].label, american["region"].label) == ("ZIP code", "State")
    assert ("CA", "California") in american["region"].choices
    assert american["region"].required
    assert american["postal_code"].autocomplete == "postal-code"
    assert not american["line2"].required


def test_japanese_regions_are_offered_in_the_readers_script() -> None:
    def choices(language: str) -> tuple[tuple[str, str], ...]:
        form = queries.address_fields(country="JP", language=language)
        return next(field.choices for field in form if field.name == "region")

    assert ("東京都", "東京都") in choices("ja")
    assert ("Tokyo", "Tokyo") in choices("en")


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_market_has_a_form_and_rules_that_agree(country: str) -> None:
    form = {field.name: field for field in queries.address_fields(country=country, language="en")}
    rules = queries.address_rules(country=country)
    assert {"name", "line1", "phone"} <= set(form)
    assert rules.required <= {name for name, field in form.items() if field.required}
    for field in form.values():
        assert field.label
        assert all(rules.regions.get(value.casefold()) for value, _text in field.choices)


def test_a_country_without_rules_of_its_own_takes_any_address() -> None:
    assert queries.address_rules(country="XK").regions == {}
    assert "city" in fields("XK")


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (PARIS, ("Zoë Exemple", "3 rue des Lilas", "75011 Paris", "France")),
        (NEW_YORK, ("Zoë Exemple", "3 Lilac Street", "New York, NY 10012", "United States")),
        (
            replace(PARIS, company="Atelier", line2="Bâtiment B"),
            ("Atelier", "Zoë Exemple", "3 rue des Lilas", "Bâtiment B", "75011 Paris", "France"),
        ),
        (TOKYO, ("〒100-0001", "東京都", "千代田1-2-3", "例ビル 5階", "例 恵子", "Japan")),
        (
            replace(TOKYO, line1="1-2-3 Chiyoda", line2="", region="Tokyo", name="Keiko Rei"),
            ("Keiko Rei", "1-2-3 Chiyoda, Tokyo", "100-0001", "Japan"),
        ),
    ],
)
def test_an_address_is_written_as_its_country_writes_it(address: Address, lines: tuple[str, ...]) -> None:
    assert queries.address_lines(address=address, language="en") == lines
