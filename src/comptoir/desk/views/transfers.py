"""Refunds by bank transfer (C-24): where they stand, the account, and what finance does with it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.cases import services as cases
from comptoir.core.actors import Role
from comptoir.core.bank_accounts import BankAccount
from comptoir.desk.access import Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, say, sentence, take_said
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.payments import queries as payments
from comptoir.payments import services


@for_roles(Role.ADVISOR, Role.FINANCE, Role.AUDITOR)
def show(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """One transfer, without its account."""
    return _page(desk, transfer_id)


@require_POST
@for_roles(Role.FINANCE, proved=True)
def open_account(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """The account, once it is certain that the provider has not paid: shown here, and nowhere kept."""
    try:
        account = services.open_account(transfer_id=transfer_id, actor=desk.actor, at=desk.at)
    except NotPossible as refusal:
        say(desk, *map(sentence, refusal.refusals), wrong=True)
        return HttpResponseRedirect(_of(transfer_id))
    return _page(desk, transfer_id, account=account)


@require_POST
@for_roles(Role.FINANCE)
def type_account(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """The account as the customer told it; another person then carries the transfer out."""
    post = desk.request.POST
    typed = BankAccount(**{name: post.get(name, "")[:80] for name in ("holder", "iban", "number", "code")})
    return carry_out(
        desk,
        lambda: services.give_account(transfer_id=transfer_id, typed=typed, actor=desk.actor, at=desk.at),
        done=_("The account is kept, sealed. Somebody else carries the transfer out."),
        back=_of(transfer_id),
    )


@require_POST
@for_roles(Role.FINANCE, proved=True)
def confirm(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """The bank has sent it."""
    reference = desk.request.POST.get("reference", "")
    return carry_out(
        desk,
        lambda: services.confirm_transfer(
            transfer_id=transfer_id, reference=reference, actor=desk.actor, at=desk.at
        ),
        done=_("Booked. The account is forgotten, and the customer is written to."),
        back=_of(transfer_id),
    )


@require_POST
@for_roles(Role.FINANCE, proved=True)
def returned(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """The customer's bank has sent it back."""
    why = desk.request.POST.get("why", "")
    return carry_out(
        desk,
        lambda: cases.return_transfer(transfer_id=transfer_id, why=why, actor=desk.actor, at=desk.at),
        done=_("Booked back: the refund is owed again, and the customer is asked for another account."),
        back=_of(transfer_id),
    )


@require_POST
@for_roles(Role.FINANCE, proved=True)
def stop(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """It has not left the bank, and the provider has paid."""
    return carry_out(
        desk,
        lambda: services.stop_transfer(transfer_id=transfer_id, actor=desk.actor, at=desk.at),
        done=_("Stopped. The refund is the provider’s."),
        back=_of(transfer_id),
    )


@require_POST
@for_roles(Role.ADVISOR, Role.FINANCE)
def ask_again(desk: Desk, transfer_id: UUID) -> HttpResponse:
    """Forget the account, and ask the customer for another by a new link."""
    return carry_out(
        desk,
        lambda: cases.ask_account_again(transfer_id=transfer_id, actor=desk.actor, at=desk.at),
        done=_("The customer has a new link by mail; the old one is worth nothing."),
        back=_of(transfer_id),
    )


def _of(transfer_id: UUID) -> str:
    return reverse("desk:transfer", args=[transfer_id])


def _page(desk: Desk, transfer_id: UUID, *, account: BankAccount | None = None) -> HttpResponse:
    known = payments.transfer_view(transfer_id=transfer_id)
    if known is None:
        raise Http404
    return desk.page(
        "transfer.html",
        transfer=known,
        account=account,
        names=names_of_actors({known.planned_by, known.given_by, known.opened_by}),
        said=take_said(desk),
    )
