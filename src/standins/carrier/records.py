"""What a shipment is, as read from a request."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who sends or receives."""

    company: str
    name: str
    phone: str
    email: str
    lines: tuple[str, ...]
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One line of the customs declaration; the price is of one, in the invoice's currency, as text."""

    number: int
    description: str
    price: float
    quantity: float
    weight: float
    origin: str
    commodity_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """What the customs invoice says."""

    invoice_number: str
    invoice_date: str
    currency: str
    incoterm: str
    goods: tuple[Goods, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """A shipment to be made: weights in kilograms, `planned` at the origin's local time."""

    product: str
    planned: datetime
    shipper: Party
    receiver: Party
    weights: tuple[float, ...]
    description: str
    references: tuple[str, ...]
    services: tuple[str, ...]
    wants_pickup: bool
    customs: Customs | None

    @property
    def is_return(self) -> bool:
        """Whether the label is kept by the customer and used later."""
        return self.product == "V07PAK" or any(code in RETURN_SERVICES for code in self.services)


# Product codes and the names printed on the label.
PRODUCTS = {
    "N": "EXPRESS DOMESTIC",
    "U": "EXPRESS WORLDWIDE EU",
    "P": "EXPRESS WORLDWIDE",
    "D": "EXPRESS WORLDWIDE DOC",
    "T": "EXPRESS 12:00",
    "W": "ECONOMY SELECT EU",
    "H": "ECONOMY SELECT",
    "V01PAK": "PAKET",
    "V53WPAK": "PAKET INTERNATIONAL",
    "V07PAK": "RETOURE",
}
EXPRESS = ("N", "U", "P", "D", "T", "W", "H")
ECONOMY = ("W", "H", "V01PAK", "V53WPAK", "V07PAK")

# Value added services that make a label to be used later, for returns.
RETURN_SERVICES = ("PT", "PU", "PV")
