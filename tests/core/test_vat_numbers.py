"""VAT numbers: as registers write them, by country."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comptoir.core.addresses import AddressRules, check_address
from comptoir.core.reasons import Reason
from comptoir.core.vat_numbers import is_vat_number, plain_vat_number, siren_of
from tests import cast


@pytest.mark.rule("A-38")
@pytest.mark.parametrize(
    ("number", "country", "right"),
    [
        ("FR32123456789", "FR", True),
        ("fr 32.123.456-789", "FR", True),
        ("FR3212345678", "FR", False),
        ("DE123456789", "DE", True),
        ("DE123456789", "FR", False),
        ("EL123456789", "GR", True),
        ("GR123456789", "GR", False),
        ("FR32123456789", "MC", True),
        ("NL123456789B01", "NL", True),
        ("GB123456789", "GB", False),
    ],
)
def test_a_vat_number_has_the_shape_of_its_country(number: str, country: str, right: bool) -> None:
    assert is_vat_number(number, country=country) is right


def test_a_french_number_ends_with_that_of_the_company_and_no_other_does() -> None:
    assert plain_vat_number("fr 32 123 456 789") == "FR32123456789"
    assert siren_of("fr 32 123 456 789") == "123456789"
    assert siren_of("DE123456789") == ""


@pytest.mark.rule("A-38")
def test_a_vat_number_wants_a_company_and_its_own_shape() -> None:
    rules = AddressRules(country="FR", regions={})
    named = replace(cast.JEANNE, company="Atelier Fictif", vat_number="FR32123456789")
    assert not check_address(named, rules=rules, stores=frozenset())
    (missing,) = check_address(replace(named, company=" "), rules=rules, stores=frozenset())
    assert (missing.reason, missing.field) == (Reason.ADDRESS_FIELD_MISSING, "address.company")
    (wrong,) = check_address(replace(named, vat_number="FR1"), rules=rules, stores=frozenset())
    assert (wrong.reason, wrong.field) == (Reason.ADDRESS_FIELD_WRONG, "address.vat_number")
