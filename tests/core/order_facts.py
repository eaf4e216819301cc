"""The order of the tests of core: two pieces to France, and the little policy it was placed under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from comptoir.core.capture import CaptureLeg
from comptoir.core.facts import OrderFacts, PieceFacts, PieceState, TenderFacts
from comptoir.core.policy import (
    Charged,
    CheckoutTerms,
    Days,
    DutyMode,
    Floor,
    House,
    HousePolicy,
    LegalEntity,
    Market,
    Method,
    MethodTerms,
    PasswordTerms,
    ReturnTerms,
    Service,
    ServiceTerms,
    StoreTerms,
)

PLACED_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

ZONES = ("Europe/Paris", "America/New_York", "Asia/Tokyo", "Pacific/Auckland")

METHODS = {
    Method.CARD: MethodTerms(
        charged=Charged.AT_SHIPMENT, multi_capture=True, needs_lines=False, authorisation_days=7
    ),
    Method.PAYPAL: MethodTerms(
        charged=Charged.AT_CONFIRMATION, multi_capture=False, needs_lines=True, authorisation_days=None
    ),
    Method.KLARNA: MethodTerms(
        charged=Charged.BY_PLAN, multi_capture=True, needs_lines=True, authorisation_days=28
    ),
    Method.APPLE_PAY: MethodTerms(
        charged=Charged.AT_SHIPMENT, multi_capture=False, needs_lines=False, authorisation_days=7
    ),
}

_ENTITY = LegalEntity(
    code="ME",
    name="Maison Exemple SAS",
    address=("1 rue de la Paix", "75002 Paris"),
    country="FR",
    register="",
    capital="",
    vat_number="",
    eori="",
)
_HOUSE = House(
    name="Maison Exemple",
    entity=_ENTITY,
    time_zone="Europe/Paris",
    phone="+33 1 00 00 00 00",
    phone_hours={"en": "Monday to Friday"},
    email="care@maison.example",
    privacy_email="privacy@maison.example",
    url="https://maison.example",
    video_channel="",
    mediator=(),
)


def a_market(country: str, currency: str, floor: Floor) -> Market:
    """A market of the tests with its two services."""
    terms = ServiceTerms(transit=Days(least=1, most=2), price=2500)
    return Market(
        country=country,
        currency=currency,
        languages=("en",),
        tax_included=True,
        duties=DutyMode.NONE,
        floor=floor,
        services={Service.EXPRESS: terms, Service.STANDARD: replace(terms, price=800)},
        methods=tuple(METHODS),
        instalments=(),
    )


POLICY = HousePolicy(
    version=1,
    house=_HOUSE,
    preparation=Days(least=1, most=3),
    peaks=(),
    markets={
        "FR": a_market("FR", "EUR", Floor.EU),
        "GB": a_market("GB", "GBP", Floor.UK),
        "US": a_market("US", "USD", Floor.NONE),
        "JP": a_market("JP", "JPY", Floor.NONE),
        "NZ": a_market("NZ", "NZD", Floor.NONE),
    },
    exclusions={},
    methods=METHODS,
    checkout=CheckoutTerms(cancellation_minutes=30, hold_minutes=60, most_per_sku=10, most_lines=50),
    returns=ReturnTerms(days=14, hand_in_days=14, refund_days=14, inspection_days=Days(least=1, most=5)),
    stores=StoreTerms(days=30, credit_months=12),
    passwords=PasswordTerms(length=8, digits=1, specials=1),
)


def a_piece(
    name: str,
    paid: int = 15000,
    *,
    state: PieceState = PieceState.ORDERED,
    delivered_at: datetime | None = None,
    personalised: bool = False,
    duty: int = 0,
) -> PieceFacts:
    """A piece; one with a date of delivery is delivered unless it says otherwise."""
    if delivered_at and state is PieceState.ORDERED:
        state = PieceState.DELIVERED
    return PieceFacts(
        id=name,
        sku=f"ME-26W-KN014-0410-{name.upper()}",
        paid=paid,
        tax=paid // 6,
        duty=duty,
        personalised=personalised,
        state=state,
        delivered_at=delivered_at,
    )


def an_order(
    *pieces: PieceFacts,
    state: str = "placed",
    zone: str = "Europe/Paris",
    country: str = "FR",
    placed_at: datetime = PLACED_AT,
    confirmed_at: datetime | None = PLACED_AT,
    delivery_paid: int = 1000,
    delivery_cheapest: int = 800,
    delivery_refunded: int = 0,
    held: bool = False,
    parcel_leaving: bool = False,
) -> OrderFacts:
    """An order of these pieces, or of two ordinary ones."""
    return OrderFacts(
        number="M7K492QD3",
        country=country,
        currency="EUR",
        zone=zone,
        state=state,
        held=held,
        placed_at=placed_at,
        confirmed_at=confirmed_at,
        pieces=pieces or (a_piece("a"), a_piece("b")),
        delivery_paid=delivery_paid,
        delivery_tax=delivery_paid // 6,
        delivery_cheapest=delivery_cheapest,
        delivery_refunded=delivery_refunded,
        parcel_leaving=parcel_leaving,
    )


def a_tender(
    method: Method = Method.CARD,
    *,
    authorised: int = 31000,
    captured: int = 0,
    refunded: int = 0,
    capture_before: datetime | None = None,
    name: str = "t1",
) -> TenderFacts:
    """One payment of the order."""
    return TenderFacts(
        id=name,
        method=method,
        authorised=authorised,
        captured=captured,
        refunded=refunded,
        capture_before=capture_before,
    )


def in_state(order: OrderFacts, names: Iterable[str], state: PieceState) -> OrderFacts:
    """The same order with some of its pieces elsewhere."""
    chosen = set(names)
    pieces = tuple(replace(p, state=state) if p.id in chosen else p for p in order.pieces)
    return replace(order, pieces=pieces)


def captured(tender: TenderFacts, legs: tuple[CaptureLeg, ...]) -> TenderFacts:
    """The payment after these captures."""
    return replace(tender, captured=tender.captured + sum(leg.amount for leg in legs))


def worth(order: OrderFacts, names: set[str]) -> int:
    """What these pieces cost with their duty."""
    return sum(piece.paid + piece.duty for piece in order.pieces if piece.id in names)


@st.composite
def histories(draw: st.DrawFn) -> tuple[OrderFacts, list[set[str]], set[str], Method]:
    """An order, the parcels it leaves in, the pieces found short, and how it was paid."""
    amounts = draw(st.lists(st.tuples(st.integers(0, 90000), st.integers(0, 9000)), min_size=1, max_size=6))
    pieces = [a_piece(f"p{i}", paid, duty=duty) for i, (paid, duty) in enumerate(amounts)]
    order = an_order(*pieces, delivery_paid=draw(st.integers(0, 3000)))
    places = [draw(st.integers(-1, 3)) for _ in pieces]  # -1 is out of stock, or else the number of a parcel
    short = {piece.id for piece, place in zip(pieces, places, strict=True) if place < 0}
    parcels = [
        {piece.id for piece, place in zip(pieces, places, strict=True) if place == number}
        for number in range(4)
    ]
    method = draw(st.sampled_from([Method.CARD, Method.KLARNA, Method.APPLE_PAY, Method.PAYPAL]))
    return order, [parcel for parcel in parcels if parcel], short, method
