"""The blocks of the home page with what they show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Card, CardColour, CategoryNode, Season
from comptoir.content import queries as content
from comptoir.content.queries import HomeBlock
from comptoir.infra.i18n import gettext as _
from comptoir.storefront import looks
from comptoir.storefront.looks import ShownLook
from comptoir.storefront.store import Shelf, Store, shelves_of

_CARDS = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block as the template draws it; what its kind does not use is blank."""

    kind: str
    title: str
    text: str
    colour: CardColour | None = None
    alt: str = ""
    season: Season | None = None
    ways: tuple[Shelf, ...] = ()
    kinds: tuple[Shelf, ...] = ()
    cards: tuple[Card, ...] = ()
    whole: Shelf | None = None
    count: int = 0
    look: ShownLook | None = None


def blocks(store: Store, *, at: datetime) -> tuple[Block, ...]:
    """Every block that has something to show in this market."""
    nodes = catalogue.categories(language=store.language)
    seasons = catalogue.collections(language=store.language, at=at)
    made = (
        _block(block, store, nodes, seasons, at) for block in content.home_blocks(language=store.language)
    )
    return tuple(block for block in made if block is not None)


def _block(
    block: HomeBlock, store: Store, nodes: tuple[CategoryNode, ...], seasons: tuple[Season, ...], at: datetime
) -> Block | None:
    match block.kind:
        case "hero":
            return _hero(block, store, seasons, at)
        case "sheet" if "category" in block.body:
            return _shelf_sheet(block, store, nodes, at)
        case "sheet":
            cards = catalogue.cards_of(
                styles=block.body["styles"], country=store.country, language=store.language, at=at
            )
            whole = _whole(seasons[0]) if seasons else None
            return (
                Block(kind="sheet", title=block.title, text=block.text, cards=cards, whole=whole)
                if cards
                else None
            )
        case "look":
            return _look(block, store, seasons, at)
        case _:
            return Block(kind="text", title=block.title, text=block.text)


def _hero(block: HomeBlock, store: Store, seasons: tuple[Season, ...], at: datetime) -> Block | None:
    cards = catalogue.cards_of(
        styles=[block.body["style"]], country=store.country, language=store.language, at=at
    )
    if not cards:
        return None
    card = cards[0]
    wanted = block.body.get("reference")
    colour = next((colour for colour in card.colours if colour.reference == wanted), card.colours[0])
    season = seasons[0] if seasons else None
    piece = Shelf(code=card.style, name=card.name, path=f"p/{colour.reference}/")
    whole = (replace(_whole(season), name=_("Shop the collection")),) if season else ()
    alt = _("Drawing of the front of %(name)s in %(colour)s") % {"name": card.name, "colour": colour.name}
    return Block(
        kind="hero",
        title=block.title,
        text=block.text,
        colour=colour,
        alt=alt,
        season=season,
        ways=(*whole, piece),
    )


def _look(block: HomeBlock, store: Store, seasons: tuple[Season, ...], at: datetime) -> Block | None:
    """A look with its pieces; nothing where it, or its collection, is not shown."""
    season = next((season for season in seasons if season.code == block.body.get("collection")), None)
    if season is None:
        return None
    plates = content.looks_of(collection=season.code, language=store.language)
    plate = next((plate for plate in plates if plate.number == block.body.get("number")), None)
    if plate is None:
        return None
    shown = looks.show_look(store, plate, at=at)
    return Block(
        kind="look", title=block.title, text=block.text, season=season, look=shown, whole=_whole(season)
    )


def _whole(season: Season) -> Shelf:
    return Shelf(code=season.code, name=season.name, path=f"collections/{season.slug}/")


def _shelf_sheet(
    block: HomeBlock, store: Store, nodes: tuple[CategoryNode, ...], at: datetime
) -> Block | None:
    node = next((node for node in nodes if node.code == block.body["category"]), None)
    if node is None:
        return None
    page = catalogue.list_products(
        country=store.country, language=store.language, at=at, category=node.code, per_page=_CARDS
    )
    return Block(
        kind="sheet",
        title=block.title,
        text=block.text,
        kinds=shelves_of(nodes, parent=node.code),
        cards=page.cards,
        whole=Shelf(code=node.code, name=node.name, path=f"c/{node.slug}/"),
        count=page.count,
    )
