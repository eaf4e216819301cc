"""Sweeps over what the apps below could not finish by themselves: each has its case as long as it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from comptoir.cases.services.keeping import About, keep_cases
from comptoir.cases.services.opening import end_case, open_case
from comptoir.core.actors import Actor
from comptoir.core.lifecycles import OrderState
from comptoir.core.money import Money
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import formats
from comptoir.infra.db import owns_transaction
from comptoir.invoicing import queries as invoicing
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.returns import queries as returns

_LATELY = timedelta(days=7)  # how long after its end a thing is looked at, to resolve its case


@owns_transaction
def open_cases_for_trouble(*, actor: Actor, at: datetime) -> None:
    """Whatever the provider or the carrier refused, lost or brought back is put before a person (C-05, PAY-05)."""
    for parcel in fulfilment.failed_charges():
        open_case(
            kind="capture_failed",
            cause=f"capture:{parcel.public_id}:{parcel.charges}",
            order_number=parcel.order.number,
            text=f"{parcel.number}: {parcel.capture_failure}",
            actor=actor,
            at=at,
        )
    for effect in payments.failed_effects():
        if effect.kind != "capture":
            open_case(
                kind=f"{effect.kind}_failed",
                cause=f"effect:{effect.public_id}:{effect.tries}",
                order_number=effect.payment.order_number,
                text=effect.failure,
                actor=actor,
                at=at,
            )
    for label in fulfilment.failed_labels():
        open_case(
            kind="label_failed",
            cause=f"label:{label.public_id}",
            order_number=label.order_number,
            text=label.failure,
            actor=actor,
            at=at,
        )
    for parcel in fulfilment.stray_parcels():
        open_case(
            kind=f"parcel_{parcel.state}",
            cause=f"parcel:{parcel.public_id}",
            order_number=parcel.order.number,
            text=parcel.number,
            actor=actor,
            at=at,
        )
    for number in orders.reviews_due(at=at):
        open_case(
            kind="review_due",
            cause=f"review:{number}",
            order_number=number,
            text="",
            actor=actor,
            at=at,
        )
    _open_for_documents(actor, at)
    _open_for_returns(actor, at)
    _open_for_disputes(actor, at)
    _open_for_lapses(actor, at)
    _open_for_refunds(actor, at)
    _open_for_bounces(actor, at)


def _open_for_lapses(actor: Actor, at: datetime) -> None:
    """An authorisation that lapses within 48 hours, and a customer who is to pay again, have a case until that is over."""
    lapsing = {
        f"lapse:{payment.public_id}": payment
        for payment in payments.lapsing(at=at, within=payments.WARN_BEFORE)
        if _has_to_leave(payment.order_number)
    }
    asked = {f"renewal:{renewal.public_id}": renewal.lapsing for renewal in payments.waiting_renewals()}
    for kind, prefix, known in (
        ("authorisation_lapses", "lapse:", lapsing),
        ("payment_renewal", "renewal:", asked),
    ):
        said = {
            cause: _due(
                kind,
                payment.order_number,
                payment.authorised - payment.captured,
                payment.currency,
                payment.capture_before,
            )
            for cause, payment in known.items()
        }
        keep_cases(prefix=prefix, known=said, actor=actor, at=at)


def _open_for_refunds(actor: Actor, at: datetime) -> None:
    """A refund that waits for a second person has a case from 48 hours before it is due: it is not lost (C-13)."""
    said = {
        f"approval:{refund.public_id}:{refund.tries}": _due(
            "refund_waits",
            refund.payment.order_number,
            refund.amount,
            refund.payment.currency,
            refund.due_at,
        )
        for refund in payments.refunds_waiting()
        if refund.due_at is None or refund.due_at <= at + payments.WARN_BEFORE
    }
    keep_cases(prefix="approval:", known=said, actor=actor, at=at)
    _open_for_transfers(actor, at)


def _open_for_transfers(actor: Actor, at: datetime) -> None:
    """So has one that goes by bank transfer; and one that the provider paid after all is looked at by a person (C-24)."""
    due = {
        f"transfer:{row.id}:{row.returned}": _due(
            "transfer_waits", row.order_number, row.amount, row.currency, row.due_at
        )
        for row in payments.transfers_waiting()
        if row.due_at is None or row.due_at <= at + payments.WARN_BEFORE
    }
    keep_cases(prefix="transfer:", known=due, actor=actor, at=at)
    for row in payments.late_transfers():
        about = _due("refund_late", row.order_number, row.amount, row.currency, row.late_at)
        open_case(
            kind=about.kind,
            cause=f"late:{row.id}",
            order_number=about.order_number,
            text=about.text,
            actor=actor,
            at=at,
        )


def _due(kind: str, order_number: str, amount: int, currency: str, until: datetime | None) -> About:
    """An amount of an order and its deadline."""
    said = formats.exact_money(Money(amount, currency))
    text = f"{said}, {formats.moment(until) if until else ''}"
    return About(kind=kind, order_number=order_number, text=text)


def _has_to_leave(number: str) -> bool:
    order = orders.order_by_number(number=number)
    return order is not None and order.state in (OrderState.PLACED, OrderState.RELEASED)


def _open_for_bounces(actor: Actor, at: datetime) -> None:
    """A customer whom our mails do not reach has a case, once for an order: somebody calls."""
    for mail in notices.bounces_of_orders(since=at - _LATELY):
        open_case(
            kind="mail_bounced",
            cause=f"bounce:{mail.order_number}",
            order_number=mail.order_number,
            text=mail.bounce,
            actor=actor,
            at=at,
        )


def _open_for_disputes(actor: Actor, at: datetime) -> None:
    """A dispute has its case as long as the bank has not decided (C-15)."""
    for dispute in payments.disputes_lately(since=at - _LATELY):
        cause = f"dispute:{dispute.public_id}"
        if dispute.closed_at:
            end_case(cause=cause, text=dispute.state, actor=actor, at=at)
            continue
        amount = formats.exact_money(Money(dispute.amount, dispute.payment.currency))
        day = f", {formats.day(dispute.answer_by)}" if dispute.answer_by else ""
        open_case(
            kind="dispute",
            cause=cause,
            order_number=dispute.payment.order_number,
            text=f"{amount}, {dispute.reason}{day}",
            actor=actor,
            at=at,
        )


def _open_for_documents(actor: Actor, at: datetime) -> None:
    """An e-invoice that breaks a rule waits for a person; it was sent to nobody (A-41)."""
    for fault in invoicing.faulty_documents():
        open_case(
            kind="document_invalid",
            cause=f"document:{fault.document_id}:{fault.pk}",
            order_number=fault.document.order_number,
            text=f"{fault.document.number}: {'; '.join(fault.problems)}",
            actor=actor,
            at=at,
        )


def _open_for_returns(actor: Actor, at: datetime) -> None:
    """Statements, pieces and strays on which the rules leave the decision to a person (A-08, RET-06, RET-10)."""
    statements = {
        f"withdrawal:{row.public_id}": About(
            kind="withdrawal_unmatched",
            order_number=row.order.number if row.order else "",
            text=row.contract,
        )
        for row in returns.withdrawals_for_person()
    }
    pieces = {
        f"piece:{row.parcel.public_id}:{row.piece.public_id}": About(
            kind="piece_needs_person",
            order_number=row.parcel.order.number,
            text=f"{row.parcel.number}: {row.piece.reference}. {row.verdict_reason}",
        )
        for row in returns.pieces_for_person()
    }
    strays = {
        f"stray:{row.id}": About(kind="stray", order_number=row.order_number, text=row.contents)
        for row in returns.open_strays()
    }
    silent = {
        f"held:{row.return_id}:{row.piece}": About(
            kind="refused_unanswered", order_number=row.order_number, text=f"{row.return_number}: {row.sku}"
        )
        for row in returns.held_unanswered(at=at)
    }
    # What waits for a second person, or goes by transfer, has a case of its own.
    second = {refund.payment.order_number for refund in payments.refunds_waiting()}
    second |= {transfer.order_number for transfer in payments.transfers_waiting()}
    due = {
        f"refund_due:{row.id}": About(
            kind="refund_due",
            order_number=row.order_number,
            text=f"{row.number}: {formats.day(row.refund_by, row.zone) if row.refund_by else ''}",
        )
        for row in returns.refunds_due(at=at)
        if row.order_number not in second
    }
    for prefix, known in (
        ("refund_due:", due),
        ("withdrawal:", statements),
        ("piece:", pieces),
        ("stray:", strays),
        ("held:", silent),
    ):
        keep_cases(prefix=prefix, known=known, actor=actor, at=at)
