"""The newsletter (ACC-09): asked for at the foot of every page, confirmed from the mailbox, left with one press."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from comptoir.infra import clock
from comptoir.infra.i18n import explain
from comptoir.markets import queries as markets
from comptoir.notices import queries, services
from comptoir.notices.services import TooManyAsks
from comptoir.storefront import contact_page, forms
from comptoir.storefront.store import Store, in_any_store, show_personal


@in_any_store
def newsletter(request: HttpRequest, store: Store) -> HttpResponse:
    """Ask for the letters; the answer is the same whether or not the address has them (D2-01)."""
    email = request.POST.get("email", "").strip()[:200]
    context = {"email": email, "error": "", "asked": False}
    if request.method != "POST":
        return show_personal(request, store, "newsletter", context)
    error = forms.email_error(email)
    if error:
        return show_personal(request, store, "newsletter", {**context, "error": error}, status=422)
    try:
        ask(request, store, email)
    except TooManyAsks as refused:
        error = " ".join(explain(no) for no in refused.refusals)
        return show_personal(request, store, "newsletter", {**context, "error": error}, status=429)
    return show_personal(request, store, "newsletter", {**context, "asked": True})


def ask(request: HttpRequest, store: Store, email: str) -> None:
    """Have the link mailed that subscribes an address, with the proof of what was agreed to. Refused with TooManyAsks."""
    services.ask_newsletter(
        email=email,
        language=store.language,
        country=store.country,
        wording=render_to_string("storefront/newsletter_wording.html").strip(),
        source=urlsplit(request.headers.get("Referer", "")).path or request.path,
        sender=contact_page.sender_of(request),
        terms=_terms(store),
        at=clock.now(),
    )


@in_any_store
def confirm(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    """Opening the link changes nothing, for programs open links too; the button subscribes."""
    at = clock.now()
    if request.method == "POST":
        services.confirm_newsletter(token=token, terms=_terms(store), at=at)
    ask = queries.newsletter_ask(token=token, at=at)
    return show_personal(request, store, "newsletter_confirm", {"ask": ask}, status=200 if ask else 410)


def leave(request: HttpRequest, version: str, token: str) -> HttpResponse:
    """Opening the link changes nothing; a press leaves, here or in the mail program (RFC 8058, B-09).

    It works also where there is no store any more.
    """
    if request.method == "POST":
        services.leave_newsletter(token=token, letter=_letter_in(request), at=clock.now())
    return _left(request, version=version, token=token)


def _letter_in(request: HttpRequest) -> UUID | None:
    """The letter whose link it is, so that the house counts who left after it."""
    try:
        return UUID(request.GET.get("letter", ""))
    except ValueError:
        return None


@in_any_store
def _left(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    email = queries.newsletter_email(leave_token=token)
    return show_personal(
        request, store, "newsletter_leave", {"email": email}, status=404 if email is None else 200
    )


def _terms(store: Store) -> dict[str, object]:
    return markets.letter_terms(
        policy=store.policy, country=store.country, language=store.language, on=clock.now().date()
    )
