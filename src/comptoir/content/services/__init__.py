"""The house arranges its home page, its looks and the films of its shows."""

from comptoir.content.services.blocks import (
    KINDS,
    BlockInput,
    BlockRefused,
    add_block,
    arrange_home,
    arrange_in_order,
    edit_block,
    move_block,
    remove_block,
)
from comptoir.content.services.films import (
    FilmInput,
    FilmRefused,
    remove_film,
    set_film,
    upload_film,
)
from comptoir.content.services.lookbook import (
    LookWords,
    add_look,
    edit_look,
    make_look_renditions,
    move_look,
    remove_look,
)
from comptoir.content.services.looks import LookInput, LookRefused, PieceInput, arrange_looks

__all__ = [
    "KINDS",
    "BlockInput",
    "BlockRefused",
    "FilmInput",
    "FilmRefused",
    "LookInput",
    "LookRefused",
    "LookWords",
    "PieceInput",
    "add_block",
    "add_look",
    "arrange_home",
    "arrange_in_order",
    "arrange_looks",
    "edit_block",
    "edit_look",
    "make_look_renditions",
    "move_block",
    "move_look",
    "remove_block",
    "remove_film",
    "remove_look",
    "set_film",
    "upload_film",
]
