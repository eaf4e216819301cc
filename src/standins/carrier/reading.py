"""Reads what is asked of MyDHL as strictly as the carrier does: lengths, codes, currencies, and no name it does not know."""

import base64
import re
from datetime import datetime, timedelta

from standins.carrier.errors import CarrierError
from standins.carrier.fields import Fields
from standins.carrier.places import needs_customs
from standins.carrier.records import EXPRESS, Customs, Goods, Party, Shipment
from standins.server import Json

MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) ?GMT([+-]\d\d:\d\d)")
FURTHEST = timedelta(days=10)
LONGEST_LINE = 45
PAPERLESS = "WY"
CURRENCY = "[A-Z]{3}"
HS_CODE = r"(?=(\D*\d){6})[\d.]{6,18}"
INCOTERMS = ("DAP", "DDP", "EXW", "FCA", "CPT", "CIP", "DPU")
REASONS = ("permanent", "temporary", "return", "commercial_purpose_or_sale", "gift", "warranty_replacement")


def read_shipment(*, body: Json, now: datetime) -> Shipment:
    """The shipment asked for; 400 with every complaint about its shape, 422 when it cannot be carried."""
    fields = Fields(body, path="#", problems=[])
    details = fields.child("customerDetails")
    content = fields.child("content")
    services = [
        service.text("serviceCode") for service in fields.children("valueAddedServices", needed=False)
    ]
    shipment = Shipment(
        product=fields.word("productCode", of=EXPRESS),
        planned=read_moment(fields, "plannedShippingDateAndTime", now=now),
        shipper=read_party(details.child("shipperDetails")),
        receiver=read_party(details.child("receiverDetails")),
        weights=_read_weights(content),
        description=content.text("description", most=70),
        references=tuple(
            (reference.text("typeCode", most=3), reference.text("value", most=35))[1]
            for reference in fields.children("customerReferences", needed=False)
        ),
        services=tuple(services),
        wants_pickup=fields.child("pickup").flag("isRequested"),
        customs=_read_customs(content),
    )
    _read_accounts(fields)
    _read_images(fields)
    fields.flag("getRateEstimates", needed=False)
    fields.flag("requestOndemandDeliveryURL", needed=False)
    fields.finish()
    if fields.problems:
        raise CarrierError(400, "Validation failed", fields.problems)
    _check_carriage(shipment, now)
    _check_papers(body, shipment)
    return shipment


def read_rates(*, body: Json, now: datetime) -> Shipment:
    """The parcel whose price is asked for, as a shipment of nobody."""
    fields = Fields(body, path="#", problems=[])
    details = fields.child("customerDetails")
    shipment = Shipment(
        product=fields.word("productCode", of=EXPRESS, needed=False),
        planned=read_moment(fields, "plannedShippingDateAndTime", now=now),
        shipper=_read_address(details.child("shipperDetails")),
        receiver=_read_address(details.child("receiverDetails")),
        weights=_read_weights(fields),
        description="",
        references=(),
        services=(),
        wants_pickup=False,
        customs=None,
    )
    fields.flag("isCustomsDeclarable")
    for amount in fields.children("monetaryAmount", needed=False):
        amount.word("typeCode", of=("declaredValue", "insuredValue"))
        amount.number("value")
        amount.pattern("currency", CURRENCY)
    _read_accounts(fields)
    fields.finish()
    if fields.problems:
        raise CarrierError(400, "Validation failed", fields.problems)
    return shipment


def read_pickup(*, body: Json, now: datetime) -> datetime:
    """When the courier is asked to come; refused as a shipment is."""
    fields = Fields(body, path="#", problems=[])
    planned = read_moment(fields, "plannedPickupDateAndTime", now=now)
    read_party(fields.child("customerDetails").child("shipperDetails"))
    fields.pattern("closeTime", r"\d\d:\d\d", needed=False)
    fields.text("location", most=80, needed=False)
    _read_accounts(fields)
    for details in fields.children("shipmentDetails"):
        details.word("productCode", of=EXPRESS)
        details.flag("isCustomsDeclarable")
        details.text("shipmentTrackingNumber", most=10, needed=False)
        _read_weights(details)
    fields.finish()
    if fields.problems:
        raise CarrierError(400, "Validation failed", fields.problems)
    check_planned(planned=planned, now=now)
    return planned


def read_party(fields: Fields) -> Party:
    """A sender or receiver."""
    contact = fields.child("contactInformation")
    for number in fields.children("registrationNumbers", needed=False):
        number.word("typeCode", of=("VAT", "EOR", "SDT"))
        number.text("number", most=35)
        number.text("issuerCountryCode", most=2)
    return _read_address(
        fields.child("postalAddress"),
        company=contact.text("companyName", most=100),
        name=contact.text("fullName", most=255),
        phone=contact.text("phone", most=70),
        email=contact.text("email", most=70, needed=False),
    )


def _read_address(
    address: Fields, *, company: str = "", name: str = "", phone: str = "", email: str = ""
) -> Party:
    lines = [
        address.text(line, most=LONGEST_LINE, needed=line == "addressLine1")
        for line in ("addressLine1", "addressLine2", "addressLine3")
    ]
    address.text("provinceCode", most=35, needed=False)
    return Party(
        company=company,
        name=name,
        phone=phone,
        email=email,
        lines=tuple(line for line in lines if line),
        postal_code=address.text("postalCode", most=12, needed=False),
        city=address.text("cityName", most=LONGEST_LINE),
        country=address.pattern("countryCode", "[A-Z]{2}"),
    )


def read_moment(fields: Fields, name: str, *, now: datetime) -> datetime:
    """A local time with its zone, such as `2026-11-24T16:00:00 GMT+01:00`; a complaint and `now` for another."""
    text = fields.text(name)
    match = MOMENT.fullmatch(text)
    if match is None:
        if text:
            fields.problems.append(f"#/{name}: string [{text}] does not match YYYY-MM-DDTHH:MM:SS GMT+HH:MM")
        return now
    try:
        return datetime.fromisoformat(match[1] + match[2])
    except ValueError:
        fields.problems.append(f"#/{name}: [{text}] is no moment")
        return now


def check_planned(*, planned: datetime, now: datetime) -> None:
    """422 for a day that is past or more than ten days ahead, in the zone it is given in."""
    today = now.astimezone(planned.tzinfo).date()
    if not today <= planned.date() <= today + FURTHEST:
        raise CarrierError(
            422, f"996: The requested date {planned.date()} must be today or up to 10 days ahead."
        )


def _check_carriage(shipment: Shipment, now: datetime) -> None:
    if not shipment.is_return:
        check_planned(planned=shipment.planned, now=now)
    if shipment.customs is None and needs_customs(
        origin=shipment.shipper.country, destination=shipment.receiver.country
    ):
        raise CarrierError(422, "8009: A shipment between these countries must be customs declarable.")


def _check_papers(body: Json, shipment: Shipment) -> None:
    """Paperless trade takes papers of goods that are declared, an invoice among them; without it none are taken."""
    images = {image["typeCode"] for image in body.get("documentImages", [])}
    paperless = PAPERLESS in shipment.services
    if images and not paperless:
        raise CarrierError(422, f"Document images need the service {PAPERLESS}, Paperless Trade.")
    if paperless and (shipment.customs is None or not images & {"INV", "CIN"}):
        raise CarrierError(422, f"{PAPERLESS}, Paperless Trade, needs declared goods and their invoice.")


def _read_accounts(fields: Fields) -> None:
    for account in fields.children("accounts"):
        account.word("typeCode", of=("shipper", "payer", "duties-taxes"))
        account.text("number", most=12)


def _read_images(fields: Fields) -> None:
    wanted = fields.child("outputImageProperties", needed=False)
    wanted.word("encodingFormat", of=("pdf", "zpl", "lp2", "epl"), needed=False)
    for option in wanted.children("imageOptions", needed=False):
        option.word("typeCode", of=("label", "waybillDoc", "invoice", "qr-code", "shipmentReceipt"))
        option.text("templateName", most=25, needed=False)
        option.flag("isRequested", needed=False)
    for image in fields.children("documentImages", needed=False):
        image.word("typeCode", of=("INV", "PNV", "COO", "CIN", "DCL"))
        form = image.word("imageFormat", of=("PDF", "PNG", "TIFF", "GIF", "JPEG"))
        content = image.text("content", most=5_000_000)
        if form == "PDF" and not _is_pdf(content):
            fields.problems.append("#/documentImages: content is no Base64 of the given image format")


def _is_pdf(content: str) -> bool:
    try:
        return base64.b64decode(content, validate=True).startswith(b"%PDF")
    except ValueError:
        return False


def _read_weights(content: Fields) -> tuple[float, ...]:
    content.word("unitOfMeasurement", of=("metric",))
    weights = []
    for package in content.children("packages"):
        weights.append(package.number("weight"))
        size = package.child("dimensions")
        for side in ("length", "width", "height"):
            size.number(side)
    return tuple(weights)


def _read_customs(content: Fields) -> Customs | None:
    incoterm = content.word("incoterm", of=INCOTERMS)
    if not content.flag("isCustomsDeclarable"):
        return None
    content.number("declaredValue")
    declaration = content.child("exportDeclaration")
    declaration.text("exportReason", most=30, needed=False)
    declaration.word("exportReasonType", of=REASONS, needed=False)
    invoice = declaration.child("invoice")
    return Customs(
        invoice_number=invoice.text("number", most=35),
        invoice_date=invoice.pattern("date", r"\d{4}-\d\d-\d\d"),
        currency=content.pattern("declaredValueCurrency", CURRENCY),
        incoterm=incoterm,
        goods=tuple(_read_goods(item) for item in declaration.children("lineItems")),
    )


def _read_goods(item: Fields) -> Goods:
    item.word("exportReasonType", of=REASONS, needed=False)
    codes = []
    for code in item.children("commodityCodes"):
        code.word("typeCode", of=("outbound", "inbound"))
        codes.append(code.pattern("value", HS_CODE))
    quantity, weight = item.child("quantity"), item.child("weight")
    quantity.word("unitOfMeasurement", of=("PCS", "PRS", "BOX"))
    weight.number("grossValue")
    return Goods(
        number=int(item.number("number")),
        description=item.text("description", most=512),
        price=item.number("price"),
        quantity=quantity.number("value"),
        weight=weight.number("netValue"),
        origin=item.pattern("manufacturerCountry", "[A-Z]{2}"),
        commodity_code=codes[0] if codes else "",
    )
