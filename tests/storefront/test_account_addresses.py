"""Kept addresses: in the account, and chosen at checkout."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from django.test import Client

from comptoir.core.addresses import Address
from comptoir.orders import queries as orders
from comptoir.people import queries as people
from comptoir.people.models import User
from tests import builders, cast
from tests.storefront.accounts import PAGE
from tests.storefront.pages import fill_basket, hidden, order_form, text_of, words
from tests.storefront.test_account import jeanne

pytestmark = pytest.mark.usefixtures("house")

BOOK = f"{PAGE}addresses/"
CHECKOUT = "/en-fr/checkout/"


def typed(address: Address, **more: str) -> dict[str, str]:
    return {**{name: text for name, text in asdict(address).items() if text}, **more}


def add(shopper: Client, address: Address = cast.JEANNE, **more: str) -> None:
    answer = shopper.post(f"{BOOK}new/", typed(address, **more))
    assert answer.status_code == 302, words(answer.content.decode())


def ids_of(customer: User) -> list[str]:
    return [str(kept.id) for kept in people.addresses_of(user_id=customer.pk)]


@pytest.mark.rule("ACC-01", "ACC-07")
def test_an_address_is_added_edited_made_the_default_and_deleted(shopper: Client) -> None:
    customer = jeanne(shopper)
    assert "No addresses yet." in text_of(shopper, BOOK)
    add(shopper)
    add(shopper, cast.MARY)
    paris, london = ids_of(customer)
    said = text_of(shopper, BOOK)
    assert "12 rue des Archives" in said
    assert "4 Box Lane" in said
    moved = shopper.post(f"{BOOK}{london}/", typed(cast.MARY, line1="5 Box Lane"))
    assert moved.headers["Location"] == f"{BOOK}?done=kept"
    shopper.post(f"{BOOK}{london}/default/")
    assert ids_of(customer) == [london, paris]
    shopper.post(f"{BOOK}{london}/delete/")
    assert ids_of(customer) == [paris]
    assert "Box Lane" not in text_of(shopper, BOOK)


@pytest.mark.rule("ACC-07", "DEL-13")
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(shopper: Client) -> None:
    customer = jeanne(shopper)
    answer = shopper.post(f"{BOOK}new/", typed(cast.JEANNE, line1="BP 12", postal_code="7"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'id="f-line1-error"' in html
    assert 'id="f-postal_code-error"' in html
    assert ids_of(customer) == []


@pytest.mark.rule("ACC-07")
def test_another_country_has_its_own_fields(shopper: Client) -> None:
    customer = jeanne(shopper)
    html = shopper.post(f"{BOOK}new/", {"country": "US", "name": "John", "again": "1"}).content.decode()
    assert 'name="region"' in html
    assert 'value="John"' in html
    assert ids_of(customer) == []


@pytest.mark.rule("ACC-07", "D2-02")
def test_nobody_sees_changes_or_deletes_anothers_address(shopper: Client) -> None:
    customer = jeanne(shopper)
    add(shopper)
    (hers,) = ids_of(customer)
    eve = Client()
    jeanne(eve, email="eve@example.org")
    assert eve.get(f"{BOOK}{hers}/").status_code == 404
    for way in ("", "delete/", "default/"):
        assert eve.post(f"{BOOK}{hers}/{way}", typed(cast.MARY)).status_code == 404
    assert ids_of(customer) == [hers]


def signed_in_form(shopper: Client, **more: str) -> dict[str, str]:
    """What the checkout page sends with its own choices."""
    html = shopper.get(CHECKOUT).content.decode()
    email = re.search(r'id="f-email"[^>]*value="([^"]*)"', html)
    chosen = re.search(r'name="kept"\s+value="([^"]*)"\s+checked', html)
    shown = {f"shown_{one}": hidden(html, f"shown_{one}") for one in re.findall(r'name="shown_(\w+)"', html)}
    assert email
    return {
        **shown,
        "key": hidden(html, "key"),
        "email": email[1],
        "kept": chosen[1] if chosen else "",
        "service": "standard",
        "payment_method": "card",
        **more,
    }


@pytest.mark.rule("ACC-01", "F-09")
def test_a_signed_in_shopper_orders_to_the_kept_address_without_typing(shopper: Client) -> None:
    customer = jeanne(shopper)
    add(shopper)
    fill_basket(shopper, builders.KNIT_M)
    form = signed_in_form(shopper)
    assert form["email"] == cast.JEANNE_EMAIL
    assert form["kept"] == ids_of(customer)[0]
    assert shopper.post(CHECKOUT, form).status_code == 302
    (row,) = orders.orders_of_email(email=cast.JEANNE_EMAIL)
    order = orders.own_order(customer_id=customer.pk, number=row.number)
    assert order
    party = orders.delivery_party(order_id=order.pk)
    assert party
    assert orders.address_of(party) == cast.JEANNE


@pytest.mark.rule("ACC-01", "ACC-07")
@pytest.mark.parametrize("keep", ["", "1"])
def test_a_new_address_is_kept_only_where_that_was_ticked(shopper: Client, keep: str) -> None:
    customer = jeanne(shopper)
    fill_basket(shopper, builders.KNIT_M)
    assert 'name="keep"' in shopper.get(CHECKOUT).content.decode()
    form = {**order_form(shopper), "kept": "new", "keep": keep}
    assert shopper.post(CHECKOUT, form).status_code == 302
    assert len(ids_of(customer)) == (1 if keep else 0)


@pytest.mark.rule("F-12")
def test_a_refresh_keeps_the_choice_and_what_was_typed(shopper: Client) -> None:
    customer = jeanne(shopper)
    add(shopper)
    add(shopper, Address(**{**asdict(cast.JEANNE), "line1": "3 quai de Valmy"}))
    fill_basket(shopper, builders.KNIT_M)
    second = ids_of(customer)[1]
    shopper.post(f"{CHECKOUT}address/", {"kept": second, "line1": "Half typed", "keep": "1"})
    html = shopper.get(CHECKOUT).content.decode()
    assert signed_in_form(shopper)["kept"] == second
    assert 'value="Half typed"' in html


@pytest.mark.rule("D2-02")
def test_anothers_address_is_not_ordered_to(shopper: Client) -> None:
    other = Client()
    hers = jeanne(other)
    add(other)
    jeanne(shopper, email="eve@example.org")
    fill_basket(shopper, builders.KNIT_M)
    answer = shopper.post(CHECKOUT, signed_in_form(shopper, kept=ids_of(hers)[0]))
    assert answer.status_code == 422
    assert "rue des Archives" not in answer.content.decode()
    assert orders.orders_of_email(email="eve@example.org") == ()


@pytest.mark.rule("PAY-03", "PAY-13")
def test_addresses_of_other_countries_wait_for_their_country(shopper: Client) -> None:
    jeanne(shopper)
    add(shopper, cast.MARY)
    fill_basket(shopper, builders.KNIT_M)
    html = shopper.get(CHECKOUT).content.decode()
    assert "United Kingdom" in html.partition('id="part-address"')[2].partition('id="part-delivery"')[0]
    assert 'name="kept"' not in html


@pytest.mark.rule("F-01")
def test_a_guest_is_asked_nothing_about_keeping(shopper: Client) -> None:
    fill_basket(shopper, builders.KNIT_M)
    html = shopper.get(CHECKOUT).content.decode()
    assert 'name="keep"' not in html
    assert 'name="kept"' not in html
