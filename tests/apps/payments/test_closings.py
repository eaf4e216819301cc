"""The ledger's seals name the entry that was changed, and its days are closed one after the other, to be made again."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest

from comptoir.infra import ids
from comptoir.infra.db import one_transaction
from comptoir.payments import queries, services
from comptoir.payments.services import LedgerSide
from tests import builders

DAY = timedelta(days=1)


@pytest.fixture
def ledger(lasting_house: str) -> str:
    """A house whose ledger commits; yields the address of its database."""
    return lasting_house


def sides(amount: int, currency: str = "EUR") -> tuple[tuple[str, str, int, int], ...]:
    return (("customer", currency, 0, amount), ("psp.stripe", currency, amount, 0))


def post(amount: int, *, at=builders.MONDAY, entity: str = "ME", currency: str = "EUR") -> None:
    with one_transaction():
        services.post_entry(
            kind="capture",
            cause=str(ids.new_id()),
            order_number="7N4K2P9QW",
            entity=entity,
            currency=currency,
            sides=[
                LedgerSide(account="psp.stripe", amount=amount),
                LedgerSide(account="customer", amount=-amount),
            ],
            at=at,
        )


def tamper(dsn: str, statement: str) -> None:
    """What somebody with the owner's rights does around the triggers."""
    with psycopg.connect(dsn, autocommit=True) as owner:
        for table in ("payments_ledgerentry", "payments_ledgerline", "payments_ledgerclosing"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        owner.execute(statement.encode())


def sealed(dsn: str) -> list[int]:
    del dsn
    for amount in (100, 200, 300):
        post(amount)
    assert services.seal_ledger(at=builders.MONDAY) == 3
    assert queries.broken_seals() == ()
    last, _ = queries.last_seal()
    return [entry.pk for entry in queries.entries_between(after=0, until=last)]


@pytest.mark.rule("A-42")
@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE payments_ledgerline SET debit = debit + 1 WHERE entry_id = {id} AND debit > 0", "changed"),
        ("UPDATE payments_ledgerentry SET at = at + interval '1 second' WHERE id = {id}", "changed"),
        (
            "DELETE FROM payments_ledgerline WHERE entry_id = {id}; DELETE FROM payments_ledgerentry WHERE id = {id}",
            "removed",
        ),
    ],
)
def test_the_entry_that_was_changed_is_named(ledger: str, statement: str, what: str) -> None:
    second = sealed(ledger)[1]
    tamper(ledger, statement.format(id=second))
    assert queries.broken_seals() == (f"ledger entry {second} was {what}",)


@pytest.mark.rule("A-42")
def test_each_day_is_closed_once_for_each_entity_with_its_sums_and_without_a_gap(ledger: str) -> None:
    del ledger
    post(100)
    post(250, currency="JPY")
    post(70, entity="ME-UK", at=builders.MONDAY + DAY)
    post(300, at=builders.MONDAY + 2 * DAY)
    assert services.close_days(at=builders.MONDAY) == 0  # no day is over
    assert services.close_days(at=builders.MONDAY + 3 * DAY) == 5
    assert services.close_days(at=builders.MONDAY + 3 * DAY) == 0
    closed = [(c.entity, c.number, c.day, c.count, c.sums) for c in reversed(queries.closings())]
    monday = date(2026, 11, 23)
    assert sorted(closed) == [
        ("ME", 1, monday, 2, (sides(100)[0], sides(250, "JPY")[0], sides(100)[1], sides(250, "JPY")[1])),
        ("ME", 2, monday + DAY, 0, ()),
        ("ME", 3, monday + 2 * DAY, 1, sides(300)),
        ("ME-UK", 1, monday + DAY, 1, sides(70)),
        ("ME-UK", 2, monday + 2 * DAY, 0, ()),
    ]
    assert queries.broken_closings() == ()


@pytest.mark.rule("A-42")
def test_the_day_ends_at_midnight_of_the_house(ledger: str) -> None:
    del ledger
    midnight = builders.MONDAY.replace(hour=23)  # in Paris
    post(100, at=midnight - timedelta(microseconds=1))
    post(200, at=midnight)
    services.close_days(at=midnight)
    (closed,) = queries.closings()
    assert (closed.day, closed.count) == (date(2026, 11, 23), 1)


@pytest.mark.rule("A-42")
def test_what_is_written_late_for_a_closed_day_goes_into_the_next_and_changes_nothing_before(
    ledger: str,
) -> None:
    del ledger
    post(100)
    services.close_days(at=builders.MONDAY + DAY)
    post(7)  # dated on the day that is closed
    services.close_days(at=builders.MONDAY + 2 * DAY)
    assert [closed.count for closed in queries.closings()] == [1, 1]
    assert queries.broken_closings() == ()


@pytest.mark.rule("A-42")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_ledgerline SET debit = 101 WHERE debit = 100",
        "UPDATE payments_ledgerclosing SET count = 2",
        "UPDATE payments_ledgerclosing SET sums = '[]'",
        "DELETE FROM payments_ledgerclosing WHERE number = 1",
    ],
)
def test_a_closed_day_that_cannot_be_made_again_is_named(ledger: str, statement: str) -> None:
    post(100)
    services.close_days(at=builders.MONDAY + 2 * DAY)
    tamper(ledger, statement)
    assert date(2026, 11, 23 + ("DELETE" in statement)).isoformat() in queries.broken_closings()[0]


def test_the_application_changes_no_closing(ledger: str) -> None:
    post(100)
    services.close_days(at=builders.MONDAY + DAY)
    with psycopg.connect(ledger, autocommit=True) as owner, pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute("UPDATE payments_ledgerclosing SET count = 0")
