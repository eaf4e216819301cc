"""Finding orders and who placed them, by whatever a caller can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from comptoir.core.numbers import check_number
from comptoir.orders.models import PHONE_DIGITS, PLAIN_NAME, Order, Party, Piece, plain
from comptoir.orders.queries.reading import OrderRow, rows_of

_FEWEST = 6  # digits of a telephone number, so that it is somebody's
_TOLD = 8  # its last digits: people tell numbers with and without the country


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who placed orders with an e-mail, as the last of them names them; `order_id` is that one's public id."""

    email: str
    name: str
    phone: str
    language: str
    order_id: UUID
    number: str
    ordered_at: datetime


def find_orders(*, text: str, limit: int = 50) -> tuple[OrderRow, ...]:
    """Orders by number, e-mail, name, phone or SKU; without text, the newest."""
    rows = Order.objects.all()
    if words := text.strip():
        rows = rows.filter(_matches(words))
    return rows_of(rows.order_by("-ordered_at", "-id")[:limit])


def orders_with(*, code: str, limit: int = 50) -> tuple[OrderRow, ...]:
    """Orders with a piece of this SKU or reference, newest first."""
    return rows_of(Order.objects.filter(_with_piece(code)).order_by("-ordered_at", "-id")[:limit])


def find_people(*, text: str, limit: int = 50) -> tuple[Person, ...]:
    """Who placed orders, by e-mail, phone or part of a name, each e-mail once, the latest order first."""
    rows = _parties(text.strip()).exclude(email="").select_related("order")
    people: dict[str, Person] = {}
    for row in rows.order_by("-order__ordered_at", "-order_id")[: limit * 4]:
        person = Person(
            email=row.email,
            name=row.name,
            phone=row.phone,
            language=row.order.language,
            order_id=row.order.public_id,
            number=row.order.number,
            ordered_at=row.order.ordered_at,
        )
        people.setdefault(row.email.lower(), person)
    return tuple(people.values())[:limit]


def email_of_order(*, order_id: UUID) -> str:
    """The e-mail an order (its public id) was placed with; blank where there is no such order, or it was erased."""
    rows = Party.objects.filter(order__public_id=order_id, role="delivery")
    return rows.values_list("email", flat=True).first() or ""


def guest_orders(*, email: str) -> QuerySet[Order]:
    """The orders of an e-mail that belong to no account."""
    party = Party.objects.filter(order=OuterRef("pk"), role="delivery", email__iexact=email.strip())
    return Order.objects.filter(Exists(party), customer__isnull=True)


def orders_of_customer(*, customer_id: int) -> QuerySet[Order]:
    """A customer's orders, newest first; what was never paid for is no order (PAY-14)."""
    rows = Order.objects.filter(customer_id=customer_id, placed_at__isnull=False)
    return rows.order_by("-ordered_at", "-id")


def own_order(*, customer_id: int, number: str) -> Order | None:
    """The order of a number if it is this customer's; another's is as unknown as none (D2-02)."""
    return Order.objects.filter(customer_id=customer_id, number=check_number(number) or "").first()


def _matches(words: str) -> Q:
    number = check_number(words)
    if number:
        return Q(number=number)
    found = Q(Exists(_parties(words).filter(order=OuterRef("pk"))))
    return found if "@" in words else found | _with_piece(words)


def _with_piece(code: str) -> Q:
    rows = Piece.objects.filter(order=OuterRef("pk"))
    return Q(Exists(rows.filter(Q(sku=code.upper()) | Q(reference=code.upper()))))


def _parties(words: str) -> QuerySet[Party]:
    """By the whole e-mail, the last digits of a telephone number, or letters of the name, however accented."""
    rows = Party.objects.filter(role="delivery")
    if "@" in words:
        return rows.filter(email__iexact=words)
    digits = re.sub(r"\D", "", words)
    if len(digits) >= _FEWEST and not re.search(r"[^\W\d]", words):
        return rows.alias(digits=PHONE_DIGITS).filter(digits__contains=digits[-_TOLD:])
    return rows.alias(plain=PLAIN_NAME).filter(plain__contains=plain(Value(words)))
