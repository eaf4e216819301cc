"""The collections before the two that the demo house sells, and the lookbooks of those that it does."""

from __future__ import annotations

from datetime import UTC, datetime

from comptoir.catalogue.services import CollectionInput
from comptoir.content import services as content
from comptoir.content.services import LookInput, PieceInput
from comptoir.core.actors import HOUSE
from comptoir.infra import media
from demo.facts import Catalogue
from demo.looks import COLLECTIONS, HEIGHT, WIDTH, Look, build_looks

# They were in the store before the demo's year, and are found in outlets now (PRD-04).
PAST = (
    CollectionInput(
        code="25W",
        season="fall_winter",
        name={
            "en": "Fall/Winter 2025", "fr": "Automne-hiver 2025",
            "de": "Herbst/Winter 2025", "ja": "2025年秋冬",
        },
        slug={"en": "fall-winter-2025"},
        shown={
            "en": "Shown in January 2025", "fr": "Présentée en janvier 2025",
            "de": "Gezeigt im Januar 2025", "ja": "2025年1月発表",
        },
        online_from=datetime(2025, 6, 9, 6, tzinfo=UTC),
        online_until=datetime(2026, 7, 31, 22, tzinfo=UTC),
    ),
    CollectionInput(
        code="25S",
        season="spring_summer",
        name={
            "en": "Spring/Summer 2025", "fr": "Printemps-été 2025",
            "de": "Frühjahr/Sommer 2025", "ja": "2025年春夏",
        },
        slug={"en": "spring-summer-2025"},
        shown={
            "en": "Shown in June 2024", "fr": "Présentée en juin 2024",
            "de": "Gezeigt im Juni 2024", "ja": "2024年6月発表",
        },
        online_from=datetime(2024, 11, 4, 7, tzinfo=UTC),
        online_until=datetime(2026, 1, 31, 23, tzinfo=UTC),
    ),
)  # fmt: skip


def load_looks(house: Catalogue, *, at: datetime) -> None:
    """Draw every look and arrange the lookbooks."""
    looks = build_looks(house)
    for code in COLLECTIONS:
        own = [_input(look) for look in looks if look.collection == code]
        content.arrange_looks(collection=code, looks=own, actor=HOUSE, at=at)


def _input(look: Look) -> LookInput:
    return LookInput(
        collection=look.collection,
        number=look.number,
        title=look.title,
        digest=media.store(look.drawing.encode(), private=False),
        width=WIDTH,
        height=HEIGHT,
        pieces=tuple(PieceInput(reference=spot.reference, x=spot.x, y=spot.y) for spot in look.spots),
    )
