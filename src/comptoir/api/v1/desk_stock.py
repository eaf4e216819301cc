"""The desk's calls on stock, for programs."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Path, Router

from comptoir.api import schemas as s
from comptoir.api.auth import staff
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import language_of, speaking
from comptoir.core.actors import Role
from comptoir.infra import clock, ids
from comptoir.stock import queries as stock_queries
from comptoir.stock import services as stock

router = Router(tags=["desk"])


@router.post("/desk/stock/{sku}/count", response={200: s.StockOut, REFUSALS: s.RefusedOut})
def count_stock(request: HttpRequest, sku: Path[s.PathWord], body: s.CountIn) -> s.StockOut:
    """What was counted of a SKU in a place, the first warehouse unless another is named."""
    actor = staff(request, Role.WAREHOUSE)
    with speaking(request, language_of(request)):
        stock.count_stock(
            sku=sku,
            location=body.location or stock_queries.shipping_locations()[0],
            quantity=body.quantity,
            cause=str(ids.new_id()),
            actor=actor,
            at=clock.now(),
        )
    levels = stock_queries.levels(skus=[sku]).get(sku, ())
    return s.StockOut(
        sku=sku,
        levels=[
            s.LevelOut(location=level.location, on_hand=level.on_hand, reserved=level.reserved)
            for level in levels
        ],
    )
