"""The sentences of what a store refuses; `sentences` holds them with all others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from comptoir.core.reasons import Reason
from comptoir.infra.saying import say

OF_STORES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.UNKNOWN_STORE: say("We have no store with the code “%(code)s”."),
        Reason.RECEIPT_NUMBER: say("Give the number that the till printed, up to 40 characters."),
        Reason.RECEIPT_PIECES: say("A receipt has from 1 to %(most)s pieces."),
        Reason.RECEIPT_PRICE: say("Give what was paid for each piece, from 0 up."),
        Reason.RECEIPT_CURRENCY: say("This store sells in %(currency)s."),
        Reason.RECEIPT_TO_COME: say("A receipt cannot be of a time to come. Check the day and the time."),
        Reason.RECEIPT_DIFFERS: say(
            "Receipt %(number)s is recorded already, and says something else. Open it and compare."
        ),
        Reason.NO_SALE_THEN: say(
            "No sale ran in this country on that day. Take the mark off, or have the sale’s days entered first."
        ),
        Reason.CAME_BACK_ALREADY: say("This piece came back on %(moment)s."),
        Reason.TILL_PRICE_MISSING: say("Type what the till asks for it, with tax: %(name)s."),
    }
)
