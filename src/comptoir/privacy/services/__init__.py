"""The verbs of privacy: requests, their answers, and what goes when its time is over."""

from comptoir.privacy.services.asking import (
    NotAnswered,
    NotAsked,
    answer_access,
    answer_erasure,
    answer_in_words,
    ask,
    ask_erasure,
    ask_proved,
    extend,
    prove,
)
from comptoir.privacy.services.breaching import BreachIn, NotNoted, note_breach, note_breach_step
from comptoir.privacy.services.erasing import replay_erasures
from comptoir.privacy.services.expiring import Expired, expire, find_expired, go_on

__all__ = [
    "BreachIn",
    "NotNoted",
    "note_breach",
    "note_breach_step",
    "Expired",
    "NotAnswered",
    "NotAsked",
    "answer_access",
    "answer_erasure",
    "answer_in_words",
    "ask",
    "ask_erasure",
    "ask_proved",
    "expire",
    "extend",
    "find_expired",
    "go_on",
    "prove",
    "replay_erasures",
]
