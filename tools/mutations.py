"""Ways to break each decided rule, one a row: the rule, where it stands, what stands there, what to put instead.

`where` is a module of the core or a file of the shipped profile, and the text to be replaced stands there exactly once.
With the replacement at least one test that carries the rule's
id must fail (`tools/prove_rules.py`).
"""

from __future__ import annotations

from typing import NamedTuple


class Mutation(NamedTuple):
    """One change that no test of its rule may survive."""

    rule: str
    where: str
    old: str
    new: str


MUTATIONS = (
    # Orders and capture
    Mutation(
        "ORD-03",
        "cancellation",
        "minutes=policy.checkout.cancellation_minutes)",
        "minutes=policy.checkout.cancellation_minutes + 1)",
    ),
    Mutation(
        "ORD-03",
        "cancellation",
        "max(order.placed_at, order.confirmed_at or order.placed_at)",
        "order.placed_at",
    ),
    Mutation("ORD-03", "cancellation", "return until - sooner if", "return until if"),
    Mutation("ORD-03", "cancellation", "{piece.state for piece in order.pieces} <= here", "True"),
    Mutation("DEL-10", "whereabouts", "not same and seen_at > told.seen_at", "not same"),
    Mutation(
        "DEL-06", "whereabouts", "local_date(at, zone=zone) > latest", "local_date(at, zone=zone) >= latest"
    ),
    Mutation("ORD-03", "cancellation", "    if order.held:\n        return None\n", ""),
    Mutation(
        "ORD-03",
        "cancellation",
        "order.state != OrderState.PLACED or order.parcel_leaving",
        "order.parcel_leaving",
    ),
    Mutation("ORD-03", "cancellation", "market and market.self_cancellation", "market"),
    Mutation("PAY-05", "capture", "is Charged.AT_CONFIRMATION", "is Charged.AT_SHIPMENT"),
    Mutation("PAY-05", "capture", "goal = worth_all if once else worth_gone", "goal = worth_all"),
    Mutation("PAY-05", "capture", "goods + order.delivery_paid if pieces else 0", "goods"),
    Mutation("PAY-05", "capture", "piece.paid + piece.duty", "piece.paid"),
    Mutation("PAY-06", "capture", "in (PieceState.ORDERED, PieceState.PACKED)", "is not PieceState.SHIPPED"),
    Mutation("C-05", "capture", "at >= tender.capture_before", "at > tender.capture_before"),
    Mutation("C-06", "lifecycles", "(ParcelState.CHARGING, Event.SHIP)", "(ParcelState.PACKED, Event.SHIP)"),
    Mutation("C-07", "capture", "max(0, tender.authorised - tender.captured)", "tender.authorised"),
    Mutation("C-07", "capture", "final=once or last", "final=once"),
    Mutation(
        "PAY-10",
        "lifecycles",
        "(PaymentState.OPEN, Event.FAIL): PaymentState.FAILED",
        "(PaymentState.OPEN, Event.FAIL): PaymentState.OPEN",
    ),
    # Returns
    Mutation("RET-01", "returns", "days=policy.returns.days, zone", "days=policy.returns.days + 1, zone"),
    Mutation(
        "RET-01",
        "returns",
        "local_date(received_at, zone=order.zone)",
        'local_date(received_at, zone="UTC")',
    ),
    Mutation("RET-01", "returns", "if until and not not_after(at, until=until):", "if False:"),
    Mutation("RET-01", "returns", "if piece.state is not PieceState.DELIVERED:", "if False:"),
    Mutation("RET-02", "refunds", "if basis is Basis.COMMERCIAL_RETURN:", "if False:"),
    Mutation("RET-02", "refunds", "if _left(order) and not market.refund_delivery:", "if _left(order):"),
    Mutation(
        "RET-02",
        "refunds",
        "rest, duty, reduced = piece.rest, piece.duty",
        "rest, duty, reduced = piece.rest, 0",
    ),
    Mutation("RET-05", "returns", "if piece.personalised:", "if False:"),
    Mutation("RET-06", "returns", "verdict is Verdict.REFUSED and not reason.strip()", "False"),
    Mutation("RET-06", "returns", 'PieceState.RETURN_REFUSED: ("RET-06", Reason.ALREADY_JUDGED),', ""),
    Mutation("RET-07", "returns", "    if not chosen:\n", "    if False:\n"),
    Mutation("RET-07", "returns", "set(chosen) - {piece.id for piece in order.pieces}", "not chosen"),
    Mutation("RET-10", "returns", "reception is not ReceptionState.RECEIVED", "False"),
    Mutation(
        "RET-10", "returns", "acceptance in (AcceptanceState.ACCEPTED, AcceptanceState.REFUSED)", "False"
    ),
    Mutation("RET-11", "returns", "days=policy.returns.refund_days", "days=policy.returns.refund_days + 1"),
    Mutation(
        "RET-11",
        "refunds",
        "amount=reduced + rest, tax=tax, piece=piece.id",
        "amount=reduced + rest - 1, tax=tax, piece=piece.id",
    ),
    Mutation("RET-12", "refunds", "for tender in tenders:", "for tender in reversed(tenders):"),
    Mutation(
        "RET-13", "returns", "if state is ReturnState.REGISTERED:", "if state is not ReturnState.CLOSED:"
    ),
    Mutation("RET-13", "returns", "not may_act_as(actor.role, (Role.ADVISOR,))", "False"),
    Mutation(
        "RET-13", "lifecycles", "(ReturnState.REGISTERED, Event.CANCEL)", "(ReturnState.SENT, Event.CANCEL)"
    ),
    Mutation(
        "RET-14",
        "store_returns",
        "    if purchase.shop is None:\n        return Refused",
        "    if purchase.shop is None:\n        return Allowed(rule='STO-01') if at else Refused",
    ),
    Mutation("RET-15", "returns", "days=policy.returns.hand_in_days", "days=policy.returns.hand_in_days - 1"),
    Mutation("RET-15", "returns", "if not_after(handed_in_at, until=until):", "if True:"),
    Mutation("PAY-06", "refunds", "    if piece.state in NOT_LEFT:\n", "    if False:\n"),
    Mutation("C-23", "refunds", "worth += piece.rest + piece.duty", "worth += piece.paid + piece.duty"),
    Mutation(
        "C-23",
        "refunds",
        "min(order.delivery_paid - order.delivery_reduced, most)",
        "min(order.delivery_paid, most)",
    ),
    Mutation("C-23", "refunds", "    if reduced:\n", "    if False:\n"),
    Mutation("C-23", "goodwill", "order=order, piece=piece), held)", "order=order, piece=piece), held + 1)"),
    Mutation("C-23", "goodwill", "return -(-amount * self.whole //", "return (amount * self.whole //"),
    Mutation("C-23", "goodwill", "> envelope.left:", "> envelope.whole:"),
    Mutation("C-23", "goodwill", "or piece.id in refunded", ""),
    Mutation("C-24", "bank_accounts", "int(digits) % 97 == 1", "int(digits) % 97 >= 0"),
    Mutation("C-24", "bank_accounts", "len(text) != _LENGTHS.get(text[:2]) or", ""),
    Mutation("C-24", "bank_accounts", "(EffectState.WAITING, Event.DROP)", "(EffectState.DONE, Event.DROP)"),
    Mutation("C-15", "goodwill", "if disputed else []", "if False else []"),
    Mutation("C-08", "refunds", "0 if _left(order) else share", "0"),
    Mutation("C-13", "refunds", "max(0, tender.captured - tender.refunded)", "tender.captured"),
    # The law
    Mutation("A-01", "withdrawal", "if not terms.next_working_day:", "if True:"),
    Mutation(
        "A-01", "withdrawal", "days=terms.withdrawal_days, zone", "days=terms.withdrawal_days - 1, zone"
    ),
    Mutation("A-02", "refunds", "most = order.delivery_cheapest if terms.refund_delivery else 0", "most = 0"),
    Mutation("A-02", "refunds", "most = order.delivery_cheapest if terms.refund_delivery else 0", "pass"),
    Mutation("A-03", "refunds", "gone={*pieces, *refunded})\n    share", "gone=pieces)\n    share"),
    Mutation("A-03", "refunds", "terms=terms) if whole else (0, 0)", "terms=terms)"),
    Mutation("A-05", "withdrawal", "days=terms.refund_days", "days=terms.refund_days + 1"),
    Mutation("A-05", "withdrawal", "max(stated_at, min(proofs)) if proofs else None", "stated_at"),
    Mutation(
        "A-08", "withdrawal", "if reason := _NOTHING_TO_WITHDRAW.get(piece.state):", "if reason := None:"
    ),
    Mutation("A-10", "withdrawal", "if piece.state is PieceState.RETURN_REFUSED:", "if False:"),
    Mutation("A-11", "withdrawal", "    if piece.personalised:\n", "    if False:\n"),
    Mutation("A-12", "claims", "months=terms.guarantee_months", "months=terms.guarantee_months - 1"),
    Mutation("A-12", "claims", "if not not_after(at, until=until):", "if False:"),
    Mutation("A-12", "claims", "for state in verdict.pieces if state in _CANNOT_PAY}", "for state in ()}"),
    Mutation(
        "A-12",
        "claims",
        "(Outcome.REFUND, Outcome.SEND_BACK, Outcome.RESEND):",
        "(Outcome.REFUND, Outcome.SEND_BACK):",
    ),
    Mutation("A-12", "claims", "for sku in verdict.short]", "for sku in ()]"),
    Mutation("A-12", "claims", "[verdict.closed] if verdict.closed else []", "[]"),
    Mutation(
        "CLM-07",
        "claims",
        "Outcome.SEND_BACK, Outcome.RESEND, Outcome.REPAIR)",
        "Outcome.SEND_BACK, Outcome.REPAIR)",
    ),
    Mutation(
        "A-12",
        "replacements",
        "if piece.replaces and piece.state is not PieceState.CANCELLED",
        "if piece.replaces",
    ),
    Mutation("A-12", "replacements", "for piece in before if piece not in gone}", "for piece in before}"),
    Mutation("A-12", "replacements", "    while before[piece]:\n", "    if before[piece]:\n"),
    Mutation("A-12", "replacements", "if _first(piece, before) in refunded:", "if piece in refunded:"),
    Mutation(
        "A-12", "refunds", "pieces = refundable(order=order, pieces=pieces)\n", "pieces = tuple(pieces)\n"
    ),
    Mutation(
        "A-12", "facts", "piece.delivered_at if piece.replaces else self.received_at", "self.received_at"
    ),
    Mutation("A-12", "facts", "for piece in self.pieces if not piece.replaces)", "for piece in self.pieces)"),
    Mutation("A-13", "refunds", "    most = order.delivery_paid\n", "    most = order.delivery_cheapest\n"),
    # Claims
    Mutation(
        "CLM-01",
        "claims",
        '("order_number", "description", "references", "photos")',
        '("order_number", "references", "photos")',
    ),
    Mutation("CLM-02", "claims", '("order_number", "references"),', '("order_number",),'),
    Mutation(
        "CLM-03",
        "claims",
        'ClaimKind.FAULTY: ("order_number", "references", "photos")',
        'ClaimKind.FAULTY: ("order_number", "references")',
    ),
    Mutation("CLM-04", "claims", "pieces_ordered > 1", "pieces_ordered > 2"),
    Mutation("CLM-05", "claims", "claim.label_attached is not False", "True"),
    Mutation("CLM-05", "claims", "if terms.guarantee_months is not None:", "if True:"),
    Mutation("CLM-06", "claims", '"description", "photos", "washing"', '"description", "photos"'),
    Mutation("CLM-07", "claims", "if cause is Cause.CARE:", "if cause is Cause.UNKNOWN:"),
    Mutation(
        "CLM-08",
        "claims",
        'NOT_AS_DESCRIBED: ("order_number", "references", "photos")',
        'NOT_AS_DESCRIBED: ("order_number", "references")',
    ),
    # Stores
    Mutation("STO-01", "store_returns", "days=policy.stores.days, zone", "days=policy.stores.days + 1, zone"),
    Mutation("STO-01", "store_returns", "bought_in.kind is StoreKind.OUTLET", "False"),
    Mutation("STO-01", "store_returns", "StoreKind.CONCESSION in (bought_in.kind, shop.kind)", "False"),
    Mutation("STO-01", "store_returns", "bought_in.country != shop.country", "False"),
    Mutation(
        "STO-02", "credits", "months=policy.stores.credit_months", "months=policy.stores.credit_months + 1"
    ),
    Mutation("STO-02", "credits", "shop.country != credit.country", "False"),
    Mutation("STO-02", "credits", "same_person(name) != same_person(credit.name)", "False"),
    Mutation("STO-02", "credits", "shop.kind is not StoreKind.OWN", "False"),
    Mutation("STO-02", "credits", "not not_after(at, until=until)", "False"),
    Mutation("STO-03", "store_returns", "if purchase.never_returnable:", "if False:"),
    Mutation("STO-03", "store_returns", "if purchase.tax_free:", "if False:"),
    Mutation(
        "STO-04",
        "store_returns",
        "    if purchase.sale_until is None:\n        return until\n",
        "    if True:\n        return until\n",
    ),
    Mutation("STO-05", "store_returns", "if not resaleable:", "if False:"),
    Mutation(
        "STO-08", "store_returns", '    CREDIT = "credit"\n', '    CREDIT = "credit"\n    MONEY = "money"\n'
    ),
    # People
    Mutation("ACC-04", "passwords", "len(password) < terms.length", "len(password) <= terms.length"),
    Mutation("ACC-04", "passwords", "digits < terms.digits", "False"),
    Mutation("ACC-04", "passwords", "specials < terms.specials", "False"),
    Mutation("D2-02", "numbers", "_DATA = 8", "_DATA = 7"),
    # Delivery
    Mutation(
        "DEL-01", "delivery", "if exclusion := policy.exclusions.get(country):", "if exclusion := None:"
    ),
    Mutation("DEL-01", "delivery", "    if market is None:\n", "    if False:\n"),
    Mutation("DEL-01", "delivery", "if place.startswith(market.withheld_areas):", "if False:"),
    Mutation(
        "DEL-02", "delivery", "peak.first <= ordered_on <= peak.last", "peak.first <= ordered_on < peak.last"
    ),
    Mutation("DEL-02", "house.toml", "[preparation]\nleast = 1", "[preparation]\nleast = 2"),
    Mutation("DEL-03", "delivery", "calendar=there)", "calendar=house)"),
    Mutation(
        "DEL-03",
        "delivery",
        "earliest=arrival(preparation.least, transit.least)",
        "earliest=arrival(preparation.least, transit.most)",
    ),
    Mutation("DEL-03", "calendar", "and day not in calendar.closed", ""),
    Mutation(
        "DEL-03",
        "delivery",
        'return Refused(\n        rule="DEL-03"',
        'return Refused(\n        rule="DEL-05"',
    ),
    Mutation("DEL-07", "delivery", "for service in services\n    )", "for service in services[:1]\n    )"),
    Mutation(
        "DEL-04",
        "house.toml",
        "services.express = { transit = { least = 1, most = 3 }",
        "services.express = { transit = { least = 1, most = 4 }",
    ),
    Mutation("DEL-05", "delivery", "if service in market.services\n", ""),
    Mutation(
        "DEL-05",
        "delivery",
        "service is Service.STANDARD and place.startswith(market.withheld_standard)",
        "False",
    ),
    Mutation("DEL-08", "delivery", "goods_total > terms.free_over", "goods_total >= terms.free_over"),
    Mutation(
        "DEL-08", "house.toml", 'price = "9.00", free_over = "270.00"', 'price = "9.00", free_over = "271.00"'
    ),
    Mutation("DEL-09", "delivery", "    if terms.free_always:\n", "    if False:\n"),
    Mutation("DEL-09", "house.toml", 'price = "45.00", free_always = true', 'price = "45.00"'),
    Mutation("DEL-11", "addresses", "if not address_keys(address) & stores:", "if True:"),
    Mutation("DEL-13", "addresses", "    if found is None:\n", "    if True:\n"),
    Mutation("DEL-13", "po_box", '"boîte postale", ', ""),
    Mutation("DEL-13", "po_box", "if country in _BARE_COUNTRIES:", "if False:"),
    # Prices
    Mutation("PAY-01", "quote", "if method is None or method in market.methods:", "if True:"),
    Mutation("PAY-02", "quote", "method in market.instalments", "False"),
    Mutation(
        "PAY-03",
        "quote",
        "currency=market.currency,\n        tax_included",
        'currency="EUR",\n        tax_included',
    ),
    Mutation("PAY-05", "quote", "charged=policy.methods[method].charged", "charged=Charged.AT_CONFIRMATION"),
    Mutation(
        "PAY-05",
        "house.toml",
        '[methods.card]\ncharged = "at_shipment"',
        '[methods.card]\ncharged = "at_confirmation"',
    ),
    Mutation("PAY-07", "promotions", "if at < promotion.starts:", "if False:"),
    Mutation("PAY-07", "promotions", "not within(at, since=promotion.starts, until=promotion.ends)", "False"),
    Mutation(
        "PAY-07", "promotions", "if goods < promotion.minimum_goods:", "if goods <= promotion.minimum_goods:"
    ),
    Mutation("PAY-07", "promotions", "promotion.uses_left <= 0", "promotion.uses_left < 0"),
    Mutation("PAY-07", "promotions", "left[place] -= part", "left[place] -= 0"),
    Mutation("A-50", "promotions", "if taken[promotion.gift] >= promotion.gifts_left:", "if False:"),
    Mutation("PAY-07", "redemption", "facts.uses_left <= 0", "facts.uses_left < 0"),
    Mutation("PAY-07", "redemption", "facts.used_by_customer >= facts.per_customer", "False"),
    Mutation("PAY-07", "stacking", "if way & against else", "if False else"),
    Mutation("PAY-08", "delivery", 'return "PAY-08" if free_delivery_code else None', "return None"),
    Mutation(
        "PAY-08",
        "promotions",
        "case PromotionKind.FREE_DELIVERY:\n            return 0",
        "case PromotionKind.FREE_DELIVERY:\n            return goods",
    ),
    Mutation("PAY-11", "duties", "if market.duties is DutyMode.NONE:", "if True:"),
    Mutation("PAY-11", "duties", "prepaid = market.duties is DutyMode.PREPAID", "prepaid = True"),
    Mutation("PAY-11", "duties", "[worth + part for worth, part in", "[worth for worth, part in"),
    Mutation("PAY-11", "tariffs", "key=lambda known: known[:2]", "key=lambda known: known[1]"),
    Mutation("A-45", "duties", "<= row.taxed_at_sale", "< row.taxed_at_sale"),
    Mutation("A-45", "tariffs", " and not place.lies_in(self.not_in)", ""),
    Mutation("A-46", "tariffs", "rate=best.rate + extra", "rate=best.rate"),
    Mutation("A-43", "tax", "place.lies_in(row.areas)", "False"),
    Mutation("PRD-02", "goods", "if line.limited:", "if False:"),
    # The shipped terms
    Mutation("ORD-03", "house.toml", "cancellation_minutes = 30", "cancellation_minutes = 60"),
    Mutation("RET-01", "house.toml", "days = 14 # RET-01", "days = 15 # RET-01"),
    Mutation("RET-11", "house.toml", "refund_days = 14", "refund_days = 15"),
    Mutation("RET-15", "house.toml", "hand_in_days = 14", "hand_in_days = 13"),
    Mutation("STO-01", "house.toml", "days = 30 # STO-01", "days = 31 # STO-01"),
    Mutation("STO-02", "house.toml", "credit_months = 12", "credit_months = 11"),
    Mutation("ACC-04", "house.toml", "length = 8", "length = 7"),
    Mutation(
        "A-01",
        "law.toml",
        'scope = "eu", key = "withdrawal_days", value = 14',
        'scope = "eu", key = "withdrawal_days", value = 13',
    ),
    Mutation("A-12", "law", "guarantee_months=value(LawKey.GUARANTEE_MONTHS)", "guarantee_months=24"),
    Mutation("A-02", "law", "floor.refund_delivery or market.refund_delivery", "market.refund_delivery"),
    Mutation(
        "DEL-16",
        "delivery",
        "latest=arrival(preparation.most, transit.most)",
        "latest=arrival(preparation.least, transit.least)",
    ),
    Mutation("A-04", "refunds", "rest, duty, reduced = piece.rest", "rest, duty, reduced = piece.rest - 1"),
    Mutation("C-13", "refunds", "total > alone.amount", "total > alone.amount + 1"),
    Mutation("C-16", "screening", "events >= mark * settled", "events > mark * settled"),
    Mutation("A-43", "dated", "on < row.until", "on <= row.until"),
    # Drops
    Mutation(
        "D2-13", "drops", "key=lambda entrant: entrant.number in signs", "key=lambda entrant: entrant.number"
    ),
    Mutation(
        "D2-13",
        "drops",
        "key=lambda entrant: draw_key(seed, entrant.number)",
        "key=lambda entrant: entrant.number",
    ),
    Mutation(
        "D2-13",
        "drops",
        "networks[entrant.network] >= MOST_BY_NETWORK",
        "networks[entrant.network] > MOST_BY_NETWORK",
    ),
    Mutation("D2-13", "drops", "line.left * 3 + 1", "line.left * 4 + 1"),
    Mutation("D2-13", "drops", "at >= turn.turn_ends_at", "at > turn.turn_ends_at"),
    Mutation("D2-13", "drops", "held.get(cap, 0) + pieces > most", "held.get(cap, 0) + pieces > most + 1"),
    Mutation("ACC-09", "mailings", "min(due, per_minute - lately)", "due"),
    Mutation("ACC-09", "mailings", "going // _MINUTE - written", "going // _MINUTE"),
    Mutation("ACC-09", "mailings", "[] if readers else", "[] if True else"),
    Mutation("ACC-09", "mailings", "if language not in texts:", "if not texts:"),
)
