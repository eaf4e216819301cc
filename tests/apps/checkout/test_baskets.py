"""A basket reserves nothing and keeps its pieces as long as they are visible (ORD-07)."""

from __future__ import annotations

import pytest

from comptoir.catalogue import services as catalogue
from comptoir.checkout import queries
from comptoir.checkout import services as checkout
from comptoir.checkout.services import NotInBasket
from comptoir.checkout.services.baskets import BasketRef
from tests import builders, cast
from tests.api.pictures import nothing_moves

pytestmark = pytest.mark.usefixtures("house")


def add(sku: str, quantity: int = 1, *, token: str = "", country: str = "FR") -> BasketRef:
    return checkout.add_to_basket(
        token=token, sku=sku, quantity=quantity, country=country, language="en", at=builders.MONDAY
    )


def view(token: str, *, country: str = "FR") -> queries.BasketView:
    return queries.basket_view(token=token, country=country, language="en", at=builders.MONDAY)


@pytest.mark.rule("ORD-07")
def test_a_basket_holds_pieces_and_reserves_none() -> None:
    with nothing_moves():
        basket = add(builders.KNIT_M)
        assert add(builders.KNIT_M, 2, token=basket.token) == BasketRef(token=basket.token, count=3)
    (line,) = view(basket.token).lines
    assert (line.quantity, line.unit_price, line.total, line.changes) == (3, 29000, 87000, ())
    assert queries.count_in(token=basket.token) == 3


@pytest.mark.parametrize(
    ("sku", "quantity", "refused"),
    [
        ("ME-NOTHING", 1, (None, "unknown_sku", "sku")),
        (builders.GOWN_38, 1, ("PRD-02", "not_sold_online", "sku")),
        (builders.KNIT_M, 0, (None, "quantity_wrong", "quantity")),
        (builders.KNIT_M, -1, (None, "quantity_wrong", "quantity")),
        (builders.KNIT_M, 10_000, (None, "quantity_wrong", "quantity")),
    ],
)
@pytest.mark.rule("PRD-02")
def test_what_cannot_be_bought_does_not_go_in(
    sku: str, quantity: int, refused: tuple[str | None, str, str]
) -> None:
    basket = add(builders.SHIRT_M)
    with nothing_moves(), pytest.raises(NotInBasket) as said:
        add(sku, quantity, token=basket.token)
    (refusal,) = said.value.refusals
    assert (refusal.rule, refusal.reason, refusal.field) == refused
    assert view(basket.token).count == 1


def test_what_is_sold_in_one_country_only_is_marked_in_another() -> None:
    basket = add(builders.KNIT_M)
    (line,) = view(basket.token, country="PL").lines
    assert (line.unit_price, line.changes) == (None, ("elsewhere",))
    assert view(basket.token, country="PL").buyable == ()


@pytest.mark.rule("ORD-07", "PAY-13")
def test_a_line_says_what_changed_since_it_was_put_in() -> None:
    basket = add(builders.RARE)
    price = catalogue.PriceInput(
        style=builders.KNIT,
        country="FR",
        currency="EUR",
        amount=25000,
        tax_included=True,
        starts_at=builders.MONDAY,
    )
    catalogue.set_price(price=price, actor=cast.ADMIN, at=builders.MONDAY)
    builders.a_placed_order(lines=((builders.RARE, 1),))
    (line,) = view(basket.token).lines
    assert (line.seen_price, line.unit_price, line.available) == (29000, 25000, 0)
    assert set(line.changes) == {"price", "short"}
    (abroad,) = view(basket.token, country="GB").lines
    assert (abroad.seen_price, abroad.unit_price, abroad.changes) == (None, 26100, ("short",))


def test_a_quantity_is_changed_and_none_takes_the_line_out() -> None:
    basket = add(builders.KNIT_M, 3)
    at = builders.MONDAY
    checkout.set_quantity(token=basket.token, sku=builders.KNIT_M, quantity=1, at=at)
    assert view(basket.token).count == 1
    with pytest.raises(NotInBasket):
        checkout.set_quantity(token=basket.token, sku=builders.KNIT_M, quantity=11, at=at)
    checkout.set_quantity(token=basket.token, sku=builders.KNIT_M, quantity=0, at=at)
    assert view(basket.token).lines == ()
    checkout.set_quantity(token="nobody's", sku=builders.KNIT_M, quantity=1, at=at)
    assert queries.count_in(token="nobody's") == 0


@pytest.mark.rule("PAY-07")
def test_codes_are_kept_with_the_basket_once_each_however_they_are_typed() -> None:
    token = add(builders.KNIT_M).token
    for code in (" welcome10 ", "WELCOME10", "nope", " "):
        checkout.enter_code(token=token, code=code, at=builders.MONDAY)
    assert view(token).codes == ("WELCOME10", "NOPE")
    checkout.remove_code(token=token, code="Nope", at=builders.MONDAY)
    assert view(token).codes == ("WELCOME10",)


def test_what_was_typed_at_checkout_is_kept() -> None:
    token = add(builders.KNIT_M).token
    checkout.save_draft(token=token, draft={"name": "Jeanne", "line1": "x" * 500}, at=builders.MONDAY)
    assert view(token).draft == {"name": "Jeanne", "line1": "x" * 200}
