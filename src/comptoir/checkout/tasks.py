"""Queue entry points of checkout."""

from __future__ import annotations

from datetime import timedelta

from comptoir.checkout import queries, services
from comptoir.core.actors import HOUSE
from comptoir.infra import clock
from comptoir.infra.queue import sweep, task
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments

_PATIENCE = timedelta(seconds=90)  # how long browser and event have before the poller looks by itself


@task("checkout.settle_event")
def settle_event(*, event_id: int) -> None:
    """Settle what the payment provider told."""
    services.settle_event(event_id=event_id, at=clock.now())


@sweep("checkout.settle_attempts", cron="*/1 * * * *", next_due=lambda: None)
def settle_attempts() -> None:
    """Payments begun and not heard of: the provider is asked (C-12)."""
    at = clock.now()
    for number in queries.open_attempts(before=at - _PATIENCE):
        services.settle_order(order_number=number, actor=HOUSE, at=at)


@sweep("checkout.end_reviews", cron="*/1 * * * *", next_due=orders.next_review_end_at)
def end_reviews() -> None:
    """Checks that nobody decided: the order is refused before its payment lapses, never accepted (PAY-12)."""
    at = clock.now()
    for number in orders.reviews_over(at=at):
        services.refuse_order(order_number=number, because="review_over", actor=HOUSE, at=at)


@sweep("checkout.forget_marks", cron="17 4 * * *", next_due=lambda: None)
def forget_marks() -> None:
    """What tries to pay are counted by is kept for a while only."""
    at = clock.now()
    kept = timedelta(days=markets.current_policy(at=at).screening.remember_days)
    services.forget_marks(before=at - kept)


@sweep("checkout.expire_orders", cron="*/1 * * * *", next_due=queries.next_expiry_at)
def expire_orders() -> None:
    """Orders whose time to pay is over."""
    at = clock.now()
    for number in queries.overdue_orders(at=at):
        services.expire_order(order_number=number, actor=HOUSE, at=at)


@sweep("checkout.renew_authorisations", cron="*/5 * * * *", next_due=payments.next_renewal_at)
def renew_authorisations() -> None:
    """Authorisations that lapse within a day, for goods that have not left (C-05)."""
    at = clock.now()
    for payment_id in payments.to_renew(at=at):
        services.renew_authorisation(payment_id=payment_id, actor=HOUSE, at=at)


@sweep("checkout.settle_renewals", cron="*/5 * * * *", next_due=lambda: None)
def settle_renewals() -> None:
    """Renewals that the customer may have paid, or that nothing needs any more."""
    at = clock.now()
    for renewal in payments.waiting_renewals():
        services.settle_renewal(order_number=renewal.order_number, actor=HOUSE, at=at)
