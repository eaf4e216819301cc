"""The tree of the shop, and the collections."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from comptoir.catalogue.models import Category, Collection
from comptoir.catalogue.queries.rows import fetch
from comptoir.infra.i18n import pick

_DESCENDANTS = """
WITH RECURSIVE below AS (
    SELECT id, code AS top, code FROM catalogue_category WHERE code = ANY(%(codes)s)
    UNION ALL
    SELECT category.id, below.top, category.code
    FROM catalogue_category AS category JOIN below ON category.parent_id = below.id
)
SELECT top, array_agg(code::text) AS codes FROM below GROUP BY top
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryNode:
    """A category of the tree; `path` holds the codes from the root down to its own, `slugs` those of every language."""

    code: str
    parent: str | None
    slug: str
    slugs: dict[str, str]
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A collection; `season` is `spring_summer` or `fall_winter`, `slugs` those of every language."""

    code: str
    season: str
    slug: str
    slugs: dict[str, str]
    name: str
    shown: str
    text: str


def collections(*, language: str, at: datetime) -> tuple[Season, ...]:
    """The collections that are online, the newest first."""
    online = Collection.objects.filter(
        Q(online_until__isnull=True) | Q(online_until__gt=at), online_from__lte=at
    )
    return tuple(_season(row, language) for row in online.order_by("-online_from", "code"))


def past_collections(*, language: str, at: datetime) -> tuple[Season, ...]:
    """The collections that have left the store (PRD-04), the newest first."""
    over = Collection.objects.filter(online_until__lte=at)
    return tuple(_season(row, language) for row in over.order_by("-online_from", "code"))


def categories(*, language: str) -> tuple[CategoryNode, ...]:
    """The whole tree in one query: every category after its parent, brothers by position."""
    below: dict[int | None, list[Category]] = {}
    for row in Category.objects.order_by("position", "code"):
        below.setdefault(row.parent_id, []).append(row)

    def grow(parent: Category | None, path: tuple[str, ...]) -> Iterator[CategoryNode]:
        for row in below.get(parent.pk if parent else None, ()):
            own = (*path, row.code)
            yield _node(row, parent=parent, path=own, language=language)
            yield from grow(row, own)

    return tuple(grow(None, ()))


def with_descendants(*, codes: Several[str]) -> dict[str, frozenset[str]]:
    """Each category with everything below it, itself included; a code that is no category stands for itself."""
    if not codes:
        return {}
    found = {
        row["top"]: frozenset(row["codes"])
        for row in fetch(statement=_DESCENDANTS, parameters={"codes": list(codes)})
    }
    return {code: found.get(code, frozenset({code})) for code in codes}


def _season(row: Collection, language: str) -> Season:
    return Season(
        code=row.code,
        season=row.season,
        slug=pick(row.slug, language),
        slugs=row.slug,
        name=pick(row.name, language),
        shown=pick(row.shown, language),
        text=pick(row.text, language),
    )


def _node(row: Category, *, parent: Category | None, path: tuple[str, ...], language: str) -> CategoryNode:
    return CategoryNode(
        code=row.code,
        parent=parent.code if parent else None,
        slug=pick(row.slug, language),
        slugs=row.slug,
        name=pick(row.name, language),
        path=path,
    )
