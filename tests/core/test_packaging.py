"""What pieces travel in, and what a parcel may weigh (ORD-01)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from comptoir.core.packaging import advise_packaging, is_reduced, weight_fits
from comptoir.core.policy import Days, Peak

FIRST, LAST, DAY = date(2026, 12, 11), date(2026, 12, 27), timedelta(days=1)


@pytest.mark.rule("ORD-01")
@pytest.mark.parametrize(
    ("needs_box", "reduced", "dust_bags", "box"),
    [
        ([], False, 0, False),
        ([False, False], False, 0, False),
        ([True, False], False, 1, True),
        ([True, True], False, 2, True),
        ([True, True], True, 0, True),
        ([False], True, 0, False),
    ],
)
def test_what_needs_protection_travels_in_a_box_with_a_dust_bag_each_and_at_peak_without_the_bags(
    needs_box: list[bool], reduced: bool, dust_bags: int, box: bool
) -> None:
    advice = advise_packaging(needs_box=needs_box, reduced=reduced)
    assert (advice.dust_bags, advice.box, advice.rule) == (dust_bags, box, "ORD-01")


@pytest.mark.rule("ORD-01", "DEL-02")
@pytest.mark.parametrize(
    ("on", "less", "reduced"),
    [
        (FIRST, True, True),
        (LAST, True, True),
        (FIRST - DAY, True, False),
        (LAST + DAY, True, False),
        (FIRST, False, False),
    ],
)
def test_packaging_is_reduced_in_a_peak_that_says_so_both_its_days_included(
    on: date, less: bool, reduced: bool
) -> None:
    peak = Peak(
        name={"en": "Christmas"},
        first=FIRST,
        last=LAST,
        preparation=Days(least=2, most=5),
        less_packaging=less,
    )
    assert is_reduced(peaks=(peak,), on=on) is reduced
    assert is_reduced(peaks=(), on=on) is False


@pytest.mark.parametrize(
    ("weighed", "pieces", "fits"),
    [
        (899, 1000, False),
        (900, 1000, True),
        (1000, 1000, True),
        (2750, 1000, True),
        (2751, 1000, False),
        (1500, 0, True),
        (1501, 0, False),
    ],
)
def test_a_parcel_weighs_its_pieces_and_what_packaging_may(weighed: int, pieces: int, fits: bool) -> None:
    assert weight_fits(weighed_g=weighed, pieces_g=pieces) is fits
