"""What may change in an order: nothing (ORD-04, DEL-12). The way out is to cancel it in time, or the free return."""

from __future__ import annotations

from enum import StrEnum

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason


class Part(StrEnum):
    """A part of an order that somebody may want otherwise."""

    PIECES = "pieces"
    SIZES = "sizes"
    ADDRESS = "address"
    DELIVERY = "delivery"
    BILLING = "billing"


_RULES = {
    Part.PIECES: ("ORD-04", Reason.ORDER_FIXED),
    Part.SIZES: ("ORD-04", Reason.ORDER_FIXED),
    Part.ADDRESS: ("DEL-12", Reason.ORDER_FIXED),
    Part.DELIVERY: ("DEL-12", Reason.ORDER_FIXED),
    Part.BILLING: ("ORD-04", Reason.BILLING_FIXED),
}


def decide_change(part: Part) -> Refused:
    """The refusal of any change to a part of an order, whoever asks."""
    rule, reason = _RULES[part]
    return Refused(rule=rule, reason=reason, field=part)
