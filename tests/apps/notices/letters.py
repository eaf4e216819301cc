"""What each kind of letter is told, as the services above tell it."""

from __future__ import annotations

from typing import Any

ZONE = "Europe/Paris"
KNIT = {
    "sku": "ME-26W-KN014-0410-M",
    "name": "Crew-neck sweater",
    "colour": "Navy & ecru",
    "size": "M",
    "reference": "ME-26W-KN014-0410",
    "picture": "",
    "quantity": 2,
    "unit": 29000,
    "paid": 52200,
}
SCARF = {
    **KNIT,
    "name": "Silk scarf",
    "colour": "Ecru",
    "size": "U",
    "reference": "ME-26W-AC003-0100",
    "quantity": 1,
    "unit": 9550,
    "paid": 8595,
}
TERMS = {
    "name": "Maison Exemple",
    "entity": "Maison Exemple SAS",
    "address": ["12 rue des Exemples", "75003 Paris", "France"],
    "register": "RCS Paris 000 000 000",
    "capital": "1 000 000 EUR",
    "vat_number": "FR00000000000",
    "phone": "+33 1 99 00 12 34",
    "phone_hours": "Monday to Friday",
    "email": "bonjour@maison-exemple.example",
    "url": "https://maison-exemple.example",
    "mediator": ["Médiation Exemple", "75003 Paris"],
    "cancellation_minutes": 30,
    "return_days": 14,
    "hand_in_days": 14,
    "refund_days": 21,
    "withdrawal_days": 14,
    "withdrawal_refund_days": 14,
    "guarantee_months": 24,
}
ORDER: dict[str, Any] = {
    "number": "K7P 2QX 9M4",
    "link": "http://127.0.0.1:8000/en-fr/orders/abc/",
    "placed_at": "2026-11-23T08:00:00+00:00",
    "zone": ZONE,
    "currency": "EUR",
    "country": "FR",
    "language": "en",
    "tax_included": True,
    "name": "Zoë <b>O’Brien</b>",
    "address": ["Zoë O’Brien", "3 rue des Lilas", "75011 Paris", "France"],
    "lines": [KNIT, SCARF],
    "goods": 60795,
    "discounts": [{"code": "WELCOME10", "amount": 6755}],
    "delivery": {
        "service": "express",
        "price": 1800,
        "earliest": "2026-11-25",
        "latest": "2026-12-02",
        "free_because": None,
    },
    "duties": 0,
    "tax": 10433,
    "total": 62595,
    "method": "card",
    "charged": "at_shipment",
    "cancel_until": "2026-11-23T08:30:00+00:00",
    "phone": "+33 1 99 00 12 34",
    "terms": TERMS,
}
PARCEL = {
    "number": "P7P 2QX 9M4",
    "tracking_number": "JJD000390007885123456",
    "tracking_url": "http://127.0.0.1:8002/track/JJD000390007885123456",
    "lines": [KNIT, SCARF],
}
RETURN = {
    "number": "R7P 2QX 9M4",
    "lines": [KNIT],
    "hand_in_by": "2026-12-20T22:59:59+00:00",
    "refund_amount": 52200,
    "refund_method": "card",
    "label_url": "http://127.0.0.1:8000/labels/1",
    "dropoff_url": "http://127.0.0.1:8002/points",
    "dropoff_points": [{"name": "Tabac du Coin", "address": "9 rue des Roses", "distance_m": 200}],
}
INVOICE = {"number": "MEX-2026-000017", "url": "http://127.0.0.1:8000/documents/17"}
CLAIM = {
    "number": "K-7P2Q-X9M4-1",
    "kind": "in_use",
    "by_carrier": False,
    "received_at": "2026-11-24T23:30:05+00:00",
    "zone": ZONE,
    "currency": "EUR",
    "link": "http://127.0.0.1:8000/en-fr/claims/0/abc/",
    "lines": [KNIT],
}
STATEMENT = {
    "name": "Zoë O’Brien",
    "contract": "K7P 2QX 9M4",
    "email": "zoe@example.org",
    "received_at": "2026-11-24T23:30:05+00:00",
    "zone": ZONE,
    "lines": [KNIT],
}
PIECE = {
    "name": "Crew-neck sweater",
    "colour": "Navy & ecru",
    "size": "M",
    "reference": "ME-26W-KN014-0410",
    "price": 29000,
    "currency": "EUR",
}
LETTERS: dict[str, dict[str, Any]] = {
    "order_placed": {"order": {**ORDER, "peak": {"name": "Christmas", "less_packaging": True}}},
    "order_held": {"order": {**ORDER, "cancel_until": None}},
    "order_link": {"order": ORDER},
    "payment_link": {
        "link": {
            "url": "http://127.0.0.1:8000/en-fr/pay/abc/",
            "name": "Zoë O’Brien",
            "total": 62595,
            "currency": "EUR",
            "expires_at": "2026-11-27T09:00:00+00:00",
            "zone": ZONE,
            "phone": "+33 1 99 00 12 34",
            "lines": [KNIT, SCARF],
        }
    },
    "payment_failed": {"order": ORDER, "pay_url": "http://127.0.0.1:8000/en-fr/orders/abc/pay/"},
    "payment_renewal": {
        "order": ORDER,
        "amount": 8595,
        "lapses_at": "2026-11-30T08:00:00+00:00",
        "pay_url": "http://127.0.0.1:8000/en-fr/orders/abc/renewal/",
    },
    "order_cancelled": {"order": ORDER, "money": "voided", "amount": 62595},
    "order_shipped": {"order": ORDER, "parcel": PARCEL, "documents": [INVOICE], "captured": 62595},
    "parcel_delivered": {"order": ORDER, "parcel": PARCEL, "return_until": "2026-12-16T22:59:59+00:00"},
    "parcel_moved": {
        "order": {**ORDER, "peak": {"name": "Christmas", "less_packaging": True}},
        "parcel": PARCEL,
        "title": "Waiting for you at a pick-up point",
        "where": "Your parcel can be collected: Thu, 26 Nov 15:30, Paris.",
        "next": "Collect it until 3 December 2026.",
        "seen": "Thu, 26 Nov 15:30, Paris",
        "until": "2026-12-03",
        "redirect_url": "http://127.0.0.1:8002/redirect/JJD000390007885123456",
    },
    "document_sent": {
        "order": ORDER,
        "document": {
            "kind": "invoice",
            "number": "MEX-2026-000017",
            "issued_at": "2026-11-24T09:00:00+00:00",
            "currency": "EUR",
            "gross": 62595,
            "url": "http://127.0.0.1:8000/documents/17/?until=1&seal=2",
        },
    },
    "stop_too_late": {"order": ORDER},
    "pieces_withdrawn": {"order": ORDER, "lines": [SCARF], "amount": 8595, "refunded": True},
    "piece_short": {"order": ORDER, "lines": [SCARF], "amount": 8595, "refunded": False},
    "parcel_trouble": {
        "order": ORDER,
        "parcel": PARCEL,
        "trouble": "parcel_silent",
        "heard_at": "2026-11-26T09:30:00+00:00",
    },
    "return_registered": {"order": ORDER, "return": RETURN},
    "return_confirmed": {
        "order": ORDER,
        "return": RETURN,
        "accepted": [KNIT],
        "refused": [{"line": SCARF, "reason": "The house label is missing."}],
        "refund_by": "2026-12-30T22:59:59+00:00",
        "amount": 52200,
    },
    "refund_sent": {"order": ORDER, "amount": 52200, "method": "card", "document_url": INVOICE["url"]},
    "withdrawal_received": {"statement": STATEMENT, "terms": TERMS},
    "back_in_stock": {
        "piece": PIECE,
        "link": "http://127.0.0.1:8000/en-fr/p/ME-26W-KN014-0410/",
        "terms": TERMS,
    },
    "drop_place": {
        "drop": "Poppy, thirty pieces",
        "link": "http://127.0.0.1:8000/en-fr/drops/poppy/place/1.abc/",
        "terms": TERMS,
    },
    "newsletter_confirm": {
        "link": "http://127.0.0.1:8000/en-fr/newsletter/confirm/abc/",
        "until": "2026-11-30T08:00:00+00:00",
        "terms": TERMS,
    },
    "newsletter_welcome": {
        "since": "2026-11-23T08:00:00+00:00",
        "store_url": "http://127.0.0.1:8000/en-fr/",
        "leave_url": "http://127.0.0.1:8000/en-fr/newsletter/leave/abc/",
        "terms": TERMS,
    },
    "claim_received": {"order": ORDER, "claim": CLAIM, "terms": TERMS},
    "claim_contested": {"order": ORDER, "claim": CLAIM, "terms": TERMS},
    "claim_verdict": {
        "order": ORDER,
        "claim": CLAIM,
        "verdict": {
            "outcome": "refund",
            "words": "The seam was weak. We are sorry.",
            "amount": 52200,
            "return_number": "",
            "final": True,
        },
        "terms": TERMS,
    },
    "contact_received": {
        "case": {
            "number": "C-7P2Q-X9M4-1",
            "topic": "A piece, or one I cannot find",
            "received_at": "2026-11-24T23:30:05+00:00",
            "zone": ZONE,
        },
        "terms": TERMS,
    },
}
