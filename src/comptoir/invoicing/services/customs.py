"""What customs read: the commercial invoice and the declaration CN23, from what each piece has stored (A-47)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from comptoir.core.money import Money
from comptoir.core.numbers import show_number
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import speaking
from comptoir.invoicing.services.consignments import Consignment, customs_worth

if TYPE_CHECKING:
    from comptoir.orders.models import Piece


def commercial_invoice(*, consignment: Consignment, at: datetime) -> dict[str, object]:
    """The words of the commercial invoice: what is in the parcel, its worth, its origin, who pays at the border."""
    house, order = consignment.house, consignment.order
    entity = house.entity
    back = consignment.comes_back
    ours = {"title": _("Importer") if back else _("Exporter"), "lines": consignment.house_lines()}
    theirs = {
        "title": _("Sender") if back else _("Consignee"),
        "lines": consignment.customer_lines(language="en"),
    }
    return {
        "language": "en",
        "title": _("Commercial invoice"),
        "number": consignment.number,
        "house": house.name.lower(),
        "cartouche": [
            [_("Number"), show_number(consignment.number)],
            [_("Date"), formats.full_day(at, house.time_zone)],
            [_("Order"), show_number(order.number)],
            [_("Reason"), " / ".join(_labels("en")[name] for name in _reasons(consignment))],
            [_("Terms"), "DDP" if consignment.duties_prepaid else "DAP"],
            [_("From, to"), _way(consignment)],
        ],
        "seller": theirs if back else ours,
        "buyer": ours if back else theirs,
        "receiver": None,
        "head": [
            _("Goods"),
            _("Customs code"),
            _("Origin"),
            _("Net kg"),
            _("Qty"),
            _("Unit value"),
            _("Value"),
        ],
        "rows": [
            {
                "name": _described(consignment, same[0]),
                "reference": same[0].reference,
                "cells": [
                    same[0].hs_code,
                    same[0].origin,
                    _kilograms(sum(piece.weight_g for piece in same)),
                    str(len(same)),
                    _plain(customs_worth(piece=same[0]), order.currency),
                    _plain(sum(customs_worth(piece=piece) for piece in same), order.currency),
                ],
            }
            for same in _alike(consignment)
        ],
        "taxes": None,
        "totals": [
            [_("Pieces"), str(len(consignment.pieces))],
            [_("Gross weight"), f"{_kilograms(consignment.weight_g)} kg"],
            [
                _("Value of the goods, %(currency)s") % {"currency": order.currency},
                _plain(_worth(consignment), order.currency),
            ],
        ],
        "notes": [
            _terms(consignment) + ".",
            _("Values are what was paid, after discounts, without tax; gifts have their own worth."),
            *(
                [
                    _(
                        "A free replacement is no sale: nothing is paid for it, its value is that of the piece it replaces."
                    )
                ]
                if "replacement" in _reasons(consignment)
                else []
            ),
            _("Returned goods, sent back to the seller. Not for sale.")
            if back
            else _("Exempt from French VAT: export, article 262 I of the French tax code."),
            _("I declare that what is stated here is true and complete."),
            f"{entity.name}, {formats.full_day(at, house.time_zone)}",
        ],
        "foot": [" · ".join([entity.name, entity.register, f"EORI {entity.eori}"])],
    }


def customs_declaration(*, consignment: Consignment, at: datetime) -> dict[str, object]:
    """The words of a CN23, each in English and French as the form has them."""
    english, french = _labels("en"), _labels("fr")
    label = {name: [english[name], french[name]] for name in english}
    order, house = consignment.order, consignment.house
    ours, theirs = consignment.house_lines(), consignment.customer_lines(language="en")
    back, reasons = consignment.comes_back, _reasons(consignment)
    return {
        "title": label["title"],
        "number": show_number(consignment.number),
        "house": house.name.lower(),
        "from": {"label": label["from"], "lines": theirs if back else ours},
        "to": {"label": label["to"], "lines": ours if back else theirs},
        "head": [label[name] for name in ("goods", "quantity", "weight", "value", "code", "origin")],
        "rows": [
            [
                _described(consignment, same[0]),
                str(len(same)),
                _kilograms(sum(piece.weight_g for piece in same)),
                _plain(sum(customs_worth(piece=piece) for piece in same), order.currency),
                same[0].hs_code,
                same[0].origin,
            ]
            for same in _alike(consignment)
        ],
        "sums": [
            " · ".join(label["total"]),
            str(len(consignment.pieces)),
            _kilograms(consignment.weight_g),
            _plain(_worth(consignment), order.currency),
            "",
            "",
        ],
        "boxes": [
            {"label": label["currency"], "text": order.currency},
            {"label": label["invoice"], "text": show_number(consignment.number)},
            {"label": label["terms"], "text": _terms(consignment)},
        ],
        "category": label["category"],
        "categories": [
            *(
                {"label": label[name], "on": name in reasons}
                for name in ("sale", "returned", "gift", "sample", "documents")
            ),
            _other(label, again="replacement" in reasons),
        ],
        "signature": {
            "label": label["signature"],
            "text": f"{consignment.customer.name if back else house.entity.name}, {formats.full_day(at, house.time_zone)}",
        },
        "statement": label["statement"],
    }


def _other(label: Mapping[str, list[str]], *, again: bool) -> dict[str, object]:
    """The last box of the form, with what it is: there is none for a piece that is sent again."""
    if not again:
        return {"label": label["other"], "on": False}
    named = [f"{other} ({what})" for other, what in zip(label["other"], label["replacement"], strict=True)]
    return {"label": named, "on": True}


def _labels(language: str) -> dict[str, str]:
    with speaking(language):
        return {
            "title": _("Customs declaration"),
            "from": _("Sender"),
            "to": _("Addressee"),
            "goods": _("Detailed description of contents"),
            "quantity": _("Quantity"),
            "weight": _("Net weight (kg)"),
            "value": _("Value"),
            "code": _("HS tariff number"),
            "origin": _("Origin"),
            "total": _("Total, gross weight"),
            "currency": _("Currency"),
            "invoice": _("Invoice number"),
            "terms": _("Terms of delivery"),
            "category": _("Category of item"),
            "sale": _("Sale of goods"),
            "returned": _("Returned goods"),
            "gift": _("Gift"),
            "sample": _("Commercial sample"),
            "documents": _("Documents"),
            "other": _("Other"),
            "replacement": _("Free replacement"),
            "signature": _("Date and sender’s signature"),
            "statement": _(
                "I certify that the particulars given in this customs declaration are correct and that this item does not "
                "contain any dangerous article or articles prohibited by legislation or by postal or customs regulations."
            ),
        }


def _reasons(consignment: Consignment) -> tuple[str, ...]:
    """Why the goods cross the border, by the names of the categories: a piece that is sent again is no sale."""
    if consignment.comes_back:
        return ("returned",)
    again = {piece.replaces_id is not None for piece in consignment.pieces}
    return tuple(name for name, kind in (("sale", False), ("replacement", True)) if kind in again)


def _alike(consignment: Consignment) -> list[list[Piece]]:
    """Pieces of one line and one worth together, so that units times their value give the line; those sent again apart."""
    alike: dict[tuple[int, int, bool], list[Piece]] = {}
    for same in consignment.lines:
        for piece in same:
            kind = (piece.line, customs_worth(piece=piece), piece.replaces_id is not None)
            alike.setdefault(kind, []).append(piece)
    return list(alike.values())


def _worth(consignment: Consignment) -> int:
    return sum(customs_worth(piece=piece) for piece in consignment.pieces)


def _described(consignment: Consignment, piece: Piece) -> str:
    named = ", ".join((piece.name, piece.colour, piece.size))
    again = piece.replaces_id is not None and not consignment.comes_back
    return f"{named} ({_('Free replacement')})" if again else named


def _terms(consignment: Consignment) -> str:
    """Who pays at the border, in the words of Incoterms 2020."""
    if consignment.duties_prepaid:
        return _("DDP: duties and taxes are paid by the seller")
    return _("DAP: duties and taxes are paid by the receiver")


def _way(consignment: Consignment) -> str:
    places = [consignment.house.entity.country, consignment.order.country]
    return " → ".join(reversed(places) if consignment.comes_back else places)


def _kilograms(grams: int) -> str:
    return f"{Decimal(grams) / 1000:.3f}"


def _plain(amount: int, currency: str) -> str:
    return f"{Money(amount, currency).major:,}".replace(",", "\u202f")
