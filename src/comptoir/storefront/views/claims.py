"""Claims: made from the order's page or, for a wrong piece, without an order; followed and contested by a private link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.claims import queries
from comptoir.claims import services as claims
from comptoir.claims.queries import ClaimView
from comptoir.core.actors import Actor
from comptoir.core.claims import ClaimKind, Outcome, rule_of
from comptoir.core.decisions import Refused
from comptoir.core.numbers import show_number
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import visitor_of
from comptoir.storefront import claim_page, forms
from comptoir.storefront.claim_page import Draft
from comptoir.storefront.customers import actor_in, for_customers
from comptoir.storefront.store import Store, in_any_store, show_personal
from comptoir.storefront.views.orders import OrderView, of_order
from comptoir.storefront.words import outcome_words

if TYPE_CHECKING:
    from comptoir.people.models import User


@of_order
def claim(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """Choose what is wrong, then one page with all that its rule asks."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    if asked not in set(ClaimKind):
        known = {
            "order": view,
            "number": show_number(view.number),
            "kinds": claim_page.kind_words(),
            "piece": request.GET.get("piece", "")[:36],
            "by": request.GET.get("by", "")[:200],
            "left": bool(claim_page.claimable(view)),
        }
        return show_personal(request, store, "claim_kinds", known)
    return _form(request, store, view, ClaimKind(asked))


@in_any_store
def wrong_piece(request: HttpRequest, store: Store) -> HttpResponse:
    """CLM-04: what came belongs to no order that its owner knows the number of."""
    return _form(request, store, None, ClaimKind.WRONG_ITEM)


def _form(request: HttpRequest, store: Store, order: OrderView | None, kind: ClaimKind) -> HttpResponse:
    if request.method != "POST":
        return _show(request, store, claim_page.draft_of(request, kind=kind), order, (), 200)
    try:
        claims.allow_sending(about=order.number if order else "", visitor=visitor_of(request=request))
    except NotPossible as enough:
        draft = replace(claim_page.draft_of(request, kind=kind), uploads=())
        return _show(request, store, draft, order, enough.refusals, 429)
    draft, at = claim_page.draft_of(request, kind=kind), clock.now()
    kept, refused = claims.keep_drafts(
        photos=draft.uploads, besides=len(draft.photos), rule=rule_of(kind), at=at
    )
    draft = replace(draft, photos=(*draft.photos, *kept), errors=_shape_errors(draft, order))
    if refused or draft.errors:
        refused = (*refused, *claim_page.missing(draft, order=order))
    else:
        try:
            made = claims.make_claim(
                said=claim_page.said_by(draft, store=store, order=order),
                actor=_actor(request, draft, order),
                at=at,
            )
            own = order and order.path.startswith("account/")
            return HttpResponseRedirect(store.to(f"account/claims/{made.id}/") if own else made.link)
        except NotPossible as no:
            refused = no.refusals
    return _show(request, store, draft, order, refused, 422)


def _actor(request: HttpRequest, draft: Draft, order: OrderView | None) -> Actor:
    """The advisor whose form it is; else who is signed in, or holds the link."""
    if order and draft.texts["by"]:
        return queries.who_claims(order_number=order.number, signature=draft.texts["by"])
    return actor_in(request=request)


def _shape_errors(draft: Draft, order: OrderView | None) -> dict[str, str]:
    """What only the form asks: a piece of the order's, an answer to the question of the label, an address to write to."""
    errors = {}
    if order and not draft.pieces and (draft.kind is not ClaimKind.WRONG_ITEM or len(order.pieces) > 1):
        errors["pieces"] = _("Choose the piece it is about.")
    if order is None and (text := forms.email_error(draft.texts["email"])):
        errors["email"] = text
    return errors | forms.too_long(draft.texts, claim_page.MOST)


def _show(
    request: HttpRequest,
    store: Store,
    draft: Draft,
    order: OrderView | None,
    refused: tuple[Refused, ...],
    status: int,
) -> HttpResponse:
    context = claim_page.context(draft, order=order, refusals=refused)
    return show_personal(request, store, "claim", context, status=status)


@in_any_store
def followed(request: HttpRequest, store: Store, claim_id: UUID, token: str) -> HttpResponse:
    """A claim for whoever holds its link: where it stands, what was decided and why; contested once, with a form."""
    known = queries.claim_by_link(claim_id=claim_id, token=token)
    view = queries.claim_view(claim_id=claim_id) if known else None
    if view is None:
        return show_personal(request, store, "expired", {}, status=404)
    return _follow(request, store, view)


@for_customers
def own_claim(request: HttpRequest, store: Store, customer: User, claim_id: UUID) -> HttpResponse:
    """The same for the customer on whose order it is; another's claim is as unknown as none."""
    mine = {claim.id: claim for claim in queries.claims_of_customer(customer_id=customer.pk)}
    if claim_id not in mine:
        raise Http404
    return _follow(request, store, mine[claim_id])


def _follow(request: HttpRequest, store: Store, view: ClaimView) -> HttpResponse:
    typed = forms.typed_whole(request.POST, claim_page.MOST_WORDS)
    words, errors = typed["words"], forms.too_long(typed, claim_page.MOST_WORDS)
    if request.method == "POST" and not errors:
        try:
            claims.allow_sending(about=view.number, visitor=visitor_of(request=request))
            claims.contest_claim(
                claim_id=view.id,
                words=words,
                photos=claim_page.uploads_of(request),
                actor=actor_in(request=request),
                at=clock.now(),
            )
            return HttpResponseRedirect(request.path)
        except NotPossible as refused:
            errors = _contest_errors(refused)
    return show_personal(
        request, store, "claim_state", _followed(view, words, errors), status=422 if errors else 200
    )


def _contest_errors(refused: NotPossible) -> dict[str, str]:
    if any(each.reason == "field_missing" for each in refused.refusals):
        return {"words": _("Say why you do not agree.")}
    return claim_page.errors_by_field(refused.refusals)


def _followed(view: ClaimView, words: str, errors: dict[str, str]) -> dict[str, object]:
    return {
        "claim": view,
        "number": show_number(view.number),
        "order_number": show_number(view.order_number) if view.order_number else "",
        "kind_words": claim_page.kind_words()[view.kind][0],
        "state_words": claim_page.state_words()[view.state],
        "outcomes": {outcome.value: text for outcome, text in outcome_words().items()},
        "handed_over": {Outcome.QUALITY, Outcome.CARRIER},
        "photos": claim_page.photographs(view),
        "words": words,
        "longest": claim_page.MOST_WORDS,
        "errors": {"words": "", "photos": "", "": "", **errors},
    }
