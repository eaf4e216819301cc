"""The packing slip: what lies in the parcel, and never a price, so that it may be a present (ORD-05)."""

from __future__ import annotations

from datetime import datetime

from comptoir.core.numbers import show_number
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _
from comptoir.invoicing.services.consignments import Consignment


def packing_slip(*, consignment: Consignment, at: datetime) -> dict[str, object]:
    """The words of the slip, in the language of the order."""
    house, order = consignment.house, consignment.order
    return {
        "language": order.language,
        "title": _("In this parcel"),
        "number": consignment.number,
        "house": house.name.lower(),
        "cartouche": [
            [_("Parcel"), show_number(consignment.number)],
            [_("Order"), show_number(order.number)],
            [_("Packed on"), formats.full_day(at, house.time_zone)],
            [_("Pieces"), str(len(consignment.pieces))],
        ],
        "seller": {"title": _("Sender"), "lines": [house.entity.name, *house.entity.address]},
        "buyer": {
            "title": _("Addressee"),
            "lines": consignment.customer_lines(language=order.language)[:-2],
        },
        "receiver": None,
        "head": [_("Piece"), _("Colour"), _("Size"), _("Qty")],
        "rows": [
            {
                "name": f"{same[0].name} ({_('gift')})" if same[0].gift else same[0].name,
                "reference": same[0].reference,
                "cells": [same[0].colour, same[0].size, str(len(same))],
            }
            for same in consignment.lines
        ],
        "taxes": None,
        "totals": [],
        "notes": [
            _("The invoice comes by e-mail and is on the page of the order."),
            _("To return a piece: %(url)s") % {"url": f"{house.url}/returns"},
            _("Questions: %(email)s, %(phone)s") % {"email": house.email, "phone": house.phone},
        ],
        "foot": [" · ".join([house.email, house.phone, house.url])],
    }
