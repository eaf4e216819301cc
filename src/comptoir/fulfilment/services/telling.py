"""The mails of a parcel: shipped, moved, delivered, a piece that is short; and of every refund (DEL-10, PAY-06, RET-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, cast
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.returns import return_until
from comptoir.core.whereabouts import Stage, Told, is_news
from comptoir.fulfilment import queries
from comptoir.fulfilment.models import RefundNotice
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.i18n import speaking
from comptoir.invoicing import queries as invoicing
from comptoir.journal import services as journal
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments

if TYPE_CHECKING:
    from comptoir.fulfilment.models import Parcel
    from comptoir.orders.models import Order, Piece


@joins_transaction
def tell_shipped(*, parcel: Parcel, captured: int, at: datetime) -> None:
    """DEL-10, ORD-05: the parcel is with the carrier; tracking and invoice are linked."""
    order = parcel.order
    documents = [
        {"number": document.number, "url": document.url}
        for document in invoicing.documents_of(order_number=order.number, lasts=invoicing.IN_A_MAIL)
        if document.cause == f"parcel:{parcel.public_id}"
    ]
    facts: dict[str, object] = {
        **_of_parcel(parcel),
        "documents": documents,
        "captured": captured,
    }
    tell(order=order, kind="order_shipped", key=f"order_shipped:{parcel.public_id}", facts=facts, at=at)


@joins_transaction
def tell_moved(*, parcel: Parcel, at: datetime) -> None:
    """DEL-10, DEL-06: a real change on the way, once; a letter about an earlier one that has not left stays here.

    The parcel must be locked.
    """
    view = queries.parcel_view(parcel_id=parcel.public_id)
    if view is None or not view.scans:
        return
    last, order = view.scans[-1], parcel.order
    stage = queries.whereabouts(parcel=view, at=at).stage
    told = Told(stage=Stage(parcel.told), seen_at=parcel.told_seen_at) if parcel.told_seen_at else None
    if not is_news(stage, seen_at=last.at, told=told, at=at):
        return
    parcel.told, parcel.told_seen_at = stage, last.at
    parcel.save(update_fields=["told", "told_seen_at"])
    with speaking(order.language, order.country):
        words = queries.whereabouts(parcel=view, at=at)
        seen = queries.seen_words(at=last.at, local_at=last.local_at, place=last.place)
    facts: dict[str, object] = {
        **_of_parcel(parcel),
        "title": words.title,
        "where": words.where,
        "next": words.next,
        "seen": seen,
        "until": words.until,
        "redirect_url": view.redirect_url,
    }
    key = _moved(parcel)
    notices.forget_unsent(begins=key, at=at)
    tell(order=order, kind="parcel_moved", key=f"{key}{stage}:{last.at.isoformat()}", facts=facts, at=at)


def _moved(parcel: Parcel) -> str:
    return f"moved:{parcel.public_id}:"


@joins_transaction
def tell_delivered(*, parcel: Parcel, at: datetime) -> None:
    """The parcel has arrived: until when it can come back, once the whole order is there (RET-01)."""
    order = parcel.order
    notices.forget_unsent(begins=_moved(parcel), at=at)
    policy = markets.policy_version(number=order.policy_version)
    known, here = queries.order_facts(order=order), queries.pieces_in(parcel=parcel)
    ends = [
        return_until(order=known, policy=policy, piece=piece)
        for piece in known.pieces
        if UUID(piece.id) in here
    ]
    until = max((end for end in ends if end), default=None) if all(ends) else None
    facts: dict[str, object] = {
        **_of_parcel(parcel),
        "return_until": until.isoformat() if until else None,
    }
    tell(order=order, kind="parcel_delivered", key=f"parcel_delivered:{parcel.public_id}", facts=facts, at=at)


@joins_transaction
def tell_trouble(*, order_number: str, parcel_id: UUID | None, trouble: str, key: str, at: datetime) -> None:
    """DEL-06: what is known of a parcel that is late, silent, lost or brought back, or of an order not sent yet."""
    order = orders.lock_order(number=order_number)
    parcel = queries.parcel_by_id(parcel_id=parcel_id) if parcel_id else None
    heard = queries.scans_of(label_id=parcel.label_id)[-1:] if parcel else []
    facts: dict[str, object] = {
        "trouble": trouble,
        **(_of_parcel(parcel) if parcel else {"parcel": None}),
        "heard_at": heard[0].at.isoformat() if heard else None,
    }
    tell(order=order, kind="parcel_trouble", key=key, facts=facts, at=at)


@joins_transaction
def tell_called_off(*, order: Order, kind: str, pieces: Sequence[Piece], refunded: int, at: datetime) -> None:
    """Pieces that will not be sent: not found (`piece_short`, PAY-06) or withdrawn from (`pieces_withdrawn`, A-08).

    `refunded` is what goes back for them; where it is nothing, nothing was taken and nothing will be.
    """
    facts: dict[str, object] = {
        "lines": orders.line_summaries(pieces),
        "amount": refunded or sum(piece.paid + piece.duty for piece in pieces),
        "refunded": refunded > 0,
        "order_over": all(piece.cancelled_at for piece in orders.pieces_of(order_id=order.pk)),
    }
    key = f"{kind}:{min(str(piece.public_id) for piece in pieces)}"
    tell(order=order, kind=kind, key=key, facts=facts, at=at)


@owns_transaction
def mail_document(*, order_number: str, document_id: UUID, actor: Actor, at: datetime) -> None:
    """ORD-05: an invoice or credit note of an order, mailed to its customer, once a day; other documents are nobody's."""
    order = orders.lock_order(number=order_number)
    found = invoicing.documents_of(order_number=order.number, lasts=invoicing.IN_A_MAIL)
    for document in found:
        if document.id != document_id:
            continue
        facts: dict[str, object] = {"document": asdict(document)}
        tell(order=order, kind="document_sent", key=f"document:{document_id}:{at:%Y%m%d}", facts=facts, at=at)
        journal.record(
            verb="document_mailed",
            subject_kind="document",
            subject_id=str(document_id),
            order_number=order.number,
            actor=actor,
            rule="ORD-05",
            data={"number": document.number},
            at=at,
        )


@owns_transaction
def tell_refund(*, effect_id: int, at: datetime) -> None:
    """RET-11: the provider has given money back, for whatever reason: say how much, and to where, once."""
    effect = queries.untold_refunds().filter(pk=effect_id).first()
    if effect is None:
        return
    order = orders.lock_order(number=effect.payment.order_number)
    RefundNotice.objects.update_or_create(effect=effect, defaults={"told_at": at})
    facts: dict[str, object] = {
        "amount": effect.amount,
        "method": payments.method_of(refund=effect),
        "ending": payments.ending_of(refund=effect),
    }
    for document in invoicing.documents_of(order_number=order.number, lasts=invoicing.IN_A_MAIL):
        if document.kind == "credit_note" and document.cause == effect.cause:
            facts["document_url"] = document.url
    again = payments.times_returned(refund=effect)
    key = f"refund_sent:{effect.public_id}" + (f":{again}" if again else "")
    tell(order=order, kind="refund_sent", key=key, facts=facts, at=at)


@joins_transaction
def tell(*, order: Order, kind: str, key: str, facts: dict[str, object], at: datetime) -> None:
    """Write to who receives the order, once for the key; nobody where the address was erased."""
    party = orders.delivery_party(order_id=order.pk)
    if party is None:
        return
    notices.send(
        kind=kind,
        to=party.email,
        language=order.language,
        country=order.country,
        key=key,
        facts={"order": orders.summary_of(order=order), **facts},
        order_number=order.number,
        at=at,
    )


def _of_parcel(parcel: Parcel) -> dict[str, object]:
    """A parcel and its order; what is sent again has dates of its own (A-12)."""
    pieces = orders.pieces_by_ids(public_ids=queries.pieces_in(parcel=parcel))
    again = [(piece.earliest, piece.latest) for piece in pieces if piece.earliest and piece.latest]
    summary = orders.summary_of(order=parcel.order)
    if again:
        earliest, latest = max(again, key=itemgetter(1))
        known = cast(dict[str, object], summary["delivery"])
        dates = {"earliest": earliest.isoformat(), "latest": latest.isoformat()}
        summary = {**summary, "delivery": {**known, **dates}}
    return {"parcel": parcel_facts(parcel=parcel), "order": summary}


def parcel_facts(*, parcel: Parcel) -> dict[str, object]:
    """A parcel as mails show it."""
    pieces = orders.pieces_by_ids(public_ids=queries.pieces_in(parcel=parcel))
    return {
        "number": parcel.number,
        "tracking_number": parcel.label.tracking_number,
        "tracking_url": parcel.label.tracking_url,
        "lines": orders.line_summaries(pieces),
    }
