"""The month for the accountant: entries that balance and are those of ledger and documents; sales as France wants them."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from comptoir.cli import export
from comptoir.core.actors import Role
from comptoir.infra import clock
from comptoir.invoicing import queries
from comptoir.invoicing.models import Document
from comptoir.invoicing.queries.fec import COLUMNS
from comptoir.markets import queries as markets
from comptoir.payments import services as payments
from tests import cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ARRIVED
from tests.apps.invoicing.test_companies import ATELIER
from tests.apps.invoicing.test_documents import credit
from tests.desk.selling import signed_in

pytestmark = pytest.mark.usefixtures("shop")
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
Row = dict[str, str]


@pytest.fixture
def books() -> list[Document]:
    """A sale at home with a credit note, one abroad in dollars, one to a company; the days are closed."""
    credit(ship.a_delivered_order(), 0)
    ship.a_shipped_order(address=cast.JOHN)
    ship.a_shipped_order(address=ATELIER)
    clock.set_to(at=ARRIVED + timedelta(days=3))
    payments.close_days(at=clock.now())
    return list(Document.objects.order_by("id"))


def written(folder: Path, what: str = "fec") -> Path:
    assert export.run(Namespace(what=what, month="2026-11", folder=str(folder))) == 0
    (path,) = folder.iterdir()
    return path


def read_back(path: Path) -> list[Row]:
    head, *lines = path.read_bytes().decode("iso8859-15").split("\r\n")
    assert tuple(head.split("\t")) == COLUMNS
    assert lines.pop() == ""
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]


def euros(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


@pytest.mark.rule("A-40", "I-1")
def test_every_entry_of_the_file_balances_and_so_does_all_of_it(
    books: list[Document], tmp_path: Path
) -> None:
    path = written(tmp_path)
    assert path.name == "000000000FEC20261130.txt"
    rows = read_back(path)
    assert len(COLUMNS) == 18
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row["EcritureNum"]] += euros(row["Debit"]) - euros(row["Credit"])
        assert (euros(row["Debit"]) > 0) != (euros(row["Credit"]) > 0)
        assert row["EcritureDate"][:6] == "202611"
    assert set(sums.values()) == {Decimal(0)}
    assert list(dict.fromkeys(row["EcritureNum"] for row in rows)) == [
        str(n) for n in range(1, len(sums) + 1)
    ]
    assert Counter(row["JournalCode"] for row in rows).keys() == {"VE", "EN"}
    assert {row["PieceRef"] for row in rows if row["JournalCode"] == "VE"} == {doc.number for doc in books}


@pytest.mark.rule("I-10", "A-40")
def test_the_file_has_the_net_and_the_tax_of_the_documents(books: list[Document], tmp_path: Path) -> None:
    rows = read_back(written(tmp_path))
    for document in books:
        own = [row for row in rows if row["PieceRef"] == document.number]
        sign = 1 if document.kind == "invoice" else -1
        figure = "Montantdevise" if document.currency != "EUR" else ""

        def amount(row: Row, figure: str = figure) -> Decimal:
            turn = 1 if euros(row["Credit"]) else -1
            return turn * (euros(row[figure]) if figure else euros(row["Debit"]) + euros(row["Credit"]))

        tax = sum(amount(row) for row in own if row["CompteNum"].startswith("4457"))
        owed = sum(amount(row) for row in own if row["CompteNum"] == "411000")
        assert tax == sign * Decimal(document.tax) / 100
        assert owed == -sign * Decimal(document.gross) / 100
        assert {row["Idevise"] for row in own} == ({document.currency} if figure else {""})


def test_a_month_is_the_same_file_for_ever_and_the_next_goes_on_counting(
    books: list[Document], tmp_path: Path
) -> None:
    del books
    before = written(tmp_path / "a").read_bytes()
    ship.a_shipped_order()
    assert written(tmp_path / "b").read_bytes() == before
    policy = markets.current_policy(at=clock.now())
    clock.set_to(at=clock.now() + timedelta(days=30))
    payments.close_days(at=clock.now())
    december = list(
        queries.fec_lines(policy=policy, entity="MEX", first=date(2026, 12, 1), last=date(2026, 12, 31))
    )
    assert len(december) == 1
    november = read_back(written(tmp_path / "c"))
    assert [int(row["EcritureNum"]) for row in november] == sorted(
        int(row["EcritureNum"]) for row in november
    )


@pytest.mark.rule("A-40", "I-10")
def test_sales_to_consumers_are_invoices_less_credit_notes_without_companies(books: list[Document]) -> None:
    policy = markets.current_policy(at=clock.now())
    sales = queries.consumer_sales(policy=policy, entity="MEX", first=FIRST, last=LAST)
    home = [row for row in sales if row.category == "TLB1"]
    sign = {"invoice": 1, "credit_note": -1}
    company = books[-1].order_number
    counted = [doc for doc in books if doc.body["country"] == "FR" and doc.order_number != company]
    assert sum(row.tax for row in home) == sum(sign[doc.kind] * doc.tax for doc in counted)
    assert sum(row.net for row in home) == sum(sign[doc.kind] * doc.net for doc in counted)
    (abroad,) = [row for row in sales if row.category == "TNT1"]
    assert (abroad.currency, abroad.tax, abroad.count) == ("USD", 0, 1)
    head, *lines = (line.rstrip().split(";") for line in queries.report_lines(sales=sales))
    assert len(lines) == sum(len(group.rates) for group in sales)
    for line, group in zip(lines, sales, strict=True):  # one rate each
        told = dict(zip(head, line, strict=True))
        assert told["TT-82 TaxExclusiveAmount"] == told["TT-87 TaxableAmount"]
        assert Decimal(told["TT-87 TaxableAmount"]) == Decimal(group.net) / 100
        assert told["TT-85 TransactionsCount"] == str(group.count)


def test_the_auditor_downloads_the_file_that_the_command_writes(
    books: list[Document], tmp_path: Path
) -> None:
    del books
    page = "/desk/money/books/fec.txt?month=2026-11"
    auditor = signed_in(Role.AUDITOR)
    answer = auditor.get(page)
    assert b"".join(answer.streaming_content) == written(tmp_path).read_bytes()
    assert "000000000FEC20261130.txt" in answer.headers["Content-Disposition"]
    assert signed_in(Role.WAREHOUSE).get(page).status_code == 403
    assert auditor.get("/desk/money/books/fec.txt?month=2026-13").status_code == 404
