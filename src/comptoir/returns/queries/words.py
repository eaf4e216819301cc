"""Words of returns that customers and advisors read alike."""

from __future__ import annotations

from comptoir.infra.i18n import gettext as _


def return_reasons() -> dict[str, str]:
    """Why a piece may come back; nobody has to say."""
    return {
        "too_small": _("Too small"),
        "too_large": _("Too large"),
        "colour": _("The colour is not what I expected"),
        "material": _("The material is not what I expected"),
        "changed_mind": _("I changed my mind"),
        "late": _("It came too late"),
        "faulty": _("It is faulty or damaged"),
        "wrong_item": _("It is not what I ordered"),
        "other": _("Something else"),
    }
