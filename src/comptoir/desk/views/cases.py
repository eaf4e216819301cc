"""Cases: what waits for a person."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.cases import queries, services
from comptoir.core.actors import Role
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import carry_out, take_said
from comptoir.desk.events import case_words
from comptoir.infra.i18n import gettext as _


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Open cases, the oldest first."""
    rows = [(case, case_words(case.kind)) for case in queries.open_cases()]
    return desk.page("cases.html", rows=rows, topics=queries.topic_words(), said=take_said(desk))


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
