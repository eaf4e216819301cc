"""Lines of SKUs and quantities as they are pasted, typed into a table, or come as a CSV file."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict

from comptoir.desk.access import Desk
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import ngettext

_MOST_LINES = 2000
_MOST_BYTES = 500_000
_PARTS = re.compile(r"[;,\s]+")
_SHOWN = 20  # faults in one notice; mending some often mends others


class Unreadable(ValueError):
    """Lines that cannot be read; `faults` tells each by its row, in the current language."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(len(faults))
        more = len(faults) - _SHOWN
        rest = [ngettext("And %(num)s more.", "And %(num)s more.", more) % {"num": more}] if more > 0 else []
        self.faults = faults[:_SHOWN] + rest


def lines_in(request: HttpRequest) -> dict[str, int]:
    """Pieces by SKU, from the field `lines`, the file `file` or the figures of a table; one without a number is one piece.

    Raises Unreadable.
    """
    sent = request.FILES.get("file")
    if sent is not None:
        content = sent.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES or b"\0" in content:
            raise Unreadable([_("This is no CSV file of up to 2,000 rows.")])
        return _lines(content.decode("utf-8-sig", errors="replace"))
    if "lines" in request.POST:
        return _lines(request.POST["lines"])
    return _changed(request.POST)


def new_id(post: QueryDict) -> UUID:
    """The id that a form brings along for what it makes, so that sent twice it makes one."""
    try:
        return UUID(post.get("id", ""))
    except ValueError:
        raise Http404 from None


def key_in(desk: Desk) -> str:
    """What makes a form that is sent twice count once, for this person."""
    key = desk.request.POST.get("key", "")
    if not 8 <= len(key) <= 80:
        raise Http404
    return f"{desk.actor.id}:{key}"


def page_in(request: HttpRequest) -> int:
    """The page of a list that is asked for, the first unless it is a number."""
    return max(1, whole_number(request.GET.get("page", ""), most=10**6) or 1)


def _lines(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    faults = []
    rows = [(number, _PARTS.split(line.strip())) for number, line in enumerate(text.splitlines(), start=1)]
    rows = [(number, [part.strip('"') for part in parts if part]) for number, parts in rows]
    for number, parts in rows:
        if not parts or parts[0].lower() == "sku":
            continue
        sku, *rest = parts
        many = whole_number(rest[0] if rest else "1", most=10**6)
        if many is None or len(rest) > 1:
            faults.append(
                _("Row %(row)s: write a SKU and a number of pieces, not “%(text)s”.")
                % {"row": number, "text": " ".join(parts)[:60]}
            )
        else:
            found[sku.upper()[:40]] = found.get(sku.upper()[:40], 0) + many
    if len(found) > _MOST_LINES:
        faults.append(_("More than 2,000 SKUs at once. Divide the list."))
    if not found and not faults:
        faults.append(_("There is no line to read. Write a SKU and a number of pieces in each."))
    if faults:
        raise Unreadable(faults)
    return found


def _changed(post: QueryDict) -> dict[str, int]:
    """The figures of a table that somebody changed: those that stayed are left to whoever scans meanwhile."""
    found, faults = {}, []
    for name in post:
        sku = name.removeprefix("now.")
        text = str(post.get(name, "")).strip()
        if sku == name or text == str(post.get(f"was.{sku}", "")).strip():
            continue
        many = whole_number(text, most=10**6)
        if many is None:
            faults.append(_("%(sku)s: “%(text)s” is no number of pieces.") % {"sku": sku, "text": text[:20]})
        else:
            found[sku[:40]] = many
    if faults:
        raise Unreadable(faults)
    return found
