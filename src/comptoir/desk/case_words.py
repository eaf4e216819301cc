"""What teams, shelves and turns of cases are called at the desk."""

from __future__ import annotations

from comptoir.cases.queries import Shelf
from comptoir.core.lifecycles import CaseState
from comptoir.core.teams import Team
from comptoir.infra.i18n import gettext as _


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
