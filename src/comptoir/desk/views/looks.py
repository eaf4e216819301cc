"""The lookbook of a collection at the desk: looks added, written, their pieces put on the picture, put in order, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import CollectionRow
from comptoir.content import queries, services
from comptoir.content.queries import LookRow
from comptoir.content.services import LookRefused, LookWords, PieceInput
from comptoir.core.actors import Role
from comptoir.core.reasons import Reason
from comptoir.desk import labels, typed
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import place_in, say, take_said
from comptoir.desk.comparing import Opened, differences
from comptoir.desk.views.products import carry_out_here
from comptoir.infra.i18n import gettext as _
from comptoir.infra.photographs import MOST_BYTES
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets

_MOST_PIECES = 20
_BLANKS = 2  # rows that wait for a piece
_FIELDS = ("title", "text", "alt")


@for_roles(*STAFF)
def index(desk: Desk, code: str) -> HttpResponse:
    """The looks of a collection in order, and the film of its show."""
    collection = collection_or_404(code)
    return desk.page(
        "looks.html",
        collection=collection,
        rows=queries.look_rows(collection=code),
        film=queries.film_of(collection=code),
        channel=markets.current_policy(at=desk.at).house.video_channel,
        languages=catalogue.shop_languages(markets.current_policy(at=desk.at)),
        said=take_said(desk),
    )


@for_roles(Role.MERCHANDISER)
def add(desk: Desk, code: str) -> HttpResponse:
    """A new look, from a photograph; its pieces are put on it afterwards."""
    collection = collection_or_404(code)
    look = _typed(desk.request.POST, pieces=())
    errors = labels.Beside()
    if desk.request.method == "POST":
        sent = desk.request.FILES.get("file")
        if sent is None:
            errors = labels.Beside(file=_("Choose a file."))
        else:
            try:
                made = services.add_look(
                    collection=code,
                    look=look,
                    picture=sent.read(MOST_BYTES + 1),
                    actor=desk.actor,
                    at=desk.at,
                )
            except NotPossible as refused:
                errors = labels.by_field(refused.refusals)
            else:
                say(desk, _("Look added. Now put its pieces on the picture."))
                return HttpResponseRedirect(reverse("desk:look", args=[code, made]))
    opened = Opened(value=look, edition="", errors=errors, theirs={})
    return _form(desk, collection, None, opened, rows=())


@for_roles(Role.MERCHANDISER)
def edit(desk: Desk, code: str, look_id: int) -> HttpResponse:
    """A look in every language, with its pieces on the picture."""
    collection, row = collection_or_404(code), _row_or_404(code, look_id)
    opened = Opened(value=_stored(row), edition=row.edition(), errors=labels.Beside(), theirs={})
    rows = [_spot_as_typed(piece) for piece in _stored(row).pieces]
    if desk.request.method == "POST":
        rows = _rows(desk.request.POST)
        saved = _save(desk, row, rows)
        if saved is None:
            say(desk, _("Saved. The shop shows it now."))
            return HttpResponseRedirect(reverse("desk:look", args=[code, look_id]))
        opened = saved
    return _form(desk, collection, _row_or_404(code, look_id), opened, rows=rows)


@require_POST
@for_roles(Role.MERCHANDISER)
def move(desk: Desk, code: str, look_id: int) -> HttpResponse:
    """A look to another place of its lookbook."""
    _row_or_404(code, look_id)
    place = place_in(desk)
    return carry_out_here(
        desk,
        lambda: services.move_look(look_id=look_id, place=place, actor=desk.actor, at=desk.at),
        done=_("Moved. The lookbook shows it so now."),
        back=reverse("desk:looks", args=[code]),
    )


@require_POST
@for_roles(Role.MERCHANDISER)
def remove(desk: Desk, code: str, look_id: int) -> HttpResponse:
    """A look out of its lookbook."""
    _row_or_404(code, look_id)
    return carry_out_here(
        desk,
        lambda: services.remove_look(look_id=look_id, actor=desk.actor, at=desk.at),
        done=_("Taken out of the lookbook."),
        back=reverse("desk:looks", args=[code]),
    )


def collection_or_404(code: str) -> CollectionRow:
    """The collection of a page."""
    for row in catalogue.collection_rows():
        if row.code == code:
            return row
    raise Http404


def _save(desk: Desk, row: LookRow, rows: Sequence[tuple[str, str, str]]) -> Opened[LookWords] | None:
    """Save what was typed, or show it with what is wrong; None when it was saved."""
    pieces, errors = _pieces(rows)
    look = _typed(desk.request.POST, pieces=pieces)
    edition, theirs = desk.request.POST.get("edition", ""), {}
    sent = desk.request.FILES.get("file")
    if not errors:
        try:
            services.edit_look(
                look_id=row.id,
                look=look,
                picture=sent.read(MOST_BYTES + 1) if sent else b"",
                edition=edition,
                actor=desk.actor,
                at=desk.at,
            )
        except LookRefused as refused:
            errors = labels.by_field(refused.refusals)
            if any(each.reason is Reason.CHANGED_MEANWHILE for each in refused.refusals):
                edition, theirs = row.edition(), differences(before=_plain(_stored(row)), after=_plain(look))
        else:
            return None
    return Opened(value=look, edition=edition, errors=errors, theirs=theirs)


def _form(
    desk: Desk,
    collection: CollectionRow,
    row: LookRow | None,
    opened: Opened[LookWords],
    *,
    rows: Sequence[tuple[str, str, str]],
) -> HttpResponse:
    found = _names([reference for reference, _x, _y in rows])
    return desk.page(
        "look.html",
        status=409 if opened.theirs else 422 if opened.errors else 200,
        collection=collection,
        row=row,
        opened=opened,
        rows=[(*each, found.get(each[0], "")) for each in (*rows, *((("", "", ""),) * _BLANKS))],
        label=labels.field_label,
        wanted=catalogue.shop_languages(markets.current_policy(at=desk.at)),
        by_language=typed.texts_by_language,
        said=take_said(desk),
    )


def _row_or_404(code: str, look_id: int) -> LookRow:
    for row in queries.look_rows(collection=code):
        if row.id == look_id:
            return row
    raise Http404


def _stored(row: LookRow) -> LookWords:
    pieces = tuple(PieceInput(reference=spot.reference, x=spot.x, y=spot.y) for spot in row.spots)
    return LookWords(title=row.title, text=row.text, alt=row.alt, pieces=pieces)


def _plain(look: LookWords) -> dict[str, object]:
    """A look as two versions of it are compared."""
    texts = {f"{name}.{language}": text for name in _FIELDS for language, text in getattr(look, name).items()}
    return {**texts, "pieces": [" ".join(_spot_as_typed(piece)) for piece in look.pieces]}


def _typed(post: QueryDict, *, pieces: tuple[PieceInput, ...]) -> LookWords:
    title, text, alt = (typed.by_language(post, name) for name in _FIELDS)
    return LookWords(title=title, text=text, alt=alt, pieces=pieces)


def _rows(post: QueryDict) -> list[tuple[str, str, str]]:
    """The rows of pieces in the order of their places, those without a reference left out."""
    read = [
        (typed.number_of(post.get(f"place.{row}", ""), otherwise=row + 1), row)
        for row in range(_MOST_PIECES + _BLANKS)
        if post.get(f"reference.{row}", "").strip()
    ]
    return [
        (
            post.get(f"reference.{row}", "").strip().upper()[:30],
            post.get(f"x.{row}", "").strip()[:8],
            post.get(f"y.{row}", "").strip()[:8],
        )
        for _place, row in sorted(read)
    ]


def _pieces(rows: Sequence[tuple[str, str, str]]) -> tuple[tuple[PieceInput, ...], labels.Beside]:
    """The pieces of a look, or what of their rows is not right."""
    found, errors = [], labels.Beside()
    known, seen = _names([reference for reference, _x, _y in rows]), set()
    for place, (reference, x, y) in enumerate(rows):
        spot = (_per_mille(x), _per_mille(y))
        if reference not in known:
            errors[f"reference.{place}"] = _(
                "There is no such reference. Copy it from the product: ME-26W-KN014-0410."
            )
        elif reference in seen:
            errors[f"reference.{place}"] = _("This piece is on the look already.")
        elif spot[0] is None or spot[1] is None:
            errors[f"x.{place}"] = _("Give both as a percentage from 0 to 100, or click on the picture.")
        else:
            found.append(PieceInput(reference=reference, x=spot[0], y=spot[1]))
        seen.add(reference)
    if len(rows) > _MOST_PIECES:
        errors["pieces"] = _("A look has %(most)s pieces at most.") % {"most": _MOST_PIECES}
    return tuple(found), errors


def _names(references: Sequence[str]) -> dict[str, str]:
    """What the pieces are called, by reference; drafts included, for a lookbook may be made before its pieces are sold."""
    sheets = catalogue.product_sheets(styles=sorted({each.rpartition("-")[0] for each in references}))
    return {
        reference: labels.colour_name(sheet, colour)
        for sheet in sheets.values()
        for reference, colour in zip(sheet.references(), sheet.colours, strict=True)
    }


def _per_mille(text: str) -> int | None:
    """A percentage as it is typed, in per mille; None for anything else."""
    try:
        percent = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return round(percent * 10) if percent.is_finite() and 0 <= percent <= 100 else None


def _spot_as_typed(piece: PieceInput) -> tuple[str, str, str]:
    return piece.reference, f"{piece.x / 10:g}", f"{piece.y / 10:g}"
