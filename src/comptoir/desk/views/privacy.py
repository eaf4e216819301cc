"""The register of requests about personal data: who asked what, by when it is answered, what an answer will do."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.core.privacy import Datum, Fate, Hindrance, RequestKind, Use, read_about
from comptoir.desk.access import Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, say, sentence, take_said
from comptoir.desk.seeing import note_seen
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.privacy import queries, services
from comptoir.privacy.queries import RequestView

READERS = (Role.DATA_PROTECTION, Role.AUDITOR)
_NOTED, _ANSWERED = (
    ("kind", "email", "wish", "datum", "wrong", "right", "use"),
    ("words", "corrected", "refused"),
)


def kind_words() -> dict[RequestKind, str]:
    """What was asked, short."""
    return {
        RequestKind.ACCESS: _("Access"),
        RequestKind.ERASURE: _("Erasure"),
        RequestKind.RECTIFICATION: _("Rectification"),
        RequestKind.OBJECTION: _("Objection"),
    }


def datum_words() -> dict[Datum, str]:
    """Which data is to be put right."""
    return {
        Datum.NAME: _("Name"),
        Datum.ADDRESS: _("Address"),
        Datum.EMAIL: _("E-mail"),
        Datum.PHONE: _("Phone"),
        Datum.COMPANY: _("Company, VAT number"),
        Datum.OTHER: _("Other data"),
    }


def use_words() -> dict[Use, str]:
    """What an objection is to."""
    return {
        Use.LETTERS: _("Letters and stock alerts"),
        Use.FRAUD: _("Marks against fraud"),
        Use.NOTES: _("Notes of our advisors"),
        Use.OTHER: _("Another use"),
    }


def wait_words() -> dict[Hindrance, str]:
    """What an erasure waits for."""
    return {
        Hindrance.ORDER: _("An order is under way"),
        Hindrance.RETURN: _("A return is under way"),
        Hindrance.CLAIM: _("A claim is not decided"),
        Hindrance.REFUND: _("Money is being moved"),
        Hindrance.TRANSFER: _(
            "A refund by bank transfer is not settled: its customer is still written to about the account"
        ),
        Hindrance.DISPUTE: _("A payment is disputed"),
        Hindrance.DOCUMENT: _("A document is not made yet"),
        Hindrance.STAFF: _("They work here: their account ends with that"),
    }


def fate_words() -> dict[Fate, str]:
    """What becomes of rows."""
    return {Fate.DELETE: _("deleted"), Fate.BLANK: _("emptied"), Fate.KEEP: _("kept, out of sight")}


@for_roles(*READERS)
def index(desk: Desk) -> HttpResponse:
    """What waits, the soonest due first; what was answered; and a line to note a request that came by post."""
    return _index(desk, take_said(desk))


def _index(desk: Desk, said: Mapping[str, object] | None, status: int = 200) -> HttpResponse:
    answered = queries.requests(answered=True)
    return desk.page(
        "privacy.html",
        status,
        typed={name: desk.request.POST.get(name, "") for name in _NOTED},
        waiting=queries.requests(answered=False),
        answered=answered,
        kinds=kind_words(),
        data=datum_words(),
        uses=use_words(),
        names=names_of_actors({row.answered_by for row in answered}),
        said=said,
    )


@require_POST
@for_roles(Role.DATA_PROTECTION)
def note(desk: Desk) -> HttpResponse:
    """A request that came by post or telephone, from somebody whose identity was proved to the house."""
    kind, email = desk.request.POST.get("kind", ""), desk.request.POST.get("email", "").strip()
    if kind not in [*RequestKind] or not _is_address(email):
        return _index(desk, _wrong(_("A request needs an e-mail address and what is asked.")), 422)
    try:
        known = services.ask_proved(
            kind=RequestKind(kind),
            email=email,
            language=desk.language,
            country=markets.current_policy(at=desk.at).house.entity.country,
            source="desk",
            wish=desk.request.POST.get("wish", ""),
            about=read_about(kind=RequestKind(kind), typed=desk.request.POST.dict()),
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refusal:
        return _index(desk, _wrong(*(sentence(no) for no in refusal.refusals)), 422)
    return HttpResponseRedirect(reverse("desk:privacy_request", args=[known]))


@for_roles(*READERS)
def show(desk: Desk, request_id: UUID) -> HttpResponse:
    """One request, and what an answer to it will do."""
    return _show(desk, request_id, take_said(desk))


def _show(desk: Desk, request_id: UUID, said: Mapping[str, object] | None, status: int = 200) -> HttpResponse:
    known = _known(request_id)
    if known.email:
        note_seen(desk, email=known.email, page="request")
    return desk.page(
        "privacy_request.html",
        status,
        known=known,
        typed={name: desk.request.POST.get(name, "") for name in _ANSWERED},
        preview=queries.preview_of(email=known.email) if known.email else None,
        kinds=kind_words(),
        data=datum_words(),
        uses=use_words(),
        waits=wait_words(),
        fates=fate_words(),
        table_words=queries.table_words,
        second_look="look" in desk.request.GET,
        names=names_of_actors([known.answered_by]),
        said=said,
    )


@require_POST
@for_roles(Role.DATA_PROTECTION, proved=True)
def send(desk: Desk, request_id: UUID) -> HttpResponse:
    """Make the files of an access request and mail the link."""
    return carry_out(
        desk,
        lambda: services.answer_access(request_id=request_id, actor=desk.actor, at=desk.at),
        done=_("The files are made, and the link is mailed. They lie ready for a month."),
        back=_page(request_id),
    )


@require_POST
@for_roles(Role.DATA_PROTECTION, proved=True)
def erase(desk: Desk, request_id: UUID) -> HttpResponse:
    """Erase, after a second look."""
    if desk.request.POST.get("sure") != "yes":
        return HttpResponseRedirect(f"{_page(request_id)}?look")
    return carry_out(
        desk,
        lambda: services.answer_erasure(request_id=request_id, actor=desk.actor, at=desk.at),
        done=_("Done as far as it can be: this page says what still waits. The person is written to."),
        back=_page(request_id),
    )


@require_POST
@for_roles(Role.DATA_PROTECTION)
def answer(desk: Desk, request_id: UUID) -> HttpResponse:
    """Answer in a letter; one that lacks something stays on the page as it was typed."""
    typed = desk.request.POST
    try:
        services.answer_in_words(
            request_id=request_id,
            words=typed.get("words", ""),
            corrected=typed.get("corrected", ""),
            refused=typed.get("refused") == "yes",
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refusal:
        return _show(desk, request_id, _wrong(*(sentence(no) for no in refusal.refusals)), 422)
    say(desk, _("Answered by mail."))
    return HttpResponseRedirect(_page(request_id))


@require_POST
@for_roles(Role.DATA_PROTECTION)
def extend(desk: Desk, request_id: UUID) -> HttpResponse:
    """Take two months more, and say why."""
    return carry_out(
        desk,
        lambda: services.extend(
            request_id=request_id, words=desk.request.POST.get("words", ""), actor=desk.actor, at=desk.at
        ),
        done=_("Two months more, and the person is told why by mail."),
        back=_page(request_id),
    )


def _wrong(*lines: str) -> dict[str, object]:
    return {"wrong": True, "lines": list(lines)}


def _page(request_id: UUID) -> str:
    return reverse("desk:privacy_request", args=[request_id])


def _known(request_id: UUID) -> RequestView:
    known = queries.request_by_id(request_id=request_id)
    if known is None:
        raise Http404
    return known


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True
