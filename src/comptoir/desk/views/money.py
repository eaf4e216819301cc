"""Money: what lapses, what is disputed, and the books as auditors read them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.cases import queries as cases
from comptoir.core.actors import Role
from comptoir.core.calendar import month_of
from comptoir.desk.access import Desk, for_roles, names_of_actors
from comptoir.desk.accounts import by_account
from comptoir.desk.answers import carry_out, take_said
from comptoir.desk.events import event_words
from comptoir.desk.words import HELPERS
from comptoir.goodwill import queries as goodwill
from comptoir.goodwill import services as goodwill_services
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import speaking
from comptoir.invoicing import queries as invoicing
from comptoir.markets import queries as markets
from comptoir.payments import queries as payments
from comptoir.payments import services as payment_services

_READERS = (Role.ADVISOR, Role.FINANCE, Role.AUDITOR)
_OVERSEERS = (Role.SENIOR_ADVISOR, Role.FINANCE, Role.AUDITOR)  # of what others give (C-23)
_APPROVERS = (Role.SENIOR_ADVISOR, Role.FINANCE)  # of money that goes out above the limit (C-13)


@for_roles(*_READERS)
def index(desk: Desk) -> HttpResponse:
    """What lapses (C-05), refunds for a second person (C-13), disputes by when they want an answer (C-15)."""
    refunds, gestures = cases.waiting_refunds(), goodwill.proposals_waiting()
    policy = markets.current_policy(at=desk.at)
    rows = goodwill.envelopes(at=desk.at) if desk.may(*_OVERSEERS) else ()
    return desk.page(
        "money.html",
        authorisations=cases.authorisations(),
        refunds=refunds,
        gestures=gestures,
        askers=names_of_actors([*(refund.asked_by for refund in refunds), *(known.by for known in gestures)]),
        transfers=payments.transfers_waiting(),
        disputes=cases.disputes(),
        envelope=goodwill.envelope_of(actor=desk.actor, at=desk.at),
        envelopes=rows,
        givers=names_of_actors(row.by for row in rows),
        watch=cases.fraud_watch(policy=policy, at=desk.at),
        marks=sorted(policy.watch.values()),
        said=take_said(desk),
    )


@require_POST
@for_roles(*_APPROVERS, proved=True)
def approve_refund(desk: Desk, refund_id: UUID) -> HttpResponse:
    """Let a refund go that another asked for."""
    return _decide(
        desk,
        refund_id,
        lambda: payment_services.approve_refund(refund_id=refund_id, actor=desk.actor, at=desk.at),
        done=_("The refund is on its way."),
    )


@require_POST
@for_roles(*_APPROVERS)
def decline_refund(desk: Desk, refund_id: UUID) -> HttpResponse:
    """Refuse it, with the reason; a case sees to what becomes of it."""
    reason = _reason(desk)
    return _decide(
        desk,
        refund_id,
        lambda: payment_services.decline_refund(
            refund_id=refund_id, reason=reason, actor=desk.actor, at=desk.at
        ),
        done=_("The refund is declined. A case is opened for it."),
    )


@require_POST
@for_roles(*_APPROVERS, proved=True)
def approve_gesture(desk: Desk, gesture_id: UUID) -> HttpResponse:
    """Make a gesture that another proposed."""
    return _decide_gesture(
        desk,
        gesture_id,
        lambda: goodwill_services.agree_to_gesture(gesture_id=gesture_id, actor=desk.actor, at=desk.at),
        done=_("Given. The customer has been written to."),
    )


@require_POST
@for_roles(*_APPROVERS)
def decline_gesture(desk: Desk, gesture_id: UUID) -> HttpResponse:
    """Let it not happen, with the reason, which whoever proposed it reads on the order."""
    reason = _reason(desk)
    return _decide_gesture(
        desk,
        gesture_id,
        lambda: goodwill_services.decline_gesture(
            gesture_id=gesture_id, reason=reason, actor=desk.actor, at=desk.at
        ),
        done=_("The gesture is declined. Nothing went out; its envelope has it back."),
    )


def _reason(desk: Desk) -> str:
    reason = desk.request.POST.get("reason", "").strip()[:200]
    if not reason:
        raise Http404
    return reason


def _decide_gesture(desk: Desk, gesture_id: UUID, verb: Callable[[], None], *, done: str) -> HttpResponse:
    if goodwill.proposal_by_id(proposal_id=gesture_id) is None:
        raise Http404
    return carry_out(desk, verb, done=done, back=reverse("desk:money"))


def _decide(desk: Desk, refund_id: UUID, verb: Callable[[], None], *, done: str) -> HttpResponse:
    if not payments.is_refund(public_id=refund_id):
        raise Http404
    return carry_out(desk, verb, done=done, back=reverse("desk:money"))


@for_roles(Role.AUDITOR)
def books(desk: Desk) -> HttpResponse:
    """Balances by provider and account, closed days, and what the comparisons with the provider found."""
    return desk.page(
        "books.html",
        accounts=by_account(payments.balances_of_account(begins="")),
        closings=payments.closings(),
        reconciliations=payments.reconciliations(),
    )


@for_roles(Role.AUDITOR, Role.FINANCE, proved=True)
def export(desk: Desk, what: str) -> StreamingHttpResponse:
    """A month of the books as a file for the accountant, line by line: its entries (FEC), or its sales to consumers."""
    policy = markets.current_policy(at=desk.at)
    entity = policy.house.entity.code
    try:
        first, last = month_of(desk.request.GET.get("month", ""))
    except ValueError as no_month:
        raise Http404 from no_month
    if what == "fec":
        name = invoicing.fec_name(policy=policy, entity=entity, last=last)
        lines = invoicing.fec_lines(policy=policy, entity=entity, first=first, last=last)
    elif what == "ereporting":
        name = f"ereporting-{entity}-{first:%Y-%m}.csv"
        sales = invoicing.consumer_sales(policy=policy, entity=entity, first=first, last=last)
        lines = invoicing.report_lines(sales=sales)
    else:
        raise Http404
    response = StreamingHttpResponse(
        (line.encode(invoicing.ENCODING, errors="replace") for line in lines),
        content_type=f"text/plain; charset={invoicing.ENCODING}",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


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
