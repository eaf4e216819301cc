"""Requests about one's own data (ACC-08, ACC-11): asked here, proved from the mailbox, the answer behind the same link."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.core.actors import GUEST
from comptoir.core.privacy import RequestKind, check_about, read_about
from comptoir.infra import clock, media
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.privacy import queries, services
from comptoir.privacy.services import NotAsked
from comptoir.storefront import contact_page, forms
from comptoir.storefront.privacy_page import datum_words, kind_words, use_words, wrong_words
from comptoir.storefront.store import Store, in_any_store, keep_private, show_personal

# The fields, and how long each may be.
_MOST = {"kind": 40, "email": 200, "wish": 4000, "datum": 40, "wrong": 1000, "right": 1000, "use": 40}


@in_any_store
def ask(request: HttpRequest, store: Store) -> HttpResponse:
    """The form; the answer is the same whether or not anything is held about the address (D2-01)."""
    typed = forms.typed_whole(request.POST, _MOST)
    context = {
        "typed": typed,
        "most": _MOST,
        "kinds": kind_words(),
        "data": datum_words(),
        "uses": use_words(),
        "errors": {},
        "asked": False,
    }
    if request.method != "POST":
        typed["kind"] = request.GET.get("about", "")
        return show_personal(request, store, "privacy", context)
    errors = _wrong(typed)
    if errors:
        return show_personal(request, store, "privacy", {**context, "errors": errors}, status=422)
    try:
        services.ask(
            kind=RequestKind(typed["kind"]),
            email=typed["email"],
            language=store.language,
            country=store.country,
            source="form",
            wish=typed["wish"],
            about=read_about(kind=RequestKind(typed["kind"]), typed=typed),
            sender=contact_page.sender_of(request),
            at=clock.now(),
        )
    except NotAsked as refused:
        errors = {"email": " ".join(explain(no) for no in refused.refusals)}
        return show_personal(request, store, "privacy", {**context, "errors": errors}, status=429)
    return show_personal(request, store, "privacy", {**context, "asked": True})


@in_any_store
def follow(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    """Opening the link changes nothing, for programs open links too; the button proves who asked. Afterwards the answer."""
    at = clock.now()
    if request.method == "POST":
        services.prove(token=token, actor=GUEST, at=at)
        return HttpResponseRedirect(request.path)
    known = queries.request_by_link(token=token, at=at)
    context = {
        "known": known,
        "kinds": kind_words(),
        "data": datum_words(),
        "uses": use_words(),
        "files": f"{request.path}files/",
    }
    return show_personal(request, store, "privacy_request", context, status=200 if known else 410)


@in_any_store
def download(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    """The files of an access request, as long as they lie ready."""
    del request, store
    at = clock.now()
    known = queries.request_by_link(token=token, at=at)
    if known is None or not known.file or known.file_until is None or known.file_until <= at:
        raise Http404
    response = HttpResponse(media.read(known.file, private=True), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{known.number}.zip"'
    return keep_private(response)


def _wrong(typed: dict[str, str]) -> dict[str, str]:
    errors = {"email": forms.email_error(typed["email"])}
    if typed["kind"] not in [*RequestKind]:
        errors["kind"] = _("Choose what you ask for.")
    else:
        kind = RequestKind(typed["kind"])
        missing = check_about(kind=kind, wish=typed["wish"], about=read_about(kind=kind, typed=typed))
        errors |= {no.field: wrong_words()[no.field] for no in missing if no.field}
    errors |= forms.too_long(typed, _MOST)
    return {name: text for name, text in errors.items() if text}
