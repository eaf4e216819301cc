"""What taking back an order comes to: what the verb does, and what is shown before it is done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from comptoir.orders.models import Piece
from comptoir.payments import queries as payments
from comptoir.promotions import queries as promotions
from comptoir.stock import queries as stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """What goes back where, in minor units by payment; how many of each SKU are sold again; the codes to be used again."""

    refunds: dict[str, int]
    voids: dict[str, int]
    stock: dict[str, int]
    codes: tuple[str, ...]

    @property
    def refunded(self) -> int:
        """What is given back of what was taken."""
        return sum(self.refunds.values())

    @property
    def voided(self) -> int:
        """What is let go of what was only authorised."""
        return sum(self.voids.values())


def plan_undoing(*, number: str) -> Undoing:
    """What taking back an order nothing of which has left would do now."""
    rests = {
        tender.id: tender.captured - tender.refunded for tender in payments.tenders_for(order_number=number)
    }
    pieces = Piece.objects.filter(order__number=number, cancelled_at__isnull=True).values_list(
        "public_id", flat=True
    )
    promised = stock.open_reservations(pieces=list(pieces)).values_list("sku", flat=True)
    return Undoing(
        refunds={tender: rest for tender, rest in rests.items() if rest > 0},
        voids=payments.rests_of(order_number=number),
        stock=dict(Counter(promised)),
        codes=promotions.codes_of(order_number=number),
    )
