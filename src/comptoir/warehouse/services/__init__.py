"""The verbs of the warehouse, by noun."""

from comptoir.warehouse.services.bins import (
    COLUMNS,
    BinFault,
    BinReport,
    CannotPlace,
    import_bins,
    place_bins,
)
from comptoir.warehouse.services.counting import (
    CannotCountHere,
    begin_count,
    book_count,
    drop_count,
    scan_counted,
    write_counts,
)
from comptoir.warehouse.services.identities import note_back
from comptoir.warehouse.services.packing import (
    CannotFinish,
    pack_preparation,
    report_missing,
    unpack_preparation,
)
from comptoir.warehouse.services.scanning import Answer, Station, Told, UnknownWave, scan_code, undo_scan
from comptoir.warehouse.services.waves import (
    NothingToPrepare,
    end_done,
    give_back_wave,
    make_wave,
    take_wave,
)

__all__ = [
    "COLUMNS",
    "Answer",
    "BinFault",
    "BinReport",
    "CannotCountHere",
    "CannotFinish",
    "CannotPlace",
    "NothingToPrepare",
    "Station",
    "Told",
    "UnknownWave",
    "begin_count",
    "book_count",
    "drop_count",
    "end_done",
    "give_back_wave",
    "import_bins",
    "make_wave",
    "note_back",
    "pack_preparation",
    "place_bins",
    "report_missing",
    "scan_code",
    "scan_counted",
    "take_wave",
    "undo_scan",
    "unpack_preparation",
    "write_counts",
]
