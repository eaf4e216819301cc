"""In and out of the desk: a password, then a code of one's authenticator (D2-09)."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.desk import sessions
from comptoir.desk.access import STAFF, Desk, for_roles, open_desk, signed_in
from comptoir.desk.answers import say, sentence
from comptoir.desk.sessions import Half
from comptoir.infra import clock, i18n, one_time
from comptoir.infra.i18n import gettext as _
from comptoir.infra.qr import qr_code
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.people import services as people


@csrf_protect
def sign_in(request: HttpRequest) -> HttpResponse:
    """The password; a wrong e-mail and a wrong password are answered alike."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if open_desk(request) is not None:
        return _go_on(request, wanted)
    wrong = False
    if request.method == "POST":
        user = people.authenticate(
            email=request.POST.get("email", "")[:254],
            password=request.POST.get("password", "")[:200],
            at=clock.now(),
        )
        if user is not None and user.role:
            sessions.begin_half(request, user)
            return HttpResponseRedirect(f"{reverse('desk:code')}?{urlencode({'next': wanted})}")
        wrong = True
    context = {"wrong": wrong, "next": wanted, "email": request.POST.get("email", "")[:254]}
    language = request.headers.get("Accept-Language", "en")[:2].lower()
    return _page(request, "sign_in.html", language, 401 if wrong else 200, **context)


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
                recovery = _check(half, request.POST.get("code", "")[:40])
            except NotPossible as refusal:
                wrong = [sentence(known) for known in refusal.refusals]
            else:
                sessions.begin(request, half.user)
                people.note_sign_in(user=half.user, at=clock.now())
                if not recovery:
                    return _go_on(request, wanted)
                context = {"recovery": recovery, "next": _next(request, wanted)}
                return _page(request, "recovery.html", half.user.language, 200, **context)
    app = _app(half) if half.secret else {"secret": ""}
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
            people.check_factor(
                user=signed_in(desk),
                code=desk.request.POST.get("code", "")[:40],
                real_at=clock.real_now(),
                at=desk.at,
            )
        except NotPossible as refusal:
            wrong = [sentence(known) for known in refusal.refusals]
        else:
            sessions.prove(desk.request)
            if again:
                say(desk, _("Thank you. Nothing was done yet: press the button again."))
            return HttpResponseRedirect(back)
    return desk.page("prove.html", 401 if wrong else 200, next=back, again=again, wrong=wrong)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(reverse("desk:sign_in"))


def _check(half: Half, typed: str) -> tuple[str, ...]:
    """The recovery codes of an authenticator that was set up now, or nothing; a wrong code is refused."""
    if not half.secret:
        people.check_factor(user=half.user, code=typed, real_at=clock.real_now(), at=clock.now())
        return ()
    plain = "".join(typed.split())
    return people.set_factor(
        user=half.user, secret=half.secret, code=plain, real_at=clock.real_now(), at=clock.now()
    )


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
