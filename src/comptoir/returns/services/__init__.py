"""The verbs of returns, by noun."""

from comptoir.core.returns import Verdict
from comptoir.returns.services.grading import (
    decide_piece,
    fault_words,
    finish_grading,
    keep_grade,
)
from comptoir.returns.services.holding import (
    CannotChoose,
    choose_for_piece,
    label_held,
    remind_of_held,
    settle_held,
)
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
    make_return,
    register_return,
)
from comptoir.returns.services.scanning import Back, Scanned, scan_back, take_extra
from comptoir.returns.services.strays import CannotSettleStray, match_stray, record_stray, settle_stray
from comptoir.returns.services.withdrawing import (
    CannotSettleWithdrawal,
    act_on_withdrawal,
    match_withdrawal,
    settle_withdrawal,
    withdraw,
)

__all__ = [
    "Back",
    "CannotCancelReturn",
    "CannotChoose",
    "CannotJudge",
    "CannotReceive",
    "CannotReturn",
    "CannotSettleStray",
    "CannotSettleWithdrawal",
    "Registered",
    "Scanned",
    "UnknownReturn",
    "Verdict",
    "VerdictIn",
    "act_on_withdrawal",
    "cancel_return",
    "choose_for_piece",
    "decide_piece",
    "fault_words",
    "finish_grading",
    "finish_registration",
    "inspect_return",
    "keep_grade",
    "label_held",
    "make_return",
    "match_stray",
    "match_withdrawal",
    "note_sent",
    "receive_return",
    "record_stray",
    "register_return",
    "remind_of_held",
    "scan_back",
    "settle_held",
    "settle_stray",
    "settle_withdrawal",
    "take_extra",
    "withdraw",
]
