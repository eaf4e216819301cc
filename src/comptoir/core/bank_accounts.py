"""Bank accounts that money is sent to by transfer (C-24): an IBAN with its check digits, or a number with its bank's code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import EffectState, Event, Machine
from comptoir.core.reasons import Reason

TRANSFER_RULE = "C-24"
# A transfer that takes the place of a refund: finance carries it out, or the provider has done the refund after all.
# What the customer's bank sends back is owed again.
TRANSFER = Machine(
    name="transfer",
    start=EffectState.WAITING,
    edges={
        (EffectState.WAITING, Event.FINISH): EffectState.DONE,
        (EffectState.WAITING, Event.DROP): EffectState.DROPPED,
        (EffectState.DONE, Event.SEND_BACK): EffectState.WAITING,
    },
)
# The refund in whose place it stood, where that was paid by the provider after all.
LATE = Machine(
    name="late", start=EffectState.DROPPED, edges={(EffectState.DROPPED, Event.FINISH): EffectState.DONE}
)
# How long an IBAN is, by its country (ISO 13616, the register of SWIFT).
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
_NUMBER = re.compile(r"[0-9A-Z]{4,34}")
# A BIC of 8 or 11, or the digits by which banks are known where there are none: routing, sort, transit, BSB, Zengin.
_CODE = re.compile(r"[A-Z]{6}[0-9A-Z]{2}(?:[0-9A-Z]{3})?|[0-9]{6,12}")
_HOLDER = re.compile(r"[^\W\d_].*[^\W\d_.]\.?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """An account as somebody types it: an IBAN, or where banks have none a number and the code of the bank."""

    holder: str
    iban: str = ""
    number: str = ""
    code: str = ""

    @property
    def ending(self) -> str:
        """Its last four characters, by which a customer knows it."""
        return (self.iban or self.number)[-4:]


def tidy_account(typed: BankAccount) -> BankAccount:
    """The account without the spaces and marks that people put into it."""
    return BankAccount(
        holder=" ".join(typed.holder.split()),
        iban=_plain(typed.iban),
        number="" if typed.iban.strip() else _plain(typed.number),
        code="" if typed.iban.strip() else _plain(typed.code),
    )


def check_account(account: BankAccount) -> tuple[Refused, ...]:
    """Everything that is wrong with a tidy account; none means that a transfer to it can be tried."""
    return tuple(_wrong(account))


def is_iban(text: str) -> bool:
    """Whether a tidy text is an IBAN: of the length of its country, with check digits that fit (ISO 7064, mod 97-10)."""
    if len(text) != _LENGTHS.get(text[:2]) or not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]+", text):
        return False
    digits = "".join(str(int(sign, 36)) for sign in text[4:] + text[:4])
    return int(digits) % 97 == 1


def _wrong(account: BankAccount) -> Iterator[Refused]:
    if len(account.holder) > 70 or not _HOLDER.fullmatch(account.holder):
        yield Refused(rule=TRANSFER_RULE, reason=Reason.ACCOUNT_HOLDER, field="holder")
    if account.iban:
        if not is_iban(account.iban):
            yield Refused(rule=TRANSFER_RULE, reason=Reason.IBAN_WRONG, field="iban")
        return
    if not _NUMBER.fullmatch(account.number):
        yield Refused(rule=TRANSFER_RULE, reason=Reason.ACCOUNT_NUMBER, field="number")
    if not _CODE.fullmatch(account.code):
        yield Refused(rule=TRANSFER_RULE, reason=Reason.BANK_CODE, field="code")


def _plain(text: str) -> str:
    return re.sub(r"[\s.\-/]", "", text).upper()
