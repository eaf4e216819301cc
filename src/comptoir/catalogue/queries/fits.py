"""How garments sit."""

from __future__ import annotations

from comptoir.infra.i18n import gettext as _

# From close to wide.
FITS = ("close", "high", "regular", "boxy", "wide")


def fit_words() -> dict[str, str]:
    """The fits as people call them."""
    return {
        "close": _("Close to the body"),
        "high": _("High waist"),
        "regular": _("Regular fit"),
        "boxy": _("Boxy"),
        "wide": _("Wide"),
    }
