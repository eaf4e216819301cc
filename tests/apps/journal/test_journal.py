"""The journal says who did what, in an order that never changes, and shows when somebody changed it."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event, Thread
from typing import cast

import psycopg
import pytest
from django.db import IntegrityError, connection

from comptoir.core.actors import HOUSE, Actor, ActorKind, Role
from comptoir.infra.db import TransactionRule, one_transaction
from comptoir.journal import queries, services
from comptoir.journal.queries import BrokenSeal

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
ADVISOR = Actor(kind=ActorKind.STAFF, id="advisor", role=Role.ADVISOR)


def note(verb: str, *, order: str | None = "ORDER1") -> None:
    with one_transaction():
        services.record(
            verb=verb,
            subject_kind="order",
            subject_id=7,
            actor=ADVISOR,
            at=AT,
            order_number=cast(str, order),
            rule="ORD-03",
            reason="asked by phone",
            data={"amount": 100},
        )


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_which_thing_when_and_why() -> None:
    note("cancel_order")
    note("note", order="ORDER2")
    (entry,) = queries.entries_for_order(number="ORDER1")
    assert (entry.verb, entry.at, entry.rule, entry.reason) == (
        "cancel_order",
        AT,
        "ORD-03",
        "asked by phone",
    )
    assert (entry.actor_kind, entry.actor_id, entry.actor_role) == ("staff", "advisor", "advisor")
    assert (entry.subject_kind, entry.subject_id, entry.data) == ("order", "7", {"amount": 100})


@pytest.mark.django_db
def test_an_entry_belongs_to_the_transaction_of_what_it_tells() -> None:
    with pytest.raises(TransactionRule):
        services.record(verb="x", subject_kind="order", subject_id=1, actor=HOUSE, at=AT)
    assert queries.entries_after(after=0, limit=10) == ()


@pytest.mark.django_db
def test_the_feed_goes_on_where_it_stopped() -> None:
    for verb in ("one", "two", "three"):
        note(verb)
    first = queries.entries_after(after=0, limit=2)
    rest = queries.entries_after(after=first[-1].id, limit=2)
    assert [entry.verb for entry in (*first, *rest)] == ["one", "two", "three"]


@pytest.mark.usefixtures("fresh_database")
def test_the_feed_and_the_seals_wait_for_an_entry_that_may_still_appear_below() -> None:
    """Another connection has drawn its id and not committed: nothing above it is settled."""
    written, finish = Event(), Event()

    def slow_writer() -> None:
        with one_transaction():
            services.record(verb="slow", subject_kind="order", subject_id=1, actor=HOUSE, at=AT)
            written.set()
            finish.wait(timeout=30)
        connection.close()

    note("before")
    writer = Thread(target=slow_writer)
    writer.start()
    assert written.wait(timeout=30)
    note("after")
    assert [entry.verb for entry in queries.entries_after(after=0, limit=10)] == ["before"]
    assert services.seal_entries(at=AT) == 1
    finish.set()
    writer.join()
    assert [entry.verb for entry in queries.entries_after(after=0, limit=10)] == ["before", "slow", "after"]
    assert services.seal_entries(at=AT) == 2
    assert queries.verify_seals() == ()


@pytest.mark.usefixtures("fresh_database")
def test_sealing_again_seals_only_what_is_new() -> None:
    note("one")
    assert [services.seal_entries(at=AT), services.seal_entries(at=AT)] == [1, 0]
    note("two")
    assert services.seal_entries(at=AT) == 1


@pytest.mark.usefixtures("fresh_database")
def test_a_rollback_leaves_neither_an_entry_nor_a_hole_in_the_seals() -> None:
    note("one")
    with pytest.raises(IntegrityError):
        note("lost", order=None)
    note("two")
    assert services.seal_entries(at=AT) == 2
    assert queries.verify_seals() == ()


def tampered(dsn: str, statement: str) -> tuple[BrokenSeal, ...]:
    """What the seals say after somebody with the owner's rights went around the triggers."""
    for verb in ("one", "two"):
        note(verb)
        services.seal_entries(at=AT)
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        owner.execute(statement.encode())
    return queries.verify_seals()


def test_a_changed_entry_is_named_by_its_seal(fresh_database: str) -> None:
    broken = tampered(fresh_database, "UPDATE journal_entry SET reason = 'other' WHERE verb = 'one'")
    assert [(seal.sealed, seal.found, seal.changed) for seal in broken] == [
        (1, 1, ((broken[0].last_entry, "changed"),))
    ]


def test_a_removed_entry_is_named_by_its_seal(fresh_database: str) -> None:
    broken = tampered(fresh_database, "DELETE FROM journal_entry WHERE verb = 'two'")
    assert [(seal.sealed, seal.found, seal.changed) for seal in broken] == [
        (1, 0, ((broken[0].last_entry, "removed"),))
    ]


def test_the_application_can_change_no_entry(fresh_database: str) -> None:
    note("one")
    with psycopg.connect(fresh_database, autocommit=True) as application:
        application.execute("SET ROLE comptoir_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("UPDATE journal_entry SET reason = 'other'")
