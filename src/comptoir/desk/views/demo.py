"""Of the demo only: the mails that were sent, and the test clock."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse

from comptoir.core.actors import Role
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import carry_out, framed_mail, take_said
from comptoir.infra import media, testclock
from comptoir.infra.i18n import gettext as _
from comptoir.notices import queries as notices
from comptoir.notices.queries import SentMail

_STEPS = {
    "30m": timedelta(minutes=31),
    "1d": timedelta(days=1),
    "7d": timedelta(days=7),
    "15d": timedelta(days=15),
}


def _demo_only() -> None:
    if not settings.COMPTOIR_DEMO:
        raise Http404


@for_roles(*STAFF)
def outbox(desk: Desk) -> HttpResponse:
    """Mails, the newest first; to one address where it is named."""
    _demo_only()
    to = desk.request.GET.get("to", "").strip()[:254]
    return desk.page("outbox.html", mails=notices.outbox(to=to, limit=100), to=to, said=take_said(desk))


def _mail(mail_id: UUID) -> SentMail:
    _demo_only()
    found = notices.message_by_id(public_id=str(mail_id))
    if found is None:
        raise Http404
    return found


@for_roles(*STAFF)
def mail(desk: Desk, mail_id: UUID) -> HttpResponse:
    """One mail, as the customer sees it and as plain text."""
    return desk.page("mail.html", mail=_mail(mail_id), said=None)


@for_roles(*STAFF)
def body(desk: Desk, mail_id: UUID) -> HttpResponse:
    """The HTML of a mail, for its frame."""
    del desk
    return framed_mail(_mail(mail_id).html)


@for_roles(*STAFF)
def attachment(desk: Desk, mail_id: UUID, name: str) -> HttpResponse:
    """A file that went with a mail."""
    del desk
    found = next((file for file in _mail(mail_id).attachments if file.name == name), None)
    if found is None:
        raise Http404
    response = HttpResponse(media.read(found.digest, private=True), content_type=found.type)
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    return response


@for_roles(Role.ADMIN)
def clock(desk: Desk) -> HttpResponse:
    """Advance the test clock through everything that falls due."""
    _demo_only()
    step = _STEPS.get(desk.request.POST.get("step", ""))
    if desk.request.method == "POST" and step is not None:
        return carry_out(
            desk,
            lambda: testclock.advance_clock(to=desk.at + step, run=testclock.run_by_worker),
            done=_("The clock has moved on, and everything due on the way is done."),
            back=reverse("desk:clock"),
        )
    return desk.page("clock.html", steps=list(_STEPS), said=take_said(desk))
