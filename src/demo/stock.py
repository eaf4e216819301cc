"""The stock the demo house opens with."""

from __future__ import annotations

from collections.abc import Iterator

from demo.catalogue import FIXTURE_STYLES
from demo.dice import Dice
from demo.facts import Catalogue, Product

LOCATIONS = ("PAR", "LIL")
RACE_SKU = "ME-26W-AC005-0410-OS"
"""Ten pieces in Paris and none in Lille, for programs that race for the last ones."""

RACE_QUANTITY = 10
_SCARCE = ((6, 0), (9, 1), (12, 2))
"""Of a hundred SKUs, 6 are sold out, 3 have one piece left and 3 have two."""


def initial_stock(catalogue: Catalogue, seed: int = 26) -> tuple[tuple[str, str, int], ...]:
    """(SKU, location, quantity) for each SKU and both warehouses; limited pieces have none."""
    return tuple(row for product in catalogue.products for row in _product_stock(product, seed))


def _product_stock(product: Product, seed: int) -> Iterator[tuple[str, str, int]]:
    sizes = product.sizes
    for sku in product.skus:
        middle = 1 - abs(sizes.index(sku.size) - (len(sizes) - 1) / 2) / len(sizes)
        paris, lille = _quantities(product, sku.sku, middle, seed)
        yield sku.sku, "PAR", paris
        yield sku.sku, "LIL", lille


def _quantities(product: Product, sku: str, middle: float, seed: int) -> tuple[int, int]:
    """More in the middle sizes; some sizes scarce by the seed, never those that tests rely on."""
    if product.limited:
        return 0, 0
    if sku == RACE_SKU:
        return RACE_QUANTITY, 0
    dice = Dice(seed, f"stock {sku}")
    drawn = dice.randrange(100)
    if product.style in FIXTURE_STYLES:
        return 40, 20
    for limit, left in _SCARCE:
        if drawn < limit:
            return left, 0
    total = 4 + round(dice.randrange(4, 15) * middle)
    return total - total // 3, total // 3
