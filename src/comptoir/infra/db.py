"""Transactions and locks. Every service wears exactly one of the three marks below."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import Model, QuerySet

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)

# The one order in which rows are locked, so that two verbs never wait for each other in a circle.
LOCK_ORDER = (
    "person", "request", "case", "wave", "consignment", "count", "basket", "order", "envelope", "payment", "credit", "code",
    "drop", "parcel", "return", "claim", "stock", "counter", "product", "block", "look", "mailing", "message",
)  # fmt: skip

_held: ContextVar[tuple[str, ...]] = ContextVar("held_locks", default=())


class WrongLockOrder(RuntimeError):
    """A lock was asked for out of the documented order: a bug."""


class TransactionRule(RuntimeError):
    """A service was called inside a transaction where it must not be, or outside where it must: a bug."""


def in_transaction() -> bool:
    """Whether a transaction of ours is open; the one a test wraps around itself does not count."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


@contextmanager
def _fresh_locks() -> Iterator[None]:
    token = _held.set(())
    try:
        yield
    finally:
        _held.reset(token)


def owns_transaction(verb: Callable[P, R]) -> Callable[P, R]:
    """The verb is called by a face or a task and is one transaction by itself."""

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if in_transaction():
            raise TransactionRule(f"{verb.__qualname__} owns its transaction and was called inside another")
        with _fresh_locks(), transaction.atomic():
            return verb(*args, **kwargs)

    return run


def joins_transaction(verb: Callable[P, R]) -> Callable[P, R]:
    """The verb is called by another service and takes part in its transaction."""

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not in_transaction():
            raise TransactionRule(f"{verb.__qualname__} joins a transaction and was called outside one")
        return verb(*args, **kwargs)

    return run


def spans_transactions(verb: Callable[P, R]) -> Callable[P, R]:
    """The verb asks a third party between its transactions, and so runs outside any."""

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        outside_transaction()
        return verb(*args, **kwargs)

    return run


def outside_transaction() -> None:
    """Raise if a transaction is open: nobody calls a third party while holding rows."""
    if in_transaction():
        raise TransactionRule("no network inside a transaction")


@contextmanager
def one_transaction() -> Iterator[None]:
    """One of the transactions of a verb that spans several."""
    outside_transaction()
    with _fresh_locks(), transaction.atomic():
        yield


def locked(rows: QuerySet[M], *, kind: str) -> list[M]:
    """Lock rows of one kind in key order and return them; any other order than LOCK_ORDER is a bug."""
    rank = LOCK_ORDER.index(kind)
    held = _held.get()
    if held and LOCK_ORDER.index(held[-1]) > rank:
        raise WrongLockOrder(f"{kind} after {held[-1]}")
    _held.set((*held, kind))
    ordered = rows if rows.query.order_by else rows.order_by("pk")
    return list(ordered.select_for_update(of=("self",)))


def insert_once(row: Model) -> bool:
    """Save a new row, and say so; nothing is saved where a unique key of it is taken. One being taken is waited for.

    One statement, where catching the error takes a savepoint around it.
    """
    quote, meta = connection.ops.quote_name, row._meta
    fields = [field for field in meta.local_concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    into = f"INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT {into} ON CONFLICT DO NOTHING RETURNING {quote(meta.pk.column)}", values)
        made = cursor.fetchone()
    if made is None:
        return False
    (row.pk,) = made
    return True
