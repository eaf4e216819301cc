"""What keeps an account its owner's: password, e-mail, the browsers that are signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST

from comptoir.infra import clock
from comptoir.infra.devices import device_name
from comptoir.infra.i18n import gettext as _
from comptoir.infra.passkeys import MOST_ANSWER
from comptoir.infra.refusals import NotPossible
from comptoir.people import queries
from comptoir.people import services as people
from comptoir.people.services import (
    NotSignedIn,
    PasskeysFull,
    TooManyTries,
    WeakPassword,
    WrongPasskey,
    WrongProof,
)
from comptoir.storefront import customers, forms
from comptoir.storefront.arriving import join_orders
from comptoir.storefront.customers import for_customers
from comptoir.storefront.order_page import texts
from comptoir.storefront.store import Store, show_personal

if TYPE_CHECKING:
    from comptoir.people.models import User


@for_customers
def security(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """Password, e-mail, and where the customer is signed in."""
    return _show(request, store, customer, done=request.GET.get("done", ""))


def _show(
    request: HttpRequest,
    store: Store,
    customer: User,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
    done: str = "",
) -> HttpResponse:
    sessions = queries.sessions_of(
        user_id=customer.pk, token=customers.COOKIE.token_of(request), at=clock.real_now()
    )
    context = {
        "customer": customer,
        "has_password": customer.has_usable_password(),
        "sessions": [(session, device_name(session.device)) for session in sessions],
        "zone": store.house.time_zone,
        "passwords": store.policy.passwords,
        "email": request.POST.get("email", "")[:254],
        "passkeys": queries.passkeys_of(user_id=customer.pk),
        "errors": {"current": "", "password": "", "email": "", "passkey": "", **(errors or {})},
        "done": done,
    }
    return show_personal(request, store, "security", context, status=status)


@require_POST
@for_customers
def password(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """Change the password; the other browsers are signed out."""
    try:
        people.change_password(
            user=customer,
            current=request.POST.get("current", ""),
            password=request.POST.get("password", ""),
            session=customers.COOKIE.token_of(request),
            terms=store.policy.passwords,
            asker=customers.asker_of(request, store),
            at=clock.now(),
        )
    except NotSignedIn:
        wrong = {"current": _("This is not your current password.")}
        return _show(request, store, customer, errors=wrong, status=422)
    except WeakPassword as refused:
        return _show(request, store, customer, errors={"password": " ".join(texts(refused))}, status=422)
    except TooManyTries as refused:
        return _show(request, store, customer, errors={"current": " ".join(texts(refused))}, status=429)
    return HttpResponseRedirect(store.to("account/security/?done=password"))


@for_customers
def email(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """Change the e-mail: a code goes to the new address and one to the old, and both are typed in here."""
    token = customers.PROOF.token_of(request)
    if "email" in request.POST:
        return _ask_email(request, store, customer)
    new = queries.mailed_to(token=f"{token}.new")
    if not new:
        return HttpResponseRedirect(store.to("account/security/"))
    errors: NotPossible | None = None
    if request.method == "POST":
        try:
            people.change_email(
                user=customer,
                token=token,
                new_code=request.POST.get("new", "")[:20],
                old_code=request.POST.get("old", "")[:20],
                session=customers.COOKIE.token_of(request),
                asker=customers.asker_of(request, store),
                at=clock.now(),
            )
        except (WrongProof, TooManyTries) as refused:
            errors = refused
        else:
            customer.refresh_from_db()
            join_orders(customer)
            done = HttpResponseRedirect(store.to("account/security/?done=email"))
            return customers.PROOF.take_back(done)
    context = {"new": new, "old": customer.email, "refusals": texts(errors) if errors else []}
    return show_personal(request, store, "security_email", context, status=422 if errors else 200)


def _ask_email(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    wanted = request.POST.get("email", "").strip()[:254]
    if error := forms.email_error(wanted):
        return _show(request, store, customer, errors={"email": error}, status=422)
    try:
        token = people.ask_email_change(
            user=customer, email=wanted, asker=customers.asker_of(request, store), at=clock.now()
        )
    except TooManyTries as refused:
        return _show(request, store, customer, errors={"email": " ".join(texts(refused))}, status=429)
    return customers.PROOF.give(HttpResponseRedirect(store.to("account/security/email/")), token)


@require_POST
@for_customers
def sessions(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """Sign out at one other browser, or at all of them."""
    chosen = request.POST.get("session", "")
    try:
        only = UUID(chosen) if chosen else None
    except ValueError:
        return HttpResponseRedirect(store.to("account/security/"))
    people.end_sessions(user=customer, only=only, but=customers.COOKIE.token_of(request), at=clock.now())
    return HttpResponseRedirect(store.to("account/security/?done=sessions"))


@require_POST
@for_customers
def offer_passkey(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """What the browser asks of its device to make a passkey; whose account it is is shown again first."""
    try:
        asked = people.offer_passkey(
            user=customer,
            current=request.POST.get("passkey_password", ""),
            session=customers.COOKIE.token_of(request),
            house=store.house.name,
            visitor=customers.asker_of(request, store).visitor,
            real_at=clock.real_now(),
        )
    except NotSignedIn as refused:
        wrong = (
            [_("This is not your current password.")] if customer.has_usable_password() else texts(refused)
        )
        return JsonResponse({"refused": wrong}, status=422)
    except TooManyTries as refused:
        return JsonResponse({"refused": texts(refused)}, status=429)
    except PasskeysFull as refused:
        return JsonResponse({"refused": texts(refused)}, status=422)
    return JsonResponse(asked)


@require_POST
@for_customers
def add_passkey(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """Keep the passkey that the device made."""
    try:
        people.add_passkey(
            user=customer,
            answer=request.POST.get("answer", "")[:MOST_ANSWER],
            name=_passkey_name(request) or device_name(request.headers.get("User-Agent", "")),
            session=customers.COOKIE.token_of(request),
            asker=customers.asker_of(request, store),
            real_at=clock.real_now(),
            at=clock.now(),
        )
    except (WrongPasskey, PasskeysFull) as refused:
        return _show(request, store, customer, errors={"passkey": " ".join(texts(refused))}, status=422)
    return HttpResponseRedirect(store.to("account/security/?done=passkey_added#passkeys"))


@require_POST
@for_customers
def passkey(request: HttpRequest, store: Store, customer: User, passkey_id: UUID) -> HttpResponse:
    """Call a passkey otherwise, or remove it."""
    if "remove" in request.POST:
        people.remove_passkey(
            user=customer, passkey=passkey_id, asker=customers.asker_of(request, store), at=clock.now()
        )
        return HttpResponseRedirect(store.to("account/security/?done=passkey_removed#passkeys"))
    if name := _passkey_name(request):
        people.name_passkey(user=customer, passkey=passkey_id, name=name, at=clock.now())
    return HttpResponseRedirect(store.to("account/security/#passkeys"))


def _passkey_name(request: HttpRequest) -> str:
    return request.POST.get("name", "").strip()[:60]
