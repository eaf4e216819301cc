"""The words of claims at the desk."""

from __future__ import annotations

from comptoir.core.claims import Cause, ClaimKind, ClaimState, Outcome
from comptoir.core.refunds import Basis
from comptoir.infra.i18n import gettext as _


def kind_words() -> dict[ClaimKind, str]:
    """What a claim is about."""
    return {
        ClaimKind.DAMAGED: _("Damaged parcel"),
        ClaimKind.MISSING: _("Missing piece"),
        ClaimKind.FAULTY: _("Fault on arrival"),
        ClaimKind.NOT_AS_DESCRIBED: _("Not as described"),
        ClaimKind.WRONG_ITEM: _("Wrong piece"),
        ClaimKind.IN_USE: _("Fault found in use"),
    }


def state_words() -> dict[ClaimState, str]:
    """Who has a claim."""
    return {
        ClaimState.OPEN: _("with the advisors"),
        ClaimState.QUALITY: _("with quality"),
        ClaimState.CARRIER: _("with the carrier"),
        ClaimState.DECIDED: _("decided"),
        ClaimState.CONTESTED: _("contested"),
        ClaimState.CLOSED: _("decided for good"),
    }


def outcome_words() -> dict[Outcome, tuple[str, str]]:
    """What can be decided, and what the button says."""
    return {
        Outcome.REFUND: (_("Refund now, nothing comes back"), _("Refund")),
        Outcome.SEND_BACK: (_("Have it sent back, then refund"), _("Register the return")),
        Outcome.RESEND: (_("Send it again, nothing comes back"), _("Send again")),
        Outcome.REPAIR: (_("Repair"), _("Promise the repair")),
        Outcome.REFUSED: (_("Refuse"), _("Refuse with these reasons")),
        Outcome.CARRIER: (_("Pass to the carrier"), _("Pass to the carrier")),
        Outcome.QUALITY: (_("Pass to the quality department"), _("Pass to quality")),
    }


def cause_words() -> dict[Cause, str]:
    """What was found of the cause (CLM-06, CLM-07)."""
    return {
        Cause.DEFECT: _("a defect of the piece"),
        Cause.CARE: _("care other than the label asks for"),
        Cause.UNKNOWN: _("not known"),
    }


def basis_words() -> dict[str, str]:
    """The legal ground of a refund."""
    return {
        "": "",
        Basis.NON_CONFORMITY.value: _("the legal guarantee"),
        Basis.LOST_PARCEL.value: _("a parcel that was lost"),
    }


def field_words() -> dict[str, str]:
    """What the rule of a claim lists."""
    return {
        "order_number": _("the order number"),
        "description": _("a description"),
        "references": _("the references"),
        "photos": _("photographs"),
        "washing": _("how it was washed"),
        "not_received": _("the piece that did not come"),
    }
