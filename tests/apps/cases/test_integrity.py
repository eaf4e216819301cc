"""The invariants hold after everything that can happen, and each names what is wrong once a row is changed behind our back."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker, Settings

from comptoir.cases import queries as cases
from comptoir.cli import doctor
from comptoir.journal import queries as journal
from comptoir.payments import queries as payments
from tests import builders
from tests.api.calls import books
from tests.apps.cases import story
from tests.plumbing import databases

ORDER = "(SELECT id FROM orders_order WHERE number = '{number}')"

# By invariant: the order it is tried on, what is done to its rows, and the subject that must be named.
BROKEN: dict[str, tuple[str, list[str], str]] = {
    "I-1": (
        "in two parcels",
        [
            "ALTER TABLE payments_ledgerline DISABLE TRIGGER USER",
            """UPDATE payments_ledgerline SET debit = debit + 1 WHERE id = (
                 SELECT min(l.id) FROM payments_ledgerline l JOIN payments_ledgerentry e ON e.id = l.entry_id
                 WHERE e.order_number = '{number}' AND l.debit > 0)""",
        ],
        "SELECT public_id FROM payments_ledgerentry WHERE order_number = '{number}' ORDER BY id LIMIT 1",
    ),
    "I-2": (
        "in two parcels",
        [
            "ALTER TABLE payments_payment DROP CONSTRAINT payment_never_over_refunded",
            "ALTER TABLE payments_payment DROP CONSTRAINT payment_disputed_stays",
            "UPDATE payments_payment SET refunded = captured + 1 WHERE order_number = '{number}'",
        ],
        "",
    ),
    "I-2b": (
        "in two parcels",
        ["UPDATE payments_payment SET captured = captured - 1 WHERE order_number = '{number}'"],
        "",
    ),
    "I-2c": (
        "held",
        ["UPDATE payments_payment SET authorised = authorised - 1 WHERE order_number = '{number}'"],
        "",
    ),
    "I-17": (
        "in two parcels",
        ["UPDATE payments_payment SET disputed = 1 WHERE order_number = '{number}'"],
        "",
    ),
    "I-3": (
        "in two parcels",
        [
            "ALTER TABLE orders_piece DISABLE TRIGGER USER",
            f"UPDATE orders_piece SET paid = paid + 1 WHERE order_id = {ORDER} AND position = 0",
        ],
        "",
    ),
    "I-4": (
        "short",
        [
            "ALTER TABLE invoicing_document DISABLE TRIGGER USER",
            "UPDATE invoicing_document SET gross = gross + 1, net = net + 1 WHERE order_number = '{number}'",
        ],
        "",
    ),
    "I-4b": (
        "given back",
        [
            "ALTER TABLE payments_ledgerline DISABLE TRIGGER USER",
            """DELETE FROM payments_ledgerline WHERE id IN (
                 SELECT l.id FROM payments_ledgerline l JOIN payments_ledgerentry e ON e.id = l.entry_id
                 WHERE e.order_number = '{number}' AND e.kind = 'refund')""",
        ],
        "",
    ),
    "I-4c": (
        "returned",
        [
            "ALTER TABLE orders_reduction DISABLE TRIGGER USER",
            f"UPDATE orders_reduction SET amount = amount + 1 WHERE order_id = {ORDER}",
        ],
        "",
    ),
    "I-4d": (
        "sent again",
        [
            "ALTER TABLE orders_piece DISABLE TRIGGER USER",
            """UPDATE orders_piece a SET replaces_id = (
                 SELECT min(p.id) FROM orders_piece p WHERE p.order_id <> a.order_id) WHERE replaces_id IS NOT NULL""",
        ],
        "SELECT public_id FROM orders_piece WHERE replaces_id IS NOT NULL",
    ),
    "I-5": (
        "in two parcels",
        [
            "ALTER TABLE invoicing_document DISABLE TRIGGER USER",
            "UPDATE invoicing_document SET sequence = 1000 WHERE order_number = '{number}' AND sequence = 1",
        ],
        "SELECT number FROM invoicing_document WHERE sequence = 1000",
    ),
    "I-6": (
        "held",
        [f"UPDATE stock_level SET on_hand = on_hand + 1 WHERE sku = '{builders.LOAFER_42}'"],
        f"SELECT '{builders.LOAFER_42}'",
    ),
    "I-6b": (
        "held",
        [f"UPDATE stock_level SET reserved = reserved + 1 WHERE sku = '{builders.LOAFER_42}'"],
        f"SELECT '{builders.LOAFER_42}'",
    ),
    "I-6c": (
        "held",
        ["UPDATE stock_reservation SET ended_at = made_at WHERE order_number = '{number}'"],
        f"SELECT public_id FROM orders_piece WHERE order_id = {ORDER} AND position = 0",
    ),
    "I-6d": (
        "held",
        [
            "ALTER TABLE stock_movement DISABLE TRIGGER USER",
            "DELETE FROM stock_movement WHERE kind = 'difference'",
        ],
        "SELECT public_id FROM stock_consignment WHERE closed_at IS NOT NULL",
    ),
    "I-6e": (
        "held",
        [
            "ALTER TABLE stock_movement DISABLE TRIGGER USER",
            "UPDATE stock_movement SET quantity = 1 WHERE kind = 'second_choice'",
        ],
        f"SELECT '{builders.LOAFER_42}'",
    ),
    "I-8": (
        "in two parcels",
        [
            "UPDATE payments_payment SET captured = captured - 1 WHERE order_number = '{number}'",
        ],
        "",
    ),
    "I-8b": (
        "in two parcels",
        [
            "ALTER TABLE orders_order DISABLE TRIGGER USER",
            "UPDATE orders_order SET placed_at = NULL WHERE number = '{number}'",
        ],
        "",
    ),
    "I-9": ("held", ["DELETE FROM notices_message WHERE order_number = '{number}'"], ""),
    "I-10": (
        "in two parcels",
        [
            "ALTER TABLE invoicing_document DISABLE TRIGGER USER",
            "UPDATE invoicing_document SET tax = tax + 1, net = net - 1 WHERE order_number = '{number}'",
        ],
        "",
    ),
    "I-15": ("held", ["UPDATE orders_order SET state = 'released' WHERE number = '{number}'"], ""),
    "I-16": (
        "held",
        ["UPDATE promotions_promotion SET uses = uses + 1 WHERE code = 'FREESHIP'"],
        "SELECT 'FREESHIP'",
    ),
    "I-16b": (
        "held",
        [
            "UPDATE promotions_singlecode SET order_number = '{number}'",
        ],
        "SELECT min(code) FROM promotions_singlecode",
    ),
    "I-18": (
        "held",
        ['UPDATE payments_creditlot SET "left" = "left" - 1'],
        "SELECT number FROM payments_creditlot",
    ),
    "I-18b": (
        "held",
        [
            "ALTER TABLE payments_ledgerline DISABLE TRIGGER USER",
            "UPDATE payments_ledgerline SET account = 'sales.goods' WHERE account = 'credits.store_credit'",
        ],
        "SELECT 'credits.store_credit EUR'",
    ),
    "I-19": (
        "held",
        [
            "ALTER TABLE stores_counterreturn DROP CONSTRAINT counter_adds_up",
            "UPDATE stores_counterreturn SET worth = worth + 1",
        ],
        "SELECT public_id FROM stores_counterreturn",
    ),
}


@pytest.fixture(scope="module")
def told(
    test_run: databases.Run, django_db_blocker: DjangoDbBlocker, payment_standin: str, carrier_standin: str
) -> Iterator[dict[str, str]]:
    """A house in which everything has happened; the numbers of its orders by what became of them."""
    del payment_standin, carrier_standin
    with django_db_blocker.unblock(), databases.fresh(test_run, furnished=True):
        builders.at_clock(builders.MONDAY)
        yield story.everything()


def broken() -> dict[str, list[str]]:
    """The invariants that do not hold, each with the subjects that it names."""
    found = {
        known.id: [thing.subject for thing in cases.check_invariant(invariant=known)]
        for known in cases.INVARIANTS
    }
    return {name: subjects for name, subjects in found.items() if subjects}


@pytest.fixture
def as_owner(told: dict[str, str]) -> Iterator[dict[str, str]]:
    """Whatever a test does to the tables, as their owner, is undone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE NONE")
        yield told
        transaction.set_rollback(True)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def read(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.rule("E-01", "I-1", "I-4", "I-6", "I-9")
def test_every_invariant_holds_after_everything_has_happened(told: dict[str, str]) -> None:
    assert broken() == {}
    counted = {known.id: cases.count_rows(invariant=known) for known in cases.INVARIANTS}
    assert [name for name, rows in counted.items() if not rows] == []
    states = {name: read(f"SELECT state FROM orders_order WHERE number = '{n}'") for name, n in told.items()}
    assert states == {
        "abandoned": "abandoned",
        "waiting": "abandoned",
        "called back": "cancelled",
        "held": "placed",
        "given back": "cancelled",
        "refused capture": "released",
        "in two parcels": "released",
        "short": "closed",
        "returned": "closed",
        "withdrawn": "cancelled",
        "sent again": "released",
    }


@pytest.mark.rule("E-01")
@pytest.mark.parametrize("invariant", [known.id for known in cases.INVARIANTS])
def test_a_row_changed_behind_our_back_is_named(as_owner: dict[str, str], invariant: str) -> None:
    name, changes, subject = BROKEN[invariant]
    number = as_owner[name]
    named = read(subject.format(number=number)) if subject and invariant != "I-5" else number
    for change in changes:
        run(change.format(number=number))
    if invariant == "I-5":
        named = read(subject)
    assert named in broken()[invariant]


@pytest.mark.rule("A-12", "E-01")
def test_a_piece_that_was_sent_again_without_a_claim_that_said_so_is_named(as_owner: dict[str, str]) -> None:
    del as_owner
    run("ALTER TABLE claims_verdict DISABLE TRIGGER USER")
    run("UPDATE claims_verdict SET outcome = 'repair' WHERE outcome = 'resend'")
    assert broken() == {"I-4d": [read("SELECT public_id FROM orders_piece WHERE replaces_id IS NOT NULL")]}


@pytest.mark.rule("I-13")
@pytest.mark.parametrize(
    ("table", "change"),
    [
        (
            "journal_entry",
            "UPDATE journal_entry SET verb = 'nothing' WHERE id = (SELECT min(id) FROM journal_entry)",
        ),
        ("journal_entry", "DELETE FROM journal_entry WHERE id = (SELECT min(id) FROM journal_entry)"),
        (
            "payments_ledgerline",
            """UPDATE payments_ledgerline SET debit = debit + 1 WHERE id = (
                 SELECT min(id) FROM payments_ledgerline WHERE debit > 0)""",
        ),
    ],
)
def test_what_was_sealed_cannot_change_unseen(as_owner: dict[str, str], table: str, change: str) -> None:
    del as_owner
    assert (journal.verify_seals(), payments.broken_seals()) == ((), ())
    run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    run(change)
    seals = journal.verify_seals() if table == "journal_entry" else payments.broken_seals()
    assert len(seals) == 1


@pytest.mark.rule("I-12", "E-01")
def test_the_doctor_is_content_and_then_is_not(
    as_owner: dict[str, str], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PAYMENT_URL = ""  # the stand-in's books are those of every test of this run
    assert doctor.run(Namespace(rebuild_stock=False, production=False)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "All invariants hold."
    run("UPDATE promotions_promotion SET uses = uses + 1 WHERE code = 'FREESHIP'")
    assert doctor.run(Namespace(rebuild_stock=False, production=False)) == 1
    said = capsys.readouterr()
    assert "BROKEN  I-16" in said.out
    assert "FREESHIP: uses 1 redemptions 0" in said.err
    assert as_owner


@pytest.mark.rule("I-12")
def test_the_provider_s_books_of_these_orders_are_our_ledger(told: dict[str, str]) -> None:
    ours: dict[str, list[tuple[str, int]]] = {number: [] for number in told.values()}
    for order, kind, amount in payments.booked_amounts():
        ours[order].append((kind, amount))
    for number in told.values():
        theirs = [(kind, amount) for kind, amount in books(number) if kind != "void"]
        assert sorted(ours[number]) == sorted(theirs)
