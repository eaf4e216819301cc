"""The verbs of returns, by noun."""

from comptoir.core.returns import Verdict
from comptoir.returns.services.inspecting import CannotJudge, VerdictIn, inspect_return
from comptoir.returns.services.locking import UnknownReturn
from comptoir.returns.services.moving import (
    CannotCancelReturn,
    CannotReceive,
    cancel_return,
    note_sent,
    receive_return,
)
from comptoir.returns.services.registering import (
    CannotReturn,
    Registered,
    finish_registration,
    register_return,
)
from comptoir.returns.services.withdrawing import act_on_withdrawal, withdraw

__all__ = [
    "CannotCancelReturn",
    "CannotJudge",
    "CannotReceive",
    "CannotReturn",
    "Registered",
    "UnknownReturn",
    "Verdict",
    "VerdictIn",
    "act_on_withdrawal",
    "cancel_return",
    "finish_registration",
    "inspect_return",
    "note_sent",
    "receive_return",
    "register_return",
    "withdraw",
]
