"""Money: what lapses, what is disputed, and the books as auditors read them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.cases import queries as cases
from comptoir.core.actors import Role
from comptoir.desk.access import Desk, for_roles
from comptoir.desk.accounts import by_account
from comptoir.desk.answers import carry_out, take_said
from comptoir.desk.events import event_words
from comptoir.desk.words import HELPERS
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import speaking
from comptoir.payments import queries as payments
from comptoir.payments import services as payment_services

_READERS = (Role.ADVISOR, Role.AUDITOR)


@for_roles(*_READERS)
def index(desk: Desk) -> HttpResponse:
    """Authorisations by when they lapse (C-05), and disputes by when they want an answer (C-15)."""
    return desk.page(
        "money.html", authorisations=cases.authorisations(), disputes=cases.disputes(), said=take_said(desk)
    )


@for_roles(Role.AUDITOR)
def books(desk: Desk) -> HttpResponse:
    """Balances by provider and account, closed days, and what the comparisons with the provider found."""
    return desk.page(
        "books.html",
        accounts=by_account(payments.balances_of_account(begins="")),
        closings=payments.closings(),
        reconciliations=payments.reconciliations(),
    )


@for_roles(*_READERS)
def dispute(desk: Desk, dispute_id: UUID) -> HttpResponse:
    """A dispute with everything that speaks for us."""
    known = _known(desk, dispute_id)
    return desk.page(
        "dispute.html",
        known=known,
        timeline=[(entry, event_words(entry)) for entry in known.timeline],
        said=take_said(desk),
    )


@for_roles(*_READERS)
def evidence(desk: Desk, dispute_id: UUID) -> HttpResponse:
    """The same as a file, in English, as the bank gets it."""
    response = HttpResponse(_text(_known(desk, dispute_id)), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="evidence.txt"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@for_roles(Role.ADVISOR)
def answer(desk: Desk, dispute_id: UUID) -> HttpResponse:
    """Send the evidence to the bank, once and for good, with what the advisor adds."""
    known = _known(desk, dispute_id)
    added = desk.request.POST.get("text", "").strip()[:4000]
    return carry_out(
        desk,
        lambda: payment_services.answer_dispute(
            dispute_id=dispute_id,
            evidence="\n\n".join(part for part in (added, _text(known)) if part),
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("The evidence has been sent. The bank decides now."),
        back=reverse("desk:dispute", args=[dispute_id]),
    )


def _known(desk: Desk, dispute_id: UUID) -> cases.Evidence:
    known = cases.evidence(dispute_id=dispute_id, at=desk.at)
    if known is None:
        raise Http404
    return known


def _text(known: cases.Evidence) -> str:
    with speaking("en"):
        timeline = [(entry, event_words(entry)) for entry in known.timeline]
        return render_to_string("desk/evidence.txt", {"known": known, "timeline": timeline, **HELPERS})
