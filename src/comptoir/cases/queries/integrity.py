"""The invariants of the house's books, as SQL that finds what breaks them. `comptoir doctor` runs them all.

The only place that reads every app's tables at once: it trusts no code of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from comptoir.cases.queries.integrity_stores import OF_STORES
from comptoir.cases.queries.invariant import Invariant


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A thing that does not hold, by name."""

    subject: str
    detail: str


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        id="I-1",
        meaning="every ledger entry balances, per currency",
        counted="SELECT count(*) FROM payments_ledgerentry",
        broken="""
          SELECT e.public_id::text, l.currency || ' debits less credits ' || (sum(l.debit) - sum(l.credit))
          FROM payments_ledgerentry e LEFT JOIN payments_ledgerline l ON l.entry_id = e.id
          GROUP BY e.public_id, l.currency HAVING coalesce(sum(l.debit), 0) <> coalesce(sum(l.credit), 0)
             OR count(l.id) = 0""",
    ),
    Invariant(
        id="I-2",
        meaning="0 <= refunded <= captured <= authorised, for every payment",
        counted="SELECT count(*) FROM payments_payment",
        broken="""
          SELECT order_number, 'authorised ' || authorised || ' captured ' || captured || ' refunded ' || refunded
          FROM payments_payment WHERE refunded < 0 OR captured < refunded + refunding
             OR authorised < captured + capturing""",
    ),
    Invariant(
        id="I-2b",
        meaning="what payments say was taken and given back is what the ledger says",
        counted="SELECT count(DISTINCT order_number) FROM payments_payment",
        broken="""
          WITH booked AS (
            SELECT e.order_number,
              coalesce(sum(l.debit) FILTER (WHERE e.kind = 'capture' AND l.account LIKE 'psp.%%'), 0) AS captured,
              coalesce(sum(l.credit - l.debit) FILTER (
                WHERE e.kind IN ('refund', 'refund_returned') AND (l.account LIKE 'psp.%%' OR l.account = 'bank')), 0) AS refunded
            FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id GROUP BY 1),
          known AS (
            SELECT order_number, sum(captured) AS captured, sum(refunded) AS refunded
            FROM payments_payment GROUP BY 1)
          SELECT coalesce(k.order_number, b.order_number), 'payments ' || coalesce(k.captured, 0) || '/'
             || coalesce(k.refunded, 0) || ' ledger ' || coalesce(b.captured, 0) || '/' || coalesce(b.refunded, 0)
          FROM known k FULL JOIN booked b USING (order_number)
          WHERE coalesce(k.captured, 0) <> coalesce(b.captured, 0)
             OR coalesce(k.refunded, 0) <> coalesce(b.refunded, 0)""",
    ),
    Invariant(
        id="I-2c",
        meaning="what the ledger holds as authorised is what payments may still take",
        counted="SELECT count(DISTINCT order_number) FROM payments_payment WHERE authorised > 0",
        broken="""
          WITH booked AS (
            SELECT e.order_number, sum(l.debit - l.credit) AS held
            FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id
            WHERE l.account = 'memo.authorised' GROUP BY 1),
          known AS (
            SELECT order_number, sum(authorised - captured) FILTER (WHERE state = 'authorised') AS held
            FROM payments_payment GROUP BY 1)
          SELECT coalesce(k.order_number, b.order_number),
             'payments ' || coalesce(k.held, 0) || ' ledger ' || coalesce(b.held, 0)
          FROM known k FULL JOIN booked b USING (order_number)
          WHERE coalesce(k.held, 0) <> coalesce(b.held, 0)""",
    ),
    Invariant(
        id="I-3",
        meaning="an order's total is its pieces, duties and delivery, to the minor unit",
        counted="SELECT count(*) FROM orders_order",
        broken="""
          SELECT o.number, 'total ' || o.total || ' parts ' || (coalesce(sum(p.paid + p.duty), 0) + o.delivery_paid)
          FROM orders_order o LEFT JOIN orders_piece p ON p.order_id = o.id
          GROUP BY o.id HAVING o.total <> coalesce(sum(p.paid + p.duty), 0) + o.delivery_paid""",
    ),
    Invariant(
        id="I-4",
        meaning="invoices less credit notes are what was taken less what was given back, for closed orders",
        counted="SELECT count(*) FROM orders_order WHERE state = 'closed'",
        broken="""
          WITH billed AS (
            SELECT order_number, sum(CASE kind WHEN 'invoice' THEN gross ELSE -gross END) AS gross
            FROM invoicing_document GROUP BY 1),
          taken AS (
            SELECT order_number, sum(captured - refunded) AS net, sum(refunding) AS on_the_way
            FROM payments_payment GROUP BY 1)
          SELECT o.number, 'documents ' || coalesce(b.gross, 0) || ' money ' || coalesce(t.net, 0)
          FROM orders_order o LEFT JOIN billed b ON b.order_number = o.number
             LEFT JOIN taken t ON t.order_number = o.number
          WHERE o.state = 'closed' AND coalesce(t.on_the_way, 0) = 0
             AND NOT EXISTS (SELECT 1 FROM payments_effect x JOIN payments_payment p ON p.id = x.payment_id
                             WHERE p.order_number = o.number AND x.state = 'failed')
             AND coalesce(b.gross, 0) <> coalesce(t.net, 0)""",
    ),
    Invariant(
        id="I-4b",
        meaning="between customer and house nothing is left in the ledger of an order that is over",
        counted="SELECT count(*) FROM orders_order WHERE state IN ('closed', 'cancelled', 'abandoned')",
        broken="""
          SELECT o.number, 'customer ' || sum(l.debit - l.credit)
          FROM orders_order o JOIN payments_ledgerentry e ON e.order_number = o.number
             JOIN payments_ledgerline l ON l.entry_id = e.id AND l.account = 'customer'
          WHERE o.state IN ('closed', 'cancelled', 'abandoned')
             AND NOT EXISTS (SELECT 1 FROM payments_effect x JOIN payments_payment p ON p.id = x.payment_id
                             WHERE p.order_number = o.number AND x.state IN ('waiting', 'requested', 'failed'))
          GROUP BY o.number HAVING sum(l.debit - l.credit) <> 0""",
    ),
    Invariant(
        id="I-4c",
        meaning="what gestures took off is what their credit notes and the ledger say, and never more than was paid",
        counted="SELECT count(*) FROM goodwill_gesture",
        broken="""
          WITH taken AS (
            SELECT o.number, sum(r.amount) AS gross, sum(r.amount - r.tax) AS net
            FROM orders_reduction r JOIN orders_order o ON o.id = r.order_id GROUP BY 1),
          given AS (
            SELECT o.number, sum(g.amount) AS gross
            FROM goodwill_gesture g JOIN orders_order o ON o.id = g.order_id GROUP BY 1),
          written AS (
            SELECT order_number AS number, sum(gross) AS gross FROM invoicing_document
            WHERE kind = 'credit_note' AND body -> 'gesture' = 'true' GROUP BY 1),
          booked AS (
            SELECT e.order_number AS number, sum(l.debit - l.credit) AS net
            FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id
            WHERE l.account = 'goodwill' GROUP BY 1)
          SELECT number, 'taken off ' || coalesce(t.gross, 0) || ' given ' || coalesce(g.gross, 0)
             || ' documents ' || coalesce(w.gross, 0) || ' ledger ' || coalesce(b.net, 0) || ' net ' || coalesce(t.net, 0)
          FROM taken t FULL JOIN given g USING (number) FULL JOIN written w USING (number) FULL JOIN booked b USING (number)
          WHERE coalesce(t.gross, 0) <> coalesce(g.gross, 0) OR coalesce(t.gross, 0) <> coalesce(w.gross, 0)
             OR coalesce(t.net, 0) <> coalesce(b.net, 0)
          UNION ALL
          SELECT p.public_id::text, 'paid ' || p.paid || ' taken off ' || sum(r.amount)
          FROM orders_reduction r JOIN orders_piece p ON p.id = r.piece_id
          GROUP BY p.id HAVING sum(r.amount) > p.paid OR sum(r.tax) > p.tax
          UNION ALL
          SELECT p.public_id::text, 'agreed ' || coalesce(p.agreed::text, 'not yet') || ' made ' || (g.id IS NOT NULL)
          FROM goodwill_proposal p LEFT JOIN goodwill_gesture g USING (public_id)
          WHERE coalesce(p.agreed, false) <> (g.id IS NOT NULL)""",
    ),
    Invariant(
        id="I-4d",
        meaning="a piece that is sent again is free and stands for one that left and was claimed; that one is paid back once",
        counted="SELECT count(*) FROM orders_piece WHERE replaces_id IS NOT NULL",
        broken="""
          SELECT a.public_id::text, 'in place of ' || p.public_id
          FROM orders_piece a JOIN orders_piece p ON p.id = a.replaces_id
          WHERE a.order_id <> p.order_id OR a.sku <> p.sku OR a.paid + a.tax + a.duty <> 0
             OR NOT EXISTS (SELECT 1 FROM fulfilment_parcelpiece c JOIN fulfilment_parcel b ON b.id = c.parcel_id
                            WHERE c.piece_id = p.id AND c.unpacked_at IS NULL AND b.shipped_at IS NOT NULL)
             OR NOT EXISTS (SELECT 1 FROM claims_claimpiece c JOIN claims_verdict v ON v.claim_id = c.claim_id
                            WHERE c.piece_id = p.id AND v.outcome = 'resend')
          UNION ALL
          SELECT a.public_id::text, 'on ' || d.number
          FROM orders_piece a JOIN orders_order o ON o.id = a.order_id
             JOIN invoicing_document d ON d.order_number = o.number
          WHERE a.replaces_id IS NOT NULL AND d.body -> 'pieces' ? a.public_id::text
          UNION ALL
          SELECT p.piece, count(*) || ' credit notes'
          FROM (SELECT jsonb_array_elements_text(body -> 'pieces') AS piece, body FROM invoicing_document
                WHERE kind = 'credit_note') p
          WHERE coalesce(p.body ->> 'gesture', 'false') <> 'true'
          GROUP BY p.piece HAVING count(*) > 1""",
    ),
    Invariant(
        id="I-5",
        meaning="document numbers have no gap in their series, and dates never go back",
        counted="SELECT count(*) FROM invoicing_document",
        broken="""
          SELECT number, 'sequence ' || sequence || ' after ' || coalesce(before, 0) FROM (
            SELECT number, sequence, issued_at,
              lag(sequence) OVER series AS before, lag(issued_at) OVER series AS earlier
            FROM invoicing_document WINDOW series AS (PARTITION BY entity, kind, year ORDER BY sequence)) d
          WHERE sequence <> coalesce(before, 0) + 1 OR issued_at < earlier""",
    ),
    Invariant(
        id="I-6",
        meaning="what lies somewhere is the sum of its movements",
        counted="SELECT count(*) FROM stock_level",
        broken="""
          SELECT coalesce(l.sku, m.sku), 'on hand ' || coalesce(l.on_hand, 0) || ' movements ' || coalesce(m.total, 0)
          FROM stock_level l FULL JOIN (
            SELECT sku, location_id, sum(quantity) AS total FROM stock_movement GROUP BY 1, 2) m
            ON m.sku = l.sku AND m.location_id = l.location_id
          WHERE coalesce(l.on_hand, 0) <> coalesce(m.total, 0)""",
    ),
    Invariant(
        id="I-6b",
        meaning="what is promised is the sum of open reservations, and never more than lies there",
        counted="SELECT count(*) FROM stock_reservation WHERE ended_at IS NULL",
        broken="""
          SELECT coalesce(l.sku, r.sku), 'reserved ' || coalesce(l.reserved, 0) || ' open ' || coalesce(r.open, 0)
          FROM stock_level l FULL JOIN (
            SELECT sku, location_id, count(*) AS open FROM stock_reservation WHERE ended_at IS NULL GROUP BY 1, 2) r
            ON r.sku = l.sku AND r.location_id = l.location_id
          WHERE coalesce(l.reserved, 0) <> coalesce(r.open, 0) OR l.reserved > l.on_hand OR l.reserved < 0""",
    ),
    Invariant(
        id="I-6c",
        meaning="every piece of a live order has its reservation until it leaves, and none after",
        counted="SELECT count(*) FROM orders_piece",
        broken="""
          SELECT p.public_id::text, o.state || CASE WHEN r.id IS NULL THEN ' without' ELSE ' with' END || ' reservation'
          FROM orders_piece p JOIN orders_order o ON o.id = p.order_id
             LEFT JOIN stock_reservation r ON r.piece = p.public_id AND r.ended_at IS NULL
             LEFT JOIN (fulfilment_parcelpiece c JOIN fulfilment_parcel x ON x.id = c.parcel_id
                        AND x.state IN ('shipped', 'delivered', 'lost', 'returned'))
                ON c.piece_id = p.id AND c.unpacked_at IS NULL
          WHERE (o.state IN ('placed', 'released') AND p.cancelled_at IS NULL AND c.id IS NULL) <> (r.id IS NOT NULL)
             AND o.state <> 'awaiting_payment'""",
    ),
    Invariant(
        id="I-6d",
        meaning="what was sent to another place is received, lost or extra there, or still under way",
        counted="SELECT count(*) FROM stock_consignmentline",
        broken="""
          WITH moved AS (
            SELECT split_part(m.cause, ':', 1) AS id, m.sku,
              -sum(m.quantity) FILTER (WHERE m.kind = 'transfer' AND m.cause NOT LIKE '%%:%%') AS sent,
              sum(m.quantity) FILTER (WHERE m.kind = 'transfer' AND m.cause LIKE '%%:%%') AS arrived,
              sum(m.quantity) FILTER (WHERE m.kind = 'receipt') AS came,
              sum(m.quantity) FILTER (WHERE m.kind = 'difference') AS differing
            FROM stock_movement m
            WHERE m.kind IN ('transfer', 'difference') OR (m.kind = 'receipt' AND m.cause LIKE '%%-%%-%%-%%-%%:%%')
            GROUP BY 1, 2),
          known AS (
            SELECT c.public_id::text AS id, l.sku, l.received, c.closed_at, c.origin_id IS NOT NULL AS transfer,
              CASE WHEN c.sent_at IS NULL THEN 0 ELSE l.announced END AS announced
            FROM stock_consignmentline l JOIN stock_consignment c ON c.id = l.consignment_id)
          SELECT coalesce(k.id, m.id), coalesce(k.sku, m.sku) || ' sent ' || coalesce(m.sent, 0)
             || ' arrived ' || coalesce(m.arrived, m.came, 0) || ' differing ' || coalesce(m.differing, 0)
             || ' received ' || coalesce(k.received, 0)
          FROM known k FULL JOIN moved m ON m.id = k.id AND m.sku = k.sku
          WHERE k.id IS NULL OR coalesce(m.sent, 0) <> k.announced
             OR coalesce(m.arrived, 0) + coalesce(m.came, 0) + coalesce(m.differing, 0) <> k.received
             OR coalesce(m.arrived, 0) > coalesce(m.sent, 0)
             OR (k.transfer AND k.closed_at IS NOT NULL AND coalesce(m.arrived, 0) <> coalesce(m.sent, 0))""",
    ),
    Invariant(
        id="I-6e",
        meaning="no more comes out of second choice, atelier or recycling than was put there",
        counted="SELECT count(*) FROM stock_movement WHERE kind IN ('second_choice', 'atelier', 'recycling')",
        broken="""
          SELECT sku, kind || ' holds ' || -sum(quantity)
          FROM stock_movement WHERE kind IN ('second_choice', 'atelier', 'recycling')
          GROUP BY sku, location_id, kind HAVING sum(quantity) > 0""",
    ),
    Invariant(
        id="I-8",
        meaning="nothing left the house that was not taken money for",
        counted="SELECT count(*) FROM fulfilment_parcel WHERE shipped_at IS NOT NULL",
        broken="""
          WITH gone AS (
            SELECT x.order_id, sum(p.paid + p.duty) AS worth
            FROM fulfilment_parcel x JOIN fulfilment_parcelpiece c ON c.parcel_id = x.id AND c.unpacked_at IS NULL
               JOIN orders_piece p ON p.id = c.piece_id WHERE x.shipped_at IS NOT NULL GROUP BY 1)
          SELECT o.number, 'left ' || (g.worth + o.delivery_paid) || ' taken ' || coalesce(sum(y.captured), 0)
          FROM gone g JOIN orders_order o ON o.id = g.order_id
             LEFT JOIN payments_payment y ON y.order_number = o.number
          GROUP BY o.id, g.worth HAVING coalesce(sum(y.captured), 0) < g.worth + o.delivery_paid""",
    ),
    Invariant(
        id="I-8b",
        meaning="no money was taken without an order behind it",
        counted="SELECT count(*) FROM payments_payment WHERE captured > 0",
        broken="""
          SELECT y.order_number, 'taken ' || y.captured || ' given back ' || (y.refunded + y.refunding)
          FROM payments_payment y LEFT JOIN orders_order o ON o.number = y.order_number
          WHERE y.captured > y.refunded + y.refunding AND (o.id IS NULL OR o.placed_at IS NULL)
             AND NOT EXISTS (SELECT 1 FROM payments_effect x WHERE x.payment_id = y.id AND x.state = 'failed')""",
    ),
    Invariant(
        id="I-9",
        meaning="every order that was placed told its customer, once",
        counted="SELECT count(*) FROM orders_order WHERE placed_at IS NOT NULL",
        broken="""
          SELECT o.number, count(m.id) || ' confirmations'
          FROM orders_order o LEFT JOIN notices_message m
             ON m.order_number = o.number AND m.kind IN ('order_placed', 'order_held')
          WHERE o.placed_at IS NOT NULL AND EXISTS (SELECT 1 FROM orders_party p WHERE p.order_id = o.id)
          GROUP BY o.id HAVING count(*) FILTER (WHERE m.kind = 'order_placed') > 1 OR count(m.id) = 0""",
    ),
    Invariant(
        id="I-10",
        meaning="the tax in the ledger is the tax on the documents",
        counted="SELECT count(*) FROM invoicing_document",
        broken="""
          WITH booked AS (
            SELECT e.order_number, sum(l.credit - l.debit) AS tax
            FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id
            WHERE l.account LIKE 'tax.%%' GROUP BY 1),
          written AS (
            SELECT order_number, sum(CASE kind WHEN 'invoice' THEN tax ELSE -tax END) AS tax
            FROM invoicing_document GROUP BY 1)
          SELECT coalesce(w.order_number, b.order_number),
             'documents ' || coalesce(w.tax, 0) || ' ledger ' || coalesce(b.tax, 0)
          FROM written w FULL JOIN booked b USING (order_number) WHERE coalesce(w.tax, 0) <> coalesce(b.tax, 0)""",
    ),
    Invariant(
        id="I-15",
        meaning="an order has the moments of the state it is in, in their order",
        counted="SELECT count(*) FROM orders_order",
        broken="""
          SELECT number, state FROM orders_order
          WHERE (state IN ('placed', 'released', 'closed') AND placed_at IS NULL)
             OR (state IN ('released', 'closed') AND released_at IS NULL)
             OR (state = 'closed' AND closed_at IS NULL) OR (state = 'cancelled' AND cancelled_at IS NULL)
             OR (state = 'abandoned' AND (abandoned_at IS NULL OR placed_at IS NOT NULL))
             OR (state = 'awaiting_payment' AND placed_at IS NOT NULL) OR placed_at < ordered_at
             OR confirmed_at < placed_at OR released_at <= coalesce(kept_until, cancellable_until) OR closed_at < released_at""",
    ),
    Invariant(
        id="I-16",
        meaning="a code was used as often as its redemptions say",
        counted="SELECT count(*) FROM promotions_promotion",
        broken="""
          SELECT p.code, 'uses ' || p.uses || ' redemptions ' || count(r.id)
          FROM promotions_promotion p LEFT JOIN promotions_redemption r
             ON r.promotion_id = p.id AND r.ended_at IS NULL
          GROUP BY p.id HAVING p.uses <> count(r.id)""",
    ),
    Invariant(
        id="I-16b",
        meaning="a single code is with the order that redeemed it, and with no other",
        counted="SELECT count(*) FROM promotions_singlecode",
        broken="""
          SELECT s.code, 'order ' || s.order_number || ' redeemed by ' || coalesce(r.order_number, 'none')
          FROM promotions_singlecode s LEFT JOIN promotions_redemption r
             ON r.promotion_id = s.promotion_id AND r.code = s.code AND r.ended_at IS NULL
          WHERE s.order_number <> coalesce(r.order_number, '')""",
    ),
    Invariant(
        id="I-17",
        meaning="what disputes ask back is frozen, as far as it was not refunded before",
        counted="SELECT count(*) FROM payments_payment WHERE captured > 0",
        broken="""
          SELECT p.order_number, 'frozen ' || p.disputed || ' disputed ' || coalesce(sum(d.amount), 0)
          FROM payments_payment p LEFT JOIN payments_dispute d ON d.payment_id = p.id AND d.state <> 'won'
          GROUP BY p.id
          HAVING p.disputed <> least(coalesce(sum(d.amount), 0), p.captured - p.refunded - p.refunding)""",
    ),
    *OF_STORES,
)


def check_invariant(*, invariant: Invariant) -> tuple[Broken, ...]:
    """Everything that breaks an invariant now, up to a hundred."""
    with connection.cursor() as cursor:
        cursor.execute(f"{invariant.broken} LIMIT 100", [])
        return tuple(Broken(subject=str(row[0]), detail=str(row[1])) for row in cursor.fetchall())


def count_rows(*, invariant: Invariant) -> int:
    """How many things an invariant was checked on."""
    with connection.cursor() as cursor:
        cursor.execute(invariant.counted)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
