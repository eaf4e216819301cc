"""The house as far as a verb may change it, looked at before and after: what was shown is what happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from comptoir.cases import queries as cases
from comptoir.core.lifecycles import EffectState
from comptoir.infra import queue
from comptoir.notices import queries as notices
from comptoir.payments import queries as payments
from comptoir.promotions import queries as promotions
from comptoir.stock import queries as stock
from tests.builders import CLUTCH_OS, KNIT_M, LOAFER_42, RARE, SHIRT_M

SKUS = (KNIT_M, SHIRT_M, LOAFER_42, CLUTCH_OS, RARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The house as far as a verb may change it; `asked` is the money wanted, `ledger` what of it has moved."""

    stock: dict[str, int]
    codes: tuple[str, ...]
    mails: Counter[tuple[str, str]]
    ledger: Counter[tuple[str, int]]
    asked: Counter[tuple[str, int]]

    @classmethod
    def of(cls, number: str) -> Seen:
        """All of it, once everything wanted has been done."""
        queue.run_waiting()
        effects = list(payments.effects_of(order_number=number).exclude(state=EffectState.DROPPED))
        return cls(
            stock=stock.available(skus=SKUS),
            codes=promotions.codes_of(order_number=number),
            mails=Counter((mail.kind, mail.language) for mail in notices.messages_for_order(number=number)),
            ledger=Counter((e.kind, e.amount) for e in effects if e.state == EffectState.DONE),
            asked=Counter((e.kind, e.amount) for e in effects),
        )


def is_undone(number: str, shown: cases.CancellationPreview, before: Seen) -> None:
    """An order was called back, and exactly that happened which was shown."""
    after = Seen.of(number)
    moved = dict(after.ledger - before.ledger)
    assert moved == {
        (kind, amount): 1 for kind, amount in (("void", shown.void), ("refund", shown.refund)) if amount
    }
    back = {sku: after.stock[sku] - before.stock[sku] for sku in after.stock}
    assert {sku: count for sku, count in back.items() if count} == shown.stock
    assert (before.codes, after.codes) == (shown.codes, ())
    told = {(shown.mail, shown.language): 1}
    assert after.mails - before.mails == told | (
        {("refund_sent", shown.language): 1} if _told_of_refund(number) else {}
    )
    assert shown.void + shown.refund > 0


def _told_of_refund(number: str) -> bool:
    return any(mail.kind == "refund_sent" for mail in notices.messages_for_order(number=number))
