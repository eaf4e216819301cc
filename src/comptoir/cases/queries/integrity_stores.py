"""The invariants of what the stores do: receipts, what came back, credits."""

from __future__ import annotations

from comptoir.cases.queries.invariant import Invariant

OF_STORES: tuple[Invariant, ...] = (
    Invariant(
        id="I-18",
        meaning="what is left of a credit is the sum of what happened to it",
        counted="SELECT count(*) FROM payments_creditlot",
        broken="""
          SELECT c.number, 'left ' || c."left" || ' moved ' || coalesce(sum(m.amount), 0)
          FROM payments_creditlot c LEFT JOIN payments_creditmovement m ON m.lot_id = c.id
          GROUP BY c.id HAVING c."left" <> coalesce(sum(m.amount), 0)""",
    ),
    Invariant(
        id="I-18b",
        meaning="what the ledger owes in credits is what is left of them, by kind and currency",
        counted="SELECT count(*) FROM payments_creditlot",
        broken="""
          WITH owed AS (
            SELECT l.account, l.currency, sum(l.credit - l.debit) AS amount
            FROM payments_ledgerline l WHERE l.account LIKE 'credits.%%' GROUP BY 1, 2),
          held AS (
            SELECT 'credits.' || kind AS account, currency, sum("left") AS amount
            FROM payments_creditlot GROUP BY 1, 2)
          SELECT coalesce(o.account, h.account) || ' ' || coalesce(o.currency, h.currency),
             'ledger ' || coalesce(o.amount, 0) || ' lots ' || coalesce(h.amount, 0)
          FROM owed o FULL JOIN held h USING (account, currency)
          WHERE coalesce(o.amount, 0) <> coalesce(h.amount, 0)""",
    ),
    Invariant(
        id="I-19",
        meaning="a return at a counter is worth what its pieces were paid for, and its credit is what it says",
        counted="SELECT count(*) FROM stores_counterreturn",
        broken="""
          SELECT r.public_id, 'worth ' || r.worth || ' pieces ' || coalesce(sum(p.paid), 0)
          FROM stores_counterreturn r
          LEFT JOIN stores_counterpiece b ON b.counter_return_id = r.id
          LEFT JOIN stores_receiptpiece p ON p.id = b.piece_id
          LEFT JOIN payments_creditlot c ON c.number = r.credit_number
          GROUP BY r.id, c.id
          HAVING r.worth <> coalesce(sum(p.paid), 0) OR r.credited <> coalesce(c.amount, 0)""",
    ),
)
