"""In and out of a customer's account; what is answered does not tell which e-mails have one (D2-01)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from comptoir.infra import clock, ids
from comptoir.infra.i18n import gettext as _
from comptoir.infra.passkeys import MOST_ANSWER
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import visitor_of
from comptoir.people import queries
from comptoir.people import services as people
from comptoir.people.services import NotSignedIn, TooManyTries, WeakPassword, WrongPasskey, WrongProof
from comptoir.storefront import arriving, customers, forms
from comptoir.storefront.order_page import texts
from comptoir.storefront.store import Store, in_any_store, keep_private, show_personal


@in_any_store
def sign_in(request: HttpRequest, store: Store) -> HttpResponse:
    """Sign in with e-mail and password; who is signed in already goes on."""
    if request.method != "POST":
        if customers.customer_of(request=request):
            return HttpResponseRedirect(customers.next_page(request, store))
        return _show(request, store, "sign_in", changed="changed" in request.GET)
    try:
        customer = people.customer_by_password(
            email=_typed(request, "email"),
            password=request.POST.get("password", ""),
            visitor=visitor_of(request=request),
            at=clock.now(),
        )
    except NotSignedIn:
        return _show(request, store, "sign_in", wrong=True, status=401)
    except TooManyTries as refused:
        return _show(request, store, "sign_in", refusals=texts(refused), status=429)
    return arriving.sign_in(request, store, customer, way="password")


@require_POST
@in_any_store
def ask_passkey(request: HttpRequest, store: Store) -> HttpResponse:
    """What the browser asks of its device to sign in without typing anything."""
    del store
    browser = customers.PASSKEY.token_of(request) or ids.new_token()
    try:
        asked = people.ask_passkey(
            browser=browser, visitor=visitor_of(request=request), real_at=clock.real_now()
        )
    except TooManyTries as refused:
        return keep_private(JsonResponse({"refused": texts(refused)}, status=429))
    return customers.PASSKEY.give(keep_private(JsonResponse(asked)), browser)


@require_POST
@in_any_store
def by_passkey(request: HttpRequest, store: Store) -> HttpResponse:
    """Sign in by what the device answered."""
    try:
        customer = people.customer_by_passkey(
            answer=request.POST.get("answer", "")[:MOST_ANSWER],
            browser=customers.PASSKEY.token_of(request),
            visitor=visitor_of(request=request),
            real_at=clock.real_now(),
            at=clock.now(),
        )
    except (WrongPasskey, TooManyTries) as refused:
        status = 429 if isinstance(refused, TooManyTries) else 401
        return _show(request, store, "sign_in", refusals=texts(refused), status=status)
    return customers.PASSKEY.take_back(arriving.sign_in(request, store, customer, way="passkey"))


@in_any_store
def sign_up(request: HttpRequest, store: Store) -> HttpResponse:
    """Ask for an account; it is made when the code that is mailed is typed in."""
    if request.method != "POST":
        return _show(request, store, "sign_up")
    email, name = _typed(request, "email"), _typed(request, "name")
    if error := _wrong_email(email):
        return _show(request, store, "sign_up", errors={"email": error}, status=422)
    try:
        token = people.ask_sign_up(
            email=email,
            name=name,
            password=request.POST.get("password", ""),
            terms=store.policy.passwords,
            asker=customers.asker_of(request, store),
            at=clock.now(),
        )
    except WeakPassword as refused:
        return _show(request, store, "sign_up", errors={"password": " ".join(texts(refused))}, status=422)
    except TooManyTries as refused:
        return _show(request, store, "sign_up", refusals=texts(refused), status=429)
    return _to_code(request, store, token)


@in_any_store
def ask_code(request: HttpRequest, store: Store) -> HttpResponse:
    """Have a code mailed that signs in without a password."""
    email = _typed(request, "email")
    if request.method != "POST":
        return _show(request, store, "ask_code")
    if error := _wrong_email(email):
        return _show(request, store, "ask_code", errors={"email": error}, status=422)
    try:
        token = people.ask_sign_in(email=email, asker=customers.asker_of(request, store), at=clock.now())
    except TooManyTries as refused:
        return _show(request, store, "ask_code", refusals=texts(refused), status=429)
    return _to_code(request, store, token)


@in_any_store
def code(request: HttpRequest, store: Store) -> HttpResponse:
    """Type in the code that was mailed, and be signed in."""
    token = customers.PROOF.token_of(request)
    email = queries.mailed_to(token=token)
    if not email:
        return HttpResponseRedirect(store.to("account/sign-in/"))
    if request.method != "POST":
        return _show(request, store, "code", email=email)
    try:
        customer = people.prove_by_code(
            token=token, code=_typed(request, "code"), visitor=visitor_of(request=request), at=clock.now()
        )
    except (WrongProof, TooManyTries) as refused:
        errors = {"code": " ".join(texts(refused))}
        return _show(request, store, "code", email=email, errors=errors, status=_status(refused))
    return customers.PROOF.take_back(arriving.sign_in(request, store, customer, way="code"))


@require_POST
@in_any_store
def sign_out(request: HttpRequest, store: Store) -> HttpResponse:
    """End the session of this browser."""
    return arriving.sign_out(request, HttpResponseRedirect(store.to("")))


@in_any_store
def forgot(request: HttpRequest, store: Store) -> HttpResponse:
    """Have a link to a new password mailed; every e-mail is answered alike (ACC-06)."""
    email = _typed(request, "email")
    if request.method != "POST":
        return _show(request, store, "forgot", sent=False)
    if error := _wrong_email(email):
        return _show(request, store, "forgot", sent=False, errors={"email": error}, status=422)
    try:
        people.ask_reset(email=email, asker=customers.asker_of(request, store), at=clock.now())
    except TooManyTries as refused:
        return _show(request, store, "forgot", sent=False, refusals=texts(refused), status=429)
    return _show(request, store, "forgot", sent=True)


@in_any_store
def open_reset(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    """Take the link's secret out of the address, where it could be seen; opening it uses nothing up (B-25)."""
    del request
    return customers.RESET.give(keep_private(HttpResponseRedirect(store.to("account/reset/"))), token)


@in_any_store
def reset(request: HttpRequest, store: Store) -> HttpResponse:
    """Choose a new password by the link: with a code besides, once its first hour is over (B-21)."""
    token, at = customers.RESET.token_of(request), clock.now()
    proof = queries.reset_proof(token=token, at=at)
    if proof is None:
        return _show(request, store, "reset_over", status=410)
    try:
        if request.method == "POST":
            return _reset(request, store, token)
    except (WeakPassword, WrongProof, TooManyTries) as refused:
        field = "password" if isinstance(refused, WeakPassword) else "code"
        errors, status = {field: " ".join(texts(refused))}, _status(refused)
    else:
        errors, status = {}, 200
    stage = queries.reset_stage(proof=proof, at=at)
    return _show(request, store, "reset", stage=stage, email=proof.email, errors=errors, status=status)


def _reset(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    asker, at = customers.asker_of(request, store), clock.now()
    if "mail" in request.POST:
        people.mail_reset_code(token=token, asker=asker, at=at)
        return keep_private(HttpResponseRedirect(store.to("account/reset/")))
    people.reset_password(
        token=token,
        code=_typed(request, "code"),
        password=request.POST.get("password", ""),
        terms=store.policy.passwords,
        asker=asker,
        at=at,
    )
    return customers.RESET.take_back(
        keep_private(HttpResponseRedirect(store.to("account/sign-in/?changed=1")))
    )


def _show(
    request: HttpRequest,
    store: Store,
    template: str,
    *,
    errors: dict[str, str] | None = None,
    refusals: list[str] | None = None,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    shown = {
        "email": _typed(request, "email"),
        "name": _typed(request, "name"),
        "next": customers.next_page(request, store),
        "errors": {"email": "", "password": "", "code": "", **(errors or {})},
        "refusals": refusals or [],
        "passwords": store.policy.passwords,
        "wrong": False,
        "changed": False,
    }
    return show_personal(request, store, template, {**shown, **context}, status=status)


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:254]


def _wrong_email(email: str) -> str:
    return forms.email_error(email) if email else _("Give your e-mail address.")


def _status(refused: NotPossible) -> int:
    return 429 if isinstance(refused, TooManyTries) else 422


def _to_code(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    asked = urlencode({"next": customers.next_page(request, store)})
    return customers.PROOF.give(keep_private(HttpResponseRedirect(store.to(f"account/code/?{asked}"))), token)
