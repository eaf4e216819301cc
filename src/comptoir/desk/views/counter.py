"""A store's counter: a receipt found by a scan, its pieces taken back for others or for a credit (STO-01 to STO-08)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.cases import services as cases
from comptoir.cases.queries import Topic
from comptoir.cases.services import Message
from comptoir.core.actors import Role
from comptoir.core.numbers import Series, check_number
from comptoir.core.receipts import Condition, is_resaleable
from comptoir.desk import counter_form, pasted
from comptoir.desk.access import Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, say, sentence, take_said
from comptoir.desk.counter_form import Filled
from comptoir.infra import ids
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.markets.queries import HouseStore
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.stores import queries, services
from comptoir.stores.queries import CounterPreview, ReceiptView

READ = (Role.ASSOCIATE, Role.ADVISOR, Role.AUDITOR)
WRITE = (Role.ASSOCIATE,)
_CHOSEN = "counter"  # in the session: the store of somebody who works in none
_LISTED = 12


@for_roles(*READ)
def index(desk: Desk) -> HttpResponse:
    """The counter: what is scanned first, and what happened here last."""
    return _index(desk)


def _index(
    desk: Desk, *, text: str = "", found: list[ReceiptView] | None = None, online: bool = False
) -> HttpResponse:
    counter = counter_of(desk)
    return desk.page(
        "counter.html",
        status=422 if online else 200,
        counter=counter,
        stores=own_stores(),
        posted=queries.posted_to(actor=desk.actor) is not None,
        text=text,
        found=found,
        online=online,
        receipts=queries.receipts_at(store=counter.code, limit=_LISTED) if counter else [],
        backs=queries.backs_at(store=counter.code, limit=_LISTED) if counter else [],
        store_names=store_names(),
        said=take_said(desk),
    )


@require_POST
@for_roles(*READ)
def choose(desk: Desk) -> HttpResponse:
    """At which counter somebody stands who works in no store."""
    code = desk.request.POST.get("store", "")
    if code not in {store.code for store in own_stores()}:
        raise Http404
    desk.request.session[_CHOSEN] = code
    return HttpResponseRedirect(reverse("desk:counter"))


@require_POST
@for_roles(*READ)
def find(desk: Desk) -> HttpResponse:
    """What was scanned or typed: a receipt opens, several are listed, an online order is told how it goes back (RET-14)."""
    text = desk.request.POST.get("code", "").strip()[:200]
    number = check_number(text)
    if number and orders.order_by_number(number=number):
        return _index(desk, text=text, online=True)
    credit = check_number(text, series=Series.CREDIT)
    if credit and payments.credit_by_number(number=credit):
        return HttpResponseRedirect(reverse("desk:credit", args=[credit]))
    found = queries.find_receipts(text=text)
    if len(found) == 1:
        return HttpResponseRedirect(reverse("desk:receipt", args=[found[0].id]))
    return _index(desk, text=text, found=found)


@for_roles(*READ)
def receipt(desk: Desk, receipt_id: UUID) -> HttpResponse:
    """A receipt: each piece with its yes or no; what is chosen is shown before it is done."""
    found = _receipt(receipt_id)
    filled = counter_form.blank(found)
    return _page(desk, found, filled, None)


@require_POST
@for_roles(*WRITE)
def plan(desk: Desk, receipt_id: UUID) -> HttpResponse:
    """What a return at this counter would come to; nothing is done yet."""
    found, counter = _receipt(receipt_id), _counter(desk)
    filled = counter_form.read(desk.request.POST, found)
    return _page(desk, found, filled, _preview(desk, found, counter, filled))


@require_POST
@for_roles(*WRITE)
def take_back(desk: Desk, receipt_id: UUID) -> HttpResponse:
    """Do what was shown, once for its key."""
    found, counter = _receipt(receipt_id), _counter(desk)
    filled = counter_form.read(desk.request.POST, found)
    key = pasted.new_id(desk.request.POST)
    try:
        wanted = counter_form.wanted(filled, key=key, receipt=found.id, store=counter.code)
        done = services.take_back(wanted=wanted, language=desk.language, actor=desk.actor, at=desk.at)
    except NotPossible as refusal:
        say(desk, *dict.fromkeys(sentence(each) for each in refusal.refusals), wrong=True)
        return _page(desk, found, filled, _preview(desk, found, counter, filled), status=422)
    say(desk, _("Done. Give the customer what is shown here."))
    return HttpResponseRedirect(reverse("desk:counter_return", args=[done.id]))


@require_POST
@for_roles(*WRITE)
def hand_over(desk: Desk, receipt_id: UUID) -> HttpResponse:
    """A faulty piece: what the law gives goes beyond this counter, so it is a claim for customer service (STO-08, CLM-06)."""
    found, counter, post = _receipt(receipt_id), _counter(desk), desk.request.POST
    market = markets.current_policy(at=desk.at).markets[counter.country]
    message = Message(
        topic=Topic.CLAIM,
        name=post.get("name", "")[:120] or _("Customer of %(store)s") % {"store": counter.name},
        email=post.get("email", "")[:254],
        language=market.languages[0],
        country=counter.country,
        text=post.get("text", "")[:4000],
        store=counter.name,
        about=_("Receipt %(number)s") % {"number": found.number},
    )
    return carry_out(
        desk,
        lambda: cases.take_message(message=message, at=desk.at),
        done=_("Customer service has it, and answers the customer by mail."),
        back=reverse("desk:receipt", args=[found.id]),
    )


@for_roles(*READ)
def done(desk: Desk, key: UUID) -> HttpResponse:
    """What a counter did, with the slip for the customer."""
    back = queries.back_by_id(public_id=key)
    if back is None:
        raise Http404
    first = _receipt(back.receipt)
    given = [piece for piece in first.pieces if piece.back == back.id]
    taken = _receipt(back.taken) if back.taken else None
    skus = [piece.sku for piece in (*given, *(taken.pieces if taken else ()))]
    return desk.page(
        "counter_return.html",
        back=back,
        receipt=first,
        given=given,
        taken=taken,
        names=counter_form.names(skus, language=desk.language),
        store=queries.store_of(code=back.store),
        people=names_of_actors({back.made_by}),
        said=take_said(desk),
    )


@require_POST
@for_roles(Role.ADMIN)
def post_person(desk: Desk, person: UUID) -> HttpResponse:
    """A member of staff works in this store from now on, or in none."""
    store = desk.request.POST.get("store", "")
    return carry_out(
        desk,
        lambda: services.post_to_store(person=person, store=store, actor=desk.actor, at=desk.at),
        done=_("Posted.") if store else _("They work in no store now."),
        back=reverse("desk:staff"),
    )


def own_stores() -> tuple[HouseStore, ...]:
    """The stores that have a counter: the house's own, that are not closed for good."""
    return tuple(store for store in markets.house_stores(kind="own") if store.closed_on is None)


def store_names() -> dict[str, str]:
    """What each store is called, by its code."""
    return {store.code: store.name for store in markets.house_stores()}


def counter_of(desk: Desk) -> HouseStore | None:
    """The store at whose counter somebody stands: the one they work in, or the one they chose."""
    posted = queries.posted_to(actor=desk.actor)
    return posted or queries.store_of(code=desk.request.session.get(_CHOSEN, ""))


def _counter(desk: Desk) -> HouseStore:
    found = counter_of(desk)
    if found is None:
        raise Http404
    return found


def _receipt(receipt_id: UUID) -> ReceiptView:
    found = queries.receipt_by_id(public_id=receipt_id)
    if found is None:
        raise Http404
    return found


def _preview(desk: Desk, found: ReceiptView, counter: HouseStore, filled: Filled) -> CounterPreview:
    return queries.preview_counter(
        receipt=found,
        counter=counter,
        checked=dict.fromkeys(filled.pieces, filled.checked),
        taken=filled.taken,
        name=filled.name,
        language=desk.language,
        at=desk.at,
    )


def _page(
    desk: Desk, found: ReceiptView, filled: Filled, preview: CounterPreview | None, *, status: int = 200
) -> HttpResponse:
    counter = counter_of(desk)
    return desk.page(
        "receipt.html",
        status=422 if preview and preview.refusals else status,
        receipt=found,
        rows=queries.pieces_at_counter(receipt=found, counter=counter, at=desk.at) if counter else (),
        counter=counter,
        names=counter_form.names([piece.sku for piece in found.pieces], language=desk.language),
        store_names=store_names(),
        filled=filled,
        preview=preview,
        resaleable=is_resaleable(filled.checked),
        conditions=counter_form.condition_words(),
        all_conditions=tuple(Condition),
        key=ids.new_id(),
        said=take_said(desk),
    )
