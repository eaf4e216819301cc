"""What the symbols of a care label say."""

from __future__ import annotations

from collections.abc import Sequence

from comptoir.infra.i18n import gettext as _


def care_words(symbols: Sequence[str]) -> list[tuple[str, str]]:
    """The symbols of a care label with their words; the label itself always wins (PRD-06)."""
    words = {
        "wash_hand": _("Wash by hand, cold"),
        "wash_30": _("Wash at 30° at most"),
        "wash_30_gentle": _("Wash at 30° at most, gentle spin, in a net"),
        "no_wash": _("Do not wash"),
        "no_bleach": _("Do not bleach"),
        "no_tumble": _("Do not tumble dry"),
        "dry_flat": _("Dry flat"),
        "iron_low": _("Iron at 110° at most"),
        "iron_medium": _("Iron at 150° at most"),
        "no_iron": _("Do not iron"),
        "dry_clean": _("Dry clean"),
        "no_dry_clean": _("Do not dry clean"),
        "wipe": _("Wipe with a soft cloth"),
    }
    return [(symbol, words[symbol]) for symbol in symbols]
