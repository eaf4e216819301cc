"""What codes and promotions do to a basket, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comptoir.core.money import Money
from comptoir.core.quote import Quote
from comptoir.core.reasons import Reason
from comptoir.infra import formats
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLine:
    """A code that was entered: what it does, or why it does nothing. One with a gift that has run out is accepted."""

    code: str
    words: str
    accepted: bool


def code_lines(codes: Iterable[str], *, quote: Quote) -> tuple[CodeLine, ...]:
    """Each entered code with what it does here."""
    refused = {known.code: known.refused for known in quote.refused_codes}
    return tuple(
        CodeLine(
            code=code,
            words=explain(refused[code]) if code in refused else _effect(code, quote),
            accepted=code not in refused or refused[code].reason is Reason.GIFT_GONE,
        )
        for code in codes
    )


def promotion_notes(codes: Iterable[str], *, quote: Quote) -> tuple[str, ...]:
    """What promotions that nobody entered cannot do: a gift that has run out."""
    entered = set(codes)
    return tuple(explain(known.refused) for known in quote.refused_codes if known.code not in entered)


def _effect(code: str, quote: Quote) -> str:
    taken = dict(quote.discounts).get(code)
    if taken:
        return _("Takes %(amount)s off.") % {"amount": formats.exact_money(Money(taken, quote.currency))}
    if any(gift.code == code for gift in quote.gifts):
        return _("Adds a gift to the order.")
    free = any(delivery.free_because == "PAY-08" for delivery in quote.deliveries)
    return _("Makes delivery free.") if free else _("Delivery is free already.")
