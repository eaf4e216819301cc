"""Reads of the stores: receipts, what may come back of them, what did, and who works where."""

from comptoir.stores.queries.counter import (
    BackView,
    CounterPreview,
    PieceAtCounter,
    Taken,
    TakenPiece,
    back_by_id,
    backs_at,
    pieces_at_counter,
    preview_counter,
    shop_of,
)
from comptoir.stores.queries.postings import posted_to, postings, store_of
from comptoir.stores.queries.receipts import (
    PieceView,
    ReceiptView,
    find_receipts,
    receipt_by_id,
    receipt_named,
    receipts_at,
    receipts_of,
    receipts_under,
)

__all__ = [
    "BackView",
    "CounterPreview",
    "PieceAtCounter",
    "PieceView",
    "ReceiptView",
    "Taken",
    "TakenPiece",
    "back_by_id",
    "backs_at",
    "find_receipts",
    "pieces_at_counter",
    "posted_to",
    "postings",
    "preview_counter",
    "receipt_by_id",
    "receipt_named",
    "receipts_at",
    "receipts_of",
    "receipts_under",
    "shop_of",
    "store_of",
]
