"""Reads of the ledger: of an order, of a provider, compared with its report; and the proof that none of it was changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, Sum

from comptoir.core.reconciliation import Moved
from comptoir.infra import chain
from comptoir.payments.models import LedgerEntry, LedgerLine, LedgerSeal, Payment, Reconciliation

ENTRIES = "payments_ledgerentry"
BANK = "bank"  # the account of what leaves by transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """One comparison and what it found."""

    gateway: str
    since: datetime
    until: datetime
    theirs: int
    ours: int
    differences: tuple[dict[str, str], ...]
    ran_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A ledger entry with its lines, as auditors read it."""

    id: str
    at: datetime
    kind: str
    cause: str
    lines: tuple[tuple[str, str, int, int], ...]  # account, currency, debit, credit


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


def balances_of_account(*, begins: str) -> dict[tuple[str, str], int]:
    """Debit less credit of each (account, currency) whose name begins so: `psp.` is what each provider owes us."""
    rows = (
        LedgerLine.objects.filter(account__startswith=begins)
        .values("account", "currency")
        .annotate(balance=Sum(F("debit") - F("credit")))
        .order_by("account", "currency")
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


def broken_seals() -> tuple[str, ...]:
    """What no longer fits its seal, entry by entry where the seal can tell; none when the ledger is whole (A-42)."""
    broken: list[str] = []
    previous, after = "", 0
    for seal in LedgerSeal.objects.order_by("last_entry").iterator():
        records = list(chained(entries_between(after=after, until=seal.last_entry)))
        digest = chain.link(previous=seal.previous, records=records)
        if seal.previous != previous or seal.digest != digest:
            changed = chain.changed(marks=seal.marks, records=records)
            broken += [f"ledger entry {number} was {what}" for number, what in changed] or [
                f"the seal of the entries {after + 1} to {seal.last_entry} was changed"
            ]
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
    refunds = rows.filter(entry__kind="refund", account="customer").exclude(entry__lines__account=BANK)
    for found in (wanted, refunds):
        yield from found.values_list("entry__order_number", "entry__kind", "debit").iterator()


def booked_between(*, gateway: str, since: datetime, until: datetime) -> tuple[Moved, ...]:
    """What the ledger says a provider took, gave back or kept in a period."""
    rows = (
        LedgerLine.objects.filter(account=f"psp.{gateway}", entry__at__gte=since, entry__at__lt=until)
        .annotate(amount=F("debit") + F("credit"))
        .select_related("entry")
        .order_by("entry__id")
    )
    return tuple(
        Moved(
            reference=str(row.entry.public_id),
            kind=row.entry.kind,
            order=row.entry.order_number,
            amount=row.amount,
            currency=row.currency,
            at=row.entry.at,
        )
        for row in rows
    )


def orders_of_payments(*, gateway: str, references: Collection[str]) -> dict[str, str]:
    """The order of each payment that the provider names; those that are not ours are absent."""
    rows = Payment.objects.filter(gateway=gateway, provider_ref__in=references)
    return dict(rows.values_list("provider_ref", "order_number"))


def reconciliations(*, of: str = "", limit: int = 60) -> tuple[Reconciled, ...]:
    """The comparisons that were made, with one provider's books or with all, the latest first."""
    rows = Reconciliation.objects.order_by("-ran_at")
    rows = (rows.filter(gateway=of) if of else rows)[:limit]
    return tuple(
        Reconciled(
            gateway=row.gateway,
            since=row.since,
            until=row.until,
            theirs=row.theirs,
            ours=row.ours,
            differences=tuple(row.differences),
            ran_at=row.ran_at,
        )
        for row in rows
    )
