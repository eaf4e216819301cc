"""Who may use a code, decided when the order is placed and the customer's e-mail is known."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason

# Mailboxes of these providers are the same with and without dots.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


class Entry(StrEnum):
    """How an order comes by a promotion."""

    CODE = "code"  # one code for everybody
    BATCH = "batch"  # many codes, each for one order
    AUTOMATIC = "automatic"  # by itself, shown by its name


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """A code that an order claims, under its lock; `uses_left` of none is without a limit."""

    code: str
    uses_left: int | None
    taken: bool  # a code for one order, and another order has it
    per_customer: int | None
    used_by_customer: int
    first_order: bool
    ordered_before: bool


def claim_refused(facts: ClaimFacts) -> Refused | None:
    """Why this order cannot have the code, or None where it can (PAY-07, pitfall 18)."""
    reason = None
    if facts.taken or (facts.uses_left is not None and facts.uses_left <= 0):
        reason = Reason.CODE_USED_UP
    elif facts.first_order and (facts.ordered_before or facts.used_by_customer):
        reason = Reason.CODE_FIRST_ORDER
    elif facts.per_customer is not None and facts.used_by_customer >= facts.per_customer:
        reason = Reason.CODE_USED_BY_YOU
    if reason is None:
        return None
    return Refused(rule="PAY-07", reason=reason, values=(("code", facts.code),), field="codes")


def customer_key(email: str) -> str:
    """One text for all spellings of a mailbox: without case, without what follows a plus, without dots where none count."""
    plain = unicodedata.normalize("NFKC", email).strip().casefold()
    name, _, domain = plain.rpartition("@")
    name = name.partition("+")[0]
    if domain in _DOTLESS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"
