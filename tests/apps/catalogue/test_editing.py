"""The verbs of merchandising on the database: sales over sales, dry runs, drafts, what is noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.catalogue import queries, services
from comptoir.catalogue.services import ChangedMeanwhile, PriceRefused, ProductRefused
from comptoir.core.actors import HOUSE
from comptoir.infra.spreadsheets import read_sheets, tame, write_csv
from comptoir.journal import queries as journal
from tests.apps.catalogue.shelf import AT, BAG, SWEATER

DAY = timedelta(days=1)
STYLE = SWEATER.style


def reduce(amount: int, *, starts: int = 0, ends: int | None = None) -> None:
    services.start_sale(
        style=STYLE,
        country="FR",
        amount=amount,
        starts_at=AT + starts * DAY,
        ends_at=AT + ends * DAY if ends else None,
        actor=HOUSE,
        at=AT,
    )


def history(at: int = 0) -> list[tuple[int, bool, int | None]]:
    """Amount, sale and struck price of each period, the earliest first."""
    rows = queries.price_history(style=STYLE, at=AT + at * DAY)["FR"]
    return [(row.amount, row.sale, row.was_price) for row in reversed(rows)]


@pytest.mark.rule("A-16")
def test_a_sale_inside_a_time_comes_back_to_the_price_before_it() -> None:
    reduce(20000, starts=2, ends=9)
    assert history() == [(29000, False, None), (20000, True, 29000), (29000, False, None)]


@pytest.mark.rule("A-16")
def test_a_second_cut_of_a_running_sale_ends_to_the_full_price() -> None:
    reduce(20000, ends=9)
    services.start_sale(
        style=STYLE,
        country="FR",
        amount=15000,
        starts_at=AT + 3 * DAY,
        ends_at=AT + 9 * DAY,
        actor=HOUSE,
        at=AT + 2 * DAY,
    )
    services.end_sale(style=STYLE, country="FR", actor=HOUSE, at=AT + 5 * DAY)
    assert history() == [
        (29000, False, None),
        (20000, True, 29000),
        (15000, True, 20000),
        (29000, False, None),
    ]


def test_a_sale_does_not_run_into_another_plan() -> None:
    reduce(20000, starts=5, ends=9)
    before = history()
    for starts, ends in ((1, 6), (1, None), (5, 8)):
        with pytest.raises(PriceRefused):
            reduce(18000, starts=starts, ends=ends)
    assert history() == before


def test_a_section_is_saved_only_as_it_was_seen() -> None:
    sheet = queries.product_sheet(style=STYLE)
    assert sheet is not None
    facts = replace(sheet.facts, hs_code="611020", care=("wash_hand",))
    edition = queries.edition_of(sheet.facts)
    services.retire_product(style=STYLE, actor=HOUSE, at=AT)
    with pytest.raises(ProductRefused):
        services.edit_facts(style="ME-00", facts=facts, edition=edition, actor=HOUSE, at=AT)
    with pytest.raises(ChangedMeanwhile):
        services.edit_facts(style=STYLE, facts=facts, edition="", actor=HOUSE, at=AT)
    assert queries.product_sheet(style=STYLE) == replace(sheet, online_until=AT)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "plain", "'quoted", ""])
def test_what_leaves_in_a_table_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not tame(text).startswith(("=", "+", "-", "@", "\t"))
    (sheet,) = read_sheets(write_csv(("style", "name_en"), [("A", text)]))
    assert sheet.rows[0].cells["name_en"] == text
    assert sheet.rows[0].formulas == frozenset()


def test_a_list_of_products_takes_as_many_statements_however_many_there_are() -> None:
    sizes = []
    for styles in ([STYLE], [STYLE, BAG.style]):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(queries.product_sheets(styles=styles)) == len(styles)
        sizes.append(len(asked))
    assert sizes == [4, 4]


def test_a_trial_leaves_no_line_in_the_journal() -> None:
    services.retire_product(style=STYLE, actor=HOUSE, at=AT)
    (sheet,) = read_sheets(f"style,name_en\n{STYLE},Renamed\n".encode())
    report = services.import_sheets(sheets=[sheet], dry=True, actor=HOUSE, at=AT)
    assert not report.written
    (entry,) = journal.entries_about(kind="product", subject_id=STYLE)
    assert entry.verb == "product_retired"
