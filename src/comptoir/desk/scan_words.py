"""What a scan came to, in big words."""

from __future__ import annotations

from comptoir.core.numbers import show_number
from comptoir.infra.i18n import gettext as _
from comptoir.warehouse.services import Answer, Told


def told(answer: Answer) -> str:
    """What was done; where nothing was, why, and what to do instead."""
    values = {
        "code": answer.code,
        "sku": answer.sku,
        "position": answer.position,
        "order": show_number(answer.order_number) if answer.order_number else "",
    }
    return _sentences()[answer.told] % values


def _sentences() -> dict[Told, str]:
    return {
        Told.PICKED: _("Picked: %(sku)s. Into compartment %(position)s."),
        Told.CHECKED: _("Checked: %(sku)s. Scan the next piece of compartment %(position)s."),
        Told.READY: _("Compartment %(position)s is complete. Pack it."),
        Told.IDENTIFIED: _("%(code)s is kept with %(sku)s."),
        Told.LOT_READ: _("%(sku)s is of lot %(code)s."),
        Told.UNKNOWN_LOT: _("No lot of %(sku)s is called %(code)s. It was not kept with this piece."),
        Told.UNDONE: _("Taken back: %(sku)s of compartment %(position)s."),
        Told.UNKNOWN_CODE: _("Unknown code %(code)s. Nothing was moved."),
        Told.NOT_WANTED: _("%(code)s is not in this wave. Put it back: nothing was moved."),
        Told.ENOUGH: _("%(code)s is one too many. Put it back: nothing was moved."),
        Told.SIZE_UNCLEAR: _(
            "%(code)s does not say the size. Scan the label with the size: nothing was moved."
        ),
        Told.OTHER_ORDER: _(
            "%(code)s belongs to compartment %(position)s, order %(order)s. Nothing was moved."
        ),
        Told.NOT_ALL_PICKED: _("Compartment %(position)s is not picked yet. Nothing was moved."),
        Told.IDENTITY_OUT: _(
            "%(code)s is out with %(sku)s of order %(order)s. It was not kept with this piece."
        ),
        Told.TO_BE_STOPPED: _(
            "Stop! Order %(order)s, compartment %(position)s, is to be cancelled. Keep it here and answer."
        ),
        Told.NO_PIECE_BEFORE: _("You have scanned no piece here before. Nothing was moved."),
    }
