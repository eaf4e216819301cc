"""In and out of the desk."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.desk.access import open_desk
from comptoir.infra import i18n
from comptoir.people import services as people


@csrf_protect
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; a wrong e-mail and a wrong password are answered alike."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if open_desk(request) is not None:
        return _go_on(request, wanted)
    wrong = False
    if request.method == "POST":
        user = people.authenticate(
            email=request.POST.get("email", "")[:254], password=request.POST.get("password", "")[:200]
        )
        if user is not None and user.role:
            login(request, user)
            return _go_on(request, wanted)
        wrong = True
    with i18n.speaking(request.headers.get("Accept-Language", "en")[:2].lower()):
        context = {"wrong": wrong, "next": wanted, "email": request.POST.get("email", "")[:254]}
        response = render(request, "desk/sign_in.html", context, status=401 if wrong else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _go_on(request: HttpRequest, wanted: str) -> HttpResponse:
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    named = ours and wanted.startswith("/desk/") and wanted != reverse("desk:index")
    return HttpResponseRedirect(wanted if named else _first_page(request))


def _first_page(request: HttpRequest) -> str:
    """Where the work of a role is: products for merchandisers, orders for everybody else."""
    desk = open_desk(request)
    products = desk is not None and desk.role is Role.MERCHANDISER
    return reverse("desk:products" if products else "desk:index")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(reverse("desk:sign_in"))
