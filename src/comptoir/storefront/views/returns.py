"""Returns: found as a guest by a mailed link, registered from the order's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.core.addresses import Address
from comptoir.core.decisions import Allowed
from comptoir.core.refunds import Basis
from comptoir.core.returns import HeldChoice
from comptoir.fulfilment import services as fulfilment
from comptoir.fulfilment.services import PickupWish
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.orders import queries as orders
from comptoir.returns import queries
from comptoir.returns import services as returns
from comptoir.returns.queries import ReturnView, return_reasons
from comptoir.storefront import order_page, return_page
from comptoir.storefront.customers import actor_in
from comptoir.storefront.store import Store, show_personal
from comptoir.storefront.views.orders import OrderView, of_order
from comptoir.storefront.words import (
    CLAIMS,
    basis_words,
    held_choices,
    refund_words,
)

_ELSEWHERE = ("name", "line1", "postal_code", "city", "phone")
_WISH = ("pickup", "day", "begins", "ends", "where", *(f"at_{name}" for name in _ELSEWHERE))


@of_order
def register(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """Choose pieces, see what comes back, confirm (RET-07)."""
    chosen = _chosen(request, view)
    errors: list[str] = []
    if request.method == "POST" and not chosen:
        errors = [_("Choose at least one piece.")]
    elif request.POST.get("step") == "confirm":
        try:
            made = returns.register_return(
                order_number=view.number,
                pieces=chosen,
                pickup=_pickup(request, view),
                actor=actor_in(request=request),
                at=clock.now(),
            )
            return HttpResponseRedirect(store.to(f"{view.path}return/{made.number}/"))
        except NotPossible as refused:
            errors = order_page.texts(refused)
        except ValueError:
            errors = [_("Choose the day on which the courier may call.")]
    context = {
        **order_page.context(view, at=clock.now()),
        "chosen": dict(chosen),
        "reasons": return_reasons(),
        "errors": errors,
        "wish": {name: request.POST.get(name, "")[:100] for name in _WISH},
        "claims": CLAIMS,
    }
    if chosen:
        review = {**context, **_refund(view, [str(piece) for piece, _reason in chosen])}
        return show_personal(request, store, "return_review", review, status=422 if errors else 200)
    return show_personal(request, store, "return_choose", context, status=422 if errors else 200)


def _chosen(request: HttpRequest, view: OrderView) -> list[tuple[UUID, str]]:
    """The pieces that were ticked, each with its reason; what is not of this order, or may not come back, falls out."""
    ticked = set(request.POST.getlist("piece"))
    return [
        (piece.id, request.POST.get(f"reason-{piece.id}", "")[:40])
        for piece in view.pieces
        if str(piece.id) in ticked and isinstance(piece.can_return, Allowed)
    ]


def _pickup(request: HttpRequest, view: OrderView) -> PickupWish | None:
    """The wish that a courier calls at the delivery address (RET-09); ValueError where the day is no date."""
    if request.POST.get("pickup") != "courier":
        return None
    order = orders.order_by_number(number=view.number)
    party = orders.delivery_party(order_id=order.pk) if order else None
    if party is None:
        raise Http404
    return PickupWish(
        address=_pickup_address(request, orders.address_of(party)),
        day=date.fromisoformat(request.POST.get("day", "")),
        begins=request.POST.get("begins", "")[:5],
        ends=request.POST.get("ends", "")[:5],
    )


def _pickup_address(request: HttpRequest, home: Address) -> Address:
    """Where the courier calls: the delivery address, or another one in the same country (RET-09)."""
    if request.POST.get("where") != "other":
        return home
    typed = {name: request.POST.get(f"at_{name}", "").strip()[:100] for name in _ELSEWHERE}
    return replace(home, company="", line2="", region="", **typed)


def _refund(view: OrderView, pieces: list[str]) -> dict[str, object]:
    """What would go back for these pieces, to the cent, line by line."""
    order = orders.order_by_number(number=view.number)
    if order is None:
        raise Http404
    plan = queries.refund_plan(
        order=order,
        facts=queries.order_facts(order=order),
        pieces=pieces,
        basis=Basis.COMMERCIAL_RETURN,
    )
    words = refund_words()
    sums = {line.kind: 0 for line in plan.lines}
    for line in plan.lines:
        sums[line.kind] += line.amount
    return {"amount": plan.total, "rows": [(words[kind], amount) for kind, amount in sums.items()]}


@of_order
def registered(request: HttpRequest, store: Store, view: OrderView, number: str) -> HttpResponse:
    """A registered return: the label, the instructions, where to hand it in (RET-08, RET-09)."""
    known = next((known for known in view.returns if known.number == number), None)
    if known is None:
        raise Http404
    near = {name: request.GET.get(name, "").strip()[:60] for name in ("postal_code", "city")}
    points = fulfilment.find_dropoff_points(
        order_number=view.number, postal_code=near["postal_code"], city=near["city"]
    )
    context = {
        **order_page.context(view, at=clock.now()),
        "known": known,
        "pickup_day": date.fromisoformat(known.pickup_day) if known.pickup_day else None,
        "near": near,
        "points": points,
        "point_map": return_page.point_map(points),
        "points_page": fulfilment.points_page(order_number=view.number),
        "dates": return_page.timeline(known),
        "code": return_page.counter_code(known),
    }
    return show_personal(request, store, "return_registered", context)


@of_order
def statement(request: HttpRequest, store: Store, view: OrderView, number: str) -> HttpResponse:
    """Every cent of the refund of a return, with its rule and where it goes (RET-11, RET-12)."""
    known = next((known for known in view.returns if known.number == number), None)
    account = queries.refund_statement(return_id=known.id) if known else None
    if known is None or account is None:
        raise Http404
    context = {
        **order_page.context(view, at=clock.now()),
        "known": known,
        "account": account,
        "kinds": refund_words(),
        "basis": basis_words().get(account.basis, ""),
    }
    return show_personal(request, store, "return_statement", context)


@of_order
def refused(request: HttpRequest, store: Store, view: OrderView, number: str) -> HttpResponse:
    """What becomes of the pieces that were refused (RET-06): sent back, collected, or left to the house."""
    known = next((known for known in view.returns if known.number == number), None)
    if known is None:
        raise Http404
    errors: list[str] = []
    if request.method == "POST":
        try:
            _choose(request, known)
            return HttpResponseRedirect(request.path)
        except NotPossible as no:
            errors = order_page.texts(no)
    context = {
        **order_page.context(view, at=clock.now()),
        "known": known,
        "held": [piece for piece in known.pieces if piece.held],
        "choices": held_choices(),
        "errors": errors,
    }
    return show_personal(request, store, "return_refused", context, status=422 if errors else 200)


def _choose(request: HttpRequest, known: ReturnView) -> None:
    for piece in known.pieces:
        choice = request.POST.get(f"choice-{piece.id}", "")
        if choice in set(HeldChoice):
            returns.choose_for_piece(
                return_id=known.id,
                piece=piece.id,
                choice=HeldChoice(choice),
                actor=actor_in(request=request),
                at=clock.now(),
            )
