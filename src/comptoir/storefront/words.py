"""Words for what the policy and the core name by codes."""

from __future__ import annotations

from comptoir.core.claims import Outcome
from comptoir.core.facts import PieceState
from comptoir.core.policy import Charged, Floor, Market, Method
from comptoir.core.refunds import Basis, LineKind
from comptoir.core.returns import HeldChoice
from comptoir.core.whereabouts import Stage
from comptoir.infra.i18n import gettext as _
from comptoir.payments.queries import TRANSFER
from comptoir.returns.queries import StatementLeg
from comptoir.storefront.store import Store


def method_names() -> dict[Method, str]:
    """Ways to pay; most are names."""
    return {
        Method.CARD: _("Card"),
        Method.PAYPAL: "PayPal",
        Method.KLARNA: "Klarna",
        Method.APPLE_PAY: "Apple Pay",
        Method.GOOGLE_PAY: "Google Pay",
    }


def charged_words() -> dict[Charged, str]:
    """When a way to pay takes the money (PAY-05)."""
    return {
        Charged.AT_SHIPMENT: _("Charged when your order ships."),
        Charged.AT_CONFIRMATION: _("Charged now, when you order."),
        Charged.BY_PLAN: _("Charged at the pace of the plan you choose with the provider."),
    }


def order_button(market: Market) -> str:
    """What the order button says: where the law words it (A-17), its words, else plainly what it does."""
    words = {
        Floor.EU: _("Order with obligation to pay"),
        Floor.UK: _("Order with obligation to pay"),
        Floor.NONE: _("Place the order"),
    }
    return words[market.floor]


def payment_lines(store: Store) -> list[str]:
    """The ways to pay here, by when they charge, and who offers instalments (PAY-01, PAY-02, PAY-05)."""
    names = method_names()
    sentences = {
        Charged.AT_SHIPMENT: _("%(methods)s: charged when your order ships"),
        Charged.AT_CONFIRMATION: _("%(methods)s: charged when you order"),
        Charged.BY_PLAN: _("%(methods)s: charged at the pace of the plan you choose"),
    }
    lines = []
    for charged, sentence in sentences.items():
        methods = [
            names[method]
            for method in store.market.methods
            if store.policy.methods[method].charged is charged
        ]
        if methods:
            lines.append(sentence % {"methods": ", ".join(methods)})
    if store.market.instalments:
        offered = ", ".join(names[method] for method in store.market.instalments)
        lines.append(_("Free instalments with %(methods)s") % {"methods": offered})
    return lines


def piece_words() -> dict[PieceState, str]:
    """Where a piece is."""
    return {
        PieceState.ORDERED: _("Reserved for you"),
        PieceState.CANCELLED: _("Cancelled"),
        PieceState.PACKED: _("Packed"),
        PieceState.SHIPPED: _("On its way"),
        PieceState.DELIVERED: _("Delivered"),
        PieceState.LOST: _("Lost by the carrier"),
        PieceState.REFUNDED: _("Refunded"),
        PieceState.REPLACED: _("Another one was sent in its place"),
        PieceState.RETURN_REGISTERED: _("Return registered"),
        PieceState.RETURN_RECEIVED: _("Return received, being checked"),
        PieceState.RETURN_ACCEPTED: _("Return accepted"),
        PieceState.RETURN_REFUSED: _("Return refused"),
    }


def outcome_words() -> dict[Outcome, str]:
    """What was decided on a claim."""
    return {
        Outcome.REFUND: _("We refund you"),
        Outcome.SEND_BACK: _("Send it back, and we refund you"),
        Outcome.RESEND: _("We send it again"),
        Outcome.REPAIR: _("We repair it"),
        Outcome.REFUSED: _("We cannot accept your claim"),
        Outcome.CARRIER: _("The carrier looks into it"),
        Outcome.QUALITY: _("Our quality department looks at it"),
    }


# Reasons that are no return but a claim, which the days of the return do not limit.
CLAIMS = {"faulty": "faulty", "wrong_item": "wrong_item"}


def leg_names(leg: StatementLeg) -> str:
    """How a part of a refund goes back."""
    if leg.method != TRANSFER:
        return method_names()[Method(leg.method)]
    if not leg.ending:
        return _("By bank transfer")
    return _("By bank transfer, to the account ending in %(ending)s") % {"ending": leg.ending}


def leg_state(leg: StatementLeg) -> str:
    """Where a part of a refund stands."""
    if leg.method == TRANSFER and leg.state == "waiting":
        return (
            _("Our bank sends it") if leg.ending else _("We wait for your account: the link is in our letter")
        )
    states = {
        "waiting": _("A second person looks at it"),
        "requested": _("Asked of the bank"),
        "done": _("Given back"),
        "failed": _("The bank refused it: we are on it, and write to you"),
    }
    return states.get(leg.state, "")


def basis_words() -> dict[str, str]:
    """What a refund of a return rests on."""
    return {
        Basis.COMMERCIAL_RETURN: _("The house’s own free return"),
        Basis.STATUTORY_WITHDRAWAL: _("The legal right to withdraw from the contract"),
    }


def held_choices() -> dict[HeldChoice, tuple[str, str]]:
    """What may become of a refused piece, and what that means (RET-06)."""
    return {
        HeldChoice.SEND_BACK: (_("Send it back to me"), _("To the delivery address of the order, free.")),
        HeldChoice.COLLECT: (
            _("I collect it"),
            _("At the house. We write when it is ready; bring the order number."),
        ),
        HeldChoice.GIVE_UP: (
            _("I leave it to you, for recycling"),
            _("It is not refunded. Its fibres are used again; nothing is thrown away."),
        ),
    }


def refund_words() -> dict[LineKind, str]:
    """What the lines of a refund are for."""
    return {
        LineKind.PIECE: _("Pieces"),
        LineKind.DUTY: _("Duties and import taxes"),
        LineKind.DELIVERY: _("Delivery"),
        LineKind.GOODWILL: _("given back before as a gesture"),
        LineKind.EARLIER: _("Given back before"),
    }


def steps(stage: Stage) -> tuple[tuple[str, str], ...]:
    """The usual way of a parcel, what is past and where it is; nothing where it has left that way."""
    way = {
        Stage.LABELLED: _("Packed"),
        Stage.UNDER_WAY: _("On its way"),
        Stage.OUT_FOR_DELIVERY: _("Out for delivery"),
        Stage.DELIVERED: _("Delivered"),
    }
    aside = {Stage.HANDED_OVER, Stage.AT_CUSTOMS, Stage.REDIRECTED, Stage.DELAYED, Stage.DAMAGED}
    now = Stage.UNDER_WAY if stage in aside else stage
    if now not in way:
        return ()
    place = list(way).index(now)
    marks = ("past",) * place + ("here",) + ("",) * (len(way) - place - 1)
    return tuple(zip(way.values(), marks, strict=True))
