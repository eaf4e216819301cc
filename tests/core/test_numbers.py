"""Numbers survive being read out, and notice when they were not."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comptoir.core.numbers import Series, check_number, make_number, show_number

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
numbers = st.builds(
    lambda bits, series: (make_number(bits=bits, series=series), series),
    st.integers(0, 2**64),
    st.sampled_from(Series),
)


def test_a_number_is_nine_symbols_shown_in_groups() -> None:
    number = make_number(bits=0xABCDEF1234)
    assert number == "NF6YY4HM0"
    assert show_number(number) == "NF6Y-Y4HM-0"
    returned = make_number(bits=0xABCDEF1234, series=Series.RETURN)
    assert show_number(returned) == f"R-NF6Y-Y4HM-{returned[-1]}"


@pytest.mark.rule("D2-02")
def test_all_forty_bits_count() -> None:
    base = make_number(bits=0)
    assert len({make_number(bits=1 << place) for place in range(40)} | {base}) == 41
    assert make_number(bits=1 << 40) == base


@given(number=numbers)
def test_what_was_made_is_recognised_however_it_is_written(number: tuple[str, Series]) -> None:
    made, series = number
    shown = show_number(made)
    for text in (made, shown, shown.lower(), f" {shown.replace('-', ' ')} ", shown.replace("-", "–")):
        assert check_number(text, series=series) == made


@given(number=numbers)
def test_letters_that_look_like_others_are_understood(number: tuple[str, Series]) -> None:
    made, series = number
    for written, meant in (("O", "0"), ("I", "1"), ("l", "1"), ("u", "V")):
        body = made[len(series) :].replace(meant, written)
        assert check_number(series + body, series=series) == made


@given(number=numbers, place=st.integers(0, 8), symbol=st.sampled_from(SYMBOLS))
def test_one_wrong_symbol_is_always_noticed(number: tuple[str, Series], place: int, symbol: str) -> None:
    made, series = number
    at = len(series) + place
    assume(made[at] != symbol)
    assert check_number(made[:at] + symbol + made[at + 1 :], series=series) is None


@given(number=numbers, place=st.integers(0, 7))
def test_two_neighbours_swapped_are_always_noticed(number: tuple[str, Series], place: int) -> None:
    made, series = number
    at = len(series) + place
    assume(made[at] != made[at + 1])
    assert check_number(made[:at] + made[at + 1] + made[at] + made[at + 2 :], series=series) is None


@given(number=numbers)
def test_a_number_of_one_kind_is_none_of_another(number: tuple[str, Series]) -> None:
    made, series = number
    for other in set(Series) - {series}:
        assert check_number(made, series=other) is None
        assert check_number(other + made[len(series) :], series=other) is None


@pytest.mark.parametrize("text", ["", "M7K4", "NF6YY4HM00", "NF6YY4HM*", "éF6YY4HM0", "R-NF6Y-Y4HM-0"])
def test_what_cannot_be_a_number_is_none(text: str) -> None:
    assert check_number(text) is None


def test_full_width_writing_is_read() -> None:
    assert check_number("ＮＦ６ＹＹ４ＨＭ０") == "NF6YY4HM0"


@given(text=st.text(max_size=30))
def test_any_text_is_answered(text: str) -> None:
    found = check_number(text)
    assert found is None or check_number(found) == found
