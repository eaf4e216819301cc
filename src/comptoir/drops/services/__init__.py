"""The verbs of drops: announced at the desk, entered, drawn and called, ordered from in turns."""

from comptoir.drops.services.claiming import NoTurn, claim_turn, free_turns
from comptoir.drops.services.editing import DropInput, WrongDrop, announce_drop, change_drop, end_drop
from comptoir.drops.services.waiting import CannotEnter, enter_drop, forget_entries, move_line

__all__ = [
    "CannotEnter",
    "DropInput",
    "NoTurn",
    "WrongDrop",
    "announce_drop",
    "change_drop",
    "claim_turn",
    "end_drop",
    "enter_drop",
    "forget_entries",
    "free_turns",
    "move_line",
]
