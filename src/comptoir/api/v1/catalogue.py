"""The catalogue: lists, search and one product, at the prices and with the stock of now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from comptoir.api import schemas as s
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import refuse, speaking
from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Card, ProductDetail
from comptoir.core.decisions import Refused
from comptoir.core.delivery import find_market
from comptoir.core.reasons import Reason
from comptoir.infra import clock, i18n
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.stock import queries as stock

router = Router(tags=["catalogue"])


@router.get("/products", response={200: s.ProductsOut, REFUSALS: s.RefusedOut}, exclude_defaults=True)
def list_products(request: HttpRequest, wanted: Query[s.ProductsIn]) -> HttpResponse:
    """The products of a category, or found by words; a page of them."""
    with speaking(request, wanted.language, wanted.country):
        _check_market(wanted.country, wanted.language)
    page = catalogue.list_products(
        country=wanted.country,
        language=wanted.language,
        at=clock.now(),
        category=wanted.category,
        q=wanted.q,
        size=wanted.size,
        colour=wanted.colour,
        page=wanted.page,
    )
    left = stock.available(skus=[sku for card in page.cards for sku in card.skus])
    # Hundreds of SKUs, of the right shape by construction: checking each twice would take longer than all the rest.
    found = s.ProductsOut.model_construct(
        items=[_card_out(card, left) for card in page.cards],
        count=page.count,
        page=page.page,
        pages=page.pages,
    )
    return HttpResponse(found.model_dump_json(exclude_defaults=True), content_type="application/json")


@router.get("/products/{style}", response={200: s.ProductOut, REFUSALS: s.RefusedOut}, exclude_defaults=True)
def read_product(request: HttpRequest, style: Path[s.PathWord], wanted: Query[s.ProductIn]) -> s.ProductOut:
    """One product, with composition, care, size chart and media."""
    with speaking(request, wanted.language, wanted.country):
        _check_market(wanted.country, wanted.language)
        product = catalogue.product_detail(
            style=style, country=wanted.country, language=wanted.language, at=clock.now()
        )
        if product is None:
            raise refuse(Reason.NOT_FOUND)
        return _product_out(product)


def _check_market(country: str, language: str) -> None:
    known = find_market(markets.shown_policy(at=clock.now()), country=country, language=language)
    if isinstance(known, Refused):
        raise NotPossible(known)


def _card_out(card: Card, left: Mapping[str, int]) -> s.CardOut:
    return s.CardOut.model_construct(
        style=card.style,
        name=card.name,
        category=card.category,
        price=card.price,
        was_price=card.was_price,
        currency=card.currency,
        personalised=card.personalised,
        limited=card.limited,
        skus=[
            s.SkuOut.model_construct(
                sku=sku,
                reference=colour.reference,
                size=size,
                colour=colour.name,
                price=card.price,
                available=left.get(sku, 0),
            )
            for colour in card.colours
            for sku, size in colour.sizes
        ],
    )


def _product_out(product: ProductDetail) -> s.ProductOut:
    left = stock.available(skus=[size.sku for colour in product.colours for size in colour.sizes])
    return s.ProductOut(
        style=product.style,
        name=product.name,
        category=product.path[-1].code,
        price=product.price,
        was_price=product.was_price,
        currency=product.currency,
        personalised=product.personalised,
        limited=product.limited,
        skus=[
            s.SkuOut(
                sku=size.sku,
                reference=colour.reference,
                size=size.size,
                colour=colour.name,
                price=product.price,
                available=left.get(size.sku, 0),
            )
            for colour in product.colours
            for size in colour.sizes
        ],
        description=product.description,
        material=product.material,
        composition=[_part_out(part) for part in product.composition],
        care=list(product.care),
        care_text=product.care_text,
        size_chart=_chart_out(product.size_chart),
        origin=product.origin,
        media=[
            s.MediaOut(
                reference=colour.reference,
                kind=picture.kind,
                url=f"/media/{picture.digest}",
                type=picture.mime,
                width=picture.width,
                height=picture.height,
            )
            for colour in product.colours
            for picture in colour.pictures
        ],
    )


def _part_out(part: Mapping[str, Any]) -> s.PartOut:
    return s.PartOut(
        part=i18n.pick(part["part"]),
        fibres=[s.FibreOut(fibre=i18n.pick(x["fibre"]), percent=x["percent"]) for x in part["fibres"]],
        animal_parts=bool(part.get("animal_parts")),
    )


def _chart_out(chart: Mapping[str, Any]) -> dict[str, object]:
    """A size chart with the names of its points, and where the tape goes, in the current language."""
    said = {
        name: {code: i18n.pick(texts) for code, texts in chart.get(name, {}).items()}
        for name in ("points", "tape")
        if name in chart or name == "points"
    }
    return {**chart, **said}
