"""Reads of payments and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet, Sum

from comptoir.core.facts import TenderFacts
from comptoir.core.lifecycles import EffectState, PaymentState
from comptoir.core.policy import Method
from comptoir.infra import chain
from comptoir.infra.db import locked
from comptoir.payments.models import Effect, LedgerEntry, LedgerLine, LedgerSeal, Payment, ProviderEvent

ENTRIES = "payments_ledgerentry"

# States in which a payment holds or has taken money.
GOOD = (PaymentState.AUTHORISED, PaymentState.CAPTURED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A ledger entry with its lines, as auditors read it."""

    id: str
    at: datetime
    kind: str
    cause: str
    lines: tuple[tuple[str, str, int, int], ...]  # account, currency, debit, credit


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
    known = Q(provider_ref=provider_ref) & ~Q(provider_ref="") | Q(session_ref=session_ref) & ~Q(
        session_ref=""
    )
    return Payment.objects.filter(known, gateway=gateway).first()


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
    return tuple(
        TenderFacts(
            id=str(p.public_id),
            method=Method(p.method),
            authorised=p.authorised,
            captured=p.captured + p.capturing,
            refunded=p.refunded + p.refunding,
            capture_before=p.capture_before,
        )
        for p in payments_of(order_number=order_number).filter(state__in=GOOD)
    )


def effects_of(*, order_number: str) -> QuerySet[Effect]:
    """Every effect on an order's payments, oldest first."""
    return Effect.objects.select_related("payment").filter(payment__order_number=order_number).order_by("id")


def refunds_done() -> QuerySet[Effect]:
    """Refunds that the provider has carried out, for the app above that tells the customers."""
    return Effect.objects.select_related("payment").filter(kind="refund", state=EffectState.DONE)


def open_effects(*, before: datetime) -> list[int]:
    """Effects wanted before a moment and not done yet, for the sweep that tries again."""
    waiting = Effect.objects.filter(state=EffectState.REQUESTED, requested_at__lte=before)
    return list(waiting.order_by("id").values_list("id", flat=True)[:200])


def failed_effects() -> QuerySet[Effect]:
    """Effects that the provider refused: a person must look."""
    return Effect.objects.select_related("payment").filter(state=EffectState.FAILED).order_by("id")


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


def ledger_of(*, order_number: str) -> tuple[LedgerRow, ...]:
    """The ledger of an order, oldest first."""
    entries = LedgerEntry.objects.filter(order_number=order_number).prefetch_related("lines").order_by("id")
    return tuple(
        LedgerRow(
            id=str(entry.public_id),
            at=entry.at,
            kind=entry.kind,
            cause=entry.cause,
            lines=tuple((x.account, x.currency, x.debit, x.credit) for x in entry.lines.all()),
        )
        for entry in entries
    )


def balances(*, order_number: str) -> dict[tuple[str, str], int]:
    """Debit less credit of each (account, currency) of an order."""
    rows = (
        LedgerLine.objects.filter(entry__order_number=order_number)
        .values("account", "currency")
        .annotate(balance=Sum(F("debit") - F("credit")))
    )
    return {(row["account"], row["currency"]): row["balance"] for row in rows}


def last_seal() -> tuple[int, str]:
    """The last sealed entry and the digest there; nothing sealed is (0, "")."""
    seal = LedgerSeal.objects.order_by("-last_entry").values_list("last_entry", "digest").first()
    return seal or (0, "")


def entries_between(*, after: int, until: int, limit: int | None = None) -> list[LedgerEntry]:
    """The entries with an id above `after` up to `until`, with their lines, by id."""
    rows = LedgerEntry.objects.filter(id__gt=after, id__lte=until).prefetch_related("lines").order_by("id")
    return list(rows if limit is None else rows[:limit])


def chained(entries: Iterable[LedgerEntry]) -> Iterator[dict[str, object]]:
    """Entries as a seal covers them: every value that means money."""
    for entry in entries:
        yield {
            "id": entry.pk,
            "public_id": entry.public_id,
            "at": entry.at,
            "entity": entry.entity,
            "kind": entry.kind,
            "cause": entry.cause,
            "order": entry.order_number,
            "lines": sorted((x.account, x.currency, x.debit, x.credit) for x in entry.lines.all()),
        }


def broken_seals() -> tuple[int, ...]:
    """The last entries of seals that no longer fit what they sealed; none when the ledger is whole."""
    broken = []
    previous, after = "", 0
    for seal in LedgerSeal.objects.order_by("last_entry").iterator():
        entries = entries_between(after=after, until=seal.last_entry)
        digest = chain.link(previous=seal.previous, records=chained(entries))
        if seal.previous != previous or seal.digest != digest:
            broken.append(seal.last_entry)
        previous, after = seal.digest, seal.last_entry
    return tuple(broken)


def count_seals() -> int:
    """How many batches of the ledger are sealed."""
    return LedgerSeal.objects.count()


def booked_amounts() -> Iterator[tuple[str, str, int]]:
    """Order, kind and amount of every entry that a provider has too, for the comparison of books."""
    rows = LedgerLine.objects.filter(debit__gt=0).exclude(account="memo.contra")
    wanted = rows.filter(
        Q(entry__kind="authorisation") | Q(entry__kind="capture", account__startswith="psp.")
    )
    refunds = rows.filter(entry__kind="refund", account="customer")
    for found in (wanted, refunds):
        yield from found.values_list("entry__order_number", "entry__kind", "debit").iterator()
