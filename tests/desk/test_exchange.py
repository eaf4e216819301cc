"""Files at the desk: taken out, tried, taken in whole or not at all."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.catalogue import queries as catalogue
from comptoir.journal import queries as journal
from tests.builders import KNIT, MONDAY, SHIRT
from tests.desk.selling import form_of, plain

pytestmark = pytest.mark.usefixtures("house")


def try_file(client: Client, content: bytes, name: str = "file.csv") -> str:
    sent = SimpleUploadedFile(name, content)
    return client.post("/desk/products/exchange/trial/", {"file": sent}).content.decode()


def take_in(client: Client, tried: str) -> str:
    digest = re.search(r'name="digest" value="(\w+)"', tried)
    assert digest, plain(tried)
    return client.post("/desk/products/exchange/run/", {"digest": digest[1]}).content.decode()


def test_what_is_taken_out_and_in_again_changes_nothing(desk: Client) -> None:
    for name in ("products.csv", "pieces.csv", "prices.csv", "catalogue.xlsx"):
        answer = desk.get(f"/desk/products/exchange/{name}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        tried = plain(try_file(desk, answer.content, name))
        assert "is right: nothing was changed yet" in tried, tried
        assert all(
            int(changed) == 0 for changed in re.findall(r"(?:Products|sizes|Prices) (\d+) \d+ \d+", tried)
        )
    assert "Products 0 0 5 Colours and sizes 0 0 10 Prices 0 0 35" in tried


def test_a_trial_changes_nothing_and_the_run_is_whole_and_happens_once(desk: Client) -> None:
    text = "style;name_fr;hs_code\nME-26W-KN014;Pull d’essai;61102000\nME-26W-SH008;Chemise;62052000\n"
    before = catalogue.product_sheets(styles=[KNIT, SHIRT])
    tried = try_file(desk, text.encode())
    assert "Products 0 2 0" in plain(tried)
    assert catalogue.product_sheets(styles=[KNIT, SHIRT]) == before
    assert "has been taken in" in plain(take_in(desk, tried))
    assert catalogue.product_sheets(styles=[KNIT])[KNIT].texts.texts["name"]["fr"] == "Pull d’essai"
    assert [entry.verb for entry in journal.entries_about(kind="product", subject_id=KNIT)] == [
        "product_imported"
    ]
    again = try_file(desk, text.encode())
    assert "Products 0 0 2" in plain(again)
    take_in(desk, again)
    assert len(journal.entries_about(kind="product", subject_id=KNIT)) == 1


def test_every_fault_of_a_file_is_told_by_row_and_column(desk: Client) -> None:
    text = (
        "style,name_en,hs_code,composition,origin,swimwear,size_of_hat\n"
        "ME-26W-KN014,Knit,12,90 % Wool,IT,yes,\n"
        "ME-26W-KN014,Knit,611011,100 % Wool,IT,perhaps,\n"
        "ME-26W-SH008,,611011,100 % Wool,QQ,no,\n"
        ",Knit,611011,100 % Wool,IT,no,\n"
        "ME-26W-SO002,=cmd(),611011,100 % Wool,IT,no,\n"
    )
    assert "size_of_hat there is no such column" in plain(try_file(desk, text.encode()))
    before = catalogue.product_sheets(styles=[KNIT, SHIRT])
    told = plain(try_file(desk, text.replace(",size_of_hat", "").replace(",\n", "\n").encode()))
    for words in (
        "Products 2 composition The fibres of “Wool” make 90 percent",
        "Products 2 hs_code use six, eight or ten digits",
        "Products 3 swimwear write yes or no",
        "Products 4 name_en",
        "Products 4 origin use the two letters",
        "Products 5 style something must stand here",
        "Products 6 name_en this is a formula",
    ):
        assert words in told
    assert catalogue.product_sheets(styles=[KNIT, SHIRT]) == before


def test_new_products_pieces_and_prices_come_in_one_workbook(desk: Client) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in {
        "products": [
            ["style", "collection", "category", "cut", "name_en", "composition", "hs_code"],
            [
                "ME-27S-KN901",
                "26W",
                "knitwear",
                "women",
                "Ribbed top",
                "Shell: 100 % Wool | Lining: 100 % Silk",
                611030,
            ],
        ],
        "pieces": [
            ["style", "colour_code", "colour_en", "hex", "size", "weight_g"],
            ["ME-27S-KN901", "0100", "Black", "#111111", "S", 210],
            ["ME-27S-KN901", "0100", "Black", "#111111", "M", 220.0],
        ],
        "prices": [
            ["style", "country", "amount"],
            ["ME-27S-KN901", "FR", 145],
            ["ME-27S-KN901", "JP", 23000],
        ],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    tried = try_file(desk, out.getvalue(), "new.xlsx")
    assert "Products 1 0 0 Colours and sizes 2 0 0 Prices 2 0 0" in plain(tried)
    assert catalogue.product_sheet(style="ME-27S-KN901") is None
    take_in(desk, tried)
    found = catalogue.product_sheet(style="ME-27S-KN901")
    assert found is not None
    assert found.online_from is None
    assert found.facts.composition == "Shell: 100 % Wool\nLining: 100 % Silk"
    assert [size.weight_g for size in found.colours[0].sizes] == [210, 220]
    prices = catalogue.price_history(style="ME-27S-KN901", at=MONDAY + timedelta(hours=1))
    assert {country: rows[0].amount for country, rows in prices.items()} == {"FR": 14500, "JP": 23000}


def test_prices_of_the_past_and_of_other_currencies_do_not_come_in(desk: Client) -> None:
    text = (
        "style,country,currency,amount,starts_at\n"
        f"{KNIT},FR,EUR,310,2026-01-05T09:00\n{KNIT},GB,EUR,310,\n{KNIT},XX,,310,\n{KNIT},DE,EUR,,\n{KNIT},US,,abc,\n"
    )
    told = plain(try_file(desk, text.encode()))
    for words in (
        "Prices 2 starts_at prices of the past do not change",
        "Prices 3 currency prices there are in GBP",
        "Prices 4 country the house does not sell there",
        "Prices 5 amount something must stand here",
        "Prices 6 amount write an amount",
    ):
        assert words in told
    history = catalogue.price_history(style=KNIT, at=MONDAY + timedelta(hours=1))
    assert [(each.amount, each.standing.value) for each in history["FR"]] == [(29000, "running")]


def test_no_export_holds_a_formula_and_what_was_tamed_comes_back_as_it_was(desk: Client) -> None:
    path = f"/desk/products/{KNIT}/texts/"
    desk.post(path, {**form_of(desk, path), "description.en": '=HYPERLINK("http://x.example")'})
    out = desk.get("/desk/products/exchange/products.csv").content
    assert b"\"'=HYPERLINK" in out
    assert b",=HYPERLINK" not in out
    book = openpyxl.load_workbook(io.BytesIO(desk.get("/desk/products/exchange/catalogue.xlsx").content))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert "Products 0 0 5" in plain(try_file(desk, out))


NO_TABLES = {
    "no workbook": (b"PK\x03\x04nonsense", "neither CSV nor XLSX"),
    "no text": (b"style\0\n", "neither CSV nor XLSX"),
    "other letters": ("style;name_fr\nA;Été".encode("latin-1"), "not UTF-8"),
    "open quotation": (b'style,name_en\n"A,B', "quotation mark"),
    "heavy": (b"x" * 10_000_001, "larger than 10 MB"),
}


@pytest.mark.parametrize("kind", NO_TABLES)
def test_what_is_no_table_is_refused_in_words(desk: Client, kind: str) -> None:
    content, words = NO_TABLES[kind]
    assert words in plain(try_file(desk, content))


def test_a_file_is_taken_in_only_after_it_was_tried_here(desk: Client) -> None:
    answer = desk.post("/desk/products/exchange/run/", {"digest": "0" * 64})
    assert "Try the file first" in plain(answer.content.decode())
