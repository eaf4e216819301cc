"""The provider's report against the ledger and the orders, every night: each difference is one case (C-12)."""

from __future__ import annotations

from datetime import datetime, timedelta

from comptoir.cases import queries
from comptoir.cases.services.opening import end_case, open_case
from comptoir.core.actors import Actor
from comptoir.core.calendar import local_date
from comptoir.core.reconciliation import Difference, Moved, compare
from comptoir.infra.db import one_transaction, spans_transactions
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments import services as payments_services
from comptoir.payments.gateways.base import ProviderUnreachable

_LOOK_BACK = timedelta(days=3)
_MARGIN = timedelta(days=1)  # what happened on the two sides of a limit is matched all the same


@spans_transactions
def reconcile_daily(*, actor: Actor, at: datetime) -> None:
    """Compare the books unless that was done today; a provider that does not answer is asked again later."""
    zone = markets.current_policy(at=at).house.time_zone
    for provider in payments_services.gateways():
        last = payments.reconciliations(of=provider.name, limit=1)
        if last and local_date(last[0].ran_at, zone=zone) == local_date(at, zone=zone):
            continue
        try:
            reconcile(by=provider.name, actor=actor, at=at)
        except ProviderUnreachable:
            continue


@spans_transactions
def reconcile(*, by: str, actor: Actor, at: datetime) -> tuple[Difference, ...]:
    """Compare a provider's books with ours: everything since the last comparison, and what still differed then.

    A new difference opens its case; one that is gone resolves it. Run again, it changes nothing. ProviderUnreachable.
    """
    since = queries.reconciled_until(of=by, at=at, look_back=_LOOK_BACK)
    until, begin = at - payments_services.gateway(name=by).report_lag, since - _MARGIN
    theirs, ours, found = _compare(by, begin, since, until, at)
    # A movement may have been booked days after it was made: what seems to differ is matched with all since its order.
    first = orders.first_ordered(numbers={difference.order for difference in found})
    if first and first < begin:
        theirs, ours, found = _compare(by, first, since, until, at)
    causes = [_cause(by, difference.reference) for difference in found]
    with one_transaction():
        for difference in found:
            _open(by, difference, actor, at)
        for cause in queries.settled_differences(begins=_cause(by, ""), found=causes):
            end_case(cause=cause, text="", actor=actor, at=at)
        payments_services.note_reconciliation(
            by=by, since=since, until=until, theirs=len(theirs), ours=len(ours), differences=found, at=at
        )
    return found


def _compare(
    by: str, begin: datetime, since: datetime, until: datetime, at: datetime
) -> tuple[tuple[Moved, ...], tuple[Moved, ...], tuple[Difference, ...]]:
    """Both books from `begin` on, and what differs of the period."""
    theirs = payments_services.read_report(by=by, since=begin, until=at + _MARGIN)
    ours = payments.booked_between(gateway=by, since=begin, until=at + _MARGIN)
    placed = orders.placed_among(numbers={move.order for move in ours})
    return theirs, ours, compare(theirs=theirs, ours=ours, orders=placed, since=since, until=until)


def _cause(by: str, reference: str) -> str:
    return f"books:{by}:{reference}"


def _open(by: str, difference: Difference, actor: Actor, at: datetime) -> None:
    said = _cause(by, difference.reference)
    if queries.has_open_case(cause=said) or queries.differed_before(of=by, reference=difference.reference):
        return
    open_case(
        kind=f"books_{difference.kind}",
        cause=f"{said}:{queries.count_differences(cause=said)}",
        order_number=difference.order,
        text=(
            f"{difference.moved}: {difference.theirs} / {difference.ours} {difference.currency}, "
            f"{difference.at.isoformat(timespec='seconds')}, {difference.reference}"
        ),
        actor=actor,
        at=at,
    )
