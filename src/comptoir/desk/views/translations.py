"""What has no words in a language, by kind, each with the form in which they are written (I18N-02)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from comptoir.catalogue import queries as catalogue
from comptoir.content import queries as content
from comptoir.desk import labels
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import take_said
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import pick
from comptoir.markets import queries as markets

_PER_PAGE = 50
# The section of a product in which words of its parts are written; all others stand with the texts.
_SECTIONS = {"colours": "colours", "alt": "photographs", "size_chart": "size_chart"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something with words: its texts by field and language; the first is always wanted, others once they are begun."""

    kind: str  # collections | looks | films | blocks
    name: str
    address: str
    texts: Mapping[str, Mapping[str, str]]

    def lacks(self, language: str) -> list[str]:
        """The fields without words in a language."""
        first = next(iter(self.texts))
        return [
            field
            for field, texts in self.texts.items()
            if (field == first or any(texts.values())) and not texts.get(language, "").strip()
        ]


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Everything that is missing: counted for each language, listed for one."""
    languages = catalogue.shop_languages(markets.current_policy(at=desk.at))
    things = [*_collections(), *_looks(), *_films(), *_blocks()]
    language = desk.request.GET.get("language", "") or _first(desk, languages)
    if language not in languages:
        raise Http404
    number = desk.request.GET.get("page", "")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    products = catalogue.untranslated_products(
        languages=languages, language=language, at=desk.at, page=page, per_page=_PER_PAGE
    )
    counts = {
        kind: {
            code: sum(bool(each.lacks(code)) for each in things if each.kind == kind) for code in languages
        }
        for kind in _kinds()
    } | {"products": products.counts}
    return desk.page(
        "translations.html",
        languages=languages,
        asked=language,
        kinds=_kinds(),
        counts=counts,
        products=[
            (row, [(field, _address(row.style, field)) for field in row.fields]) for row in products.rows
        ],
        page=page,
        pages=max(1, -(-counts["products"][language] // _PER_PAGE)),
        things=[(each, lacking) for each in things if (lacking := each.lacks(language))],
        label=labels.field_label,
        said=take_said(desk),
    )


def _kinds() -> dict[str, str]:
    return {
        "products": _("Products"),
        "collections": _("Collections"),
        "looks": _("Looks"),
        "films": _("Films"),
        "blocks": _("Blocks of the home page"),
    }


def _first(desk: Desk, languages: tuple[str, ...]) -> str:
    """The language of who asks; what is written first is English, so for them the next one."""
    return desk.language if desk.language in languages[1:] else languages[-1]


def _address(style: str, field: str) -> str:
    return reverse(f"desk:product_{_SECTIONS.get(field, 'texts')}", args=[style])


def _collections() -> Iterator[Thing]:
    for row in catalogue.collection_rows():
        yield Thing(
            kind="collections",
            name=pick(row.name),
            address=reverse("desk:collection", args=[row.code]),
            texts={"name": row.name, "shown": row.shown, "text": row.text},
        )


def _looks() -> Iterator[Thing]:
    for row in content.look_rows():
        yield Thing(
            kind="looks",
            name=f"{row.collection}/{row.number} {pick(row.title)}",
            address=reverse("desk:look", args=[row.collection, row.id]),
            texts={"title": row.title, "text": row.text, "alt": row.alt},
        )


def _films() -> Iterator[Thing]:
    for collection, film in content.films():
        yield Thing(
            kind="films",
            name=collection,
            address=reverse("desk:film", args=[collection]),
            texts={"captions": {each.language: each.digest for each in film.captions}},
        )


def _blocks() -> Iterator[Thing]:
    for row in content.block_rows():
        yield Thing(
            kind="blocks",
            name=pick(row.title),
            address=reverse("desk:edit_block", args=[row.id]),
            texts={"title": row.title, "text": row.text},
        )
