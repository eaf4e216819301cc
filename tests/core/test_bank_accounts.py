"""An account that a transfer can be tried to: its IBAN checks itself, or its number comes with the code of a bank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.bank_accounts import LATE, TRANSFER, BankAccount, check_account, is_iban, tidy_account
from comptoir.core.lifecycles import EffectState, Event, NoSuchTransition, advance
from comptoir.core.reasons import Reason

pytestmark = pytest.mark.rule("C-24")
IBANS = (
    "FR1420041010050500013M02606",
    "DE89370400440532013000",
    "GB82WEST12345698765432",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "LC55HEMM000100010012001200023015",
)


def wrong(**typed: str) -> list[Reason]:
    account = tidy_account(BankAccount(**{"holder": "Jeanne Exemple", **typed}))
    return [refusal.reason for refusal in check_account(account)]


@pytest.mark.parametrize("iban", IBANS)
def test_an_iban_of_any_length_is_taken_however_it_is_spaced(iban: str) -> None:
    spaced = " ".join(iban[place : place + 4] for place in range(0, len(iban), 4)).lower()
    account = tidy_account(BankAccount(holder="  Jeanne   Exemple ", iban=spaced, number="1", code="2"))
    assert (account.iban, account.holder, account.number, account.code) == (iban, "Jeanne Exemple", "", "")
    assert (check_account(account), account.ending) == ((), iban[-4:])


@given(st.sampled_from(IBANS), st.data())
def test_one_digit_mistyped_or_two_changed_about_are_found(iban: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(4, len(iban) - 1))
    other = data.draw(st.sampled_from([sign for sign in "0123456789" if sign != iban[place]]))
    assert not is_iban(iban[:place] + other + iban[place + 1 :])
    turned = iban[: place - 1] + iban[place] + iban[place - 1] + iban[place + 1 :]
    assert is_iban(turned) is (turned == iban)


def test_an_iban_has_the_length_of_its_country_and_a_country_that_has_some() -> None:
    assert wrong(iban=IBANS[1][:-1]) == wrong(iban=IBANS[1] + "0") == [Reason.IBAN_WRONG]
    assert wrong(iban="US64SVBKUS6S3300958879") == [Reason.IBAN_WRONG]


@pytest.mark.parametrize(
    ("number", "code", "found"),
    [
        ("000123456789", "021000021", []),
        ("12345678", "20-04-15", []),
        ("1234567", "MHCBJPJT", []),
        ("1234567", "MHCBJPJTXXX", []),
        ("123", "021000021", [Reason.ACCOUNT_NUMBER]),
        ("12345678", "12345", [Reason.BANK_CODE]),
        ("12345678", "MHCBJPJTXX", [Reason.BANK_CODE]),
        ("", "", [Reason.ACCOUNT_NUMBER, Reason.BANK_CODE]),
    ],
)
def test_without_an_iban_a_number_and_the_code_of_its_bank_are_wanted(
    number: str, code: str, found: list[Reason]
) -> None:
    assert wrong(number=number, code=code) == found


@pytest.mark.parametrize("holder", ["", "7", "x" * 71, "12345"])
def test_an_account_is_somebodys(holder: str) -> None:
    assert wrong(holder=holder, iban=IBANS[0]) == [Reason.ACCOUNT_HOLDER]
    assert wrong(holder="Erika Beispiel GmbH & Co.", iban=IBANS[0]) == []


def test_a_transfer_is_carried_out_or_given_up_and_then_over() -> None:
    assert advance(TRANSFER, EffectState.WAITING, Event.FINISH) == EffectState.DONE
    assert advance(TRANSFER, EffectState.WAITING, Event.DROP) == EffectState.DROPPED
    assert advance(TRANSFER, EffectState.DONE, Event.SEND_BACK) == EffectState.WAITING
    assert advance(LATE, EffectState.DROPPED, Event.FINISH) == EffectState.DONE
    for state in (EffectState.DONE, EffectState.DROPPED):
        for event in (Event.FINISH, Event.DROP):
            with pytest.raises(NoSuchTransition):
                advance(TRANSFER, state, event)
