"""What a house looks like in counts and sums, to see that nothing moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests.api.calls import all_books

_COUNTED = {
    "orders": "SELECT state, count(*), sum(total) FROM orders_order GROUP BY 1 ORDER BY 1",
    "pieces": "SELECT count(*), count(cancelled_at) AS cancelled, sum(paid) FROM orders_piece",
    "parties": "SELECT count(*) FROM orders_party",
    "holds": "SELECT count(*), count(ended_at) AS ended FROM orders_hold",
    "payments": """
      SELECT state, count(*), sum(authorised) AS authorised, sum(capturing) AS capturing, sum(captured) AS captured,
        sum(refunding) AS refunding, sum(refunded) AS refunded
      FROM payments_payment GROUP BY 1 ORDER BY 1""",
    "effects": "SELECT kind, state, count(*), sum(amount), sum(tries) AS tries FROM payments_effect GROUP BY 1, 2 ORDER BY 1, 2",
    "events": "SELECT count(*), count(handled_at) AS handled FROM payments_providerevent",
    "ledger": """
      SELECT e.kind, l.account, l.currency, count(*), sum(l.debit) AS debit, sum(l.credit) AS credit
      FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    "levels": "SELECT sku, location_id, on_hand, reserved FROM stock_level ORDER BY 1, 2",
    "movements": "SELECT kind, count(*), sum(quantity) FROM stock_movement GROUP BY 1 ORDER BY 1",
    "reservations": "SELECT count(*), count(ended_at) AS ended FROM stock_reservation",
    "codes": "SELECT code, uses FROM promotions_promotion ORDER BY 1",
    "redemptions": "SELECT count(*), count(ended_at) AS ended FROM promotions_redemption",
    "journal": "SELECT count(*) FROM journal_entry",
    "outbox": "SELECT kind, count(*) FROM notices_message GROUP BY 1 ORDER BY 1",
    "attempts": "SELECT outcome, order_waits, count(*) FROM checkout_attempt GROUP BY 1, 2 ORDER BY 1, 2",
    "keys": "SELECT count(*), count(answer) AS answered FROM infra_idempotencykey",
    "parcels": "SELECT state, count(*) FROM fulfilment_parcel GROUP BY 1 ORDER BY 1",
    "labels": "SELECT kind, state, count(*) FROM fulfilment_label GROUP BY 1, 2 ORDER BY 1, 2",
    "returns": "SELECT state, count(*) FROM returns_return GROUP BY 1 ORDER BY 1",
    "return pieces": "SELECT reception, acceptance, count(*) FROM returns_returnpiece GROUP BY 1, 2 ORDER BY 1, 2",
    "documents": "SELECT kind, count(*), sum(gross) FROM invoicing_document GROUP BY 1 ORDER BY 1",
    "cases": "SELECT state, count(*) FROM cases_case GROUP BY 1 ORDER BY 1",
    "jobs": "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2",
}


_QUERY = "SELECT json_build_object({})".format(
    ", ".join(
        f"'{name}', (SELECT json_agg(row_to_json(x)) FROM ({query}) x)" for name, query in _COUNTED.items()
    )
)


def picture() -> dict[str, object]:
    """Counts and sums of everything that an order can move, in our books and in the provider's."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY)
        (seen,) = cursor.fetchone() or ({},)
    return dict(seen) | {"provider": len(all_books())}


@contextmanager
def nothing_moves(*, but: str = "") -> Iterator[None]:
    """What happens inside leaves the house as it was, but for what is named."""
    before = picture()
    yield
    assert {name: seen for name, seen in picture().items() if name != but} == {
        name: seen for name, seen in before.items() if name != but
    }
