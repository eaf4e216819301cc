"""The shipped profile and the baskets of the tests of price and delivery."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from comptoir.core.delivery import Destination
from comptoir.core.goods import LineFacts
from comptoir.core.law import Law, parse_law
from comptoir.core.policy import HousePolicy, Method
from comptoir.core.policy_file import parse_policy
from comptoir.core.promotions import PromotionFacts, PromotionKind
from comptoir.core.quote import Quote, QuoteFacts, price_basket
from comptoir.core.tax import STANDARD, TaxBook

_PROFILE = Path(__file__).parents[2] / "profile"
HOUSE_TEXT = (_PROFILE / "house.toml").read_text()
LAW_TEXT = (_PROFILE / "law.toml").read_text()
HOUSE: HousePolicy = parse_policy(tomllib.loads(HOUSE_TEXT), version=7, text=HOUSE_TEXT)
LAW: Law = parse_law(tomllib.loads(LAW_TEXT), text=LAW_TEXT)
TAXES = TaxBook(rows=LAW.taxes, sources={"US": LAW.sales_taxes})

SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
WELCOME = PromotionFacts(
    code="WELCOME10",
    kind=PromotionKind.PERCENT,
    rate=Decimal("0.10"),
    starts=datetime(2026, 1, 1, tzinfo=UTC),
)
FREE_DELIVERY = PromotionFacts(
    code="FREESHIP", kind=PromotionKind.FREE_DELIVERY, starts=datetime(2026, 1, 1, tzinfo=UTC)
)


def a_line(
    price: int = 29000,
    quantity: int = 1,
    *,
    sku: str = "ME-26W-KN014-0410-M",
    category: str = "knitwear",
    limited: bool = False,
    hs_code: str = "611011",
    origin: str = "PT",
    tax_class: str = STANDARD,
) -> LineFacts:
    """A line of a basket."""
    return LineFacts(
        sku=sku,
        style=sku[:12],
        name="Knit",
        category=category,
        quantity=quantity,
        unit_price=price,
        limited=limited,
        hs_code=hs_code,
        origin=origin,
        tax_class=tax_class,
    )


def some_facts(
    *lines: LineFacts,
    country: str = "FR",
    region: str = "",
    postal_code: str = "",
    codes: tuple[str, ...] = (),
    promotions: tuple[PromotionFacts, ...] = (WELCOME, FREE_DELIVERY),
    language: str = "en",
    payment_method: Method | None = None,
) -> QuoteFacts:
    """What a quote of these lines, or of one ordinary line, depends on."""
    return QuoteFacts(
        destination=Destination(country=country, region=region, postal_code=postal_code),
        language=language,
        lines=lines or (a_line(),),
        taxes=TAXES,
        tariffs=LAW.tariffs,
        codes=codes,
        promotions=promotions,
        payment_method=payment_method,
    )


def a_quote(facts: QuoteFacts, *, policy: HousePolicy = HOUSE, at: datetime = SUNDAY) -> Quote:
    """The quote of a basket that nothing stands in the way of."""
    quote = price_basket(facts, policy=policy, at=at)
    assert isinstance(quote, Quote), quote
    return quote


@st.composite
def baskets(draw: st.DrawFn) -> tuple[LineFacts, ...]:
    """Some lines of different SKUs, styles and categories."""
    amounts = draw(st.lists(st.tuples(st.integers(0, 99999), st.integers(1, 4)), min_size=1, max_size=5))
    return tuple(
        a_line(
            price,
            quantity,
            sku=f"ME-26W-KN{number:03}-0410-M",
            category=draw(st.sampled_from(["knitwear", "bags"])),
        )
        for number, (price, quantity) in enumerate(amounts)
    )


@st.composite
def promotion_sets(draw: st.DrawFn) -> tuple[PromotionFacts, ...]:
    """Some codes of every kind, lane and scope, valid in euros on the Sunday of the tests."""
    count = draw(st.integers(0, 4))
    return tuple(
        PromotionFacts(
            code=f"CODE{number}",
            kind=draw(st.sampled_from(PromotionKind)),
            rate=draw(st.sampled_from([Decimal("0.10"), Decimal("0.333"), Decimal(1), Decimal("1.5")])),
            amount=draw(st.integers(0, 60000)),
            currency="EUR",
            lane=draw(st.integers(1, 2)),
            categories=draw(st.sampled_from([frozenset[str](), frozenset({"bags"})])),
            minimum_goods=draw(st.sampled_from([0, 0, 20000])),
            combines=draw(st.booleans()),
            excludes=draw(st.frozensets(st.sampled_from(["CODE0", "CODE1", "CODE2"]), max_size=2)),
            name=draw(st.sampled_from(["", "", "Winter days"])),
            gift="ME-26W-KN000-0410-M",
            gifts_left=draw(st.integers(0, 4)),
            starts=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for number in range(count)
    )
