"""The invoice of a company as data: EN 16931 in the syntax of Cross Industry Invoice, for Factur-X (A-41).

Every figure is one that the document has stored; the sums are those of its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring
from zoneinfo import ZoneInfo

from comptoir.core.money import Money
from comptoir.core.policy import House, LegalEntity
from comptoir.core.vat_numbers import siren_of
from comptoir.invoicing.queries import amount_in, rows_of

if TYPE_CHECKING:
    from comptoir.invoicing.models import Document
    from comptoir.orders.models import Party

_NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
_PROFILE = "urn:cen.eu:en16931:2017"
_GOODS_ALREADY_PAID = "B2"  # the frame of an invoice in the French reform
_NAMES = ("name", "colour", "size")
_TYPES = {"invoice": "380", "credit_note": "381"}
_PAID_BY = {"card": "48"}  # UNTDID 4461; anything else is an online payment service
_SIREN, _SIREN_ADDRESS, _MAIL = "0002", "0225", "EM"


def invoice_xml(
    *, document: Document, house: House, buyer: Party, receiver: Party, notes: Iterable[tuple[str, str]]
) -> str:
    """The document as XML; `notes` are (subject of UNTDID 4451, text)."""
    root = Element("rsm:CrossIndustryInvoice", {f"xmlns:{name}": uri for name, uri in _NAMESPACES.items()})
    root.extend(
        [
            _node(
                "rsm:ExchangedDocumentContext",
                _node("ram:BusinessProcessSpecifiedDocumentContextParameter", _id(_GOODS_ALREADY_PAID)),
                _node("ram:GuidelineSpecifiedDocumentContextParameter", _id(_PROFILE)),
            ),
            _node(
                "rsm:ExchangedDocument",
                _id(document.number),
                _text("ram:TypeCode", _TYPES[document.kind]),
                _day("ram:IssueDateTime", _on(document.issued_at, house)),
                *(
                    _node("ram:IncludedNote", _text("ram:Content", text), _text("ram:SubjectCode", subject))
                    for subject, text in notes
                ),
            ),
            _node(
                "rsm:SupplyChainTradeTransaction",
                *_lines(document),
                _agreement(document, house, buyer),
                _delivery(document, receiver),
                _settlement(document, house),
            ),
        ]
    )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _lines(document: Document) -> list[Element]:
    return [
        _node(
            "ram:IncludedSupplyChainTradeLineItem",
            _node("ram:AssociatedDocumentLineDocument", _text("ram:LineID", str(place))),
            _node(
                "ram:SpecifiedTradeProduct",
                *([_text("ram:SellerAssignedID", str(line["sku"]))] if "sku" in line else []),
                _text("ram:Name", ", ".join(str(line[part]) for part in _NAMES if part in line)),
            ),
            _node(
                "ram:SpecifiedLineTradeAgreement",
                _node(
                    "ram:NetPriceProductTradePrice", _text("ram:ChargeAmount", _unit_price(line, document))
                ),
            ),
            _node(
                "ram:SpecifiedLineTradeDelivery",
                _text("ram:BilledQuantity", str(line["quantity"]), unitCode="C62"),
            ),
            _node(
                "ram:SpecifiedLineTradeSettlement",
                _tax_category(str(line["rate"]) if amount_in(line["gross"]) else _main_rate(document)),
                *_allowance(line, document),
                _node(
                    "ram:SpecifiedTradeSettlementLineMonetarySummation",
                    _amount("ram:LineTotalAmount", line["net"], document),
                ),
            ),
        )
        for place, line in enumerate(_goods(document), start=1)
    ]


def _goods(document: Document) -> list[dict[str, object]]:
    """The lines; where delivery alone goes back it is one, since a document must have some (BR-16)."""
    lines = [*rows_of(document.body, part="lines")]
    alone = {"name": "Delivery", "quantity": 1, "discount_net": 0}
    return lines or [{**alone, **part} for part in _delivery_parts(document)]


def _unit_price(line: dict[str, object], document: Document) -> str:
    """The price of one without tax and before its discount, exact enough that quantities of it give the line."""
    before = amount_in(line["net"]) + amount_in(line["discount_net"])
    return f"{Money(before, document.currency).major / amount_in(line['quantity']):.6f}"


def _allowance(line: dict[str, object], document: Document) -> list[Element]:
    if not line["discount_net"]:
        return []
    return [
        _node(
            "ram:SpecifiedTradeAllowanceCharge",
            _node("ram:ChargeIndicator", _text("udt:Indicator", "false")),
            _amount("ram:ActualAmount", line["discount_net"], document),
            _text("ram:ReasonCode", "95"),
            _text("ram:Reason", "Discount"),
        )
    ]


def _main_rate(document: Document) -> str:
    """The rate beside what costs nothing: the one that bears most."""
    rates = max(
        rows_of(document.body, part="taxes"), key=lambda row: amount_in(row["net"]), default={"rate": "0"}
    )
    return str(rates["rate"])


def _tax_category(rate: str, *, kind: str = "ram:ApplicableTradeTax") -> Element:
    percent = Decimal(rate) * 100
    return _node(
        kind,
        _text("ram:TypeCode", "VAT"),
        _text("ram:CategoryCode", "S" if percent else "Z"),
        _text("ram:RateApplicablePercent", f"{percent.normalize():f}"),
    )


def _agreement(document: Document, house: House, buyer: Party) -> Element:
    entity = house.entity
    siren = _siren(entity)
    return _node(
        "ram:ApplicableHeaderTradeAgreement",
        _node(
            "ram:SellerTradeParty",
            _text("ram:Name", entity.name),
            _node(
                "ram:SpecifiedLegalOrganization",
                _text("ram:ID", siren, schemeID=_SIREN),
                _text("ram:TradingBusinessName", house.name),
            ),
            _node(
                "ram:DefinedTradeContact",
                _text("ram:DepartmentName", house.name),
                _node(
                    "ram:TelephoneUniversalCommunication",
                    _text("ram:CompleteNumber", house.phone),
                ),
                _node("ram:EmailURIUniversalCommunication", _text("ram:URIID", house.email)),
            ),
            _seat(entity),
            _node("ram:URIUniversalCommunication", _text("ram:URIID", siren, schemeID=_SIREN_ADDRESS)),
            _node("ram:SpecifiedTaxRegistration", _text("ram:ID", entity.vat_number, schemeID="VA")),
        ),
        _buyer(buyer),
        _node("ram:BuyerOrderReferencedDocument", _text("ram:IssuerAssignedID", document.order_number)),
    )


def _buyer(buyer: Party) -> Element:
    siren = siren_of(buyer.vat_number)
    organisation = [_node("ram:SpecifiedLegalOrganization", _text("ram:ID", siren, schemeID=_SIREN))]
    address = (siren, _SIREN_ADDRESS) if siren else (buyer.email, _MAIL)
    return _node(
        "ram:BuyerTradeParty",
        _text("ram:Name", buyer.company),
        *(organisation if siren else []),
        _node("ram:DefinedTradeContact", _text("ram:PersonName", buyer.name)),
        _address(buyer),
        _node("ram:URIUniversalCommunication", _text("ram:URIID", address[0], schemeID=address[1])),
        _node("ram:SpecifiedTaxRegistration", _text("ram:ID", buyer.vat_number, schemeID="VA")),
    )


def _delivery(document: Document, receiver: Party) -> Element:
    supplied = date.fromisoformat(str(document.body["supplied_on"]))
    return _node(
        "ram:ApplicableHeaderTradeDelivery",
        _node(
            "ram:ShipToTradeParty", _text("ram:Name", receiver.company or receiver.name), _address(receiver)
        ),
        _node("ram:ActualDeliverySupplyChainEvent", _day("ram:OccurrenceDateTime", supplied)),
    )


def _settlement(document: Document, house: House) -> Element:
    method = _PAID_BY.get(str(document.body["method"]), "68")
    return _node(
        "ram:ApplicableHeaderTradeSettlement",
        _text("ram:InvoiceCurrencyCode", document.currency),
        _node("ram:SpecifiedTradeSettlementPaymentMeans", _text("ram:TypeCode", method)),
        *(_tax(row, document) for row in rows_of(document.body, part="taxes")),
        *_delivery_charge(document),
        _node("ram:SpecifiedTradePaymentTerms", _day("ram:DueDateDateTime", _on(document.issued_at, house))),
        _sums(document),
        *(
            _node(
                "ram:InvoiceReferencedDocument",
                _text("ram:IssuerAssignedID", str(row["number"])),
                _day(
                    "ram:FormattedIssueDateTime",
                    _on(datetime.fromisoformat(str(row["on"])), house),
                    kind="qdt:DateTimeString",
                ),
            )
            for row in rows_of(document.body, part="corrects")
        ),
    )


def _tax(row: dict[str, object], document: Document) -> Element:
    percent = Decimal(str(row["rate"])) * 100
    return _node(
        "ram:ApplicableTradeTax",
        _amount("ram:CalculatedAmount", row["tax"], document),
        _text("ram:TypeCode", "VAT"),
        _amount("ram:BasisAmount", row["net"], document),
        _text("ram:CategoryCode", "S" if percent else "Z"),
        _text("ram:RateApplicablePercent", f"{percent.normalize():f}"),
    )


def _delivery_charges(document: Document) -> list[dict[str, object]]:
    """Delivery as a charge on top of lines; nothing where it is the lines."""
    return _delivery_parts(document) if rows_of(document.body, part="lines") else []


def _delivery_parts(document: Document) -> list[dict[str, object]]:
    """The delivery charge, at each of its rates; documents from before there were several have one."""
    delivery = document.body["delivery"]
    if not isinstance(delivery, dict):
        return []
    return list(delivery.get("parts", [delivery]))


def _delivery_charge(document: Document) -> list[Element]:
    return [
        _node(
            "ram:SpecifiedTradeAllowanceCharge",
            _node("ram:ChargeIndicator", _text("udt:Indicator", "true")),
            _amount("ram:ActualAmount", delivery["net"], document),
            _text("ram:ReasonCode", "FC"),
            _text("ram:Reason", "Delivery"),
            _tax_category(str(delivery["rate"]), kind="ram:CategoryTradeTax"),
        )
        for delivery in _delivery_charges(document)
    ]


def _sums(document: Document) -> Element:
    lines = sum(amount_in(line["net"]) for line in _goods(document))
    delivery = sum(amount_in(part["net"]) for part in _delivery_charges(document))
    return _node(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        _amount("ram:LineTotalAmount", lines, document),
        *([_amount("ram:ChargeTotalAmount", delivery, document)] if delivery else []),
        _amount("ram:TaxBasisTotalAmount", document.net, document),
        _amount("ram:TaxTotalAmount", document.tax, document, currencyID=document.currency),
        _amount("ram:GrandTotalAmount", document.gross, document),
        _amount("ram:TotalPrepaidAmount", document.gross, document),
        _amount("ram:DuePayableAmount", 0, document),
    )


def _siren(entity: LegalEntity) -> str:
    """The company's number in the French register, which ends its VAT number."""
    return siren_of(entity.vat_number)


def _seat(entity: LegalEntity) -> Element:
    """Where the company is: street, then postal code and town, then the country."""
    street, town, *_rest = entity.address
    postal_code, _, city = town.partition(" ")
    return _postal(postal_code=postal_code, lines=[street], city=city, country=entity.country)


def _address(party: Party) -> Element:
    lines = [line for line in (party.line1, party.line2) if line]
    return _postal(
        postal_code=party.postal_code,
        lines=lines,
        city=party.city,
        country=party.country,
        region=party.region,
    )


def _postal(*, postal_code: str, lines: Sequence[str], city: str, country: str, region: str = "") -> Element:
    names = ("ram:LineOne", "ram:LineTwo")
    return _node(
        "ram:PostalTradeAddress",
        *([_text("ram:PostcodeCode", postal_code)] if postal_code else []),
        *(_text(name, line) for name, line in zip(names, lines, strict=False)),
        _text("ram:CityName", city),
        _text("ram:CountryID", country),
        *([_text("ram:CountrySubDivisionName", region)] if region else []),
    )


def _node(name: str, *children: Element) -> Element:
    made = Element(name)
    made.extend(children)
    return made


def _text(name: str, text: str, **attributes: str) -> Element:
    made = Element(name, attributes)
    made.text = text
    return made


def _id(text: str) -> Element:
    return _text("ram:ID", text)


def _day(name: str, when: date, *, kind: str = "udt:DateTimeString") -> Element:
    return _node(name, _text(kind, f"{when:%Y%m%d}", format="102"))


def _on(when: datetime, house: House) -> date:
    return when.astimezone(ZoneInfo(house.time_zone)).date()


def _amount(name: str, amount: object, document: Document, **attributes: str) -> Element:
    return _text(name, str(Money(amount_in(amount), document.currency).major), **attributes)
