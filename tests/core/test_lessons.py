"""Which products come back more than their kind does, and from how few pieces nothing is concluded."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.lessons import Tally, find_lessons, least_share

pytestmark = pytest.mark.rule("PRD-05")


def tally(style: str, arrived: int, category: str = "knitwear", **back: int) -> Tally:
    return Tally(style=style, category=category, arrived=arrived, back=back)


def test_a_product_far_above_the_others_of_its_category_stands_out() -> None:
    (lesson,) = find_lessons([tally("A", 40, too_small=14), tally("B", 60, too_small=3), tally("C", 40)])
    assert (lesson.style, lesson.reason, lesson.count, lesson.arrived) == ("A", "too_small", 14, 40)
    assert (lesson.share, lesson.usual) == (Decimal("0.35"), Decimal("0.03"))


def test_few_pieces_teach_nothing_however_many_of_them_came_back() -> None:
    assert find_lessons([tally("A", 2, too_small=2), tally("B", 100, too_small=5)]) == ()


def test_a_category_that_all_comes_back_is_usual() -> None:
    shoes = [tally(style, 60, category="shoes", too_small=20 + n) for n, style in enumerate("ABC")]
    assert find_lessons([*shoes, tally("K", 400, too_small=4)]) == ()


def test_where_the_category_has_few_pieces_the_house_is_what_is_usual() -> None:
    hats = [tally("A", 40, category="hats", colour=12), tally("B", 10, category="hats", colour=9)]
    found = find_lessons([*hats, tally("K", 390, colour=3)])
    assert [(lesson.style, lesson.usual) for lesson in found] == [
        ("B", Decimal(15) / 430),
        ("A", Decimal(12) / 400),
    ]


def test_a_house_that_sold_one_product_has_nothing_to_compare_it_with() -> None:
    (lesson,) = find_lessons([tally("A", 40, too_small=14)])
    assert lesson.usual == 0


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_least_likely_share_is_never_above_the_share_itself(counted: tuple[int, int]) -> None:
    count, of = counted
    least = least_share(count=count, of=of)
    assert 0 <= least <= count / of + 1e-12


@given(st.integers(1, 100), st.integers(1, 8))
def test_more_pieces_of_the_same_share_are_surer(count: int, times: int) -> None:
    once = least_share(count=count, of=2 * count)
    assert least_share(count=count * (times + 1), of=2 * count * (times + 1)) > once
