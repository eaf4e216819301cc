"""Cases: what waits for a person."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.cases import queries, services
from comptoir.core.actors import Role
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import carry_out, take_said
from comptoir.desk.events import case_words, letter_words
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra.i18n import gettext as _
from comptoir.notices import queries as notices

_LATELY = 90  # days


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Open cases, the oldest first."""
    rows = [(case, case_words(case.kind)) for case in queries.open_cases()]
    return desk.page(
        "cases.html",
        rows=rows,
        topics=queries.topic_words(),
        letter_words=letter_words(),
        written=notices.wanted_at(keys=[case.letter_key for case, _words in rows if case.has_letter]),
        said=take_said(desk),
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
    if queries.case_view(case_id=case_id) is None:
        raise Http404
    return carry_out(
        desk,
        lambda: services.write_about(case_id=case_id, actor=desk.actor, at=desk.at),
        done=_("The customer has been written to."),
        back=reverse("desk:cases"),
    )


@require_POST
@for_roles(Role.ADVISOR, Role.WAREHOUSE)
def resolve(desk: Desk, case_id: UUID) -> HttpResponse:
    """Say how it ended."""
    if queries.case_view(case_id=case_id) is None:
        raise Http404
    text = desk.request.POST.get("text", "").strip()[:2000]
    return carry_out(
        desk,
        lambda: services.resolve_case(case_id=case_id, text=text, actor=desk.actor, at=desk.at),
        done=_("Case resolved."),
        back=reverse("desk:cases"),
    )


@require_POST
@for_roles(Role.ADVISOR)
def retry(desk: Desk, case_id: UUID) -> HttpResponse:
    """Ask the provider again for the refund or release that it refused."""
    if queries.case_view(case_id=case_id) is None:
        raise Http404
    return carry_out(
        desk,
        lambda: services.retry_effect(case_id=case_id, actor=desk.actor, at=desk.at),
        done=_("Asked for again. A new refusal opens a new case."),
        back=reverse("desk:cases"),
    )
