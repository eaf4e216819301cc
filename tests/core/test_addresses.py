"""What an address needs, and the places no parcel goes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comptoir.core.addresses import Address, AddressRules, address_keys, check_address, region_code
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason

FRANCE = AddressRules(
    country="FR", required=frozenset({"city", "postal_code"}), postal_code=r"\d{2} ?\d{3}", regions={}
)
AMERICA = AddressRules(
    country="US",
    required=frozenset({"city", "postal_code", "region"}),
    postal_code=r"\d{5}(?:-\d{4})?",
    regions={"ny": "NY", "new york": "NY"},
)
HOME = Address(
    name="Camille Martin",
    line1="3 rue des Lilas",
    postal_code="75003",
    city="Paris",
    country="FR",
    phone="+33 1 99 00 12 34",
)
STORE = Address(
    name="Maison Exemple",
    line1="8, Rue Saint-Honoré",
    postal_code="75001",
    city="Paris",
    country="FR",
    phone="+33 1 99 00 12 35",
)
STORES = address_keys(STORE)


def test_a_good_address_is_accepted() -> None:
    assert check_address(HOME, rules=FRANCE, stores=STORES) == ()


@pytest.mark.parametrize("field", ["name", "line1", "city", "postal_code", "phone"])
def test_a_field_the_country_needs_is_named_when_it_is_missing(field: str) -> None:
    refused = check_address(replace(HOME, **{field: "  "}), rules=FRANCE, stores=STORES)
    assert refused == (
        Refused(
            rule=None,
            reason=Reason.ADDRESS_FIELD_MISSING,
            values=(("field", field),),
            field=f"address.{field}",
        ),
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"postal_code": "7500"}, "postal_code"),
        ({"postal_code": "75003x"}, "postal_code"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"country": "DE"}, "country"),
    ],
)
def test_a_field_that_does_not_fit_the_country_is_named(change: dict[str, str], field: str) -> None:
    refused = check_address(replace(HOME, **change), rules=FRANCE, stores=STORES)
    assert [(no.reason, no.field) for no in refused] == [(Reason.ADDRESS_FIELD_WRONG, f"address.{field}")]


def test_a_region_is_known_by_any_of_its_spellings() -> None:
    home = replace(HOME, country="US", postal_code="10001", region=" new york ")
    assert check_address(home, rules=AMERICA, stores=STORES) == ()
    assert region_code("NY", rules=AMERICA) == "NY"
    assert region_code(" New York", rules=AMERICA) == "NY"
    assert region_code("", rules=AMERICA) == ""
    assert region_code("Bavaria", rules=AMERICA) is None
    assert region_code("Bavaria", rules=FRANCE) == "Bavaria"
    wrong = check_address(replace(home, region="Bavaria"), rules=AMERICA, stores=STORES)
    assert [(no.reason, no.field) for no in wrong] == [(Reason.ADDRESS_FIELD_WRONG, "address.region")]
    missing = check_address(replace(home, region=""), rules=AMERICA, stores=STORES)
    assert [(no.reason, no.field) for no in missing] == [(Reason.ADDRESS_FIELD_MISSING, "address.region")]


@pytest.mark.rule("DEL-13")
@pytest.mark.parametrize("field", ["line1", "line2", "company"])
def test_a_po_box_is_refused_in_any_line(field: str) -> None:
    refused = check_address(replace(HOME, **{field: "BP 12"}), rules=FRANCE, stores=STORES)
    assert refused == (Refused(rule="DEL-13", reason=Reason.PO_BOX, field=f"address.{field}"),)


@pytest.mark.rule("DEL-11")
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"line1": "8 rue saint honore"},
        {"line1": "Maison Exemple", "line2": "8, RUE SAINT-HONORÉ"},
        {"name": "Someone Else", "city": "PARIS"},
    ],
)
def test_nothing_is_delivered_to_a_store_of_the_house_however_it_is_written(change: dict[str, str]) -> None:
    refused = check_address(replace(STORE, **change), rules=FRANCE, stores=STORES)
    assert refused == (Refused(rule="DEL-11", reason=Reason.STORE_DELIVERY, field="address.line1"),)


@pytest.mark.rule("DEL-11")
def test_the_neighbours_of_a_store_get_their_parcels() -> None:
    assert check_address(replace(STORE, line1="80, rue Saint-Honoré"), rules=FRANCE, stores=STORES) == ()
    assert check_address(replace(STORE, postal_code="75008"), rules=FRANCE, stores=STORES) == ()


def test_everything_wrong_is_said_at_once() -> None:
    refused = check_address(
        replace(HOME, name="", postal_code="x", line1="PO Box 3"), rules=FRANCE, stores=STORES
    )
    assert [no.field for no in refused] == ["address.name", "address.postal_code", "address.line1"]
