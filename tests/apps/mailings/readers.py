"""Readers of letters, and a letter for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.mailings import Block, Kind, LetterText
from comptoir.infra import ids
from comptoir.mailings import services
from comptoir.mailings.services import MailingInput
from comptoir.notices import queries as notices
from comptoir.notices.models import Subscription
from tests import builders

AT = builders.MONDAY
MERCHANDISER = Actor(kind=ActorKind.STAFF, id="00000000-0000-7000-8000-000000000001", role=Role.MERCHANDISER)
TEXT = LetterText(
    subject="Winter",
    preheader="Knits",
    blocks=(
        Block(kind=Kind.PARAGRAPH, words="It is cold."),
        Block(kind=Kind.PRODUCTS, styles=(builders.KNIT,)),
        Block(kind=Kind.BUTTON, words="See them", address="c/knitwear/"),
    ),
)


def a_reader(
    email: str, *, language: str = "en", country: str = "FR", confirmed: bool = True, at: datetime = AT
) -> Subscription:
    """Somebody who asked for the letters, and confirmed it an hour before."""
    public_id = ids.new_id()
    return Subscription.objects.create(
        public_id=public_id,
        address=notices.address_digest(email=email),
        email=email,
        language=language,
        country=country,
        wording="What we send.",
        source="/en-fr/",
        asked_at=at - timedelta(hours=2),
        mailed_at=at - timedelta(hours=2),
        confirm_until=at + timedelta(days=6),
        confirmed_at=at - timedelta(hours=1) if confirmed else None,
        leave_digest=ids.digest(notices.leave_token(public_id=public_id)),
    )


def a_letter(
    *, countries: tuple[str, ...] = (), languages: tuple[str, ...] = ("en",), per_minute: int = 3
) -> UUID:
    """A draft that is written in English and in French."""
    wanted = MailingInput(name="Winter", countries=countries, languages=languages, per_minute=per_minute)
    public_id = services.begin_draft(wanted=wanted, actor=MERCHANDISER, at=AT)
    for language in ("en", "fr"):
        services.write_mailing(
            public_id=public_id, language=language, text=TEXT, version=0, actor=MERCHANDISER, at=AT
        )
    return public_id
