"""The address book of an account (ACC-07): each address in the form of its country."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from comptoir.core.addresses import Address
from comptoir.infra import clock
from comptoir.markets import queries as markets
from comptoir.people import queries, services
from comptoir.people.queries import AddressView
from comptoir.people.services import CannotKeep
from comptoir.storefront import account_page, forms
from comptoir.storefront.customers import for_customers
from comptoir.storefront.store import Store, show_personal

if TYPE_CHECKING:
    from comptoir.people.models import User


@for_customers
def addresses(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """Every kept address."""
    context = {
        "here_is": "addresses",
        "customer": customer,
        "addresses": account_page.address_rows(customer_id=customer.pk, store=store),
        "most": queries.MOST_ADDRESSES,
        "done": request.GET.get("done", ""),
    }
    return show_personal(request, store, "account_addresses", context)


@for_customers
def add(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """A new address, in the country of the store or another that the house delivers to."""
    return _form(request, store, customer, None)


@for_customers
def edit(request: HttpRequest, store: Store, customer: User, address_id: UUID) -> HttpResponse:
    """Change a kept address."""
    return _form(request, store, customer, _known(customer, address_id))


@require_POST
@for_customers
def delete(request: HttpRequest, store: Store, customer: User, address_id: UUID) -> HttpResponse:
    """Forget a kept address."""
    del request
    actor = queries.actor_of(user=customer)
    if not services.delete_address(user_id=customer.pk, address_id=address_id, actor=actor, at=clock.now()):
        raise Http404
    return HttpResponseRedirect(store.to("account/addresses/?done=deleted"))


@require_POST
@for_customers
def prefer(request: HttpRequest, store: Store, customer: User, address_id: UUID) -> HttpResponse:
    """Make a kept address the one that checkout begins with."""
    del request
    actor = queries.actor_of(user=customer)
    if not services.choose_address(user_id=customer.pk, address_id=address_id, actor=actor, at=clock.now()):
        raise Http404
    return HttpResponseRedirect(store.to("account/addresses/?done=preferred"))


def keep(customer: User, address: Address, *, preferred: bool = False, replaces: UUID | None = None) -> None:
    """Keep an address of a customer. Refused with CannotKeep."""
    services.keep_address(
        user_id=customer.pk,
        address=address,
        rules=markets.address_rules(country=address.country),
        stores=markets.store_addresses(),
        preferred=preferred,
        replaces=replaces,
        actor=queries.actor_of(user=customer),
        at=clock.now(),
    )


def _known(customer: User, address_id: UUID) -> AddressView:
    for kept in queries.addresses_of(user_id=customer.pk):
        if kept.id == address_id:
            return kept
    raise Http404


def _form(request: HttpRequest, store: Store, customer: User, kept: AddressView | None) -> HttpResponse:
    country = _country(request, store, kept)
    fields = markets.address_fields(country=country, language=store.language)
    draft = forms.address_draft(request.POST) if request.POST.get("country") else _draft(customer, kept)
    errors: dict[str, str] = {}
    if request.method == "POST" and "again" not in request.POST:
        try:
            keep(
                customer,
                forms.address_of(draft, country=country),
                preferred=bool(request.POST.get("preferred")),
                replaces=kept.id if kept else None,
            )
            return HttpResponseRedirect(store.to("account/addresses/?done=kept"))
        except CannotKeep as refused:
            errors = forms.errors_by_field(refused.refusals, fields)
    context = {
        "here_is": "addresses",
        "customer": customer,
        "editing": kept,
        "country": country,
        "draft": draft,
        "errors": errors,
        "field_names": {part.name for part in fields},
        "address_fields": fields,
        "folded": forms.FOLDED,
        "folded_open": any(draft[name] or name in errors for name in forms.FOLDED),
        "preferred": bool(request.POST.get("preferred")) or bool(kept and kept.preferred),
    }
    return show_personal(request, store, "account_address", context, status=422 if errors else 200)


def _country(request: HttpRequest, store: Store, kept: AddressView | None) -> str:
    """The country that was chosen, else the address's own, else the store's."""
    chosen = request.POST.get("country", "")
    if chosen in store.policy.markets:
        return chosen
    return kept.address.country if kept else store.country


def _draft(customer: User, kept: AddressView | None) -> dict[str, str]:
    if kept is None:
        return {**dict.fromkeys(forms.ADDRESS, ""), "name": customer.name}
    return {name: getattr(kept.address, name) for name in forms.ADDRESS}
