"""What the help adds to an answer for whoever holds an order's link: that order's own dates and refusals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import cast

from comptoir.cases.queries import OrderView, PieceView
from comptoir.core.decisions import Allowed, Decision
from comptoir.core.facts import PieceState
from comptoir.core.lifecycles import ReturnState
from comptoir.core.money import Money
from comptoir.core.numbers import show_number
from comptoir.infra import formats
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _

_ON_THE_WAY = {PieceState.ORDERED, PieceState.PACKED, PieceState.SHIPPED}
_OVER = {ReturnState.CANCELLED, ReturnState.LAPSED}


def own_answers(view: OrderView) -> Mapping[str, tuple[str, ...]]:
    """Sentences about an order, by the answer that they stand in."""
    cancelling = tuple(_cancelling(view))
    told = {
        "how-long": tuple(_arrival(view)),
        "following": tuple(_parcels(view)),
        "wrong-address": cancelling,
        "customs": tuple(_duties(view)),
        "cancel": cancelling,
        "invoice": tuple(_documents(view)),
        "how": tuple(_returning(view)),
        "change": tuple(_hand_in(view)),
        "withdrawal": tuple(_withdrawing(view)),
        "refund": tuple(_refunds(view)),
        "sizes": tuple(_returning(view)),
        "fault-in-use": tuple(_claiming(view)),
        "methods": tuple(_charged(view)),
    }
    return {answer: sentences for answer, sentences in told.items() if sentences}


def _arrival(view: OrderView) -> Iterator[str]:
    for parcel in view.parcels:
        if parcel.delivered_at:
            yield _("Parcel %(number)s was delivered on %(date)s.") % {
                "number": show_number(parcel.number),
                "date": _day(parcel.delivered_at, view),
            }
    if view.state != "cancelled" and any(piece.state in _ON_THE_WAY for piece in view.pieces):
        earliest, latest = view.promised
        yield _("Your order should arrive between %(earliest)s and %(latest)s. This is an estimate.") % {
            "earliest": formats.full_day(earliest),
            "latest": formats.full_day(latest),
        }


def _parcels(view: OrderView) -> Iterator[str]:
    for parcel in view.parcels:
        if parcel.shipped_at:
            yield _("Parcel %(number)s left us on %(date)s; its tracking number is %(tracking)s.") % {
                "number": show_number(parcel.number),
                "date": _day(parcel.shipped_at, view),
                "tracking": parcel.tracking_number,
            }


def _cancelling(view: OrderView) -> Iterator[str]:
    decision = view.can.cancel
    if not isinstance(decision, Allowed):
        yield explain(decision)
    elif decision.until:
        yield _("You can still call about order %(number)s until %(time)s.") % {
            "number": show_number(view.number),
            "time": formats.clock_time(decision.until, view.zone),
        }


def _duties(view: OrderView) -> Iterator[str]:
    duties = cast(int, view.summary["duties"])
    if duties:
        yield _("%(amount)s of duties and import taxes were paid with your order.") % {
            "amount": formats.exact_money(Money(duties, view.currency))
        }


def _documents(view: OrderView) -> Iterator[str]:
    for paper in view.documents:
        if paper.kind == "invoice":
            yield _("Invoice %(number)s is on the page of your order.") % {"number": paper.number}


def _returning(view: OrderView) -> Iterator[str]:
    """Which pieces can come back, and until when; and why the others cannot (RET-01)."""
    if view.returnable:
        names = _names(view.returnable)
        until = _last(piece.can_return for piece in view.returnable)
        if until:
            yield _("You can return these until %(date)s: %(pieces)s.") % {
                "date": _day(until, view),
                "pieces": names,
            }
        else:
            yield _("You can return these; the days run from the last parcel: %(pieces)s.") % {
                "pieces": names
            }
    kept = [piece for piece in view.pieces if piece not in view.returnable]
    for why in dict.fromkeys(explain(piece.can_return) for piece in kept):
        alike = tuple(piece for piece in kept if explain(piece.can_return) == why)
        yield _("%(pieces)s: %(why)s") % {"pieces": _names(alike), "why": why}


def _hand_in(view: OrderView) -> Iterator[str]:
    for known in view.returns:
        if known.state not in _OVER and known.sent_at is None and known.received_at is None:
            yield _("Return %(number)s is registered. Hand the parcel in until %(date)s.") % {
                "number": show_number(known.number),
                "date": _day(known.hand_in_by, view),
            }


def _withdrawing(view: OrderView) -> Iterator[str]:
    decision = view.can.withdraw
    if isinstance(decision, Allowed) and decision.until:
        yield _("You can withdraw from this contract until %(date)s.") % {"date": _day(decision.until, view)}


def _refunds(view: OrderView) -> Iterator[str]:
    for known in view.returns:
        if known.refund_by and known.refund_amount and known.closed_at is None:
            yield _("Return %(number)s: %(amount)s goes back by %(date)s.") % {
                "number": show_number(known.number),
                "amount": formats.exact_money(Money(known.refund_amount, view.currency)),
                "date": _day(known.refund_by, view),
            }
    refunded = sum(paid.refunded for paid in view.payments)
    if refunded:
        yield _("%(amount)s has been refunded.") % {
            "amount": formats.exact_money(Money(refunded, view.currency))
        }


def _claiming(view: OrderView) -> Iterator[str]:
    until = _last(piece.can_claim for piece in view.pieces)
    if until:
        yield _("For your order the legal guarantee runs until %(date)s.") % {"date": _day(until, view)}


def _charged(view: OrderView) -> Iterator[str]:
    captured = sum(paid.captured for paid in view.payments)
    if captured:
        yield _("%(amount)s has been charged for your order.") % {
            "amount": formats.exact_money(Money(captured, view.currency))
        }
    elif view.state != "cancelled":
        yield _("Nothing has been charged for your order yet.")


def _names(pieces: tuple[PieceView, ...]) -> str:
    return ", ".join(f"{piece.name} ({piece.size})" for piece in pieces)


def _last(decisions: Iterable[Decision]) -> datetime | None:
    return max((one.until for one in decisions if isinstance(one, Allowed) and one.until), default=None)


def _day(at: datetime, view: OrderView) -> str:
    return formats.full_day(at, view.zone)
