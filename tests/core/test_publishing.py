"""What keeps a product from the shop, one gate at a time; the notation of compositions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.decisions import Refused
from comptoir.core.labels import (
    Fibre,
    Part,
    care_fault,
    care_in_order,
    composition_faults,
    read_composition,
    write_composition,
)
from comptoir.core.publishing import ProductFacts, publish_gates
from comptoir.core.reasons import Reason

WOOL = Part(name="", fibres=(Fibre(name="Wool", percent=100),))
WHOLE = ProductFacts(
    parts=(WOOL,),
    care=("wash_30",),
    origin="IT",
    hs_code="611011",
    maker="Maison Exemple",
    maker_address="Paris",
    maker_email="safety@example.org",
    texts={"name": {"en": "Knit", "fr": "Maille"}},
    words={"Wool": {"en": "Wool", "fr": "Laine"}},
    languages=("en", "fr"),
    pieces={"ST-01": 3},
    sizes=("S", "M", "L"),
    measured=frozenset("SML"),
    pictured=frozenset({"ST-01"}),
    priced=("FR", "US"),
    customs=("US",),
)


def gaps(**changed: object) -> list[tuple[str | None, Reason, str | None]]:
    """The rule, the reason and the field of each gate that a change closes."""
    return [(gap.rule, gap.reason, gap.field) for gap in publish_gates(replace(WHOLE, **changed))]


def test_a_whole_product_may_be_published() -> None:
    assert publish_gates(WHOLE) == ()


@pytest.mark.parametrize("percents", [(99,), (60, 39), (60, 41), (0, 99)])
def test_each_part_makes_a_hundred_percent(percents: tuple[int, ...]) -> None:
    part = Part(name="Lining", fibres=tuple(Fibre(name="Silk", percent=each) for each in percents))
    (gap,) = publish_gates(replace(WHOLE, parts=(WOOL, part)))
    assert (gap.reason, gap.field) == (Reason.COMPOSITION_NOT_WHOLE, "composition")
    assert dict(gap.values) == {
        "part": "Lining",
        "sum": sum(percents),
        "source": "Regulation (EU) No 1007/2011",
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"parts": (), "words": {}}, "composition"),
        ({"maker": " "}, "maker"),
        ({"maker_address": ""}, "maker_address"),
        ({"maker_email": "nobody"}, "maker_email"),
        ({"pieces": {}, "pictured": frozenset()}, "colours"),
    ],
)
def test_what_is_missing_is_named(changed: dict[str, object], field: str) -> None:
    assert gaps(**changed) == [(None, Reason.FIELD_MISSING, field)]


@pytest.mark.rule("PRD-06")
def test_care_must_be_said() -> None:
    assert gaps(care=()) == [("PRD-06", Reason.FIELD_MISSING, "care")]


@pytest.mark.rule("PAY-11")
@pytest.mark.parametrize("code", ["", "61101", "6110111", "61101130001", "61101x"])
def test_customs_need_a_code_only_where_a_market_lies_beyond_them(code: str) -> None:
    assert gaps(hs_code=code) == [("PAY-11", Reason.CUSTOMS_NEED, "hs_code")]
    assert gaps(hs_code=code, customs=()) == []


@pytest.mark.rule("PAY-11")
def test_customs_need_the_origin() -> None:
    assert gaps(origin="") == [("PAY-11", Reason.CUSTOMS_NEED, "origin")]
    assert gaps(origin="", customs=()) == []


@pytest.mark.rule("I18N-02")
def test_every_text_and_word_is_there_in_every_language_of_the_shop() -> None:
    found = publish_gates(replace(WHOLE, languages=("en", "fr", "de")))
    assert [(gap.rule, gap.field, dict(gap.values)) for gap in found] == [
        ("I18N-02", "name", {"language": "de", "text": "name"}),
        ("I18N-02", "words", {"language": "de", "text": "Wool"}),
    ]


@pytest.mark.rule("PAY-03")
def test_a_price_in_one_market_is_enough_and_in_none_is_not() -> None:
    assert gaps(priced=("FR",), customs=()) == []
    assert gaps(priced=(), customs=()) == [("PAY-03", Reason.PRICE_MISSING, "prices")]


@pytest.mark.rule("PRD-05")
def test_every_size_needs_its_measures_and_one_size_alone_needs_none() -> None:
    assert gaps(measured=frozenset()) == [("PRD-05", Reason.FIELD_MISSING, "size_chart")]
    assert gaps(measured=frozenset("SM")) == [("PRD-05", Reason.FIELD_MISSING, "size_chart.L")]
    assert gaps(sizes=("OS",), measured=frozenset()) == []
    assert gaps(sizes=("OS", "M"), measured=frozenset()) == [("PRD-05", Reason.FIELD_MISSING, "size_chart")]


def test_every_colour_needs_a_size_and_a_picture() -> None:
    assert gaps(pieces={"ST-01": 0, "ST-02": 1}) == [
        (None, Reason.SIZE_MISSING, "colours"),
        (None, Reason.PICTURE_MISSING, "pictures"),
    ]


NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
PARTS = st.lists(
    st.builds(
        lambda name, fibres: Part(name=name, fibres=tuple(fibres)),
        NAMES,
        st.lists(
            st.builds(lambda name, percent: Fibre(name=name, percent=percent), NAMES, st.integers(0, 999)),
            min_size=1,
            max_size=4,
        ),
    ),
    max_size=4,
)


@given(PARTS)
def test_a_composition_is_read_as_it_was_written(parts: list[Part]) -> None:
    assert read_composition(write_composition(parts)) == tuple(parts)


@pytest.mark.parametrize("line", ["wool", "Shell:", ": 100 % Wool", "100 Wool", "Shell: 50 % Wool,"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    refused = read_composition(f"100 % Silk\n{line}")
    assert isinstance(refused, Refused)
    assert dict(refused.values) == {"line": line}


def test_percents_are_read_however_they_are_spaced() -> None:
    assert read_composition("90% Wool,  10 %Cashmere\n\n") == (
        Part(name="", fibres=(Fibre(name="Wool", percent=90), Fibre(name="Cashmere", percent=10))),
    )
    assert composition_faults(()) == ()


@pytest.mark.rule("PRD-06")
def test_a_label_has_one_symbol_of_a_treatment_in_the_order_of_the_label() -> None:
    assert care_in_order(("dry_clean", "wash_30", "iron_low")) == ("wash_30", "iron_low", "dry_clean")
    assert care_fault(("wash_30", "no_bleach", "dry_clean")) is None
    for symbols in (("wash_30", "no_wash"), ("wash_95",)):
        refused = care_fault(symbols)
        assert refused is not None
        assert refused.reason is Reason.CARE_WRONG
