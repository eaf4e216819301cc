"""The demo's looks: of pieces that exist, drawn the same on every machine, each piece where its spot says."""

from __future__ import annotations

import hashlib
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from demo.catalogue import build_catalogue
from demo.looks import HEIGHT, WIDTH, Look, build_looks


@pytest.fixture(scope="module")
def looks() -> tuple[Look, ...]:
    """Every look of the demo."""
    return build_looks(build_catalogue())


@pytest.mark.rule("PRD-01")
def test_eight_looks_of_this_collection_and_six_of_the_one_before(looks: tuple[Look, ...]) -> None:
    assert Counter(look.collection for look in looks) == {"26W": 8, "26S": 6}
    assert [look.number for look in looks if look.collection == "26W"] == list(range(1, 9))


def test_every_look_has_a_title_of_its_own_in_every_language(looks: tuple[Look, ...]) -> None:
    for language in ("en", "fr", "de", "ja"):
        assert len({look.title[language] for look in looks}) == len(looks)


def test_every_piece_is_a_colourway_of_its_collection_and_stands_on_the_plate(
    looks: tuple[Look, ...],
) -> None:
    known = {sku.reference for product in build_catalogue().products for sku in product.skus}
    for look in looks:
        assert 3 <= len(look.spots) <= 4
        assert {spot.reference for spot in look.spots} <= known
        assert all(f"-{look.collection}-" in spot.reference for spot in look.spots)
        assert all(0 < spot.x < 1000 and 0 < spot.y < 1000 for spot in look.spots)


@pytest.mark.rule("PRD-02")
def test_one_look_has_a_limited_edition(looks: tuple[Look, ...]) -> None:
    limited = {product.style for product in build_catalogue().products if product.limited}
    shown = [
        look.number
        for look in looks
        if any(spot.reference.rpartition("-")[0] in limited for spot in look.spots)
    ]
    assert shown == [8]


def test_plates_are_small_drawings_and_the_same_each_time(looks: tuple[Look, ...]) -> None:
    again = build_looks(build_catalogue())
    for look, other in zip(looks, again, strict=True):
        assert ET.fromstring(look.drawing).attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
        assert len(look.drawing) < 20_000
        assert (
            hashlib.sha256(look.drawing.encode()).digest() == hashlib.sha256(other.drawing.encode()).digest()
        )
