"""Reads what is asked of DHL Parcel's shipping, returns and pick-up APIs, as strictly as they do."""

from datetime import date, datetime, time

from standins.carrier.errors import ParcelError
from standins.carrier.fields import Fields
from standins.carrier.places import TWO_LETTERS, find_place, needs_customs
from standins.carrier.reading import CURRENCY
from standins.carrier.records import Customs, Goods, Party, Shipment
from standins.server import Json

HEAVIEST_G = 31_500
BILLING = r"\d{10}\d{2}[0-9A-Z]{2}"
HS_CODE = r"\d{6,11}"
# Returns go to whoever has the account.
RECEIVER = Party(
    company="The house's returns",
    name="The house's returns",
    phone="",
    email="",
    lines=("Retourenstraße 1",),
    postal_code="53113",
    city="Bonn",
    country="DE",
)


def read_order(*, body: Json, now: datetime) -> Shipment:
    """The one shipment of an order."""
    fields = Fields(body, path="#", problems=[])
    fields.text("profile", most=35)
    one = fields.children("shipments")
    shipment = _read_shipment(
        one[0] if one else Fields({}, path="#/shipments/0", problems=fields.problems), now
    )
    _finish(fields)
    if shipment.customs is None and needs_customs(
        origin=shipment.shipper.country, destination=shipment.receiver.country
    ):
        raise ParcelError(["#/shipments/0/customs: customs details are needed for this country"])
    return shipment


def _read_shipment(fields: Fields, now: datetime) -> Shipment:
    fields.pattern("billingNumber", BILLING)
    details = fields.child("details")
    size = details.child("dim", needed=False)
    size.word("uom", of=("mm", "cm"), needed=False)
    for side in ("length", "width", "height"):
        size.number(side, needed=False)
    fields.child("services", needed=False).flag("postalDeliveryDutyPaid", needed=False)
    return Shipment(
        product=fields.word("product", of=("V01PAK", "V53WPAK")),
        planned=_read_day(fields, now),
        shipper=read_party(fields.child("shipper")),
        receiver=read_party(fields.child("consignee")),
        weights=(_read_weight(details.child("weight")),),
        description="Parcel",
        references=(fields.pattern("refNo", ".{8,35}"),),
        services=(),
        wants_pickup=False,
        customs=_read_customs(fields.child("customs")) if "customs" in fields else None,
    )


def read_return(*, body: Json, now: datetime) -> Shipment:
    """The return asked for: from the customer to the receiver of an account."""
    fields = Fields(body, path="#", problems=[])
    country = TWO_LETTERS.get(fields.pattern("receiverId", "[a-z]{3}").upper(), "")
    worth, goods = fields.child("itemValue", needed=False), fields.child("customsDetails", needed=False)
    worth.pattern("currency", CURRENCY, needed=False)
    worth.number("value", needed=False)
    for item in goods.children("items", needed=False):
        _read_goods(item, 1)
    shipment = Shipment(
        product="V07PAK",
        planned=now,
        shipper=read_party(fields.child("shipper"), country=country),
        receiver=RECEIVER,
        weights=(_read_weight(fields.child("itemWeight")),),
        description="Return",
        references=(
            fields.text("shipmentReference", most=35, needed=False),
            fields.text("customerReference", most=30, needed=False),
        ),
        services=(),
        wants_pickup=False,
        customs=None,
    )
    if not country:
        fields.problems.append("#/receiverId: unknown receiver")
    _finish(fields)
    return shipment


def read_pickup(*, body: Json, now: datetime) -> str:
    """The day for which a courier is asked."""
    fields = Fields(body, path="#", problems=[])
    fields.child("customerDetails").pattern("billingNumber", BILLING)
    place = fields.child("pickupLocation")
    place.word("type", of=("Address", "Id"))
    read_party(place.child("pickupAddress"))
    for hours in fields.children("businessHours"):
        hours.pattern("timeFrom", r"\d\d:\d\d")
        hours.pattern("timeUntil", r"\d\d:\d\d")
    for person in fields.children("contactPerson"):
        person.text("name", most=50)
        person.text("phone", most=20, needed=False)
        person.text("email", most=80, needed=False)
    details = fields.child("pickupDetails")
    day = details.child("pickupDate")
    day.word("type", of=("Date", "ASAP"))
    wanted = day.pattern("value", r"\d{4}-\d\d-\d\d")
    weight = details.child("totalWeight", needed=False)
    weight.word("uom", of=("kg", "g"), needed=False)
    weight.number("value", needed=False)
    for shipment in fields.child("shipmentDetails").children("shipments"):
        shipment.word("transportationType", of=("PAKET", "ROLLBEHAELTER"))
        shipment.text("shipmentNo", most=50, needed=False)
        shipment.text("customerReference", most=35, needed=False)
    if wanted and not 0 <= (date.fromisoformat(wanted) - now.date()).days <= 14:
        fields.problems.append("#/pickupDetails/pickupDate: within the next 14 days only")
    _finish(fields)
    return wanted


def read_party(fields: Fields, *, country: str = "") -> Party:
    """A sender, a receiver, or where a courier is to call."""
    name = fields.text("name1", most=50)
    more = [fields.text(name, most=60, needed=False) for name in ("name2", "additionalAddressInformation1")]
    more.append(fields.text("additionalAddressInformation2", most=60, needed=False))
    fields.text("state", most=20, needed=False)
    three = fields.pattern("country", "[A-Z]{3}", needed=not country)
    if three and three not in TWO_LETTERS:
        fields.problems.append(f"#/country: {three} is not a valid enum value")
    return Party(
        company="",
        name=name,
        phone=fields.text("phone", most=20, needed=False),
        email=fields.text("email", most=80, needed=False),
        lines=(fields.text("addressStreet", most=50), *(line for line in more if line)),
        postal_code=fields.pattern("postalCode", ".{3,10}", needed=False),
        city=fields.text("city", most=40),
        country=country or TWO_LETTERS.get(three, ""),
    )


def _read_day(fields: Fields, now: datetime) -> datetime:
    text = fields.pattern("shipDate", r"\d{4}-\d\d-\d\d", needed=False)
    zone = find_place("DE").zone
    today = now.astimezone(zone).date()
    day = date.fromisoformat(text) if text else today
    if day < today:
        fields.problems.append("#/shipments/0/shipDate: may not lie in the past")
    return datetime.combine(day, time(12), tzinfo=zone)


def _read_weight(fields: Fields) -> float:
    grams = fields.number("value") * (1 if fields.word("uom", of=("g", "kg")) == "g" else 1000)
    if grams > HEAVIEST_G:
        fields.problems.append(f"#/details/weight: {grams} g are more than {HEAVIEST_G} g")
    return grams / 1000


def _read_customs(fields: Fields) -> Customs:
    kind = fields.word(
        "exportType", of=("COMMERCIAL_GOODS", "RETURN_OF_GOODS", "PRESENT", "OTHER", "DOCUMENT")
    )
    fields.text("exportDescription", most=80, needed=kind == "OTHER")
    fields.text("shipperCustomsRef", most=35, needed=False)
    charges = fields.child("postalCharges")
    charges.allow("value")
    currency = charges.pattern("currency", CURRENCY)
    goods = tuple(_read_goods(item, number) for number, item in enumerate(fields.children("items"), start=1))
    return Customs(
        invoice_number=fields.text("invoiceNo", most=35),
        invoice_date="",
        currency=currency,
        incoterm=fields.word("shippingConditions", of=("DAP", "DDP", "DDX", "DXV")),
        goods=goods,
    )


def _read_goods(item: Fields, number: int) -> Goods:
    value = item.child("itemValue")
    value.pattern("currency", CURRENCY)
    return Goods(
        number=number,
        description=item.text("itemDescription", most=256),
        price=value.number("value"),
        quantity=item.number("packagedQuantity"),
        weight=_read_weight(item.child("itemWeight")),
        origin=TWO_LETTERS.get(item.pattern("countryOfOrigin", "[A-Z]{3}"), ""),
        commodity_code=item.pattern("hsCode", HS_CODE),
    )


def _finish(fields: Fields) -> None:
    fields.finish()
    if fields.problems:
        raise ParcelError(fields.problems)
