"""The verbs of the stock, by noun. A level moves only by movements; the database refuses one that promises too much."""

from comptoir.stock.services.consigning import (
    CannotConsign,
    Scanned,
    announce_receipt,
    begin_transfer,
    book_consignment,
    cancel_consignment,
    scan_piece,
    send_transfer,
    write_lines,
)
from comptoir.stock.services.correcting import (
    CannotCount,
    CannotSetAside,
    Condition,
    change_condition,
    correct_levels,
    count_stock,
)
from comptoir.stock.services.counters import move_over_counter
from comptoir.stock.services.lots import CannotNameLot, name_lot
from comptoir.stock.services.moving import LevelChanged, MovementKind, rebuild_levels, refresh_lists
from comptoir.stock.services.receiving import (
    Place,
    Received,
    load_locations,
    receive_delivery,
    receive_stock,
)
from comptoir.stock.services.reserving import (
    NotReserved,
    OutOfStock,
    free_pieces,
    reserve_pieces,
    restock_piece,
    take_pieces,
    write_off_pieces,
)

__all__ = [
    "CannotConsign",
    "CannotCount",
    "CannotNameLot",
    "CannotSetAside",
    "Condition",
    "LevelChanged",
    "MovementKind",
    "NotReserved",
    "OutOfStock",
    "Place",
    "Received",
    "Scanned",
    "announce_receipt",
    "begin_transfer",
    "book_consignment",
    "cancel_consignment",
    "change_condition",
    "correct_levels",
    "count_stock",
    "free_pieces",
    "load_locations",
    "move_over_counter",
    "name_lot",
    "rebuild_levels",
    "receive_delivery",
    "receive_stock",
    "refresh_lists",
    "reserve_pieces",
    "restock_piece",
    "scan_piece",
    "send_transfer",
    "take_pieces",
    "write_lines",
    "write_off_pieces",
]
