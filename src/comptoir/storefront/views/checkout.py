"""Checkout on one page, for guests and customers: everything that the order needs, and the button that orders."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from comptoir.checkout import queries, services
from comptoir.checkout.queries import BasketView, CannotPrice, Priced
from comptoir.checkout.services import OrderRequest, Progress, TooManyCodes
from comptoir.core.actors import GUEST
from comptoir.core.policy import Method, Service
from comptoir.core.quote import Quote
from comptoir.infra import clock, formats, ids
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import visitor_of
from comptoir.markets import queries as markets
from comptoir.people import queries as people
from comptoir.people.queries import AddressView
from comptoir.people.services import CannotKeep
from comptoir.storefront import forms
from comptoir.storefront.baskets import token_of
from comptoir.storefront.codes import code_lines, promotion_notes
from comptoir.storefront.customers import customer_of
from comptoir.storefront.doubts import Doubt, doubts_of, unseen
from comptoir.storefront.drops import tickets_in
from comptoir.storefront.store import Store, in_store, show_personal
from comptoir.storefront.views.addresses import keep as keep_address
from comptoir.storefront.words import charged_words, method_names, order_button

if TYPE_CHECKING:
    from comptoir.people.models import User

# Which fields stand beside each other, in a country without regions and in one with them.
_PAIRS = {"postal_code": "short", "city": "long"}
_PAIRS_BY_REGION = {"postal_code": "short", "region": "long"}


@dataclass(slots=True, kw_only=True)
class Sheet:
    """The checkout page while it is filled in."""

    basket: BasketView
    draft: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    asked: list[Doubt] = field(default_factory=list)
    customer: User | None = None
    book: tuple[AddressView, ...] = ()  # what the customer keeps, for any country
    country: str = ""

    @property
    def here(self) -> tuple[AddressView, ...]:
        """The kept addresses that this store version delivers to (PAY-03)."""
        return tuple(kept for kept in self.book if kept.address.country == self.country)

    @property
    def chosen(self) -> AddressView | None:
        """The kept address that the order goes to; none where one is typed."""
        return next((kept for kept in self.here if str(kept.id) == self.draft["kept"]), None)

    @property
    def filled(self) -> dict[str, str]:
        """What the order takes: the draft, with the kept address in place of what was typed."""
        kept = self.chosen
        return (
            self.draft | {name: getattr(kept.address, name) for name in forms.ADDRESS} if kept else self.draft
        )


@in_store
def checkout(request: HttpRequest, store: Store) -> HttpResponse:
    """Show the page, or order."""
    sheet = _sheet(request, store)
    if request.method != "POST":
        return _show(request, store, sheet)
    sheet.draft |= forms.checkout_draft(request.POST)
    services.save_draft(token=token_of(request), draft=sheet.draft, at=clock.now())
    sheet.errors |= forms.shape_errors(sheet.draft)
    if sheet.errors:
        wrong = markets.address_refusals(address=forms.address_of(sheet.filled, country=store.country))
        sheet.errors |= forms.errors_by_field(wrong, _fields(store))
    elif sheet.basket.lines and not _asks_first(request, store, sheet):
        try:
            progress = _order(request, store, sheet)
            _keep(store, sheet)
            return forward(store, progress)
        except NotPossible as refused:
            sheet.errors |= forms.errors_by_field(refused.refusals, _fields(store))
    return _show(request, store, sheet)


@require_POST
@in_store
def codes(request: HttpRequest, store: Store) -> HttpResponse:
    """Add or remove a code, keeping what was typed (PAY-07). Who guesses codes waits (D2-14)."""
    token = token_of(request)
    from_basket = request.POST.get("from") == "basket"
    if not from_basket:
        services.save_draft(token=token, draft=forms.checkout_draft(request.POST), at=clock.now())
    if unwanted := request.POST.get("remove", ""):
        services.remove_code(token=token, code=unwanted, at=clock.now())
    else:
        try:
            services.enter_code(
                token=token,
                code=request.POST.get("code", ""),
                visitor=visitor_of(request=request),
                at=clock.now(),
            )
        except TooManyCodes as refused:
            sheet = _sheet(request, store)
            sheet.errors["code"] = explain(refused.refusals[0])
            return _show(request, store, sheet)
    return HttpResponseRedirect(store.to("basket/" if from_basket else "checkout/#codes"))


@require_POST
@in_store
def address(request: HttpRequest, store: Store) -> HttpResponse:
    """Keep what was typed and price again for the place it names."""
    draft = forms.checkout_draft(request.POST)
    taken = [name for name in ("email", "region") if request.POST.get(f"take_{name}")]
    draft |= {name: request.POST[f"take_{name}"][:200] for name in taken}
    services.save_draft(token=token_of(request), draft=draft, at=clock.now())
    return HttpResponseRedirect(store.to("".join(["checkout/", *(f"#f-{name}" for name in taken)])))


def _asks_first(request: HttpRequest, store: Store, sheet: Sheet) -> bool:
    """Whether something looks so mistyped that it is asked about once before the order."""
    sheet.asked = unseen(_doubts(store, sheet), seen=request.POST.getlist("seen"))
    return bool(sheet.asked)


def _doubts(store: Store, sheet: Sheet) -> dict[str, Doubt]:
    typed = forms.address_of(sheet.filled, country=store.country)
    return doubts_of(sheet.filled, address=typed, language=store.language)


def _sheet(request: HttpRequest, store: Store) -> Sheet:
    basket = queries.basket_view(
        token=token_of(request), country=store.country, language=store.language, at=clock.now()
    )
    sheet = Sheet(
        basket=basket, draft={**dict.fromkeys(forms.CHECKOUT, ""), **basket.draft}, country=store.country
    )
    if customer := customer_of(request=request):
        sheet.customer, sheet.book = customer, people.addresses_of(user_id=customer.pk)
        _fill_in(sheet, customer)
    return sheet


def _fill_in(sheet: Sheet, customer: User) -> None:
    """What is known already: the e-mail, and the default address where nothing was typed or chosen (F-09)."""
    draft = sheet.draft
    draft["email"] = draft["email"] or customer.email
    if sheet.here and not draft["kept"] and not draft["line1"]:
        draft["kept"] = str(sheet.here[0].id)
    if not sheet.chosen:
        draft["kept"] = "new"
        draft["name"] = draft["name"] or customer.name


def _keep(store: Store, sheet: Sheet) -> None:
    """Keep the address that was typed where that was ticked; the order stands whatever becomes of it."""
    if sheet.customer and sheet.draft["keep"] and not sheet.chosen:
        with suppress(CannotKeep):
            keep_address(sheet.customer, forms.address_of(sheet.draft, country=store.country))


def _fields(store: Store) -> tuple[markets.AddressField, ...]:
    return markets.address_fields(country=store.country, language=store.language)


def _order(request: HttpRequest, store: Store, sheet: Sheet) -> Progress:
    draft, customer = sheet.filled, sheet.customer
    shown = whole_number(request.POST.get(f"shown_{draft['service']}", ""))
    wanted = OrderRequest(
        country=store.country,
        language=store.language,
        lines=sheet.basket.buyable,
        codes=sheet.basket.codes,
        email=draft["email"],
        address=forms.address_of(draft, country=store.country),
        service=Service(draft["service"]),
        method=Method(draft["payment_method"]),
        token="",
        shown_total=shown if shown is not None else -1,
        basket_token=token_of(request),
        customer_id=customer.pk if customer else None,
        tickets=tickets_in(request),
    )
    key = request.POST.get("key", "")[:100] or ids.new_token()
    visitor = visitor_of(request=request)
    actor = people.actor_of(user=customer) if customer else GUEST
    return services.place_order(request=wanted, key=key, actor=actor, at=clock.now(), visitor=visitor)


def forward(store: Store, progress: Progress) -> HttpResponse:
    """To the provider's page, or to what came of the order."""
    if progress.next_url:
        return HttpResponseRedirect(progress.next_url)
    step = "pay/" if progress.state == "awaiting_payment" else ""
    return HttpResponseRedirect(store.to(f"orders/{progress.token}/{step}"))


def _show(request: HttpRequest, store: Store, sheet: Sheet) -> HttpResponse:
    priced = _price(store, sheet)
    if priced is None:
        return HttpResponseRedirect(store.to("basket/"))
    fields = _fields(store)
    quote = priced.quote
    _preselect(sheet.draft, quote)
    context = {
        "key": ids.new_token(),
        "quote": quote,
        "goods": priced.goods,
        "draft": sheet.draft,
        "errors": sheet.errors,
        "doubts": _doubts(store, sheet),
        "asked": sheet.asked,
        "field_names": {"email"} if sheet.chosen else {"email", *(part.name for part in fields)},
        "customer": sheet.customer,
        "book": [
            (str(kept.id), markets.address_lines(address=kept.address, language=store.language))
            for kept in sheet.here
        ],
        "elsewhere": sorted(
            {formats.country(kept.address.country) for kept in sheet.book if kept not in sheet.here}
        ),
        "keeps_more": len(sheet.book) < people.MOST_ADDRESSES,
        "address_fields": fields,
        "folded": forms.FOLDED,
        "folded_open": any(sheet.draft[name] or name in sheet.errors for name in forms.FOLDED),
        "widths": _PAIRS_BY_REGION if any(part.name == "region" for part in fields) else _PAIRS,
        "whys": {"phone": _("The carrier calls or texts this number about the parcel. Nobody else does.")},
        "method_names": method_names(),
        "charged_words": charged_words(),
        "order_button": order_button(store.market),
        "most_codes": queries.MOST_CODES,
        "policy": store.policy,
        "codes": code_lines(sheet.basket.codes, quote=quote),
        "promotion_notes": promotion_notes(sheet.basket.codes, quote=quote),
    }
    return show_personal(request, store, "checkout", context, status=422 if sheet.errors else 200)


def _price(store: Store, sheet: Sheet) -> Priced | None:
    """The price for the place that was typed, else for the country; nothing where the basket has to be put right first."""
    if not sheet.basket.lines or any(set(line.changes) - {"price"} for line in sheet.basket.lines):
        return None
    places = ((sheet.filled["region"], sheet.filled["postal_code"]), ("", ""))
    for region, postal_code in places:
        try:
            return queries.price_lines(
                lines=sheet.basket.buyable,
                country=store.country,
                language=store.language,
                codes=sheet.basket.codes,
                region=region,
                postal_code=postal_code,
                at=clock.now(),
            )
        except CannotPrice as refused:
            sheet.errors |= forms.errors_by_field(refused.refusals, _fields(store))
    return None


def _preselect(draft: dict[str, str], quote: Quote) -> None:
    """The cheapest delivery and the first way to pay, unless others were chosen (F-09)."""
    offered = [delivery.service for delivery in quote.deliveries]
    if draft["service"] not in offered:
        draft["service"] = min(quote.deliveries, key=lambda delivery: delivery.total).service
    methods = [way.method for way in quote.payment_methods]
    if draft["payment_method"] not in methods:
        draft["payment_method"] = methods[0]
