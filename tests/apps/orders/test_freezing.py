"""What was agreed stays as it was: pieces keep their money, their words and the policy they were placed under."""

from __future__ import annotations

import tomllib
from datetime import timedelta

import pytest

from comptoir.catalogue import services as catalogue
from comptoir.core.actors import HOUSE
from comptoir.markets import services as markets
from comptoir.orders import queries
from comptoir.orders.models import Order
from tests import builders, cast

pytestmark = pytest.mark.usefixtures("house")


def order_of(number: str) -> Order:
    order = queries.order_by_number(number=number)
    assert order is not None
    return order


@pytest.mark.rule("pitfall-6", "pitfall-7", "pitfall-15")
def test_each_piece_carries_its_price_its_shares_and_its_tax() -> None:
    progress = builders.a_placed_order(
        lines=((builders.KNIT_M, 2), (builders.SHIRT_M, 1)), codes=("WELCOME10", "ONCE")
    )
    order = order_of(progress.number)
    pieces = queries.pieces_of(order_id=order.pk)
    assert [(piece.line, piece.position, piece.sku) for piece in pieces] == [
        (0, 0, builders.KNIT_M),
        (0, 1, builders.KNIT_M),
        (1, 2, builders.SHIRT_M),
    ]
    for piece in pieces:
        assert piece.list_price - piece.discount == piece.paid
        assert sum(share["amount"] for share in piece.shares) == piece.discount
        assert piece.tax == piece.paid - round(piece.paid / 1.2)
    for used in order.codes:
        shares = [
            share["amount"] for piece in pieces for share in piece.shares if share["code"] == used["code"]
        ]
        assert sum(shares) == used["amount"]
    assert order.goods_paid == order.goods_total == sum(piece.paid for piece in pieces)
    assert order.total == order.goods_paid + order.delivery_paid


@pytest.mark.rule("PAY-11", "pitfall-15")
def test_where_tax_is_added_pieces_carry_tax_and_duty_on_top() -> None:
    progress = builders.a_placed_order(lines=((builders.KNIT_M, 1),), address=cast.JOHN)
    order = order_of(progress.number)
    (piece,) = queries.pieces_of(order_id=order.pk)
    assert (piece.list_price, piece.paid, piece.tax, piece.duty) == (31900, 34731, 2831, 5583)
    assert (order.goods_total, order.goods_paid, order.duties, order.total) == (31900, 34731, 5583, 40314)
    assert order.zone == "America/New_York"


@pytest.mark.rule("ORD-04", "DEL-12", "RET-01")
def test_an_order_keeps_its_words_its_price_and_its_policy_for_ever() -> None:
    before = builders.a_placed_order(language="fr")
    at = builders.MONDAY + timedelta(hours=1)
    price = catalogue.PriceInput(
        style=builders.KNIT, country="FR", currency="EUR", amount=99000, tax_included=True, starts_at=at
    )
    catalogue.set_price(price=price, actor=cast.ADMIN, at=at)
    text = (builders.PROFILE / "house.toml").read_text().replace("days = 14 # RET-01", "days = 30 # RET-01")
    markets.publish_policy(policy_data=tomllib.loads(text), effective_from=at, actor=HOUSE, at=at, text=text)
    after = builders.a_placed_order(at=at)
    old, new = order_of(before.number), order_of(after.number)
    assert (old.policy_version, new.policy_version) == (1, 2)
    knit, _shirt = queries.pieces_of(order_id=old.pk)
    assert (knit.name, knit.paid) == ("Pull col rond", 29000)
    assert new.total == old.total + 70000


@pytest.mark.rule("ACC-02", "pitfall-19")
def test_a_private_link_is_made_from_the_order_and_stored_as_a_digest_only() -> None:
    progress = builders.a_placed_order()
    order = order_of(progress.number)
    assert queries.order_by_link(token=progress.token) == order
    assert order.link_digest != progress.token
    assert queries.order_by_link(token=progress.token[:-1]) is None
    assert queries.link_for(order).endswith(f"/en-fr/orders/{progress.token}/")


@pytest.mark.rule("ACC-02", "pitfall-19")
def test_a_guest_finds_an_order_by_its_number_and_its_own_e_mail() -> None:
    progress = builders.a_placed_order()
    found = queries.order_for_guest(number=progress.number.lower(), email=f" {cast.JEANNE_EMAIL.upper()} ")
    assert found == order_of(progress.number)
    assert queries.order_for_guest(number=progress.number, email="other@example.org") is None
    assert queries.order_for_guest(number="AAAA-AAAA-A", email=cast.JEANNE_EMAIL) is None
