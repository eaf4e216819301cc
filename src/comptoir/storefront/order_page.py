"""What an order's page says, put together from the order's view; every yes and no is the core's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from comptoir.cases.queries import OrderView, PieceView
from comptoir.checkout.services import Progress, renewal_asked
from comptoir.core.calendar import local_date
from comptoir.core.changes import Part, decide_change
from comptoir.core.decisions import Allowed, Decision, Refused
from comptoir.core.facts import PieceState
from comptoir.core.numbers import show_number
from comptoir.core.promises import ready_by
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment.queries import ParcelView, Whereabouts
from comptoir.infra import formats
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.sentences import SENTENCES
from comptoir.markets import queries as markets
from comptoir.storefront.words import leg_names, leg_state, method_names, piece_words, steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Pieces of one line that stand alike."""

    piece: PieceView
    count: int
    paid: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that can be done, or that cannot, and why."""

    name: str
    rule: str
    words: str
    allowed: bool = True
    path: str = ""
    button: str = ""


def context(view: OrderView, *, at: datetime) -> dict[str, object]:
    """The page of a placed order."""
    earliest, latest = view.promised
    return {
        "order": view,
        "number": show_number(view.number),
        "summary": view.summary,
        "earliest": earliest,
        "latest": latest,
        "now": at,
        "delivered_at": _delivered_at(view),
        "groups": groups(view),
        "acts": acts(view),
        "asked": renewal_asked(order_number=view.number),
        "captured": sum(paid.captured for paid in view.payments),
        "refunded": sum(paid.refunded for paid in view.payments),
        "returns_until": _returns_until(view),
        "piece_words": piece_words(),
        "tracks": tracks(view, at=at),
        "preparing": preparing(view, at=at),
        "method_names": method_names(),
        "leg_names": leg_names,
        "leg_state": leg_state,
        "names": {piece.id: piece for piece in view.pieces},
        "policy": markets.policy_version(number=view.policy_version),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A parcel on its way: where it is, the steps of the usual way with the one it is at, and its scans, newest first."""

    parcel: ParcelView
    here: Whereabouts
    steps: tuple[tuple[str, str], ...]  # what it is called, and `past`, `here` or nothing
    scans: tuple[tuple[str, str], ...]  # what was scanned, and when and where


def tracks(view: OrderView, *, at: datetime) -> list[Track]:
    """The parcels of an order as their receiver follows them (DEL-06)."""
    return [_track(parcel, at) for parcel in view.parcels]


def _track(parcel: ParcelView, at: datetime) -> Track:
    here = fulfilment.whereabouts(parcel=parcel, at=at)
    words = fulfilment.scan_words()
    return Track(
        parcel=parcel,
        here=here,
        steps=steps(here.stage),
        scans=tuple(
            (
                words.get(scan.status, scan.text),
                fulfilment.seen_words(at=scan.at, local_at=scan.local_at, place=scan.place),
            )
            for scan in reversed(parcel.scans)
        ),
    )


def standing(view: OrderView, *, at: datetime) -> str:
    """Where an order stands, in a line."""
    if view.state == "cancelled":
        return _("Cancelled")
    if view.held:
        return _("Being checked")
    if arrived := _delivered_at(view):
        return _("Delivered on %(date)s") % {"date": formats.day(arrived, view.zone)}
    if view.parcels:
        return fulfilment.whereabouts(parcel=view.parcels[-1], at=at).title
    _earliest, latest = view.promised
    return _("Being prepared, estimated by %(date)s") % {"date": formats.day(latest)}


def preparing(view: OrderView, *, at: datetime) -> str:
    """What becomes of the pieces that are in no parcel yet; blank where there are none."""
    if view.held or not any(piece.state is PieceState.ORDERED for piece in view.pieces):
        return ""
    policy = markets.policy_version(number=view.policy_version)
    ready = ready_by(view.wanted_since, policy=policy)
    if local_date(at, zone=policy.house.time_zone) > ready:
        return _("Preparing your order takes longer than it should, and we are sorry. You need do nothing.")
    return _("We prepare your order; it should leave by %(date)s.") % {"date": formats.full_day(ready)}


def groups(view: OrderView) -> list[Group]:
    """The pieces as people see them: same line, same state, one row."""
    words = piece_words()
    ordered = sorted(view.pieces, key=lambda piece: (piece.line, piece.state))
    return [
        Group(
            piece=same[0],
            count=len(same),
            paid=sum(piece.paid for piece in same),
            words=_gone() if same[0].gone else words[PieceState(state)],
        )
        for (_line, state), pieces in groupby(ordered, key=lambda piece: (piece.line, piece.state))
        if (same := list(pieces))
    ]


def _gone() -> str:
    return _("This gift has run out. The order goes on without it.")


def acts(view: OrderView) -> list[Act]:
    """What can be done with the order now, and what cannot, each with its rule."""
    return [_cancelling(view), _changing(), _returning(view), *_claiming(view), *_withdrawing(view)]


def _cancelling(view: OrderView) -> Act:
    decision = view.can.cancel
    if not isinstance(decision, Allowed):
        return Act(
            name=_("Cancel the order"), rule=decision.rule or "", words=explain(decision), allowed=False
        )
    how = dict(decision.values)
    known = {
        "phone": str(how.get("phone", view.summary["phone"])),
        "time": formats.clock_time(decision.until, view.zone) if decision.until else "",
    }
    if how["how"] == "self":
        return Act(
            name=_("Cancel the order"),
            rule=decision.rule,
            words=_("The whole order, until %(time)s.") % known if known["time"] else _("The whole order."),
            path=f"{view.path}cancel/",
            button=_("Cancel the order"),
        )
    words = (
        _("Call %(phone)s until %(time)s. We try to reach the preparation team in time.")
        if decision.until
        else _("Call %(phone)s while the order is being checked.")
    )
    return Act(name=_("Cancel the order"), rule=decision.rule, words=words % known)


def _changing() -> Act:
    """What was agreed stays; what can be done instead stands around it (ORD-04, DEL-12)."""
    return Act(
        name=_("Change the address, a size or the pieces"),
        rule="DEL-12",
        words=explain(decide_change(Part.ADDRESS)),
        allowed=False,
    )


def _returning(view: OrderView) -> Act:
    until = _returns_until(view)
    if view.returnable:
        words = (
            _("Free, until %(date)s.") % {"date": formats.moment(until, view.zone)}
            if until
            else _("Free. The days run from the last parcel of the order.")
        )
        return Act(
            name=_("Return pieces"),
            rule=view.returnable[0].can_return.rule or "",
            words=words,
            path=f"{view.path}return/",
            button=_("Choose pieces"),
        )
    refused = view.pieces[0].can_return
    return Act(name=_("Return pieces"), rule=refused.rule or "", words=explain(refused), allowed=False)


def _claiming(view: OrderView) -> list[Act]:
    """Whatever is wrong with what came; past the guarantee a person looks at it (A-12)."""
    open_to = [piece.can_claim for piece in view.pieces if not isinstance(piece.can_claim, Refused)]
    if not open_to:
        return []
    until = max((decision.until for decision in open_to if decision.until), default=None)
    words = (
        _("Damaged, missing, faulty or wrong: until %(date)s by law.")
        % {"date": formats.full_day(until, view.zone)}
        if until
        else _("Damaged, missing, faulty or wrong: tell us, with photographs.")
    )
    return [
        Act(
            name=_("Something is wrong"),
            rule=open_to[0].rule or "",
            words=words,
            path=f"{view.path}claim/",
            button=_("Tell us what is wrong"),
        )
    ]


def _withdrawing(view: OrderView) -> list[Act]:
    decision = view.can.withdraw
    if not isinstance(decision, Allowed):
        return []
    query = urlencode({"contract": show_number(view.number), "order": view.token or view.number})
    return [
        Act(
            name=_("Withdraw from the contract"),
            rule=decision.rule,
            words=_("The right that the law gives you, without a reason, sent or not."),
            path=f"withdraw/?{query}",
            button=_("withdraw from contract here"),
        )
    ]


def _delivered_at(view: OrderView) -> datetime | None:
    """When the last parcel arrived, once all of them have."""
    replaced = {piece.id for piece in view.pieces if piece.state is PieceState.REPLACED}
    arrivals = [parcel.delivered_at for parcel in view.parcels if not replaced.issuperset(parcel.pieces)]
    known = [arrival for arrival in arrivals if arrival is not None]
    waiting = any(piece.state in {PieceState.ORDERED, PieceState.PACKED} for piece in view.pieces)
    return max(known) if known and len(known) == len(arrivals) and not waiting else None


def _returns_until(view: OrderView) -> datetime | None:
    decisions: list[Decision] = [piece.can_return for piece in view.pieces]
    return max((one.until for one in decisions if isinstance(one, Allowed) and one.until), default=None)


def texts(refused: NotPossible) -> list[str]:
    """A refusal in words, each reason once."""
    return list(dict.fromkeys(explain(refusal) for refusal in refused.refusals))


def payment_reason(progress: Progress) -> str:
    """Why the last try to pay came to nothing."""
    return _(SENTENCES[Reason(progress.reason)]) if progress.reason else ""
