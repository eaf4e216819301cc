"""What the live house opens with: the styles of the builders, drawn and measured, people at the desk, a home page."""

from __future__ import annotations

import io
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from PIL import Image

from comptoir.catalogue import queries as catalogue_queries
from comptoir.catalogue import services as catalogue
from comptoir.catalogue.queries import SheetColour, SheetSize
from comptoir.catalogue.services import ColourInput, PictureInput, ProductInput, SizeInput
from comptoir.cli import migrate
from comptoir.cli.home import find_home
from comptoir.content import services as content
from comptoir.core.actors import HOUSE, Role
from comptoir.infra import clock, media
from comptoir.markets import queries as markets
from comptoir.people import services as people
from comptoir.stock import services as stock
from comptoir.stock.services import Received
from demo import flats
from tests import builders
from tests.plumbing import authenticators

PASSWORD = "Atelier-du-desk-2026!"
SLATE = f"{builders.KNIT}-0300"  # of which only the size M is left, one piece
DRAFT = "ME-26W-KN077"  # begun at the desk, with a photograph, and not in the shop
_DRAWN: Mapping[str, tuple[str, Mapping[str, str | int]]] = {
    builders.KNIT: ("sweater", {"neck": "crew", "chest": 56, "length": 66}),
    builders.SHIRT: ("shirt", {"collar": "classic", "pockets": 1, "chest": 60, "length": 76}),
    builders.LOAFER: ("loafer", {"front": "penny", "heel": 2}),
    builders.CLUTCH: ("pouch", {}),
    builders.GOWN: ("dress", {}),
}
_FRENCH = {"Black": "Noir", "Slate": "Ardoise"}  # of colours that are also words of the shop
_STAFF = (
    (Role.ADVISOR, "en"),
    (Role.WAREHOUSE, "en"),
    (Role.AUDITOR, "en"),
    (Role.QUALITY, "en"),
    (Role.FINANCE, "en"),
    (Role.ADMIN, "en"),
    (Role.ADMIN, "fr"),
)
_WIDTH, _HEIGHT = 800, 880
_GUIDE = {
    "unit": "cm",
    "system": "letters",
    "drawn": "M",
    "points": {
        "chest": {"en": "Chest", "fr": "Poitrine"},
        "length": {"en": "Length", "fr": "Longueur"},
        "sleeve": {"en": "Sleeve", "fr": "Manche"},
    },
    "garment": {
        size: {"chest": 52 + 4 * step, "length": 64.5 + 1.5 * step, "sleeve": 59 + step}
        for step, size in enumerate("SML")
    },
    "body": {size: {"chest": [86 + 8 * step, 94 + 8 * step]} for step, size in enumerate("SML")},
    "labels": {size: {"FR": f"{36 + 2 * step}"} for step, size in enumerate("SML")},
}


def email_of(role: Role, language: str = "en") -> str:
    """The login of a role at the desk, in a language."""
    return f"{role}.{language}@example.org"


def furnish() -> None:
    """Migrate the empty database and fill it."""
    migrate.run(Namespace())
    builders.a_house(dressed=_dress)
    _stock_up()
    _mark_down()
    _price_abroad()
    _begin_product()
    _arrange_home()
    _arrange_looks()
    for role, language in _STAFF:
        _hire(role, language)
    _write_tokens()
    clock.set_to(at=builders.MONDAY)


def _dress(plain: ProductInput) -> ProductInput:
    """The style with its drawings; the knit also has a second colour and a size guide."""
    colours = list(plain.colours)
    if plain.style != builders.KNIT:
        return replace(plain, colours=tuple(_drawn(plain.style, colour) for colour in colours))
    sizes = tuple(SizeInput(size=size, weight_g=400) for size in "SML")
    colours.append(
        ColourInput(code="0300", name={"en": "Slate", "fr": "Ardoise"}, hex="#454c59", sizes=sizes)
    )
    return replace(
        plain,
        slug={"en": "boxy-crewneck", "fr": "pull-col-rond"},
        fit_note={
            "en": "A wide fit. Take your usual size.",
            "fr": "Coupe ample. Prenez votre taille habituelle.",
        },
        size_chart=_GUIDE,
        colours=tuple(_drawn(plain.style, colour) for colour in colours),
    )


def _drawn(style: str, colour: ColourInput) -> ColourInput:
    kind, params = _DRAWN[style]
    views = {
        "front": flats.draw(kind, colour=colour.hex, view="front", params=params),
        "back": flats.draw(kind, colour=colour.hex, view="back", params=params),
    }
    if style == builders.KNIT:
        measures = [("chest", "56 cm"), ("length", "66 cm"), ("sleeve", "60 cm")]
        views["measured"] = flats.measured(kind, colour=colour.hex, params=params, measures=measures)
    name = {**colour.name, "fr": _FRENCH.get(colour.name["en"], colour.name["en"])}
    return replace(colour, name=name, pictures=tuple(_picture(kind, svg) for kind, svg in views.items()))


def _picture(kind: str, drawing: str) -> PictureInput:
    digest = media.store(drawing.encode(), private=False)
    return PictureInput(kind=kind, digest=digest, mime="image/svg+xml", width=_WIDTH, height=_HEIGHT)


def _stock_up() -> None:
    """Enough for every journey, but one piece of the slate knit."""
    skus = (builders.KNIT_M, builders.SHIRT_M, builders.LOAFER_42, builders.CLUTCH_OS)
    lines = [Received(sku=sku, location="LIL", quantity=500) for sku in skus]
    lines.append(Received(sku=f"{SLATE}-M", location="PAR", quantity=1))
    stock.receive_delivery(lines=lines, cause="for the journeys", at=builders.OPENED)


def _mark_down() -> None:
    """The loafer is on sale in Switzerland."""
    price = catalogue.PriceInput(
        style=builders.LOAFER,
        country="CH",
        currency="CHF",
        amount=32300,
        tax_included=True,
        starts_at=builders.MONDAY - timedelta(days=3),
        sale=True,
    )
    catalogue.set_price(price=price, actor=HOUSE, at=builders.OPENED)


def _price_abroad() -> None:
    """The knit can also be bought in a currency of the Union's own, in the north, and where the courier collects in dollars."""
    catalogue.load_prices(
        prices=[
            catalogue.PriceInput(
                style=builders.KNIT,
                country=country,
                currency=currency,
                amount=amount,
                tax_included=currency != "USD",
                starts_at=builders.OPENED,
            )
            for country, currency, amount in (
                ("DK", "DKK", 220000),
                ("NO", "NOK", 340000),
                ("MX", "USD", 32000),
            )
        ]
    )


def _begin_product() -> None:
    catalogue.create_product(
        style=DRAFT,
        name="Cardigan",
        collection="26W",
        category="knitwear",
        cut="unisex",
        like=builders.SHIRT,
        actor=HOUSE,
        at=builders.OPENED,
    )
    colour = SheetColour(
        code="0410",
        name={"en": "Poppy", "fr": "Coquelicot"},
        hex="#c9402f",
        sizes=(SheetSize(size="M", weight_g=400),),
    )
    nothing = catalogue_queries.edition_of(())
    catalogue.edit_colours(style=DRAFT, colours=(colour,), edition=nothing, actor=HOUSE, at=builders.OPENED)
    photograph = io.BytesIO()
    Image.new("RGB", (900, 1200), colour.hex).save(photograph, "JPEG")
    catalogue.add_photograph(
        reference=f"{DRAFT}-{colour.code}",
        content=photograph.getvalue(),
        alt={"en": "Poppy"},
        actor=HOUSE,
        at=builders.OPENED,
    )


def _arrange_looks() -> None:
    """Two looks, one with a limited edition and a piece that has left; and a collection before this one."""
    drawing = flats.draw("sweater", colour="#c9402f", view="front", params={"neck": "crew"})
    digest = media.store(drawing.encode(), private=False)
    pieces = [
        f"{builders.KNIT}-0410",
        f"{builders.LOAFER}-0201",
        f"{builders.GOWN}-0100",
        "ME-26W-KN099-0100",
    ]
    first = content.LookInput(
        collection="26W",
        number=1,
        title={"en": "Poppy, squarely", "fr": "Coquelicot, bien carré"},
        digest=digest,
        width=_WIDTH,
        height=_HEIGHT,
        pieces=tuple(
            content.PieceInput(reference=reference, x=250 + 160 * place, y=200 + 150 * place)
            for place, reference in enumerate(pieces)
        ),
    )
    second = replace(first, number=2, title={"en": "Sky", "fr": "Ciel"}, pieces=first.pieces[:1])
    content.arrange_looks(collection="26W", looks=[first, second], actor=HOUSE, at=builders.OPENED)
    name = {"en": "Fall/Winter 2025", "fr": "Automne-hiver 2025"}
    past = catalogue.CollectionInput(
        code="25W",
        season="fall_winter",
        name=name,
        slug={"en": "fw25"},
        shown={"en": "Shown in January 2025", "fr": "Présentée en janvier 2025"},
        online_from=builders.OPENED - timedelta(days=300),
        online_until=builders.OPENED,
    )
    catalogue.load_collections(collections=[past])


def _arrange_home() -> None:
    title = {"en": "Drawn before they were sewn.", "fr": "Dessinées avant d’être cousues."}
    sheet = {"en": "The first line sheet", "fr": "La première planche"}
    shelf = {"en": "Knitwear", "fr": "La maille"}
    words = {"en": "Two collections a year", "fr": "Deux collections par an"}
    content.arrange_home(
        blocks=[
            content.BlockInput(kind="hero", title=title, body={"style": builders.KNIT}),
            content.BlockInput(kind="sheet", title=sheet, body={"styles": list(_DRAWN)}),
            content.BlockInput(kind="sheet", title=shelf, body={"category": "knitwear"}),
            content.BlockInput(
                kind="look",
                title={"en": "Worn so", "fr": "Portées ainsi"},
                body={"collection": "26W", "number": 1},
            ),
            content.BlockInput(
                kind="text", title=words, text={"en": "In June and January.", "fr": "En juin et en janvier."}
            ),
        ]
    )


def _hire(role: Role, language: str) -> None:
    user = people.create_user(
        email=email_of(role, language),
        name=f"Staff {role.title()}",
        password=PASSWORD,
        role=role,
        language=language,
        terms=markets.current_policy(at=builders.MONDAY).passwords,
        actor=HOUSE,
        at=builders.OPENED,
    )
    authenticators.set_up(user)


def _write_tokens() -> None:
    tokens = {role: people.create_token(role=role, actor=HOUSE, at=builders.OPENED) for role in Role}
    find_home().write("tokens.json", tokens)
