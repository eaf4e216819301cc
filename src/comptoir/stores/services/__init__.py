"""The verbs of the stores: receipts recorded, pieces taken back at a counter, people posted to a store."""

from comptoir.stores.services.exchanging import CannotTakeBack, TakeBack, take_back
from comptoir.stores.services.importing import COLUMNS, ReceiptFault, ReceiptReport, import_receipts
from comptoir.stores.services.joining import join_receipts
from comptoir.stores.services.posting import CannotPost, post_to_store
from comptoir.stores.services.recording import CannotRecord, ReceiptIn, record_receipt

__all__ = [
    "COLUMNS",
    "CannotPost",
    "CannotRecord",
    "CannotTakeBack",
    "ReceiptFault",
    "ReceiptIn",
    "ReceiptReport",
    "TakeBack",
    "import_receipts",
    "join_receipts",
    "post_to_store",
    "record_receipt",
    "take_back",
]
