"""ACC-04: eight characters, a digit and a special one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.decisions import Refused
from comptoir.core.passwords import LONGEST, check_password
from comptoir.core.reasons import Reason
from tests.core.order_facts import POLICY

pytestmark = pytest.mark.rule("ACC-04")

TERMS = POLICY.passwords


def lacks(password: str) -> list[Reason]:
    return [refusal.reason for refusal in check_password(password=password, terms=TERMS)]


@pytest.mark.parametrize("password", ["abcdef1!", "é(rbre 7", "1234567?", "a" * 200 + "1-", "пароль٣€"])
def test_eight_characters_with_a_digit_and_a_special_one_will_do(password: str) -> None:
    assert lacks(password) == []


@pytest.mark.parametrize(
    ("password", "reasons"),
    [
        ("abcde1!", [Reason.TOO_SHORT]),
        ("abcdefg!", [Reason.NO_DIGIT]),
        ("abcdefg1", [Reason.NO_SPECIAL]),
        ("abcdéfg1", [Reason.NO_SPECIAL]),
        ("abcd efg1", [Reason.NO_SPECIAL]),
        ("", [Reason.TOO_SHORT, Reason.NO_DIGIT, Reason.NO_SPECIAL]),
    ],
)
def test_everything_that_is_missing_is_said_at_once(password: str, reasons: list[Reason]) -> None:
    assert lacks(password) == reasons


def test_what_is_too_long_is_refused_and_not_cut() -> None:
    assert lacks("a" * (LONGEST - 2) + "1-") == []
    assert lacks("a" * (LONGEST - 1) + "1-") == [Reason.TOO_LONG]


def test_a_refusal_says_how_many_and_where() -> None:
    assert check_password(password="abcde1!", terms=TERMS) == (
        Refused(rule="ACC-04", reason=Reason.TOO_SHORT, field="password", values=(("least", 8),)),
    )


def test_the_numbers_are_the_policys() -> None:
    strict = replace(TERMS, length=15, digits=2, specials=2)
    found = check_password(password="abcdefghij1!", terms=strict)
    assert [dict(refusal.values)["least"] for refusal in found] == [15, 2, 2]


@given(password=st.text(max_size=20), more=st.text(max_size=5))
def test_writing_more_never_makes_a_password_worse(password: str, more: str) -> None:
    assert set(lacks(password + more)) <= set(lacks(password))
