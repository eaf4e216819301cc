"""Who may use a code: decided under its lock, for the mailbox that orders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comptoir.core.reasons import Reason
from comptoir.core.redemption import ClaimFacts, claim_refused, customer_key

FREE = ClaimFacts(
    code="TEN",
    uses_left=None,
    taken=False,
    per_customer=None,
    used_by_customer=3,
    first_order=False,
    ordered_before=True,
)


@pytest.mark.rule("PAY-07")
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (FREE, None),
        (replace(FREE, uses_left=1), None),
        (replace(FREE, uses_left=0), Reason.CODE_USED_UP),
        (replace(FREE, taken=True), Reason.CODE_USED_UP),
        (replace(FREE, per_customer=4), None),
        (replace(FREE, per_customer=3), Reason.CODE_USED_BY_YOU),
        (replace(FREE, first_order=True), Reason.CODE_FIRST_ORDER),
        (replace(FREE, first_order=True, ordered_before=False), Reason.CODE_FIRST_ORDER),
        (replace(FREE, first_order=True, ordered_before=False, used_by_customer=0), None),
    ],
)
def test_a_code_is_refused_at_its_limits_and_says_why(facts: ClaimFacts, reason: Reason | None) -> None:
    no = claim_refused(facts)
    assert (no and (no.reason, no.values, no.field)) == (reason and (reason, (("code", "TEN"),), "codes"))


@pytest.mark.rule("PAY-07")
@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Jeanne@Example.org ", "jeanne@example.org"),
        ("jeanne+shop@example.org", "jeanne@example.org"),
        ("J.ean.ne@googlemail.com", "jeanne@gmail.com"),
        ("j.eanne@example.org", "j.eanne@example.org"),
        ("ｊeanne@example.org", "jeanne@example.org"),
    ],
)
def test_all_spellings_of_a_mailbox_are_one_customer(typed: str, key: str) -> None:
    assert customer_key(typed) == key
