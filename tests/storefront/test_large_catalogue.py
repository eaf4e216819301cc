"""What a page costs does not grow with the catalogue."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.catalogue import services as catalogue
from comptoir.stock import services as stock
from tests import builders

COPIES = 40
PAGES = (
    f"/en-fr/p/{builders.KNIT}/boxy-crewneck/",
    "/en-fr/c/knitwear/",
    "/en-fr/c/knitwear/?size=M&sort=price-up",
    "/en-fr/search/?q=crewneck",
    "/api/v1/products?country=FR&language=en",
    f"/api/v1/products/{builders.KNIT}?country=FR&language=en",
)


def statements(shopper: Client) -> dict[str, int]:
    """How many each page takes."""
    counted = {}
    for path in PAGES:
        assert shopper.get(path).status_code == 200, path
        with CaptureQueriesContext(connection) as asked:
            shopper.get(path)
        counted[path] = len(asked)
    return counted


def copy_products(products: list[catalogue.ProductInput]) -> None:
    """Forty times as many styles, each priced and in stock."""
    copies = [replace(each, style=f"{each.style}X{n}") for n in range(COPIES) for each in products]
    catalogue.load_products(products=copies)
    catalogue.refresh_search(styles=[each.style for each in copies])
    catalogue.load_prices(
        prices=[
            catalogue.PriceInput(
                style=each.style,
                country="FR",
                currency="EUR",
                amount=29_000,
                tax_included=True,
                starts_at=builders.OPENED,
            )
            for each in copies
        ]
    )
    skus = [
        f"{each.style}-{colour.code}-{size.size}"
        for each in copies
        for colour in each.colours
        for size in colour.sizes
    ]
    stock.receive_delivery(
        lines=[stock.Received(sku=sku, location="PAR", quantity=3) for sku in skus],
        cause="copies",
        at=builders.OPENED,
    )


@pytest.mark.usefixtures("db", "payment_standin", "carrier_standin")
def test_a_page_takes_as_many_statements_in_a_catalogue_forty_times_as_large() -> None:
    products: list[catalogue.ProductInput] = []

    def keep(plain: catalogue.ProductInput) -> catalogue.ProductInput:
        products.append(plain)
        return plain

    builders.at_clock(builders.MONDAY)
    builders.a_house(dressed=keep)
    small = statements(Client())
    copy_products(products)
    large = statements(Client())
    assert large == small
    assert Client().get(PAGES[4]).json()["count"] > COPIES
