"""Receipts of the stores at the desk: typed, or taken in from a till's export (STO-01)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.core.decisions import Refused
from comptoir.core.money import minor_of
from comptoir.core.reasons import Reason
from comptoir.core.receipts import PieceSold, ReceiptFacts, Source
from comptoir.desk.access import Desk, for_roles
from comptoir.desk.answers import say, sentence, take_said
from comptoir.desk.labels import Beside, by_field
from comptoir.desk.views.counter import counter_of
from comptoir.infra import media
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.spreadsheets import MOST_BYTES, NotASpreadsheet, read_sheets
from comptoir.markets import queries as markets
from comptoir.markets.queries import HouseStore
from comptoir.stores import services
from comptoir.stores.services import ReceiptIn, ReceiptReport

_KEY = "receipts_file"
_FIELDS = ("number", "bought_at", "lines", "email")
_SHOWN = 200  # faults on one page


@for_roles(Role.ASSOCIATE)
def create(desk: Desk) -> HttpResponse:
    """A receipt that the till did not send, typed."""
    counter = counter_of(desk)
    if counter is None:
        return HttpResponseRedirect(reverse("desk:counter"))
    post, errors = desk.request.POST, Beside()
    if desk.request.method == "POST":
        try:
            receipt = services.record_receipt(
                wanted=_read(desk, counter), source=Source.TYPED, actor=desk.actor, at=desk.at
            )
        except NotPossible as refusal:
            errors = by_field(refusal.refusals)
        else:
            say(desk, _("The receipt is recorded."))
            return HttpResponseRedirect(reverse("desk:receipt", args=[receipt]))
    return desk.page(
        "receipt_new.html",
        status=422 if errors else 200,
        counter=counter,
        typed={name: post.get(name, "") for name in _FIELDS},
        tax_free="tax_free" in post,
        errors=errors,
        said=take_said(desk),
    )


@for_roles(Role.ASSOCIATE)
def files(desk: Desk) -> HttpResponse:
    """The way in for a till's export."""
    return _files(desk)


@require_POST
@for_roles(Role.ASSOCIATE)
def trial(desk: Desk) -> HttpResponse:
    """A file is tried: what would be taken in, and every receipt that cannot be, by its row. Nothing changes."""
    sent = desk.request.FILES.get("file")
    if sent is None:
        return _files(desk, error=_("Choose a file."))
    content = sent.read(MOST_BYTES + 1)
    try:
        sheet = read_sheets(content)[0]
    except NotASpreadsheet as not_one:
        return _files(desk, error=_("This file cannot be read: %(why)s") % {"why": not_one})
    report = services.import_receipts(sheet=sheet, dry=True, actor=desk.actor, at=desk.at)
    desk.request.session[_KEY] = media.store(content, private=True) if report.new + report.known else ""
    return _files(desk, report=report)


@require_POST
@for_roles(Role.ASSOCIATE)
def run(desk: Desk) -> HttpResponse:
    """The file that was tried is taken in; what it has that cannot be is left out and told."""
    kept = desk.request.session.get(_KEY, "")
    if not kept or kept != desk.request.POST.get("digest"):
        return _files(desk, error=_("Try the file first, here and now."))
    sheet = read_sheets(media.read(kept, private=True))[0]
    report = services.import_receipts(sheet=sheet, dry=False, actor=desk.actor, at=desk.at)
    desk.request.session[_KEY] = ""
    return _files(desk, report=report)


def _files(desk: Desk, *, report: ReceiptReport | None = None, error: str = "") -> HttpResponse:
    return desk.page(
        "receipt_files.html",
        status=422 if error else 200,
        report=report,
        faults=[(fault, sentence(fault.refused)) for fault in report.faults[:_SHOWN]] if report else (),
        error=error,
        digest=desk.request.session.get(_KEY, ""),
        columns=services.COLUMNS,
        said=take_said(desk),
    )


def _read(desk: Desk, counter: HouseStore) -> ReceiptIn:
    """What was typed. Refused where a moment or a line cannot be read."""
    post = desk.request.POST
    market = markets.current_policy(at=desk.at).markets.get(counter.country)
    if market is None:
        raise Http404
    try:
        told = datetime.fromisoformat(post.get("bought_at", ""))
    except ValueError:
        raise _wrong("bought_at", _("Give the day and the time that the receipt shows.")) from None
    return ReceiptIn(
        store=counter.code,
        facts=ReceiptFacts(
            number=post.get("number", "").strip(),
            bought_at=told.replace(tzinfo=ZoneInfo(counter.zone)),
            currency=market.currency,
            tax_free="tax_free" in post,
            pieces=tuple(
                _piece(line, market.currency) for line in post.get("lines", "").splitlines() if line.strip()
            ),
        ),
        email=post.get("email", "")[:254],
    )


def _piece(line: str, currency: str) -> PieceSold:
    """A line: the SKU, what was paid, and a star behind a sale's price."""
    sku, *rest = line.split()
    sale = bool(rest) and rest[-1] == "*"
    paid = minor_of(" ".join(rest[:-1] if sale else rest), currency=currency)
    if paid is None:
        why = _("write a SKU and what was paid for it, not “%(text)s”.") % {"text": line[:60]}
        raise _wrong("lines", why)
    return PieceSold(sku=sku.upper()[:40], paid=paid, sale=sale)


def _wrong(field: str, why: str) -> NotPossible:
    values = (("field", field), ("why", why))
    return NotPossible(Refused(rule=None, reason=Reason.FIELD_WRONG, values=values, field=field))
