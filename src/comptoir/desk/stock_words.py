"""What movements, conditions and consignments are called at the desk."""

from __future__ import annotations

from comptoir.infra.i18n import gettext as _


def kind_words() -> dict[str, str]:
    """Why something moved."""
    return {
        "receipt": _("Goods in"),
        "sale": _("Left with a parcel"),
        "return": _("Came back"),
        "count": _("Count"),
        "missing": _("Not found for an order"),
        "transfer": _("Transfer"),
        "difference": _("Difference of a transfer"),
        **{name: words for name, words in condition_words().items() if name != "stock"},
    }


def condition_words() -> dict[str, str]:
    """How a piece lies somewhere."""
    return {
        "stock": _("Stock"),
        "second_choice": _("Second choice"),
        "atelier": _("At the atelier"),
        "recycling": _("To be recycled"),
    }


def state_words() -> dict[str, str]:
    """Where a consignment stands."""
    return {
        "open": _("Being put together"),
        "under_way": _("Under way"),
        "expected": _("Expected"),
        "closed": _("Received"),
        "cancelled": _("Called off"),
    }
