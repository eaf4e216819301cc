"""What teams, shelves and turns of cases are called at the desk."""

from __future__ import annotations

from comptoir.cases.queries import Shelf
from comptoir.core.lifecycles import CaseState
from comptoir.core.teams import Team
from comptoir.infra.i18n import gettext as _
from comptoir.payments.services import DECLINED


def team_words() -> dict[Team, str]:
    """The teams."""
    return {
        Team.ADVISORS: _("Advisors"),
        Team.QUALITY: _("Quality"),
        Team.WAREHOUSE: _("Warehouse"),
        Team.FINANCE: _("Finance"),
        Team.STORES: _("Stores"),
        Team.PRIVACY: _("Data protection"),
    }


def shelf_words() -> dict[Shelf, str]:
    """The shelves of an inbox."""
    return {
        Shelf.OPEN: _("Our turn"),
        Shelf.MINE: _("Mine"),
        Shelf.NOBODY: _("Nobody’s yet"),
        Shelf.WAITING: _("The customer’s turn"),
        Shelf.RESOLVED: _("Resolved"),
    }


def turn_words() -> dict[CaseState, str]:
    """Whose turn it is in a case."""
    return {
        CaseState.OPEN: _("Our turn"),
        CaseState.WAITING: _("The customer’s turn"),
        CaseState.RESOLVED: _("Resolved"),
    }


def name_words() -> dict[str, str]:
    """What the names stand for that a macro may have."""
    return {
        "name": _("the customer’s name"),
        "case": _("the number of the case"),
        "order": _("the number of the order"),
        "order_page": _("the private link of the order’s page"),
        "arrives": _("the dates promised"),
        "tracking_page": _("the carrier’s page of the parcel"),
        "phone": _("the house’s telephone number"),
    }


def failure_words(text: str) -> str:
    """What a case was opened with: the code of a provider, or of ours, that it ends with is said in words."""
    before, colon, code = text.rpartition(": ")
    return before + colon + _failures().get(code, code)


def _failures() -> dict[str, str]:
    return {
        "expired_or_canceled_card": _("The card is closed or has expired."),
        "charge_disputed": _("The customer’s bank has taken the money back already."),
        "charge_already_refunded": _("The provider has given all of it back already."),
        "charge_expired_for_capture": _("The authorisation has lapsed."),
        "insufficient_funds": _("There is not enough money on the account."),
        "card_declined": _("The customer’s bank has declined it."),
        DECLINED: _("A second person has declined it."),
    }
