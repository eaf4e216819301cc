"""The page of a document: every word and figure of it, in the document's language (A-38)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from comptoir.core.duties import Taxed
from comptoir.core.money import Money
from comptoir.core.numbers import show_number
from comptoir.core.policy import House
from comptoir.core.vat_numbers import siren_of
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _
from comptoir.invoicing import queries
from comptoir.invoicing.models import Document
from comptoir.invoicing.queries import amount_in, rows_of
from comptoir.invoicing.services.consignments import registration_lines
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Party

Body = Mapping[str, object]
Row = dict[str, object]


def document_data(*, document: Document, order: Order) -> Row:
    """Every word and figure of the page, in the document's language; the template only places them."""
    house = markets.policy_version(number=order.policy_version).house
    delivered_to = orders.delivery_party(order_id=order.pk)
    billed_to = orders.billing_party(order_id=order.pk)
    title = _("Invoice") if document.kind == "invoice" else _("Credit note")
    other = delivered_to if delivered_to and billed_to and delivered_to.pk != billed_to.pk else None
    return {
        "language": document.language,
        "title": title,
        "number": document.number,
        "house": house.name.lower(),
        "cartouche": _cartouche(document, order, house),
        "seller": {"title": _("Sold by"), "lines": _seller(house, order)},
        "buyer": {"title": _("Billed to"), "lines": _buyer(billed_to, document.language)},
        "receiver": {"title": _("Delivery address"), "lines": _buyer(other, document.language)}
        if other
        else None,
        "head": [
            _("Piece"),
            _("Qty"),
            _("Unit, net"),
            _("Discount"),
            _("Net"),
            *_tax_words(order),
            _("Total"),
        ],
        "rows": _rows(document),
        "taxes": _taxes(document, order),
        "totals": _totals(document, order),
        "notes": [
            *_notes(document, order, house),
            *(text for _subject, text in company_notes(buyer=billed_to)),
        ],
        "foot": _foot(house),
    }


def _cartouche(document: Document, order: Order, house: House) -> list[list[str]]:
    zone = house.time_zone
    supplied = date.fromisoformat(str(document.body["supplied_on"]))
    rows = [
        [_("Number"), document.number],
        [_("Date"), formats.full_day(document.issued_at, zone)],
        [_("Order"), show_number(order.number)],
        [_("Ordered on"), formats.full_day(order.placed_at or order.ordered_at, zone)],
    ]
    if document.kind == "invoice":
        rows.append([_("Shipped on"), formats.full_day(supplied)])
    rows += [[_("Corrects"), str(row["number"])] for row in rows_of(document.body, part="corrects")]
    return [*rows, [_("Total"), _money(document.gross, document)]]


def _seller(house: House, order: Order) -> list[str]:
    """With the number under which the tax of this sale is declared where that is not the house's own."""
    entity = house.entity
    lines = [entity.name, *entity.address, _("VAT number %(number)s") % {"number": entity.vat_number}]
    return [*lines, *registration_lines(entity=entity, order=order)]


def _buyer(party: Party | None, language: str) -> list[str]:
    if party is None:
        return [_("The address of this order was erased.")]
    lines = [*markets.address_lines(address=orders.address_of(party), language=language)]
    if party.vat_number:
        lines.append(_("VAT number %(number)s") % {"number": party.vat_number})
        if siren := siren_of(party.vat_number):
            lines.append(f"SIREN {siren}")
    return lines


def _rows(document: Document) -> list[Row]:
    rows: list[Row] = []
    for line in rows_of(document.body, part="lines"):
        words = ", ".join((str(line["name"]), str(line["colour"]), str(line["size"])))
        rows.append(
            {
                "name": words,
                "reference": line["reference"],
                "cells": [
                    str(line["quantity"]),
                    _money(line["unit_net"], document),
                    _off(line["discount_net"], document),
                    *_amounts(line, document),
                ],
            }
        )
    delivery = document.body["delivery"]
    if isinstance(delivery, dict):
        words = _("Express delivery") if delivery["service"] == "express" else _("Standard delivery")
        for part in delivery.get(
            "parts", [delivery]
        ):  # documents from before there were several rates have one
            cells = ["1", _money(part["net"], document), "", *_amounts(part, document)]
            rows.append({"name": words, "reference": "", "cells": cells})
    return rows


def _amounts(row: Row, document: Document) -> list[str]:
    """Net, rate, tax and total of a row."""
    return [
        _money(row["net"], document),
        formats.percent(Decimal(str(row["rate"]))),
        _money(row["tax"], document),
        _money(row["gross"], document),
    ]


def _tax_words(order: Order) -> tuple[str, str]:
    """What the tax is called: VAT in the union; elsewhere it is the tax of the destination."""
    if queries.is_export(order=order):
        return _("Tax rate"), _("Tax")
    return _("VAT rate"), _("VAT")


def _taxes(document: Document, order: Order) -> Row | None:
    rate, tax = _tax_words(order)
    rows = rows_of(document.body, part="taxes")
    if not any(row["tax"] for row in rows):
        return None
    return {
        "head": [rate, _("Net"), tax],
        "rows": [
            [
                formats.percent(Decimal(str(row["rate"]))),
                _money(row["net"], document),
                _money(row["tax"], document),
            ]
            for row in rows
        ],
    }


def _totals(document: Document, order: Order) -> list[list[str]]:
    duties = amount_in(document.body["duties"])
    rows = [[_("Net total"), _money(document.net - duties, document)]]
    if duties:
        rows.append([_("Duties and import taxes"), _money(duties, document)])
    rows.append([_tax_words(order)[1], _money(document.tax, document)])
    label = _("Total paid") if document.kind == "invoice" else _("Total credited")
    return [*rows, [label, _money(document.gross, document)]]


def _notes(document: Document, order: Order, house: House) -> list[str]:
    """What the law wants said (A-38)."""
    notes = [_("Delivery of goods.")]
    if queries.is_export(order=order):
        notes.append(_("Exempt from French VAT: export, article 262 I of the French tax code."))
        notes.extend(_import_note(document, order))
    elif order.country not in {"FR", "MC"}:
        where = formats.country(order.country)
        notes.append(_("VAT of %(country)s, declared through the one-stop shop.") % {"country": where})
    for row in rows_of(document.body, part="discounts"):
        values = {"code": row["code"], "amount": _money(row["amount"], document)}
        notes.append(
            _("The discounts are those of the code %(code)s: %(amount)s off the prices in the shop.") % values
        )
    corrected = [(str(row["number"]), str(row["on"])) for row in rows_of(document.body, part="corrects")]
    for number, on in corrected:
        day = formats.full_day(datetime.fromisoformat(on), house.time_zone)
        notes.append(_("Corrects invoice %(number)s of %(date)s.") % {"number": number, "date": day})
    if document.kind == "invoice":
        notes.append(_("Paid with the order. Nothing is left to pay."))
        notes.append(
            _("There are no tax-free forms for online purchases: the tax is not refunded.")
        )  # PAY-09
    else:
        if document.body.get("gesture"):
            notes.append(_("A lower price, given as a gesture. Nothing is sent back for it."))
        notes.append(_("Given back the way the order was paid."))
    return notes


def company_notes(*, buyer: Party | None) -> list[tuple[str, str]]:
    """What is said to a company on top, with its subject in the French reform (UNTDID 4451; C. com. L441-9, L441-10)."""
    if buyer is None or not buyer.vat_number:
        return []
    return [
        ("PMT", _("Where a company pays late, it owes 40 € for the costs of recovery.")),
        ("PMD", _("Late payments bear interest at the European Central Bank’s rate plus ten points.")),
        ("AAB", _("No discount for early payment.")),
    ]


def _import_note(document: Document, order: Order) -> list[str]:
    """Who takes the destination’s tax, as it was decided for the whole order (A-45)."""
    words = ""
    if order.taxed == Taxed.SALE and document.tax:
        words = _("Tax charged with the sale: %(country)s.")
    elif order.taxed == Taxed.IMPORT and document.tax:
        words = _("Import tax paid with the order: %(country)s. The carrier asks for nothing.")
    elif order.taxed == Taxed.IMPORT:
        words = _("Duties and import tax, where there are any, are paid to the carrier: %(country)s.")
    return [words % {"country": formats.country(order.country)}] if words else []


def _foot(house: House) -> list[str]:
    entity = house.entity
    capital = _("Capital %(amount)s") % {"amount": entity.capital}
    mediation = _("Consumer mediation: %(mediator)s") % {"mediator": ", ".join(house.mediator)}
    company = [
        entity.name,
        capital,
        entity.register,
        _("VAT number %(number)s") % {"number": entity.vat_number},
    ]
    return [
        " · ".join([*company, f"EORI {entity.eori}"]),
        " · ".join([house.email, house.phone, house.url]),
        mediation,
    ]


def _money(amount: object, document: Document) -> str:
    return formats.exact_money(Money(amount_in(amount), document.currency))


def _off(amount: object, document: Document) -> str:
    """What was taken off; blank for nothing."""
    return formats.exact_money(Money(-amount_in(amount), document.currency)) if amount_in(amount) else ""
