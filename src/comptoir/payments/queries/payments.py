"""Reads of payments, their effects and what the provider told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from comptoir.core.actors import Actor, ActorKind
from comptoir.core.facts import TenderFacts
from comptoir.core.lifecycles import EffectState, PaymentState, RenewalState
from comptoir.core.policy import Method
from comptoir.core.refunds import BY_VERDICT, Basis, takes_two
from comptoir.infra.db import locked
from comptoir.markets import queries as markets
from comptoir.payments.models import Effect, Payment, ProviderEvent, Renewal

# States in which a payment holds or has taken money.
GIVE_BACK = ("refund", "transfer")  # the kinds of effects by which money goes back to a customer
GOOD = (PaymentState.AUTHORISED, PaymentState.CAPTURED)


def payments_of(*, order_number: str) -> QuerySet[Payment]:
    """Every payment tried for an order, oldest first."""
    return Payment.objects.filter(order_number=order_number).order_by("id")


def payment_in_force(*, order_number: str) -> Payment | None:
    """The payment that holds or took the order's money."""
    return payments_of(order_number=order_number).filter(state__in=GOOD).last()


def payment_by_id(*, public_id: str) -> Payment | None:
    """A payment by its public id."""
    return Payment.objects.filter(public_id=public_id).first()


def payment_by_reference(*, gateway: str, provider_ref: str, session_ref: str) -> Payment | None:
    """The payment an event speaks of."""
    return Payment.objects.filter(_names(provider_ref, session_ref), gateway=gateway).first()


def _names(provider_ref: str, session_ref: str) -> Q:
    by_payment = Q(provider_ref=provider_ref) & ~Q(provider_ref="")
    return by_payment | Q(session_ref=session_ref) & ~Q(session_ref="")


def paying_method(*, order_number: str) -> str:
    """The way to pay of an order: of the payment that holds its money, else of the last one tried."""
    rows = list(payments_of(order_number=order_number).values_list("method", "state"))
    good = [method for method, state in rows if state in GOOD]
    return (good or [method for method, _ in rows] or [""])[-1]


def lock_payment(*, public_id: str) -> Payment:
    """A payment, locked."""
    return locked(Payment.objects.filter(public_id=public_id), kind="payment")[0]


def tenders_for(*, order_number: str) -> tuple[TenderFacts, ...]:
    """The payments that hold or took money for an order, as the refund rules see them."""
    renewed = Renewal.objects.filter(lapsing=OuterRef("pk"), state=RenewalState.RENEWED)
    good = payments_of(order_number=order_number).filter(state__in=GOOD).annotate(renewed=Exists(renewed))
    return tuple(
        TenderFacts(
            id=str(p.public_id),
            method=Method(p.method),
            # What another payment has taken the place of is not taken any more: it is being released (C-06).
            authorised=p.captured + p.capturing if p.renewed else p.authorised,
            captured=p.captured + p.capturing,
            refunded=p.refunded + p.refunding + p.disputed,
            capture_before=p.capture_before,
        )
        for p in good
    )


def rests_of(*, order_number: str) -> dict[str, int]:
    """What is left to take of each authorisation of an order, by the payment's public id."""
    standing = payments_of(order_number=order_number).filter(state=PaymentState.AUTHORISED)
    rests = {str(payment.public_id): rest_of(payment) for payment in standing}
    return {payment: rest for payment, rest in rests.items() if rest > 0}


def rest_of(payment: Payment) -> int:
    """What is left to take of an authorisation, in minor units."""
    return payment.authorised - payment.captured - payment.capturing


def effects_of(*, order_number: str) -> QuerySet[Effect]:
    """Every effect on an order's payments, oldest first."""
    return Effect.objects.select_related("payment").filter(payment__order_number=order_number).order_by("id")


def refunds_waiting() -> QuerySet[Effect]:
    """Refunds that a second member of staff decides, the first that is due first (C-13)."""
    waiting = Effect.objects.select_related("payment").filter(state=EffectState.WAITING, kind="refund")
    return waiting.order_by("due_at", "id")


def is_refund(*, public_id: UUID) -> bool:
    """Whether a refund goes by this id."""
    return Effect.objects.filter(public_id=public_id, kind="refund").exists()


def given_by_verdict(*, order_number: str) -> int:
    """What was given back of an order, or is to be, for returns and by good will, in minor units."""
    wanted = effects_of(order_number=order_number).filter(kind__in=GIVE_BACK, basis__in=BY_VERDICT)
    total: int | None = wanted.exclude(state=EffectState.DROPPED).aggregate(total=Sum("amount"))["total"]
    return total or 0


def wants_second(
    *, order_number: str, amount: int, currency: str, basis: Basis, actor: Actor, at: datetime
) -> bool:
    """Whether a refund, with what was given back before by somebody's verdict, is too much for this person alone (C-13)."""
    if actor.kind is not ActorKind.STAFF:
        return False
    return takes_two(
        basis=basis,
        actor=actor,
        total=amount + given_by_verdict(order_number=order_number),
        currency=currency,
        terms=markets.current_policy(at=at).refunds,
    )


def refunds_done() -> QuerySet[Effect]:
    """Refunds that were carried out, by the provider or by transfer, for the app above that tells the customers."""
    done = Effect.objects.select_related("payment", "transfer")
    return done.filter(kind__in=GIVE_BACK, state=EffectState.DONE)


def refunds_of(*, order_number: str) -> QuerySet[Effect]:
    """The refunds of an order and the transfers that took the place of some, those aside that were given up."""
    effects = effects_of(order_number=order_number).select_related("payment", "transfer")
    return effects.filter(kind__in=GIVE_BACK).exclude(state=EffectState.DROPPED)


def open_effects(*, before: datetime | None = None, of: Payment | None = None) -> list[int]:
    """Effects wanted and not done yet: those wanted before a moment, or those of a payment."""
    waiting = Effect.objects.filter(state=EffectState.REQUESTED)
    waiting = waiting.filter(payment=of) if of else waiting.filter(requested_at__lte=before)
    return list(waiting.order_by("id").values_list("id", flat=True)[:200])


def failed_effects() -> QuerySet[Effect]:
    """Effects that the provider refused: a person must look."""
    return Effect.objects.select_related("payment").filter(state=EffectState.FAILED).order_by("id")


def told_of(*, payment: Payment) -> list[Mapping[str, object]]:
    """All that the provider has told of a payment, as it came."""
    events = ProviderEvent.objects.filter(_names(payment.provider_ref, payment.session_ref))
    return list(events.filter(gateway=payment.gateway).order_by("id").values_list("payload", flat=True))


def unhandled_event(*, event_id: int) -> ProviderEvent | None:
    """A stored event that was not handled yet."""
    return ProviderEvent.objects.filter(id=event_id, handled_at__isnull=True).first()


def next_lapse_at() -> datetime | None:
    """When the next authorisation lapses, by the provider's word."""
    return (
        Payment.objects.filter(state=PaymentState.AUTHORISED, capture_before__isnull=False)
        .order_by("capture_before")
        .values_list("capture_before", flat=True)
        .first()
    )


def lapsed_payments(*, at: datetime) -> list[int]:
    """Authorisations whose time is over."""
    return list(
        Payment.objects.filter(state=PaymentState.AUTHORISED, capture_before__lt=at).values_list(
            "id", flat=True
        )[:200]
    )
