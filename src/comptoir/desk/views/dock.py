"""The returns dock: parcels found by their codes, scans, checklists, strays, refused pieces that wait."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.core.grading import Check, Destination, Finding
from comptoir.core.returns import HeldChoice
from comptoir.desk import dock_words, pasted
from comptoir.desk.access import CARE, Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, ids_in, say, sentence, take_said
from comptoir.desk.pictures_in import keep_pictures
from comptoir.desk.views.returns import list_page, page_of, return_page
from comptoir.infra import ids
from comptoir.infra.i18n import gettext as _
from comptoir.infra.photographs import NotAPhotograph
from comptoir.infra.refusals import NotPossible
from comptoir.returns import queries as returns
from comptoir.returns import services as verbs
from comptoir.returns.queries import ToGrade


@require_POST
@for_roles(*CARE)
def find(desk: Desk) -> HttpResponse:
    """What is on a parcel: one return opens, several are listed, none is a stray to write down."""
    code = desk.request.POST.get("code", "").strip().upper()[:60]
    found = returns.returns_by_code(code=code)
    if len(found) == 1:
        return HttpResponseRedirect(page_of(found[0]))
    return list_page(desk, code=code, found=found)


@require_POST
@for_roles(Role.WAREHOUSE)
def scan(desk: Desk, return_id: UUID) -> HttpResponse:
    """One code. The answer is the page itself: sent twice, it is the same answer."""
    try:
        scanned = verbs.scan_back(
            return_id=return_id,
            code=desk.request.POST.get("code", ""),
            key=pasted.key_in(desk),
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refusal:
        return return_page(desk, return_id, words=sentence(refusal.refusals[0]), status=422)
    return return_page(desk, return_id, scanned=scanned)


@require_POST
@for_roles(Role.WAREHOUSE)
def extra(desk: Desk, return_id: UUID) -> HttpResponse:
    """A piece of the same order that was not registered comes into the return."""
    piece = _piece(desk)
    return carry_out(
        desk,
        lambda: verbs.take_extra(return_id=return_id, piece=piece, actor=desk.actor, at=desk.at),
        done=_("Taken into the return. Check it like the others."),
        back=page_of(return_id),
    )


def _piece(desk: Desk) -> UUID:
    """The one piece that a form is about."""
    for piece in ids_in(desk, "piece"):
        return piece
    raise Http404


@require_POST
@for_roles(Role.WAREHOUSE)
def grade(desk: Desk, return_id: UUID) -> HttpResponse:
    """Keep what was ticked of every piece on the table; pressed so, give the verdicts that follow."""
    post = desk.request.POST
    finish = post.get("do") == "finish"
    done = (
        _("Verdicts given. Accepted pieces are refunded; the customer has been written to.")
        if finish
        else _("Kept. Nothing is decided yet.")
    )
    try:
        for row in returns.pieces_to_grade(return_id=return_id):
            _keep(desk, return_id, row)
        if finish:
            refer = ids_in(desk, "refer")
            verbs.finish_grading(return_id=return_id, refer=refer, actor=desk.actor, at=desk.at)
    except NotAPhotograph as wrong:
        say(desk, _("A photograph cannot be used: %(why)s") % {"why": wrong}, wrong=True)
    except NotPossible as refusal:
        say(desk, *dict.fromkeys(sentence(known) for known in refusal.refusals), wrong=True)
    else:
        say(desk, done)
    return HttpResponseRedirect(page_of(return_id))


def _keep(desk: Desk, return_id: UUID, row: ToGrade) -> None:
    """One piece of the form; a piece that the form does not have is left alone."""
    post = desk.request.POST
    if str(row.id) not in post.getlist("piece"):
        return
    goes = post.get(f"destination-{row.id}", "")
    verbs.keep_grade(
        return_id=return_id,
        piece=row.id,
        findings=_findings(post, row),
        note=post.get(f"note-{row.id}", ""),
        photographs=keep_pictures(desk, f"photographs-{row.id}"),
        destination=Destination(goes) if goes in set(Destination) else None,
        actor=desk.actor,
        at=desk.at,
    )


def _findings(post: QueryDict, row: ToGrade) -> dict[Check, Finding]:
    """What was ticked; all of it fine where that button was pressed."""
    if post.get("fine") == str(row.id):
        return dict.fromkeys(row.checks, Finding.FINE)
    ticked = {check: post.get(f"{check}-{row.id}", "") for check in row.checks}
    return {check: Finding(said) for check, said in ticked.items() if said in set(Finding)}


@require_POST
@for_roles(Role.ADVISOR)
def decide(desk: Desk, return_id: UUID) -> HttpResponse:
    """A person decides on a piece that was handed over."""
    post = desk.request.POST
    piece, verdict = _piece(desk), post.get("verdict", "")
    if verdict not in {verbs.Verdict.ACCEPTED, verbs.Verdict.REFUSED}:
        raise Http404
    goes = post.get("destination", "")
    return carry_out(
        desk,
        lambda: verbs.decide_piece(
            return_id=return_id,
            piece=piece,
            verdict=verbs.Verdict(verdict),
            reason=post.get("reason", "").strip()[:300],
            destination=Destination(goes) if goes in set(Destination) else None,
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Decided. The customer has been written to."),
        back=page_of(return_id),
    )


@for_roles(*CARE)
def strays(desk: Desk) -> HttpResponse:
    """What came and belongs to nothing known; posted to, one more."""
    if desk.request.method == "POST":
        return _record(desk)
    rows = returns.open_strays()
    names = names_of_actors({row.found_by for row in rows})
    return desk.page(
        "strays.html",
        rows=rows,
        names=names,
        stray_id=ids.new_id(),
        code=desk.request.GET.get("code", "")[:60],
        said=take_said(desk),
    )


def _record(desk: Desk) -> HttpResponse:
    if not desk.may(Role.WAREHOUSE):
        return HttpResponse(_("Your role does not allow this."), status=403)
    post = desk.request.POST
    inside = ids_in(desk, "return")
    back = page_of(inside[0]) if inside else reverse("desk:strays")
    try:
        pictures = keep_pictures(desk, "photographs")
    except NotAPhotograph as wrong:
        say(desk, _("A photograph cannot be used: %(why)s") % {"why": wrong}, wrong=True)
        return HttpResponseRedirect(back)
    return carry_out(
        desk,
        lambda: verbs.record_stray(
            stray_id=pasted.new_id(post),
            code=post.get("code", ""),
            contents=post.get("contents", ""),
            photographs=pictures,
            return_id=inside[0] if inside else None,
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Kept as a stray. A person finds out where it belongs."),
        back=back,
    )


@require_POST
@for_roles(Role.WAREHOUSE, Role.ADVISOR)
def match(desk: Desk, stray_id: UUID) -> HttpResponse:
    """The stray belongs to a return: on to its dock."""
    try:
        found = verbs.match_stray(
            stray_id=stray_id, code=desk.request.POST.get("code", ""), actor=desk.actor, at=desk.at
        )
    except NotPossible as refusal:
        say(desk, sentence(refusal.refusals[0]), wrong=True)
        return HttpResponseRedirect(reverse("desk:strays"))
    say(desk, _("Matched. Scan its pieces into this return."))
    return HttpResponseRedirect(page_of(found))


@require_POST
@for_roles(Role.WAREHOUSE, Role.ADVISOR)
def settle(desk: Desk, stray_id: UUID) -> HttpResponse:
    """The stray was dealt with otherwise, in words."""
    return carry_out(
        desk,
        lambda: verbs.settle_stray(
            stray_id=stray_id, how=desk.request.POST.get("how", ""), actor=desk.actor, at=desk.at
        ),
        done=_("Settled."),
        back=reverse("desk:strays"),
    )


@for_roles(*CARE)
def held(desk: Desk) -> HttpResponse:
    """Refused pieces that wait for their customers, or for what they chose."""
    return desk.page(
        "held.html",
        rows=returns.held_pieces(),
        choice_words=dock_words.choice_words(),
        choices=tuple(HeldChoice),
        said=take_said(desk),
    )


@require_POST
@for_roles(Role.WAREHOUSE, Role.ADVISOR)
def label_held(desk: Desk, return_id: UUID, piece: UUID) -> HttpResponse:
    """The house's own label for a piece that goes back to its customer."""
    return carry_out(
        desk,
        lambda: verbs.label_held(return_id=return_id, piece=piece, actor=desk.actor, at=desk.at),
        done=_("The label is made, or comes by itself. Print it and put it on."),
        back=reverse("desk:held"),
    )


@require_POST
@for_roles(Role.WAREHOUSE, Role.ADVISOR)
def settle_held(desk: Desk, return_id: UUID, piece: UUID) -> HttpResponse:
    """It left, was collected, or went to recycling, as was chosen."""
    return carry_out(
        desk,
        lambda: verbs.settle_held(
            return_id=return_id,
            piece=piece,
            reference=desk.request.POST.get("reference", ""),
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Noted: done."),
        back=reverse("desk:held"),
    )


@require_POST
@for_roles(Role.ADVISOR)
def choose(desk: Desk, return_id: UUID, piece: UUID) -> HttpResponse:
    """What a customer said on the phone, or what a person decides once the last day has passed."""
    choice = desk.request.POST.get("choice", "")
    if choice not in set(HeldChoice):
        raise Http404
    return carry_out(
        desk,
        lambda: verbs.choose_for_piece(
            return_id=return_id, piece=piece, choice=HeldChoice(choice), actor=desk.actor, at=desk.at
        ),
        done=_("Noted."),
        back=reverse("desk:held"),
    )
