"""Claims: those that wait, the quality department's own queue, and one with its photographs and verdict."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.claims import queries as claims
from comptoir.claims import services as verbs
from comptoir.claims.queries import ClaimView, VerdictIn
from comptoir.core.actors import Role
from comptoir.core.claims import Cause, ClaimState, Outcome, may_give, rule_of, wanted_fields
from comptoir.core.decisions import NeedsPerson
from comptoir.core.reasons import Reason
from comptoir.desk import claim_words
from comptoir.desk.access import Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, say, sentence, take_said
from comptoir.desk.seeing import note_seen
from comptoir.infra import evidence, formats, i18n
from comptoir.infra.i18n import gettext as _

READERS = (Role.ADVISOR, Role.QUALITY, Role.FINANCE)
_ADVISORS = (ClaimState.OPEN, ClaimState.CONTESTED, ClaimState.CARRIER)
_DRAFT = "…"  # words that somebody is still to write


@for_roles(*READERS)
def index(desk: Desk) -> HttpResponse:
    """Claims that wait, the oldest first: the advisors', or the quality department's (CLM-06)."""
    own = "quality" if desk.role is Role.QUALITY else "advisors"
    queue = desk.request.GET.get("queue", own)
    states = {"quality": (ClaimState.QUALITY,), "decided": (ClaimState.DECIDED, ClaimState.CLOSED)}.get(
        queue, _ADVISORS
    )
    counts = claims.count_by_state()
    return desk.page(
        "claims.html",
        rows=claims.queue_of(states=states),
        queue=queue,
        counts={
            "advisors": sum(counts[state] for state in _ADVISORS),
            "quality": counts[ClaimState.QUALITY],
        },
        kinds=claim_words.kind_words(),
        states=claim_words.state_words(),
        said=take_said(desk),
    )


@for_roles(*READERS)
def show(desk: Desk, claim_id: UUID) -> HttpResponse:
    """One claim: what was sent, what its rule asks, the guarantee, and each verdict with exactly what it would do."""
    view = claims.claim_view(claim_id=claim_id)
    if view is None:
        raise Http404
    if view.email:
        note_seen(desk, email=view.email, page="claim")
    outcomes = []
    for outcome in Outcome:
        if may_give(outcome=outcome, state=view.state):
            meant = VerdictIn(outcome=outcome, words=_DRAFT)
            seen = claims.preview_verdict(claim_id=claim_id, said=meant, actor=desk.actor, at=desk.at)
            outcomes.append((outcome, seen, [sentence(no) for no in seen.refusals] if seen else []))
    return desk.page(
        "claim.html",
        claim=view,
        rule_id=rule_of(view.kind),
        wanted=[claim_words.field_words()[name] for name in wanted_fields(kind=view.kind)],
        doubts=[(rule, _doubt(view, reason)) for rule, reason in view.doubts],
        photos=[(photo, evidence.photograph_link(digest=photo.digest)) for photo in view.photos],
        outcomes=outcomes,
        names=names_of_actors({view.made_by, *(verdict.by for verdict in view.verdicts)}),
        kinds=claim_words.kind_words(),
        states=claim_words.state_words(),
        acts=claim_words.outcome_words(),
        causes=claim_words.cause_words(),
        bases=claim_words.basis_words(),
        said=take_said(desk),
    )


@require_POST
@for_roles(Role.ADVISOR, Role.QUALITY)
def decide(desk: Desk, claim_id: UUID) -> HttpResponse:
    """Give a verdict, with words for the customer and photographs that bear them out."""
    post, back = desk.request.POST, reverse("desk:claim", args=[claim_id])
    view = claims.claim_view(claim_id=claim_id)
    if view is None or post.get("outcome") not in set(Outcome):
        raise Http404
    files = desk.request.FILES.getlist("photos")
    drafts, wrong = verbs.keep_drafts(
        photos=[verbs.Upload(name=file.name or "", content=file.read()) for file in files],
        besides=0,
        rule=rule_of(view.kind),
        at=desk.at,
    )
    if wrong:
        say(desk, *(sentence(no) for no in wrong), wrong=True)
        return HttpResponseRedirect(back)
    cause = post.get("cause", "")
    meant = VerdictIn(
        outcome=Outcome(post["outcome"]),
        words=post.get("words", "").strip()[:4000],
        cause=Cause(cause) if cause in set(Cause) else None,
        drafts=drafts,
    )
    return carry_out(
        desk,
        lambda: verbs.decide_claim(claim_id=claim_id, said=meant, actor=desk.actor, at=desk.at),
        done=_("Done, and the customer has been written to."),
        back=back,
    )


def _doubt(view: ClaimView, reason: str) -> str:
    """What speaks against a claim, with the day on which its guarantee ended where that is what does."""
    ended = formats.full_day(view.guarantee_until, view.zone) if view.guarantee_until else ""
    return i18n.explain(NeedsPerson(rule=None, reason=Reason(reason), values=(("until", ended),)))
