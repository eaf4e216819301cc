"""Opens the demo house in an empty database: its policy, catalogue, stock, people, and a year of orders."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from comptoir.catalogue import services as catalogue
from comptoir.content import services as content
from comptoir.core.actors import HOUSE
from comptoir.core.policy import HousePolicy, Market
from comptoir.core.promotions import PromotionKind
from comptoir.infra import clock, ids, media, queue
from comptoir.markets import queries as market_queries
from comptoir.markets import services as markets
from comptoir.people import queries as people_queries
from comptoir.promotions import services as promotions
from comptoir.stock import queries as stock_queries
from comptoir.stock import services as stock
from comptoir.warehouse import queries as warehouse_queries
from comptoir.warehouse import services as warehouse
from demo import flats
from demo.catalogue import build_catalogue
from demo.facts import Catalogue, Colour, Product
from demo.home import HOME
from demo.logins import open_accounts
from demo.lots import SWEATERS, plan_lots
from demo.people import customers
from demo.scenes import ask_the_house, plan_scenes
from demo.seasons import PAST, load_looks
from demo.standins import quiet_standins
from demo.stock import LOCATIONS, RACE_SKU, initial_stock
from demo.stores import open_stores
from demo.talks import write_talks
from demo.wording import term
from demo.year import Fate, Shopper, Year

SEED = 26
OPENS = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # nine o'clock in Paris
BEGAN = OPENS - timedelta(days=364)
ORDERS = 72
_WIDTH, _HEIGHT = 800, 880
_SHOWN = {
    "26S": {
        "en": "Shown in June 2025", "fr": "Présentée en juin 2025",
        "de": "Gezeigt im Juni 2025", "ja": "2025年6月発表",
    },
    "26W": {
        "en": "Shown in January 2026", "fr": "Présentée en janvier 2026",
        "de": "Gezeigt im Januar 2026", "ja": "2026年1月発表",
    },
}  # fmt: skip


def load_demo(*, orders: int = ORDERS) -> None:
    """Load the whole demo house; the stand-ins must be running, for its orders are placed through them."""
    clock.set_to(at=BEGAN)
    _publish_policy()
    policy = market_queries.current_policy(at=BEGAN)
    house = build_catalogue(SEED)
    _load_catalogue(house, policy)
    _load_stock(house)
    _load_promotions()
    load_looks(house, at=BEGAN)
    content.arrange_home(blocks=HOME)
    open_accounts(policy, at=BEGAN)
    with ids.numbered_from(random.Random(SEED)), quiet_standins():
        _live_year(house, policy, orders)
        _write_to_the_house(policy)
    _set_up_warehouse(house)
    _set_stock_under_way(house)
    with ids.numbered_from(random.Random(f"{SEED} stores")):
        open_stores(opens=OPENS)
    clock.set_to(at=OPENS)


def _publish_policy() -> None:
    text = (settings.PROFILE / "house.toml").read_text()
    markets.publish_policy(
        policy_data=tomllib.loads(text), effective_from=BEGAN, actor=HOUSE, at=BEGAN, text=text
    )


def _load_catalogue(house: Catalogue, policy: HousePolicy) -> None:
    catalogue.load_collections(
        collections=[
            catalogue.CollectionInput(
                code=known.code,
                season="spring_summer" if known.code.endswith("S") else "fall_winter",
                name=known.name,
                slug={"en": known.name["en"].lower().replace("/", "-").replace(" ", "-")},
                shown=_SHOWN[known.code],
                online_from=known.online_from,
                online_until=known.online_until,
            )
            for known in house.collections
        ]
        + list(PAST)
    )
    catalogue.load_categories(
        categories=[
            catalogue.CategoryInput(
                code=known.code, name=known.name, slug=known.slug, position=place, parent=known.parent or None
            )
            for place, known in enumerate(house.categories)
        ]
    )
    catalogue.load_products(products=[_product(known, place) for place, known in enumerate(house.products)])
    catalogue.refresh_search(styles=[known.style for known in house.products])
    catalogue.load_prices(
        prices=[
            price
            for known in house.products
            for market in policy.markets.values()
            for price in _prices(known, market)
        ]
    )


def _product(known: Product, place: int) -> catalogue.ProductInput:
    return catalogue.ProductInput(
        style=known.style,
        collection=known.collection,
        category=known.category,
        cut=known.cut,
        fit=known.fit,
        name=known.name,
        slug=known.slug,
        description=known.description,
        material=known.material,
        care_text=known.care_text,
        fit_note=known.fit_note,
        composition=[
            {
                "part": part.name,
                "fibres": [{"fibre": fibre.name, "percent": fibre.percent} for fibre in part.fibres],
                "animal_parts": known.animal_parts,
            }
            for part in known.composition
        ],
        care=known.care,
        origin=known.origin,
        hs_code=known.hs_code,
        size_chart=_chart(known),
        safety={
            "maker": known.safety.manufacturer,
            "address": known.safety.address.split(", "),
            "email": known.safety.email,
            "warnings": known.safety.warnings,
        },
        drawing={"kind": known.flat.kind, **known.flat.params},
        tax_class=known.tax_class,
        personalised=known.personalised,
        limited=known.limited,
        underwear=known.underwear,
        swimwear=known.swimwear,
        needs_box=known.needs_box,
        position=place,
        online_from=known.online_from,
        online_until=known.online_until,
        colours=tuple(_colour(known, colour) for colour in known.colours),
    )


def _chart(known: Product) -> dict[str, object]:
    rows = known.chart.rows
    points = {name for row in rows for name, *_ in (*row.garment, *row.body)}
    return {
        "unit": "cm",
        "system": known.chart.system,
        "drawn": known.chart.drawn,
        "points": {name: term(f"point.{name}") for name in sorted(points)},
        "garment": {row.size: {name: mm / 10 for name, mm in row.garment} for row in rows if row.garment},
        "body": {
            row.size: {name: [low / 10, high / 10] for name, low, high in row.body}
            for row in rows
            if row.body
        },
        "labels": {row.size: dict(row.labels) for row in rows if row.labels},
    }


def _colour(known: Product, colour: Colour) -> catalogue.ColourInput:
    reference = f"{known.style}-{colour.code}"
    return catalogue.ColourInput(
        code=colour.code,
        name=colour.name,
        hex=colour.hex,
        second_hex=colour.second_hex or "",
        sizes=tuple(
            catalogue.SizeInput(size=sku.size, weight_g=sku.weight_g)
            for sku in known.skus
            if sku.reference == reference
        ),
        pictures=tuple(_pictures(known, colour)),
    )


def _pictures(known: Product, colour: Colour) -> Iterator[catalogue.PictureInput]:
    kind, params = known.flat.kind, known.flat.params
    for view in ("front", "back"):
        drawn = flats.draw(kind, colour=colour.hex, second=colour.second_hex, view=view, params=params)
        yield _picture(view, drawn)
    row = next(row for row in known.chart.rows if row.size == known.chart.drawn)
    has = flats.spans(kind, params)
    labels = [(name, f"{mm / 10:g} cm") for name, mm in row.garment if name in has]
    if labels:
        drawn = flats.measured(
            kind, colour=colour.hex, second=colour.second_hex, params=params, measures=labels
        )
        yield _picture("measured", drawn)


def _picture(kind: str, drawn: str) -> catalogue.PictureInput:
    digest = media.store(drawn.encode(), private=False)
    return catalogue.PictureInput(
        kind=kind, digest=digest, mime="image/svg+xml", width=_WIDTH, height=_HEIGHT
    )


def _prices(known: Product, market: Market) -> Iterator[catalogue.PriceInput]:
    """The history of a price in a market: before a sale, in it, after."""

    def price(amount: int, since: datetime, until: datetime | None, *, sale: bool) -> catalogue.PriceInput:
        return catalogue.PriceInput(
            style=known.style,
            country=market.country,
            currency=market.currency,
            amount=amount,
            tax_included=market.tax_included,
            starts_at=since,
            ends_at=until,
            sale=sale,
        )

    full, start = known.prices[market.currency], known.online_from
    if known.sale is None:
        yield price(full, start, None, sale=False)
        return
    yield price(full, start, known.sale.starts_at, sale=False)
    yield price(known.sale.prices[market.currency], known.sale.starts_at, known.sale.ends_at, sale=True)
    yield price(full, known.sale.ends_at, None, sale=False)


def _load_stock(house: Catalogue) -> None:
    stock.load_locations(
        places=[
            stock.Place(code="PAR", name="Paris", country="FR", ships=True, position=0),
            stock.Place(code="LIL", name="Lille", country="FR", ships=True, position=1),
        ]
    )
    lines = [
        stock.Received(sku=sku, location=location, quantity=quantity)
        for sku, location, quantity in initial_stock(house, SEED)
        if quantity
    ]
    stock.receive_delivery(lines=lines, cause="opening", at=BEGAN)


def _set_up_warehouse(house: Catalogue) -> None:
    """A bin for every SKU in both warehouses, and a wave under way of which one piece is picked."""
    skus = sorted({sku for sku, _, quantity in initial_stock(house, SEED) if quantity})
    bins = {
        sku: f"{chr(65 + place // 120)}-{place // 10 % 12 + 1:02d}-{place % 10 + 1:02d}"
        for place, sku in enumerate(skus)
    }
    for location in LOCATIONS:
        warehouse.place_bins(location=location, bins=bins, actor=HOUSE, at=OPENS)
    place = next((code for code in LOCATIONS if warehouse_queries.waiting(location=code)), "")
    if not place:
        return
    wave = warehouse.make_wave(location=place, most=3, actor=HOUSE, at=OPENS)
    known = warehouse_queries.wave_by_id(wave_id=wave)
    if known:
        first = warehouse_queries.pick_list(wave=known)[0].sku
        warehouse.scan_code(
            wave_id=wave, station=warehouse.Station.PICK, code=first, key="demo-scan", actor=HOUSE, at=OPENS
        )


def _set_stock_under_way(house: Catalogue) -> None:
    """A transfer to the second warehouse, sent and not received; and a delivery that an atelier announced."""
    plenty = sorted(
        sku for sku, place, count in initial_stock(house, SEED) if place == "PAR" and 6 <= count < 40
    )
    free = [row[0] for row in stock_queries.levels(skus=plenty).values() if row and row[0].available > 4]
    lines = {level.sku: 1 + place % 3 for place, level in enumerate(free[:: max(1, len(free) // 6)][:6])}
    transfer, receipt = ids.new_id(), ids.new_id()
    stock.begin_transfer(consignment_id=transfer, origin="PAR", destination="LIL", actor=HOUSE, at=OPENS)
    stock.write_lines(consignment_id=transfer, announced=True, lines=lines, actor=HOUSE, at=OPENS)
    stock.send_transfer(consignment_id=transfer, actor=HOUSE, at=OPENS)
    stock.announce_receipt(
        consignment_id=receipt,
        supplier="Atelier Lavigne",
        note="BL 2611-204",
        destination="PAR",
        expected_on=OPENS.date() + timedelta(days=2),
        actor=HOUSE,
        at=OPENS,
    )
    announced = {sku: 4 * count for sku, count in lines.items()}
    stock.write_lines(consignment_id=receipt, announced=True, lines=announced, actor=HOUSE, at=OPENS)
    stock.name_lot(
        consignment_id=receipt,
        style=next(iter(announced)).rsplit("-", 2)[0],
        code="L2611-04",
        made_on=OPENS.date() - timedelta(days=20),
        made_in="Cholet",
        actor=HOUSE,
        at=OPENS,
    )


def _load_promotions() -> None:
    welcome = promotions.Terms(
        code="WELCOME10", kind=PromotionKind.PERCENT, rate=Decimal("0.10"), starts_at=BEGAN
    )
    free = promotions.Terms(code="FREESHIP", kind=PromotionKind.FREE_DELIVERY, starts_at=BEGAN, lane=2)
    for terms in (welcome, free):
        promotions.create_promotion(terms=terms, actor=HOUSE, at=BEGAN)


def _live_year(house: Catalogue, policy: HousePolicy, count: int) -> None:
    shoppers = []
    for known in customers(SEED):
        market = policy.market(known.address.country)
        if market is not None:
            language = known.language if known.language in market.languages else market.languages[0]
            shoppers.append(Shopper(email=known.email, language=language, address=known.address))
    skus = [
        sku
        for sku, _, quantity in initial_stock(house, SEED)
        if quantity >= 3 and sku != RACE_SKU  # the scarce ones are for the shoppers of the demo's own day
    ]
    year = Year(seed=SEED, shoppers=shoppers, skus=sorted(set(skus)), until=OPENS)
    year.plan_year(since=BEGAN + timedelta(days=1), until=OPENS - timedelta(days=20), count=count)
    for days, fate in _OPEN_ENDS:
        year.plan(at=OPENS - timedelta(days=days), fate=fate, token="card_ok")
    plan_scenes(year, opens=OPENS)
    plan_lots(year, skus=SWEATERS, opens=OPENS)
    year.plan(at=OPENS - timedelta(hours=2), fate=Fate(stops_at="placed"), token="card_review")
    year.plan(at=OPENS - timedelta(minutes=8), fate=Fate(stops_at="placed"), token="card_ok")
    year.live()
    queue.run_waiting()


def _write_to_the_house(policy: HousePolicy) -> None:
    advisor = people_queries.user_by_email(email="advisor@example.org")
    if advisor:
        actor = people_queries.actor_of(user=advisor)
        known = tuple(one for one in customers(SEED) if policy.market(one.address.country))
        write_talks(customers=known, advisor=actor, at=OPENS)
        ask_the_house(customers=known, at=OPENS)
        queue.run_waiting()


# What waits for the warehouse on the demo's first morning.
_OPEN_ENDS = (
    *((days, Fate(returned=True, stops_at="returned")) for days in (14, 13, 12)),
    *((days, Fate()) for days in (11, 10, 9)),
    *((days, Fate(stops_at="shipped")) for days in (4.2, 3.9, 3.4)),
    *((days, Fate(stops_at="packed")) for days in (3.1, 2.9)),
    *((days, Fate(stops_at="released")) for days in (1.2, 0.9, 0.6, 0.3)),
)
