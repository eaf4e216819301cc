"""What travels under one label, and its lines as papers name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from comptoir.core.duties import Taxed
from comptoir.core.policy import House, LegalEntity
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Party, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What travels under one label: its pieces, the number that its papers bear, and whether it comes back."""

    cause: str  # the label
    order: Order
    pieces: Sequence[Piece]
    number: str
    weight_g: int
    duties_prepaid: bool
    comes_back: bool = False
    tracking_number: str = ""

    @property
    def house(self) -> House:
        """The house as the order knows it."""
        return markets.policy_version(number=self.order.policy_version).house

    @property
    def customer(self) -> Party:
        """Who receives, or sends back. An address that was erased is a LookupError."""
        party = orders.delivery_party(order_id=self.order.pk)
        if party is None:
            raise LookupError(f"the address of {self.order.number} was erased")
        return party

    @property
    def lines(self) -> list[list[Piece]]:
        """Its pieces, those of one line of the order together."""
        ordered = sorted(self.pieces, key=lambda piece: (piece.line, piece.position))
        return [list(same) for _line, same in groupby(ordered, key=lambda piece: piece.line)]

    def customer_lines(self, *, language: str) -> list[str]:
        """The customer's address with the telephone, as papers have it."""
        party = self.customer
        address = markets.address_lines(address=orders.address_of(party), language=language)
        return [*address, _("Phone %(number)s") % {"number": party.phone}, party.email]

    def house_lines(self) -> list[str]:
        """The house's address with its numbers for tax and customs."""
        house, entity = self.house, self.house.entity
        return [
            entity.name,
            *entity.address,
            _("VAT number %(number)s") % {"number": entity.vat_number},
            f"EORI {entity.eori}",
            *registration_lines(entity=entity, order=self.order),
            _("Phone %(number)s") % {"number": house.phone},
        ]


def registration_lines(*, entity: LegalEntity, order: Order) -> list[str]:
    """The number under which the house declares the tax of a sale abroad: customs and customers read that it is taken (A-45)."""
    number = entity.registrations.get(order.country)
    if not number or order.taxed != Taxed.SALE:
        return []
    words = _("Registered for tax in %(country)s: %(number)s")
    return [words % {"country": formats.country(order.country), "number": number}]


def customs_worth(*, piece: Piece) -> int:
    """What customs are told a piece is worth: what was paid for it without tax, and of a gift its worth (A-47, A-50)."""
    return piece.customs_value or piece.paid - piece.tax
