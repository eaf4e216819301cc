"""In and out of the desk: a password, then a code of one's authenticator, or a passkey (D2-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.desk import sessions
from comptoir.desk.access import STAFF, Desk, for_roles, open_desk, signed_in
from comptoir.desk.answers import say, sentence
from comptoir.desk.places import link_place
from comptoir.desk.sessions import Half
from comptoir.infra import clock, i18n, one_time
from comptoir.infra.devices import device_name
from comptoir.infra.i18n import gettext as _
from comptoir.infra.passkeys import MOST_ANSWER
from comptoir.infra.qr import qr_code
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import visitor_of
from comptoir.markets import queries as markets
from comptoir.people import queries
from comptoir.people import services as people
from comptoir.people.services import NotSignedIn, TooManyTries

if TYPE_CHECKING:
    from comptoir.people.models import User


@csrf_protect
def sign_in(request: HttpRequest) -> HttpResponse:
    """The password; a wrong e-mail and a wrong password are answered alike."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if open_desk(request) is not None:
        return _go_on(request, wanted)
    email, status = request.POST.get("email", "")[:254], 200
    if request.method == "POST":
        try:
            user = people.staff_by_password(
                email=email,
                password=request.POST.get("password", ""),
                visitor=visitor_of(request=request),
                at=clock.now(),
            )
        except TooManyTries:
            status = 429
        except NotSignedIn:
            status = 401
        else:
            sessions.begin_half(request, user)
            return HttpResponseRedirect(f"{reverse('desk:code')}?{urlencode({'next': wanted})}")
    language = request.headers.get("Accept-Language", "en")[:2].lower()
    return _page(request, "sign_in.html", language, status, answer=status, next=wanted, email=email)


@csrf_protect
def code(request: HttpRequest) -> HttpResponse:
    """The code; who has no authenticator yet sets one up, and is shown the recovery codes once."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    half = sessions.half_of(request)
    if half is None:
        return HttpResponseRedirect(reverse("desk:sign_in"))
    wrong: list[str] = []
    with i18n.speaking(half.user.language):
        if request.method == "POST":
            try:
                recovery = _check(request, half)
            except NotPossible as refusal:
                wrong = [sentence(known) for known in refusal.refusals]
            else:
                sessions.begin(request, half.user)
                people.note_sign_in(user=half.user, at=clock.now())
                if not recovery:
                    return _go_on(request, wanted)
                context = {"recovery": recovery, "next": _next(request, wanted)}
                return _page(request, "recovery.html", half.user.language, 200, **context)
    app = _app(half) if half.secret else {"secret": "", "keys": _keys(half.user)}
    status = 401 if wrong else 200
    return _page(request, "code.html", half.user.language, status, wrong=wrong, next=wanted, **app)


@csrf_protect
@for_roles(*STAFF)
def prove(desk: Desk) -> HttpResponse:
    """The code once more, before money goes out or data leaves the house; then back to where the button was."""
    asked = desk.request.POST or desk.request.GET
    back, again = sessions.page_of_desk(asked.get("next", "")), asked.get("again", "")
    wrong: list[str] = []
    if desk.request.method == "POST":
        try:
            _check_factor(desk.request, signed_in(desk))
        except NotPossible as refusal:
            wrong = [sentence(known) for known in refusal.refusals]
        else:
            sessions.prove(desk.request)
            if again:
                say(desk, _("Thank you. Nothing was done yet: press the button again."))
            return HttpResponseRedirect(back)
    return desk.page(
        "prove.html", 401 if wrong else 200, next=back, again=again, wrong=wrong, keys=_keys(signed_in(desk))
    )


@require_POST
@csrf_protect
def ask_passkey(request: HttpRequest) -> HttpResponse:
    """What the browser asks of its device: a passkey of who signs in or is here; a new one where they have no factor."""
    half, desk = sessions.half_of(request), open_desk(request)
    user = half.user if half else signed_in(desk) if desk else None
    if user is None:
        return HttpResponseRedirect(reverse("desk:sign_in"))
    browser, now = sessions.asks_here(request), clock.real_now()
    if half and half.secret:
        house = markets.current_policy(at=clock.now()).house.name
        return _told(people.offer_factor(user=user, browser=browser, house=house, real_at=now))
    return _told(people.ask_factor(user=user, browser=browser, real_at=now))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(reverse("desk:sign_in"))


def _check(request: HttpRequest, half: Half) -> tuple[str, ...]:
    """The recovery codes of a factor that was set up now, or nothing; a wrong code or passkey is refused."""
    if not half.secret:
        _check_factor(request, half.user)
        return ()
    if answer := _answer(request):
        return people.add_factor(
            user=half.user,
            answer=answer,
            name=device_name(request.headers.get("User-Agent", "")),
            browser=sessions.asks_here(request),
            place=link_place(reverse("desk:forgot"), at=clock.now()),
            real_at=clock.real_now(),
            at=clock.now(),
        )
    plain = "".join(_code(request).split())
    return people.set_factor(
        user=half.user, secret=half.secret, code=plain, real_at=clock.real_now(), at=clock.now()
    )


def _check_factor(request: HttpRequest, user: User) -> None:
    """A passkey where a device answered, else a code."""
    real_at, at = clock.real_now(), clock.now()
    if answer := _answer(request):
        browser = sessions.asks_here(request)
        people.check_passkey(user=user, answer=answer, browser=browser, real_at=real_at, at=at)
    else:
        people.check_factor(user=user, code=_code(request), real_at=real_at, at=at)


def _answer(request: HttpRequest) -> str:
    return request.POST.get("answer", "")[:MOST_ANSWER]


def _code(request: HttpRequest) -> str:
    return request.POST.get("code", "")[:40]


def _keys(user: User) -> bool:
    return bool(queries.passkeys_of(user_id=user.pk))


def _told(asked: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(asked)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _app(half: Half) -> dict[str, object]:
    """What the page of a new authenticator shows: the QR code, and the same in letters."""
    house = markets.current_policy(at=clock.now()).house.name
    address = one_time.address_of(secret=half.secret, email=half.user.email, issuer=house)
    letters = [half.secret[at : at + 4] for at in range(0, len(half.secret), 4)]
    return {"secret": " ".join(letters), "qr": qr_code(address)}


def _page(request: HttpRequest, template: str, language: str, status: int, **context: object) -> HttpResponse:
    with i18n.speaking(language):
        response = render(request, f"desk/{template}", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _go_on(request: HttpRequest, wanted: str) -> HttpResponse:
    return HttpResponseRedirect(_next(request, wanted))


def _next(request: HttpRequest, wanted: str) -> str:
    """The page that was wanted, or where the work of a role is: products for merchandisers, orders for the others."""
    back = sessions.page_of_desk(wanted)
    if back != reverse("desk:index"):
        return back
    desk = open_desk(request)
    products = desk is not None and desk.role is Role.MERCHANDISER
    return reverse("desk:products") if products else back
