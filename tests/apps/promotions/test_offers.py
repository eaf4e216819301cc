"""Promotions in the house: gifts, first orders, limits by customer, single codes, and what applies by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from comptoir.cases import queries as cases
from comptoir.checkout import queries as checkout_queries
from comptoir.checkout import services as checkout
from comptoir.checkout.queries import Priced
from comptoir.checkout.services import Progress
from comptoir.core.actors import HOUSE
from comptoir.core.promotions import PromotionKind
from comptoir.core.reasons import Reason
from comptoir.core.redemption import Entry
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import queue
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import Visitor
from comptoir.invoicing import queries as invoicing
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.promotions import queries, services
from comptoir.promotions.services import CodeUsedUp, Terms, TooManyCodes
from comptoir.returns import services as returns
from tests import builders, cast
from tests.api.calls import books

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("PAY-07")]

AT = builders.MONDAY
TENTH = Terms(code="TENTH", kind=PromotionKind.PERCENT, rate=Decimal("0.10"), starts_at=AT)
GIFT = Terms(
    code="SCARF",
    kind=PromotionKind.GIFT,
    gift_sku=builders.SHIRT_M,
    amounts={"EUR": 1500, "USD": 1600},
    starts_at=AT,
)


def offer(terms: Terms) -> None:
    services.create_promotion(terms=terms, actor=HOUSE, at=AT)


def price(
    *codes: str, country: str = "FR", lines: tuple[tuple[str, int], ...] = ((builders.KNIT_M, 1),)
) -> Priced:
    return checkout_queries.price_lines(lines=lines, country=country, language="en", codes=codes, at=AT)


def place(*codes: str, email: str = "jeanne@example.org", token: str = "card_ok", key: str = "") -> Progress:
    request = builders.an_order_request(lines=((builders.KNIT_M, 1),), codes=codes, token=token)
    request = replace(request, email=email)
    return checkout.place_order(
        request=request, key=key or f"{codes}{email}{token}", actor=cast.GUEST_SHOPPER, at=AT
    )


def refused(*codes: str, email: str = "jeanne@example.org") -> list[Reason]:
    with pytest.raises(CodeUsedUp) as no:
        place(*codes, email=email, key=f"again {email}")
    return [refusal.reason for refusal in no.value.refusals]


def sound() -> bool:
    return not queries.miscounted_promotions() and not queries.stray_single_codes()


def test_a_first_order_code_is_refused_at_the_button_to_a_mailbox_that_has_ordered_however_it_is_spelled() -> (
    None
):
    offer(replace(TENTH, first_order=True))
    assert place("TENTH").state == "placed"
    orders_before = len(orders.find_orders(text=""))
    assert refused("TENTH", email=" Jeanne+again@Example.org") == [Reason.CODE_FIRST_ORDER]
    assert len(orders.find_orders(text="")) == orders_before
    assert place("TENTH", email="paul@example.org").state == "placed"
    assert sound()


def test_an_order_that_was_cancelled_is_no_first_order() -> None:
    offer(replace(TENTH, first_order=True))
    builders.cancel(place("TENTH").number)
    assert place("TENTH", key="second").state == "placed"


def test_a_customer_uses_a_code_as_often_as_the_house_lets_them() -> None:
    offer(replace(TENTH, per_customer=2))
    first = place("TENTH", key="one")
    place("TENTH", key="two")
    assert refused("TENTH") == [Reason.CODE_USED_BY_YOU]
    builders.cancel(first.number)
    assert place("TENTH", key="three").state == "placed"
    assert sound()


@pytest.mark.rule("D2-14", "pitfall-18")
def test_a_single_code_is_for_one_order_and_free_again_when_that_comes_to_nothing() -> None:
    offer(replace(TENTH, entry=Entry.BATCH))
    services.make_batch(code="TENTH", count=3, actor=HOUSE, at=AT)
    (one, _), (two, _), _ = queries.codes_of_batch(code="TENTH", number=1)
    assert price("TENTH").quote.refused_codes[0].refused.reason is Reason.CODE_UNKNOWN
    assert price(one.lower()).quote.discounts == ((one, 2900),)
    both = price(one, two).quote
    assert [code for code, _ in both.discounts] + [no.code for no in both.refused_codes] == sorted([one, two])
    assert both.refused_codes[0].refused.reason is Reason.CODE_EXCLUSIVE
    placed = place(one)
    assert dict(queries.codes_of_batch(code="TENTH", number=1))[one] == placed.number
    assert price(one).quote.refused_codes[0].refused.reason is Reason.CODE_USED_UP
    assert sound()
    builders.cancel(placed.number)
    assert dict(queries.codes_of_batch(code="TENTH", number=1))[one] == ""
    assert place(one, key="again").state == "placed"
    assert sound()


def test_what_applies_by_itself_is_shown_by_its_name_and_is_no_code() -> None:
    offer(replace(TENTH, entry=Entry.AUTOMATIC, name={"en": "Winter days", "fr": "Jours d’hiver"}))
    quote = price().quote
    assert (quote.discounts, quote.name_of("TENTH"), quote.refused_codes) == (
        (("TENTH", 2900),),
        "Winter days",
        (),
    )
    assert price("TENTH").quote.refused_codes[0].refused.reason is Reason.CODE_UNKNOWN
    placed = place()
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    assert order.codes == [{"code": "TENTH", "amount": 2900, "name": "Winter days"}]
    queue.run_waiting()
    (mail,) = notices.messages_for_order(number=placed.number)
    assert "Winter days" in mail.text
    assert "Winter days" in mail.html


@pytest.mark.rule("A-50", "A-47")
def test_a_gift_costs_nothing_is_reserved_and_worth_something_to_customs() -> None:
    offer(GIFT)
    shirts = builders.stock_left()[builders.SHIRT_M]
    before = price().quote
    quote = price("SCARF").quote
    assert [(gift.sku, gift.customs_value) for gift in quote.gifts] == [(builders.SHIRT_M, 1500)]
    assert (quote.totals, quote.deliveries[0].tax) == (before.totals, before.deliveries[0].tax)
    placed = place("SCARF")
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    bought, gift = orders.pieces_of(order_id=order.pk)
    assert (bought.gift, bought.customs_value) == ("", 0)
    assert (gift.sku, gift.gift, gift.paid, gift.tax, gift.customs_value) == (
        builders.SHIRT_M,
        "SCARF",
        0,
        0,
        1500,
    )
    assert builders.stock_left()[builders.SHIRT_M] == shirts - 1
    builders.cancel(placed.number)
    assert builders.stock_left()[builders.SHIRT_M] == shirts


@pytest.mark.rule("A-50")
def test_a_gift_that_has_run_out_is_said_and_the_order_goes_on_without_it() -> None:
    offer(GIFT)
    builders.count_to(builders.SHIRT_M, 0)
    quote = price("SCARF").quote
    assert (quote.gifts, [no.refused.reason for no in quote.refused_codes]) == ((), [Reason.GIFT_GONE])
    placed = place("SCARF")
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    assert (placed.state, len(orders.pieces_of(order_id=order.pk))) == ("placed", 1)
    assert queries.open_redemptions(order_number=placed.number) == ()


@pytest.mark.rule("A-50")
def test_a_gift_comes_back_with_the_last_of_the_order() -> None:
    offer(GIFT)
    placed = builders.a_delivered_order(lines=((builders.KNIT_M, 2),), codes=("SCARF",))
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    at = AT + timedelta(days=4)
    builders.at_clock(at)
    first, second, gift = (piece.public_id for piece in orders.pieces_of(order_id=order.pk))
    with pytest.raises(returns.CannotReturn) as no:
        send_back(placed.number, gift)
    assert [refusal.reason for refusal in no.value.refusals] == [Reason.GIFT_GOES_ALONG]
    assert send_back(placed.number, first) == {str(first)}
    assert send_back(placed.number, second) == {str(second), str(gift)}


def send_back(number: str, piece: UUID) -> set[str]:
    known = returns.register_return(
        order_number=number,
        pieces=[(piece, "")],
        pickup=None,
        actor=cast.GUEST_SHOPPER,
        at=AT + timedelta(days=4),
    )
    return {str(each.id) for each in known.pieces}


@pytest.mark.rule("A-50", "PAY-06")
def test_a_gift_does_not_leave_alone() -> None:
    offer(GIFT)
    placed = builders.a_released_order(lines=((builders.KNIT_M, 1),), codes=("SCARF",))
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    bought, _gift = orders.pieces_of(order_id=order.pk)
    shirts = builders.stock_left()[builders.SHIRT_M]
    fulfilment.report_shortage(
        order_number=placed.number,
        pieces=[bought.public_id],
        actor=cast.WAREHOUSE,
        at=AT + timedelta(hours=2),
    )
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert builders.stock_left()[builders.SHIRT_M] == shirts + 1
    assert sound()


def test_a_gift_ships_with_the_order_and_the_books_are_right() -> None:
    offer(GIFT)
    builders.a_delivered_order(lines=((builders.KNIT_M, 1),), codes=("SCARF",))
    assert {
        known.id: found for known in cases.INVARIANTS if (found := cases.check_invariant(invariant=known))
    } == {}


@pytest.mark.rule("D2-14")
def test_who_guesses_codes_waits_an_hour_and_known_codes_are_not_counted() -> None:
    stranger = Visitor(network="203.0.113.9")
    for number in range(9):
        checkout.watch_visitor(codes=[f"GUESS{number}", "WELCOME10"], visitor=stranger, at=AT)
    checkout.watch_visitor(codes=["WELCOME10"], visitor=stranger, at=AT)
    checkout.watch_visitor(codes=["GUESS9"], visitor=stranger, at=AT)
    with pytest.raises(TooManyCodes) as no:
        checkout.watch_visitor(codes=["WELCOME10"], visitor=stranger, at=AT)
    assert [refusal.reason for refusal in no.value.refusals] == [Reason.TOO_MANY_CODES]
    checkout.watch_visitor(codes=["GUESS"], visitor=Visitor(network="198.51.100.4"), at=AT)
    checkout.watch_visitor(codes=["WELCOME10"], visitor=stranger, at=AT + timedelta(hours=1))


@pytest.mark.rule("D2-14")
def test_a_basket_that_guesses_waits_whatever_network_it_comes_from() -> None:
    held = checkout.add_to_basket(
        token="", sku=builders.KNIT_M, quantity=1, country="FR", language="en", at=AT
    )
    for number in range(10):
        visitor = Visitor(network=f"203.0.113.{number}")
        checkout.enter_code(token=held.token, code=f"GUESS{number}", visitor=visitor, at=AT)
    with pytest.raises(TooManyCodes):
        checkout.enter_code(
            token=held.token, code="WELCOME10", visitor=Visitor(network="203.0.113.77"), at=AT
        )
    view = checkout_queries.basket_view(token=held.token, country="FR", language="en", at=AT)
    assert "WELCOME10" not in view.codes


def test_two_promotions_that_the_house_keeps_apart_are_one_whichever_is_named() -> None:
    offer(replace(TENTH, code="FIFTH", rate=Decimal("0.20"), excludes=("WELCOME10",)))
    for codes in (("FIFTH", "WELCOME10"), ("WELCOME10", "FIFTH")):
        quote = price(*codes).quote
        assert quote.discounts == (("FIFTH", 5800),)
        (no,) = quote.refused_codes
        assert (no.code, no.refused.reason) == ("WELCOME10", Reason.CODE_EXCLUSIVE)


@pytest.mark.rule("A-50", "ORD-05", "PAY-05")
def test_a_gift_leaves_with_or_after_what_was_bought_and_alone_it_owes_nothing() -> None:
    offer(GIFT)
    placed = builders.a_released_order(lines=((builders.KNIT_M, 1),), codes=("SCARF",), address=cast.JOHN)
    later = AT + timedelta(hours=2)
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    bought, gift = orders.pieces_of(order_id=order.pk)
    with pytest.raises(NotPossible) as refused:
        leave(placed.number, gift.public_id, at=later)
    assert [known.reason for known in refused.value.refusals] == [Reason.GIFT_LEAVES_ALONG]
    assert fulfilment_queries.parcels_of(order_number=placed.number) == ()
    leave(placed.number, bought.public_id, at=later)
    taken = books(placed.number)
    leave(placed.number, gift.public_id, at=later + timedelta(hours=1))
    queue.run_waiting()
    assert [p.state for p in fulfilment_queries.parcels_of(order_number=placed.number)] == ["shipped"] * 2
    assert [kind for kind, _ in taken] == ["authorisation", "capture"]
    assert books(placed.number) == taken
    documents = invoicing.documents_of(order_number=placed.number)
    assert [document.kind for document in documents] == ["invoice"]
    assert sound()


def leave(number: str, piece: UUID, *, at: datetime) -> None:
    """A parcel of one piece is packed and leaves."""
    parcel = fulfilment.pack_parcel(order_number=number, pieces=[piece], actor=cast.WAREHOUSE, at=at)
    assert fulfilment.ship_parcel(parcel_id=parcel.id, actor=cast.WAREHOUSE, at=at) == "shipped"
