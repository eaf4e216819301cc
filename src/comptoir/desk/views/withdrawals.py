"""Statements of withdrawal that the rules leave to a person: matched to an order, or settled in words (A-08)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.desk.access import CARE, Desk, for_roles
from comptoir.desk.answers import carry_out, take_said
from comptoir.infra.i18n import gettext as _
from comptoir.returns import queries as returns
from comptoir.returns import services as verbs


@for_roles(*CARE)
def index(desk: Desk) -> HttpResponse:
    """The statements that wait, the oldest first, with the orders that their e-mail placed."""
    return desk.page("withdrawals.html", rows=returns.statements_for_person(), said=take_said(desk))


@require_POST
@for_roles(Role.ADVISOR)
def match(desk: Desk, withdrawal_id: UUID) -> HttpResponse:
    """The statement is about this order: what the law says of it follows at once."""
    return carry_out(
        desk,
        lambda: verbs.match_withdrawal(
            withdrawal_id=withdrawal_id,
            order_number=desk.request.POST.get("order", ""),
            actor=desk.actor,
            at=desk.at,
        ),
        done=_(
            "Matched. What follows was done as if the statement had named the order; its customer is written to."
        ),
        back=reverse("desk:withdrawals"),
    )


@require_POST
@for_roles(Role.ADVISOR)
def settle(desk: Desk, withdrawal_id: UUID) -> HttpResponse:
    """A person has dealt with it, and says how."""
    return carry_out(
        desk,
        lambda: verbs.settle_withdrawal(
            withdrawal_id=withdrawal_id,
            how=desk.request.POST.get("how", ""),
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Settled."),
        back=reverse("desk:withdrawals"),
    )
