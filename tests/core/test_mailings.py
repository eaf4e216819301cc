"""Letters of the newsletter: what blocks may hold, what keeps one from being sent, how many leave at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.mailings import (
    WANTING,
    Block,
    Kind,
    Known,
    LetterText,
    begin_faults,
    lot,
    minutes_for,
    shop_path,
    text_faults,
)
from comptoir.core.reasons import Reason

SITE = "https://maison.example"
KNOWN = Known(styles=frozenset({"KN014", "AC003"}), pictures=frozenset({"KN014-0410", "26W/1"}))
WHOLE = LetterText(
    subject="Winter",
    blocks=(
        Block(kind=Kind.HEADING, words="Knits"),
        Block(kind=Kind.PICTURE, of="26W/1", words="A coat on a bridge"),
        Block(kind=Kind.BUTTON, words="See them", address="c/knitwear/?size=M"),
        Block(kind=Kind.PRODUCTS, styles=("KN014", "AC003")),
        Block(kind=Kind.RULE),
    ),
)


def faults_of(*blocks: Block, subject: str = "Winter") -> list[tuple[str | None, Reason]]:
    faults = text_faults(LetterText(subject=subject, blocks=blocks), known=KNOWN)
    return [(fault.field, fault.reason) for fault in faults]


def test_a_whole_letter_has_no_fault() -> None:
    assert text_faults(WHOLE, known=KNOWN) == ()


@pytest.mark.parametrize(
    ("block", "field", "reason"),
    [
        (Block(kind=Kind.HEADING, words="x" * 121), "words", Reason.TOO_LONG),
        (Block(kind=Kind.PARAGRAPH, words=" \n"), "words", Reason.LETTER_WORDS_MISSING),
        (Block(kind=Kind.PICTURE, of="NO-0001", words="A coat"), "of", Reason.LETTER_PICTURE_UNKNOWN),
        (Block(kind=Kind.PICTURE, of="26W/1"), "words", Reason.LETTER_WORDS_MISSING),
        (
            Block(kind=Kind.BUTTON, words="Go", address="//evil.example/"),
            "address",
            Reason.LETTER_ADDRESS_ELSEWHERE,
        ),
        (Block(kind=Kind.PRODUCTS), "styles", Reason.LETTER_WORDS_MISSING),
        (Block(kind=Kind.PRODUCTS, styles=("KN014", "GONE1")), "styles", Reason.LETTER_STYLES_UNKNOWN),
        (Block(kind=Kind.PRODUCTS, styles=("KN014",) * 5), "styles", Reason.LETTER_STYLES_FULL),
    ],
)
def test_a_block_says_by_its_field_what_is_wrong_with_it(block: Block, field: str, reason: Reason) -> None:
    assert faults_of(Block(kind=Kind.RULE), block) == [(f"blocks.1.{field}", reason)]


def test_a_draft_may_lack_what_a_letter_that_begins_may_not() -> None:
    assert {reason for _field, reason in faults_of(subject=" ")} <= WANTING
    assert Reason.LETTER_ADDRESS_ELSEWHERE not in WANTING


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/", ""),
        ("c/knitwear/", "c/knitwear/"),
        ("/en-fr/p/ME-26W-KN014/crew-neck/#sizes", "p/ME-26W-KN014/crew-neck/#sizes"),
        (f"{SITE}/fr-be/collections/26w/", "collections/26w/"),
        ("", None),
        ("//evil.example/", None),
        ("https://evil.example/", None),
        ("javascript:alert(1)", None),
        ("c/../../desk/", None),
        ("c/%2E%2e/desk/", None),
        ("c\\..\\desk", None),
        ("c/knit wear/", None),
    ],
)
def test_a_button_leads_into_the_shop_or_nowhere(typed: str, path: str | None) -> None:
    assert shop_path(typed, site=SITE) == path


@pytest.mark.rule("ACC-09", "B-08")
def test_a_letter_begins_when_somebody_reads_it_and_each_language_is_written_whole() -> None:
    def reasons(readers: int, **texts: LetterText) -> list[tuple[str | None, Reason]]:
        faults = begin_faults(texts=texts, languages=("en", "fr"), readers=readers, known=KNOWN)
        return [(fault.field, fault.reason) for fault in faults]

    assert reasons(1, en=WHOLE, fr=WHOLE) == []
    assert reasons(0, en=WHOLE, fr=LetterText(blocks=WHOLE.blocks)) == [
        (None, Reason.LETTER_NOBODY),
        ("fr.subject", Reason.LETTER_SUBJECT_MISSING),
    ]
    assert reasons(1, en=WHOLE) == [(None, Reason.LETTER_TEXT_MISSING)]


@pytest.mark.rule("ACC-09")
@given(
    per_minute=st.integers(1, 600),
    steps=st.lists(st.integers(0, 400), min_size=1, max_size=60),
)
def test_no_minute_ever_has_more_than_the_rate(per_minute: int, steps: list[int]) -> None:
    """Whenever the worker comes, and however long it was away."""
    handed: list[tuple[int, int]] = []
    now = 0
    for step in steps:
        now += step
        size = lot(
            per_minute=per_minute,
            going=timedelta(seconds=now),
            written=sum(number for _, number in handed),
            lately=sum(number for second, number in handed if second > now - 60),
        )
        handed.append((now, size))
        assert sum(number for second, number in handed if now - 60 < second <= now) <= per_minute
        assert sum(number for _, number in handed) <= per_minute * now / 60


@pytest.mark.rule("ACC-09")
def test_a_letter_takes_as_many_minutes_as_its_rate_says() -> None:
    assert [minutes_for(number, per_minute=60) for number in (0, 1, 60, 61)] == [0, 1, 1, 2]
    third = timedelta(seconds=20)
    assert lot(per_minute=60, going=third, written=0, lately=0) == 20
    assert lot(per_minute=60, going=2 * third, written=20, lately=20) == 20
