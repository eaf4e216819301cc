"""What is said at the returns dock: of a scan, of each line of a checklist, of where a piece goes."""

from __future__ import annotations

from comptoir.core.grading import Check, Destination, Finding
from comptoir.core.returns import HeldChoice, Verdict
from comptoir.infra.i18n import gettext as _
from comptoir.returns.services import Back, Scanned


def scan_told(answer: Scanned) -> str:
    """What a scan came to, in big words; where nothing was taken in, what to do."""
    return _told()[answer.told] % {"code": answer.code, "sku": answer.sku}


def _told() -> dict[Back, str]:
    return {
        Back.RECEIVED: _("Here: %(sku)s. Scan the next piece."),
        Back.COMPLETE: _("Here: %(sku)s. That is everything. Now check each piece."),
        Back.ENOUGH: _(
            "%(sku)s is here already. If there are two of them in the parcel, keep one as a stray."
        ),
        Back.EXTRA: _("%(sku)s is of this order and was not registered. Take it into the return?"),
        Back.WRONG: _("%(sku)s is not of this order. Keep it apart, as a stray."),
        Back.SIZE_UNCLEAR: _("%(code)s does not say the size. Scan the label with the size."),
        Back.UNKNOWN: _("Nothing is known under %(code)s. Scan again, or keep the piece as a stray."),
        Back.IDENTIFIED: _("%(code)s is the garment that was sent."),
        Back.OTHER_GARMENT: _("%(code)s is another garment than the one that was sent: a person decides."),
        Back.NO_PIECE_FOR: _("%(code)s belongs to no piece of this return. Scan the piece first."),
        Back.OVER: _("This return is over. Keep %(code)s as a stray: a person finds where it belongs."),
    }


def check_words() -> dict[Check, str]:
    """What is looked at."""
    return {
        Check.LABELS: _("Every original label is on"),
        Check.UNWORN: _("Not worn"),
        Check.UNWASHED: _("Not washed"),
        Check.CLEAN: _("No stain, no smell"),
        Check.WHOLE: _("No damage"),
        Check.SOLES: _("Soles clean and intact"),
        Check.BOX: _("In its own shoe box"),
        Check.PACKAGING: _("Original packaging"),
    }


def finding_words() -> dict[Finding, str]:
    """What was seen."""
    return {Finding.FINE: _("Fine"), Finding.FAULT: _("Wrong"), Finding.UNSURE: _("Unsure")}


def destination_words() -> dict[Destination, str]:
    """Where an accepted piece goes."""
    return {
        Destination.STOCK: _("Back to stock"),
        Destination.SECOND_CHOICE: _("Second choice"),
        Destination.ATELIER: _("Atelier, to be mended"),
        Destination.RECYCLING: _("Recycling"),
    }


def verdict_words() -> dict[Verdict, str]:
    """What a checklist comes to."""
    return {
        Verdict.ACCEPTED: _("Accepted"),
        Verdict.REFUSED: _("Refused"),
        Verdict.NEEDS_PERSON: _("A person decides"),
    }


def choice_words() -> dict[str, str]:
    """What a customer wishes for a refused piece; blank while nothing was said."""
    return {
        "": _("No answer yet"),
        HeldChoice.SEND_BACK: _("Send it back"),
        HeldChoice.COLLECT: _("Comes to collect it"),
        HeldChoice.GIVE_UP: _("Leaves it to the house, for recycling"),
    }
