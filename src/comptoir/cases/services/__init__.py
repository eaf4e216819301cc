"""The verbs of cases, by noun."""

from comptoir.cases.services.answering import answer_case
from comptoir.cases.services.macros import MacroWrong, fill_macro, remove_macro, save_macro
from comptoir.cases.services.noting import NoteIn, NothingNoted, ask_team, read_mention, write_note
from comptoir.cases.services.opening import (
    Message,
    NotTaken,
    open_case,
    resolve_case,
    retry_effect,
    take_message,
)
from comptoir.cases.services.promises import NothingToSay, watch_promises, write_about
from comptoir.cases.services.receiving import fetch_mail, receive_mail, take_mail
from comptoir.cases.services.reconciling import reconcile, reconcile_daily
from comptoir.cases.services.transferring import ask_account_again, plan_transfer, return_transfer
from comptoir.cases.services.watching import open_cases_for_trouble
from comptoir.cases.services.working import (
    CaseStands,
    hand_over,
    leave_case,
    merge_case,
    note_in_case,
    take_case,
    trust_sender,
)

__all__ = [
    "CaseStands",
    "MacroWrong",
    "Message",
    "NotTaken",
    "NoteIn",
    "NothingNoted",
    "NothingToSay",
    "answer_case",
    "ask_account_again",
    "ask_team",
    "fetch_mail",
    "fill_macro",
    "hand_over",
    "leave_case",
    "merge_case",
    "note_in_case",
    "open_case",
    "open_cases_for_trouble",
    "plan_transfer",
    "read_mention",
    "receive_mail",
    "reconcile",
    "reconcile_daily",
    "remove_macro",
    "resolve_case",
    "retry_effect",
    "return_transfer",
    "save_macro",
    "take_case",
    "take_mail",
    "take_message",
    "trust_sender",
    "watch_promises",
    "write_about",
    "write_note",
]
