"""The things of the tests, made as the house makes them: by its services, never by its tables."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from comptoir.catalogue import services as catalogue
from comptoir.checkout import queries as checkout_queries
from comptoir.checkout import services as checkout
from comptoir.checkout.services import OrderRequest, Progress
from comptoir.core.actors import HOUSE
from comptoir.core.addresses import Address
from comptoir.core.policy import Method, Service
from comptoir.core.promotions import PromotionKind
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock, queue
from comptoir.markets import services as markets
from comptoir.orders import services as orders
from comptoir.payments import queries as payments_queries
from comptoir.payments import services as payments
from comptoir.promotions import services as promotions
from comptoir.stock import queries as stock_queries
from comptoir.stock import services as stock
from tests import cast

PROFILE = Path(__file__).parents[1] / "profile"
OPENED = datetime(2026, 1, 1, tzinfo=UTC)
# Words of these styles that have no German and no Japanese.
ENGLISH_ONLY = frozenset({"Black", "Made for the tests."})
MONDAY = cast.MONDAY

KNIT, SHIRT, LOAFER, CLUTCH, GOWN = (
    "ME-26W-KN014",
    "ME-26W-SH008",
    "ME-26W-SO002",
    "ME-26W-SG001",
    "ME-26W-DR090",
)
KNIT_M = f"{KNIT}-0410-M"
SHIRT_M = f"{SHIRT}-0200-M"
LOAFER_42 = f"{LOAFER}-0201-42"
CLUTCH_OS = f"{CLUTCH}-0100-OS"  # personalised
GOWN_38 = f"{GOWN}-0100-38"  # a limited edition
RARE = f"{KNIT}-0410-S"  # one left

_COUNTRIES: Mapping[str, tuple[str, bool, int]] = {  # currency, tax included, per hundred euro cents
    "FR": ("EUR", True, 100),
    "DE": ("EUR", True, 100),
    "GB": ("GBP", True, 90),
    "US": ("USD", False, 110),
    "CH": ("CHF", True, 110),
    "AU": ("AUD", True, 180),
    "JP": ("JPY", False, 160),
}
_SHELVES = {
    "knitwear": "Maille",
    "shirts": "Chemises",
    "shoes": "Chaussures",
    "bags": "Sacs",
    "dresses": "Robes",
}
_STYLES = (  # style, category, name, French name, colour code, colour, sizes, euro cents, flags
    (KNIT, "knitwear", "Boxy crewneck", "Pull col rond", "0410", "Poppy", ("S", "M", "L"), 29000, {}),
    (SHIRT, "shirts", "Boxy-fit shirt", "Chemise ample", "0200", "Sky", ("S", "M", "L"), 15000, {}),
    (
        LOAFER,
        "shoes",
        "Penny loafer",
        "Mocassin",
        "0201",
        "Chestnut",
        ("41", "42"),
        42000,
        {"needs_box": True},
    ),
    (
        CLUTCH,
        "bags",
        "Initialled clutch",
        "Pochette à initiales",
        "0100",
        "Black",
        ("OS",),
        19000,
        {"personalised": True},
    ),
    (GOWN, "dresses", "Atelier dress", "Robe d’atelier", "0100", "Black", ("38",), 190000, {"limited": True}),
)


def a_house(
    *,
    at: datetime = OPENED,
    dressed: Callable[[catalogue.ProductInput], catalogue.ProductInput] = lambda plain: plain,
) -> None:
    """The house of the shipped profile with five styles, stock in two warehouses and three codes.

    The styles are plain, with no picture and no size guide, unless `dressed` gives them some.
    """
    text = (PROFILE / "house.toml").read_text()
    markets.publish_policy(policy_data=tomllib.loads(text), effective_from=at, actor=HOUSE, at=at, text=text)
    both = {"en": "Fall/Winter 2026", "fr": "Automne-hiver 2026"}
    catalogue.load_collections(
        collections=[
            catalogue.CollectionInput(
                code="26W", season="fall_winter", name=both, slug={"en": "fw26"}, shown=both, online_from=at
            )
        ]
    )
    catalogue.load_categories(
        categories=[
            catalogue.CategoryInput(
                code=code, name={"en": code.title(), "fr": french}, slug={"en": code}, position=place
            )
            for place, (code, french) in enumerate(_SHELVES.items())
        ]
    )
    catalogue.load_products(products=[dressed(_product(row, at)) for row in _STYLES])
    catalogue.refresh_search(styles=[row[0] for row in _STYLES])
    catalogue.load_prices(prices=[price for row in _STYLES for price in _prices(row[0], row[7], at)])
    _stock(at)
    for terms in (
        promotions.Terms(code="WELCOME10", kind=PromotionKind.PERCENT, rate=Decimal("0.10"), starts_at=at),
        promotions.Terms(code="FREESHIP", kind=PromotionKind.FREE_DELIVERY, starts_at=at),
        promotions.Terms(
            code="ONCE", kind=PromotionKind.PERCENT, rate=Decimal("0.05"), starts_at=at, uses_most=1
        ),
    ):
        promotions.create_promotion(terms=terms, actor=HOUSE, at=at)


def _product(row: tuple, at: datetime) -> catalogue.ProductInput:
    style, category, name, french, code, colour, sizes, _, flags = row
    return catalogue.ProductInput(
        style=style,
        collection="26W",
        category=category,
        cut="unisex",
        name={"en": name, "fr": french},
        slug={"en": name.lower().replace(" ", "-")},
        description={"en": "Made for the tests.", "fr": "Fait pour les essais."},
        material={"en": "Wool", "fr": "Laine"},
        care_text={"en": "Wash cold.", "fr": "Laver à froid."},
        composition=[{"part": {"en": "Body"}, "fibres": [{"fibre": {"en": "Wool"}, "percent": 100}]}],
        care=["wash_30"],
        origin="IT",
        hs_code="611011",
        size_chart={"unit": "cm", "points": {}, "garment": {}, "body": {}},
        safety={"maker": "Maison Exemple", "address": ["Paris"], "email": "x@example.org", "warnings": {}},
        online_from=at,
        colours=(
            catalogue.ColourInput(
                code=code,
                name={"en": colour, "fr": colour},
                hex="#c9402f",
                sizes=tuple(catalogue.SizeInput(size=size, weight_g=400) for size in sizes),
            ),
        ),
        **flags,
    )


def _prices(style: str, euro_cents: int, at: datetime) -> list[catalogue.PriceInput]:
    return [
        catalogue.PriceInput(
            style=style,
            country=country,
            currency=currency,
            amount=euro_cents * rate // 100,
            tax_included=included,
            starts_at=at,
        )
        for country, (currency, included, rate) in _COUNTRIES.items()
    ]


def _stock(at: datetime) -> None:
    stock.load_locations(
        places=[
            stock.Place(code="PAR", name="Paris", country="FR", ships=True, position=0),
            stock.Place(code="LIL", name="Lille", country="FR", ships=True, position=1),
        ]
    )
    skus = [f"{row[0]}-{row[4]}-{size}" for row in _STYLES for size in row[6]]
    stock.receive_delivery(
        lines=[stock.Received(sku=sku, location="PAR", quantity=1 if sku == RARE else 20) for sku in skus],
        cause="opening",
        at=at,
    )


def an_order_request(
    *,
    lines: Sequence[tuple[str, int]] = ((KNIT_M, 1), (SHIRT_M, 1)),
    address: Address = cast.JEANNE,
    codes: Sequence[str] = (),
    service: Service = Service.EXPRESS,
    method: Method = Method.CARD,
    token: str = "card_ok",
    language: str = "en",
    at: datetime = MONDAY,
) -> OrderRequest:
    """What the order button sends for these pieces, with the total that was shown."""
    priced = checkout_queries.price_lines(
        lines=lines,
        country=address.country,
        language=language,
        codes=codes,
        region=address.region,
        postal_code=address.postal_code,
        method=method,
        at=at,
    )
    return OrderRequest(
        country=address.country,
        language=language,
        lines=tuple(lines),
        codes=tuple(codes),
        email=cast.JEANNE_EMAIL,
        address=address,
        service=service,
        method=method,
        token=token,
        shown_total=priced.quote.totals[service],
    )


def a_placed_order(*, at: datetime = MONDAY, **wishes: object) -> Progress:
    """An order placed and paid as the API does it; wishes are those of `an_order_request`."""
    at_clock(at)
    request = an_order_request(at=at, **wishes)
    progress = checkout.place_order(request=request, key=str(uuid4()), actor=cast.GUEST_SHOPPER, at=at)
    queue.run_waiting()
    return progress


def a_released_order(*, at: datetime = MONDAY, **wishes: object) -> Progress:
    """An order that the warehouse has: its time to cancel is over."""
    progress = a_placed_order(at=at, **wishes)
    at_clock(at + timedelta(minutes=31))
    fulfilment.release_due_order(order_number=progress.number, at=at + timedelta(minutes=31))
    return progress


def a_shipped_order(*, at: datetime = MONDAY, **wishes: object) -> Progress:
    """An order that left in one parcel."""
    progress = a_released_order(at=at, **wishes)
    later = at + timedelta(hours=4)
    at_clock(later)
    parcel = fulfilment.pack_parcel(order_number=progress.number, pieces=None, actor=cast.WAREHOUSE, at=later)
    fulfilment.ship_parcel(parcel_id=parcel.id, actor=cast.WAREHOUSE, at=later)
    queue.run_waiting()
    return progress


def a_delivered_order(
    *, at: datetime = MONDAY, delivered_at: datetime | None = None, **wishes: object
) -> Progress:
    """An order whose parcel arrived, two days later unless said otherwise."""
    progress = a_shipped_order(at=at, **wishes)
    arrived = delivered_at or at + timedelta(days=2)
    at_clock(arrived)
    parcel = fulfilment_queries.parcels_of(order_number=progress.number)[0]
    fulfilment.record_event(
        parcel_id=parcel.id, status="delivered", event_at=arrived, actor=cast.WAREHOUSE, at=arrived
    )
    queue.run_waiting()
    return progress


def leave(country: str, *, at: datetime) -> None:
    """From this moment on the house sells and delivers to a country no more."""
    data = tomllib.loads((PROFILE / "house.toml").read_text())
    del data["markets"][country]
    data["exclusions"][country] = data["exclusions"]["RU"]
    markets.publish_policy(policy_data=data, effective_from=at, actor=HOUSE, at=at)


def at_clock(at: datetime) -> None:
    """Put the house's clock to a moment."""
    clock.set_to(at=at)


def stock_left() -> dict[str, int]:
    """What can still be ordered of the knit and the shirt; the house opens with twenty of each."""
    return stock_queries.available(skus=[KNIT_M, SHIRT_M])


def moment(text: str) -> datetime:
    """A moment as JSON has it."""
    return datetime.fromisoformat(text)


def cancel(number: str, *, at: datetime = MONDAY) -> None:
    """An advisor calls the order back."""
    orders.cancel_order(order_number=number, actor=cast.ADVISOR, reason="asked by phone", at=at)


def perform_effects() -> None:
    """Carry out every capture, refund and void that is wanted, as the sweep does for those whose job was lost."""
    at = clock.now()
    for effect_id in payments_queries.open_effects(before=at):
        payments.perform_effect(effect_id=effect_id, at=at)


def count_to(sku: str, quantity: int) -> None:
    """The warehouse counts this many of a SKU."""
    stock.count_stock(
        sku=sku, location="PAR", quantity=quantity, cause=str(uuid4()), actor=cast.WAREHOUSE, at=MONDAY
    )
