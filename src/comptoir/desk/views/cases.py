"""Cases: the inbox of a team, and one case with everything that was said in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from comptoir.cases import queries, services
from comptoir.cases.queries import CaseView, Shelf
from comptoir.core.actors import Role
from comptoir.core.lifecycles import CaseState
from comptoir.core.numbers import show_number
from comptoir.core.teams import Team, team_of_role
from comptoir.desk.access import CARE, STAFF, Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, say, sentence, take_said
from comptoir.desk.case_words import shelf_words, team_words, turn_words
from comptoir.desk.events import case_words, letter_words
from comptoir.desk.seeing import note_seen
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra.evidence import photograph_link
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.notices import queries as notices

_LATELY = 90  # days
_WRITERS = (Role.ADVISOR, Role.WAREHOUSE, Role.QUALITY, Role.FINANCE)
_LONGEST = 8000


@for_roles(*CARE)
def index(desk: Desk) -> HttpResponse:
    """The inbox of a team, or of all: what is due first comes first."""
    asked, own = desk.request.GET.get("team"), team_of_role(desk.role)
    team = Team(asked) if asked in set(Team) else None if asked == "all" else own
    known = desk.request.GET.get("shelf", "")
    shelf = Shelf(known) if known in set(Shelf) else Shelf.OPEN
    cases = queries.shelved_cases(shelf=shelf, team=team, by=desk.actor.id)
    return desk.page(
        "cases.html",
        rows=[(case, case_words(case.kind)) for case in cases],
        team=team,
        shelf=shelf,
        counts=queries.count_shelves(team=team, by=desk.actor.id),
        takers=names_of_actors({case.taken_by for case in cases}),
        team_words=team_words(),
        shelf_words=shelf_words(),
        topics=queries.topic_words(),
        said=take_said(desk),
    )


@for_roles(*CARE)
def show(desk: Desk, case_id: UUID) -> HttpResponse:
    """One case; of one that was merged, what it goes on as. A macro named in the address fills the answer in."""
    return _page(desk, _case_or_404(case_id))


def _page(desk: Desk, case: CaseView, *, draft: str = "", status: int = 200) -> HttpResponse:
    if case.merged_into:
        return HttpResponseRedirect(_of(case.merged_into))
    if case.contact:
        note_seen(desk, email=case.contact.email, page="case")
    macro = desk.request.GET.get("macro", "")
    wrong: list[str] = []
    if macro and not draft:
        try:
            draft = services.fill_macro(macro_id=UUID(macro), case_id=case.id, at=desk.at)
        except ValueError:
            raise Http404 from None
        except NotPossible as refusal:
            wrong = [sentence(why) for why in refusal.refusals]
    written = notices.wanted_at(keys=[case.letter_key] if case.has_letter else [])
    return desk.page(
        "case.html",
        status=status,
        case=case,
        words=case_words(case.kind),
        writer=queries.writer_view(case_id=case.id),
        unproved=queries.unproved_view(case_id=case.id),
        others=[
            other
            for other in (queries.cases_of(emails=[case.contact.email]) if case.contact else ())
            if other.id != case.id
        ],
        draft=draft,
        wrong=wrong,
        macros=queries.macros(),
        macro=macro,
        names=names_of_actors({case.taken_by, *(turn.author for turn in case.turns)}),
        case_words=case_words,
        photograph=lambda digest: photograph_link(digest=digest),
        team_words=team_words(),
        turn_words=turn_words(),
        topics=queries.topic_words(),
        letter_words=letter_words(),
        written=written.get(case.letter_key),
        over=case.state == CaseState.RESOLVED,
        said=take_said(desk),
    )


@require_POST
@for_roles(*_WRITERS)
def answer(desk: Desk, case_id: UUID) -> HttpResponse:
    """Write to the customer; where somebody wrote meanwhile, the page shows it and keeps what was typed."""
    case = _case_or_404(case_id)
    text = desk.request.POST.get("text", "").replace("\r\n", "\n").strip()[:_LONGEST]
    read = desk.request.POST.get("read", "")
    try:
        services.answer_case(
            case_id=case_id,
            text=text,
            read_until=int(read) if read.isdecimal() and len(read) < 16 else 0,
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refusal:
        say(desk, *(sentence(why) for why in refusal.refusals), wrong=True)
        return _page(desk, _case_or_404(case_id), draft=text, status=409)
    say(desk, _("Sent. It is the customer’s turn now."))
    return HttpResponseRedirect(_of(case.id))


def _act(desk: Desk, case_id: UUID, verb: Callable[[], object], done: str) -> HttpResponse:
    case = _case_or_404(case_id)
    return carry_out(desk, verb, done=done, back=_of(case.id))


@require_POST
@for_roles(*_WRITERS)
def take(desk: Desk, case_id: UUID) -> HttpResponse:
    """Look after it oneself, or leave it."""
    verb = services.leave_case if desk.request.POST.get("leave") else services.take_case
    return _act(
        desk,
        case_id,
        lambda: verb(case_id=case_id, actor=desk.actor, at=desk.at),
        _("Nobody has the case now.") if verb is services.leave_case else _("The case is yours."),
    )


@require_POST
@for_roles(*_WRITERS)
def hand_over(desk: Desk, case_id: UUID) -> HttpResponse:
    """Another team goes on with it."""
    team = desk.request.POST.get("team", "")
    if team not in set(Team):
        raise Http404
    return _act(
        desk,
        case_id,
        lambda: services.hand_over(
            case_id=case_id, team=Team(team), text=_typed(desk), actor=desk.actor, at=desk.at
        ),
        _("Handed over to: %(team)s.") % {"team": team_words()[Team(team)]},
    )


@require_POST
@for_roles(Role.ADVISOR)
def trust(desk: Desk, case_id: UUID) -> HttpResponse:
    """Vouch for the sender of a mail (D2-06)."""
    return _act(
        desk,
        case_id,
        lambda: services.trust_sender(case_id=case_id, actor=desk.actor, at=desk.at),
        _("The case has the order now. Macros can say what is in it."),
    )


@require_POST
@for_roles(*_WRITERS)
def note(desk: Desk, case_id: UUID) -> HttpResponse:
    """A word among ourselves."""
    return _act(
        desk,
        case_id,
        lambda: services.note_in_case(case_id=case_id, text=_typed(desk), actor=desk.actor, at=desk.at),
        _("Noted. The customer does not see it."),
    )


@require_POST
@for_roles(*_WRITERS)
def merge(desk: Desk, case_id: UUID) -> HttpResponse:
    """It goes on under another number."""
    into = desk.request.POST.get("into", "")[:20]
    return _act(
        desk,
        case_id,
        lambda: services.merge_case(case_id=case_id, into=into, actor=desk.actor, at=desk.at),
        _("Put together: this is one case now."),
    )


@for_roles(*STAFF)
def promises(desk: Desk) -> HttpResponse:
    """What the dates promised lately were worth (DEL-16)."""
    rows = fulfilment.promises_kept(since=desk.at - timedelta(days=_LATELY), at=desk.at)
    return desk.page("promises.html", rows=rows, days=_LATELY)


@require_POST
@for_roles(Role.ADVISOR)
def write_about(desk: Desk, case_id: UUID) -> HttpResponse:
    """Send the customer what is known of a parcel, once (DEL-06)."""
    return _act(
        desk,
        case_id,
        lambda: services.write_about(case_id=case_id, actor=desk.actor, at=desk.at),
        _("The customer has been written to."),
    )


@require_POST
@for_roles(*_WRITERS)
def resolve(desk: Desk, case_id: UUID) -> HttpResponse:
    """Say how it ended, and go on with the next one."""
    number = show_number(_case_or_404(case_id).number)
    return carry_out(
        desk,
        lambda: services.resolve_case(case_id=case_id, text=_typed(desk), actor=desk.actor, at=desk.at),
        done=_("Case %(number)s resolved.") % {"number": number},
        back=reverse("desk:cases"),
    )


@require_POST
@for_roles(Role.ADVISOR)
def retry(desk: Desk, case_id: UUID) -> HttpResponse:
    """Ask the provider again for the refund or release that it refused."""
    return _act(
        desk,
        case_id,
        lambda: services.retry_effect(case_id=case_id, actor=desk.actor, at=desk.at),
        _("Asked for again. A new refusal opens a new case."),
    )


@require_POST
@for_roles(Role.ADVISOR, Role.FINANCE)
def plan_transfer(desk: Desk, case_id: UUID) -> HttpResponse:
    """Send by bank transfer what the provider refused to give back (C-24)."""
    return _act(
        desk,
        case_id,
        lambda: services.plan_transfer(case_id=case_id, actor=desk.actor, at=desk.at),
        _("The customer is asked for an account. The transfer waits on the page of money."),
    )


@require_POST
@for_roles(*_WRITERS)
def choose_macro(desk: Desk, case_id: UUID) -> HttpResponse:
    """The page of the case with the chosen macro in the answer."""
    chosen = desk.request.POST.get("macro", "")[:36]
    query = f"?{urlencode({'macro': chosen})}#answer" if chosen else "#answer"
    return HttpResponseRedirect(_of(case_id) + query)


def _typed(desk: Desk) -> str:
    return desk.request.POST.get("text", "").strip()[:2000]


def _of(case_id: UUID) -> str:
    return reverse("desk:case", args=[case_id])


def _case_or_404(case_id: UUID) -> CaseView:
    case = queries.case_view(case_id=case_id)
    if case is None:
        raise Http404
    return case
