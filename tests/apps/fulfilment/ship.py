"""What the tests of everything after the order share: orders of the shared builders, and what to look at afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

from comptoir.core.actors import Actor
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock, queue, testclock
from comptoir.infra.refusals import NotPossible
from comptoir.journal import queries as journal
from comptoir.notices.models import Message
from comptoir.orders import queries as orders_queries
from comptoir.orders.models import Order, Piece
from comptoir.payments import queries as payments_queries
from comptoir.payments import services as payments
from comptoir.stock import queries as stock_queries
from tests import builders, cast
from tests.api.calls import OUTSIDE

AT = builders.MONDAY
LATER = AT + timedelta(hours=4)  # when the builders' parcels leave
ARRIVED = AT + timedelta(days=2)
HAND: Actor = cast.WAREHOUSE
ADVISOR: Actor = cast.ADVISOR
KNIT, SHIRT = builders.KNIT_M, builders.SHIRT_M
# The order of the builders: a knit, a shirt, Express to France.
KNIT_PRICE, SHIRT_PRICE, DELIVERY, TOTAL = 29000, 15000, 1800, 45800


def a_placed_order(**wishes: object) -> Order:
    """An order that was accepted; wishes are those of `builders.an_order_request`."""
    return known(builders.a_placed_order(**wishes).number)


def a_released_order(**wishes: object) -> Order:
    """An order that the warehouse has; the clock stands at LATER."""
    number = builders.a_released_order(**wishes).number
    clock.set_to(at=LATER)
    return known(number)


def a_shipped_order(**wishes: object) -> tuple[Order, UUID]:
    """An order that left in one parcel, and the parcel's id."""
    number = builders.a_shipped_order(**wishes).number
    (parcel,) = fulfilment_queries.parcels_of(order_number=number)
    return known(number), parcel.id


def a_delivered_order(**wishes: object) -> Order:
    """An order that arrived at ARRIVED."""
    return known(builders.a_delivered_order(**wishes).number)


def known(number: str) -> Order:
    """The order of a number."""
    order = orders_queries.order_by_number(number=number)
    assert order is not None
    return order


def fresh(order: Order) -> Order:
    """The order as it is now."""
    return Order.objects.get(pk=order.pk)


def pieces(order: Order) -> list[Piece]:
    """Its pieces."""
    return orders_queries.pieces_of(order_id=order.pk)


def ids(order: Order) -> list[UUID]:
    """The public ids of its pieces."""
    return [piece.public_id for piece in pieces(order)]


def perform_effects() -> None:
    """What the payments' own jobs would do now: captures, refunds and voids."""
    for effect_id in payments_queries.open_effects(before=AT + timedelta(days=400)):
        payments.perform_effect(effect_id=effect_id, at=clock.now())


def work() -> None:
    """Everything that waits in the queue, and every sweep but those of the night, once."""
    queue.run_waiting()
    testclock.work()


def sweep(name: str) -> None:
    """One sweep, once."""
    next(known for known in queue.sweeps() if known.name == name).run()


def scan(number: str, status: str, *, at: datetime) -> bytes:
    """The carrier scans a parcel, and the house takes its push; returns the push."""
    body = scan_silently(number, status, at=at)
    fulfilment.receive_carrier_event(body=body, headers=hook_headers(), at=at)
    return body


def hook_headers(token: str = "") -> dict[str, str]:
    """The headers of a push of the carrier's: the token that it was given."""
    return {"DHL-Hook-Token": token or settings.CARRIER_WEBHOOK_SECRETS[0]}


def scan_silently(number: str, status: str, *, at: datetime) -> bytes:
    """The carrier scans a parcel; returns the push that it would send."""
    url = f"{settings.CARRIER_URL}/_control/shipments/{number}/events"
    answer = OUTSIDE.post(url, json={"status": status, "at": at.isoformat()})
    answer.raise_for_status()
    return answer.content


def payment_books(order: Order) -> list[tuple[str, int]]:
    """What the payment provider's own books say of an order."""
    rows = OUTSIDE.get(f"{settings.PAYMENT_URL}/books").json()["rows"]
    return [(row["kind"], row["amount"]) for row in rows if row["order"] == order.number]


def shipments() -> list[dict[str, object]]:
    """What the carrier's own books say."""
    rows: list[dict[str, object]] = OUTSIDE.get(f"{settings.CARRIER_URL}/shipments").json()["rows"]
    return rows


def break_carrier(**rule: object) -> None:
    """A bad day at the carrier."""
    OUTSIDE.post(f"{settings.CARRIER_URL}/_control", json=rule).raise_for_status()


def break_payments(**rule: object) -> None:
    """A bad day at the payment provider."""
    OUTSIDE.post(f"{settings.PAYMENT_URL}/_control", json=rule).raise_for_status()


def mend() -> None:
    """Both providers behave again."""
    for url in (settings.PAYMENT_URL, settings.CARRIER_URL):
        OUTSIDE.post(f"{url}/_control/reset").raise_for_status()


_WATCHED = (
    "fulfilment_label", "fulfilment_parcel", "fulfilment_parcelpiece", "fulfilment_carrierevent", "invoicing_counter",
    "invoicing_document", "journal_entry", "notices_message", "orders_order", "orders_piece", "payments_effect",
    "payments_ledgerentry", "payments_ledgerline", "payments_payment", "procrastinate_jobs", "returns_return",
    "returns_returnpiece", "returns_withdrawal", "stock_level", "stock_movement", "stock_reservation",
)  # fmt: skip


def snapshot() -> dict[str, str]:
    """Everything that could have moved: two equal snapshots say that nothing did."""
    found = {}
    with connection.cursor() as cursor:
        for table in _WATCHED:
            cursor.execute(
                f"SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t"
            )
            found[table] = cursor.fetchone()[0]
    return found


def reasons(refusal: NotPossible) -> list[tuple[str | None, str]]:
    """What a refusal says: rule and reason of each."""
    return [(refused.rule, refused.reason.value) for refused in refusal.refusals]


def verbs(order: Order) -> list[str]:
    """What the journal says of an order, oldest first."""
    return [entry.verb for entry in journal.entries_for_order(number=order.number)]


def mails(order: Order) -> list[Message]:
    """The mails about an order, oldest first."""
    return list(Message.objects.filter(order_number=order.number).order_by("id"))


def on_hand(sku: str) -> tuple[int, int]:
    """What lies in the warehouse of a SKU, and how much of it is promised."""
    (level,) = stock_queries.levels(skus=[sku])[sku]
    return level.on_hand, level.reserved


def clears(order: Order) -> bool:
    """Whether every account that must come to nothing for a finished order does (E-01)."""
    left = payments_queries.balances(order_number=order.number)
    return all(
        not left.get((account, order.currency)) for account in ("customer", "memo.authorised", "memo.contra")
    )
