"""The registers of data protection: what data is processed for (GDPR 30), and breaches with their clock (GDPR 33)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.core.privacy import TERMS, BreachStep, Keep
from comptoir.desk.access import Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, say, sentence, take_said
from comptoir.desk.typed import moment_of
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import ngettext
from comptoir.infra.refusals import NotPossible
from comptoir.infra.spreadsheets import write_csv
from comptoir.markets import queries as markets
from comptoir.privacy import queries, services
from comptoir.privacy.queries import Activity, BreachView, Recipient

_READERS = (Role.DATA_PROTECTION, Role.AUDITOR)


@for_roles(*_READERS)
def processing(desk: Desk) -> HttpResponse:
    """What data is processed for, as the map of personal data says it."""
    columns, rows = _table()
    return desk.page("processing.html", columns=columns, rows=rows, said=take_said(desk))


@for_roles(*_READERS)
def export_processing(desk: Desk) -> HttpResponse:
    """The same as a table for the authority, which may ask for it at any time (GDPR 30(4))."""
    columns, rows = _table()
    answer = HttpResponse(write_csv(columns, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="processing-{desk.at:%Y-%m-%d}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@for_roles(*_READERS)
def breaches(desk: Desk) -> HttpResponse:
    """The log, open ones first."""
    return _show_log(desk, dict.fromkeys(_FIELDS, ""))


@require_POST
@for_roles(Role.DATA_PROTECTION)
def note_breach(desk: Desk) -> HttpResponse:
    """Note another; what lacks something stays typed."""
    typed = {name: desk.request.POST.get(name, "").strip()[:4000] for name in _FIELDS}
    try:
        known = services.note_breach(said=_said(desk, typed), actor=desk.actor, at=desk.at)
    except NotPossible as refusal:
        say(desk, *(sentence(no) for no in refusal.refusals), wrong=True)
        return _show_log(desk, typed, status=422)
    say(desk, _("Noted. A case of data protection keeps its clock in sight."))
    return HttpResponseRedirect(reverse("desk:breach", args=[known]))


@for_roles(*_READERS)
def breach(desk: Desk, breach_id: UUID) -> HttpResponse:
    """A breach and what was done about it."""
    known = _known(breach_id)
    return desk.page(
        "breach.html",
        known=known,
        steps=_step_words(),
        names=names_of_actors({known.noted_by, *(step.by for step in known.steps)}),
        said=take_said(desk),
    )


@require_POST
@for_roles(Role.DATA_PROTECTION)
def note_step(desk: Desk, breach_id: UUID) -> HttpResponse:
    """Write down what was done about it."""
    step = desk.request.POST.get("step", "")
    if step not in [*BreachStep] or not _known(breach_id):
        raise Http404
    return carry_out(
        desk,
        lambda: services.note_breach_step(
            breach_id=breach_id,
            step=BreachStep(step),
            words=desk.request.POST.get("words", "")[:4000],
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Written down."),
        back=reverse("desk:breach", args=[breach_id]),
    )


def _show_log(desk: Desk, typed: dict[str, str], *, status: int = 200) -> HttpResponse:
    return desk.page(
        "breaches.html", breaches=queries.breaches(), typed=typed, said=take_said(desk), status=status
    )


def _known(breach_id: UUID) -> BreachView:
    known = queries.breach_by_id(breach_id=breach_id)
    if known is None:
        raise Http404
    return known


_FIELDS = ("happened_at", "noticed_at", "what", "data", "people", "consequences")


def _said(desk: Desk, typed: dict[str, str]) -> services.BreachIn:
    zone = markets.current_policy(at=desk.at).house.time_zone
    return services.BreachIn(
        happened_at=moment_of(typed["happened_at"], zone=zone),
        noticed_at=moment_of(typed["noticed_at"], zone=zone),
        what=typed["what"],
        data=typed["data"],
        people=int(typed["people"]) if typed["people"].isdecimal() and len(typed["people"]) < 9 else None,
        consequences=typed["consequences"],
    )


def _step_words() -> dict[BreachStep, str]:
    return {
        BreachStep.AUTHORITY: _("The authority was told"),
        BreachStep.NO_RISK: _("The authority need not be told: nobody is at risk"),
        BreachStep.PEOPLE: _("Those concerned were told"),
        BreachStep.MEASURE: _("A measure was taken"),
        BreachStep.CLOSED: _("Closed"),
    }


def _table() -> tuple[list[str], list[list[str]]]:
    columns = [
        _("Purpose"),
        _("Legal basis"),
        _("Kinds of data"),
        _("What of it"),
        _("Goes to"),
        _("Kept for"),
    ]
    return columns, [_cells(row) for row in queries.activities()]


def _cells(row: Activity) -> list[str]:
    bases = {
        "contract": _("Contract"),
        "consent": _("Consent"),
        "law": _("Legal obligation"),
        "interest": _("Legitimate interest"),
    }
    goes_to = {
        Recipient.PROVIDER: _("the payment provider"),
        Recipient.CARRIER: _("the carrier, and customs where the parcel goes"),
        Recipient.BANK: _("the house’s bank"),
        Recipient.MAIL: _("the server that sends mails"),
        Recipient.TAX: _("the tax authority and the accountant"),
    }
    return [
        _(row.purpose),
        ", ".join(bases[basis] for basis in row.bases),
        ", ".join(dict.fromkeys(map(queries.table_words, row.tables))),
        ", ".join(dict.fromkeys(map(queries.column_words, row.columns))) or _("that it was, and when"),
        ", ".join(goes_to[to] for to in row.recipients) or _("nobody outside the house"),
        ", ".join(_term(keep) for keep in row.keeps),
    ]


def _term(keep: Keep) -> str:
    if keep is Keep.SOON:
        return _("as long as it is of use, days or weeks")
    months = TERMS[keep].months
    if months % 12:
        return ngettext("%(num)s month", "%(num)s months", months) % {"num": months}
    return ngettext("%(num)s year", "%(num)s years", months // 12) % {"num": months // 12}
