"""The catalogue as tables, which can be taken in again as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from comptoir.catalogue.models import Product
from comptoir.catalogue.queries.sheets import product_sheets
from comptoir.catalogue.services.columns import COLUMNS, piece_rows, product_row
from comptoir.catalogue.services.tariffs import price_rows

Table: TypeAlias = tuple[Sequence[str], list[list[str]]]


def export_tables(
    *, collection: str = "", kinds: Sequence[str] = tuple(COLUMNS), at: datetime
) -> dict[str, Table]:
    """Products, pieces, and the prices that run or are planned: of a collection, or of all."""
    found = Product.objects.order_by("style")
    if collection:
        found = found.filter(collection__code=collection)
    styles = list(found.values_list("style", flat=True))
    sheets = product_sheets(styles=styles)
    rows = {
        "products": lambda: [product_row(sheets[style]) for style in styles],
        "pieces": lambda: [row for style in styles for row in piece_rows(sheets[style])],
        "prices": lambda: list(price_rows(styles=styles, at=at)),
    }
    return {kind: (COLUMNS[kind], rows[kind]()) for kind in kinds}
