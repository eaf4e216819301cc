"""Reads of the letters of the newsletter: what they say, whom they are for, how far they have come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, QuerySet

from comptoir.catalogue import queries as catalogue
from comptoir.content import queries as content
from comptoir.core import mailings as core
from comptoir.core.decisions import Refused
from comptoir.core.mailings import Block, Kind, Known, LetterText, MailingState
from comptoir.core.policy import HousePolicy
from comptoir.infra.templates import media_url
from comptoir.mailings.models import Copy, Mailing, MailingText
from comptoir.markets import queries as markets
from comptoir.notices import queries as notices

if TYPE_CHECKING:
    from comptoir.notices.models import Subscription

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingView:
    """A letter as the desk shows it; `texts` are by language, `versions` what a form was opened at."""

    id: UUID
    name: str
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    per_minute: int
    state: MailingState
    version: int
    made_by: str
    made_at: datetime
    begun_by: str
    begun_at: datetime | None
    ended_at: datetime | None
    texts: Mapping[str, LetterText]
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A letter in figures: all whom it is for are written to, still to come, or left out for a reason."""

    audience: int
    written: int
    to_come: int
    other_language: int
    gone: int  # left, or takes no letters, before it was their turn
    bounced: int
    complained: int
    unsubscribed: int


def mailings() -> tuple[MailingView, ...]:
    """Every letter, the newest first."""
    return tuple(map(_view, Mailing.objects.prefetch_related("texts").order_by("-pk")))


def written_to() -> dict[UUID, int]:
    """How many each letter went to; those that went to nobody are absent."""
    rows = Copy.objects.values_list("mailing__public_id").annotate(number=Count("pk"))
    return dict(rows)


def mailing(*, public_id: UUID) -> MailingView | None:
    """One letter."""
    row = Mailing.objects.filter(public_id=public_id).first()
    return _view(row) if row else None


def figures(*, public_id: UUID, at: datetime) -> Figures:
    """How far a letter has come; of a draft, whom it would be for now."""
    row = Mailing.objects.get(public_id=public_id)
    begun = row.begun_at or at
    ended = notices.ended_after(letter=public_id)
    written = Copy.objects.filter(mailing=row)
    mine = notices.readers(countries=row.countries, at=begun)
    gone = notices.gone_readers(countries=row.countries, since=begun).filter(language__in=row.languages)
    counts = {
        "written": written.count(),
        "to_come": readers_to_come(mailing=row, at=at).count() if row.state != MailingState.SENT else 0,
        "other_language": mine.exclude(language__in=row.languages).count(),
        "gone": gone.exclude(pk__in=written.values("subscription")).count() if row.begun_at else 0,
    }
    return Figures(
        audience=sum(counts.values()),
        **counts,
        bounced=ended.get("bounced", 0),
        complained=ended.get("complained", 0),
        unsubscribed=ended.get("left", 0),
    )


def readers_by_market(*, public_id: UUID, at: datetime) -> tuple[tuple[str, str, int], ...]:
    """How many a letter is for, by country and language."""
    rows = readers_to_come(mailing=Mailing.objects.get(public_id=public_id), at=at)
    counted = rows.values_list("country", "language").annotate(number=Count("pk"))
    return tuple(counted.order_by("country", "language"))


def readers_to_come(*, mailing: Mailing, at: datetime) -> QuerySet[Subscription]:
    """Who is still to be written to: those who had confirmed when it began, and whose address has no copy of it."""
    rows = notices.readers(countries=mailing.countries, at=mailing.begun_at or at)
    had = Copy.objects.filter(mailing=mailing).values("subscription__address")
    return rows.filter(language__in=mailing.languages).exclude(address__in=had)


def lot_of(*, mailing: Mailing, at: datetime) -> int:
    """How many readers of a letter are written to now."""
    copies = Copy.objects.filter(mailing=mailing)
    since = mailing.going_since or at
    return core.lot(
        per_minute=mailing.per_minute,
        going=at - since,
        written=copies.filter(handed_at__gt=since).count(),
        lately=copies.filter(handed_at__gt=at - _MINUTE).count(),
    )


def mailings_going() -> tuple[UUID, ...]:
    """The letters that are being sent, those that began first at the head."""
    going = Mailing.objects.filter(state=MailingState.SENDING)
    return tuple(going.order_by("begun_at", "pk").values_list("public_id", flat=True))


def next_lot_at() -> datetime | None:
    """When the next lot of a letter is due: a minute after the last one, at the latest."""
    going = Mailing.objects.filter(state=MailingState.SENDING)
    lasts = going.annotate(last=Max("copies__handed_at")).values_list("going_since", "last")
    return min((max(filter(None, times)) + _MINUTE for times in lasts if any(times)), default=None)


def begin_faults(*, public_id: UUID, at: datetime) -> tuple[Refused, ...]:
    """All that keeps a draft from being sent now."""
    row = Mailing.objects.get(public_id=public_id)
    texts = {text.language: read_text(text) for text in row.texts.all()}
    return core.begin_faults(
        texts=texts,
        languages=row.languages,
        readers=readers_to_come(mailing=row, at=at).count(),
        known=known_of(texts=texts.values(), at=at),
    )


def known_of(*, texts: Iterable[LetterText], at: datetime) -> Known:
    """What there is of what letters name."""
    blocks = [block for text in texts for block in text.blocks]
    styles = sorted({style for block in blocks for style in block.styles})
    sheets = catalogue.product_sheets(styles=styles)
    shown = {s for s, sheet in sheets.items() if catalogue.shown_at(sheet, at=at) is catalogue.Shown.ONLINE}
    named = {block.of for block in blocks if block.kind is Kind.PICTURE}
    return Known(styles=frozenset(shown), pictures=frozenset(_pictures(named)))


def letter_facts(
    *, text: LetterText, country: str, language: str, policy: HousePolicy, at: datetime
) -> dict[str, object]:
    """What a letter shows to readers of a language in a market, at the prices of now; what is not sold there is left out."""
    store = f"{settings.SITE_URL}/{language}-{country.lower()}/"
    pictures = _pictures({block.of for block in text.blocks if block.kind is Kind.PICTURE})
    shown = (_shown(block, store, country, language, pictures, at) for block in text.blocks)
    return {
        "subject": text.subject,
        "preheader": text.preheader,
        "blocks": [block for block in shown if block],
        "store_url": store,
        "terms": markets.letter_terms(policy=policy, country=country, language=language, on=at.date()),
    }


def _shown(
    block: Block, store: str, country: str, language: str, pictures: Mapping[str, str], at: datetime
) -> dict[str, object] | None:
    """A block as the template takes it; none where there is nothing of it to show."""
    plain = block.plain()
    if block.kind is Kind.PRODUCTS:
        cards = catalogue.cards_of(styles=block.styles, country=country, language=language, at=at)
        return {**plain, "cards": [_card(card, store) for card in cards]} if cards else None
    if block.kind is Kind.PICTURE:
        return {**plain, "picture": pictures[block.of]} if block.of in pictures else None
    if block.kind is Kind.BUTTON:
        path = core.shop_path(block.address, site=settings.SITE_URL)
        return None if path is None else {**plain, "address": f"{store}{path}"}
    return plain


def _card(card: catalogue.Card, store: str) -> dict[str, object]:
    digest = next((colour.picture for colour in card.colours if colour.picture), "")
    return {
        "name": card.name,
        "price": card.price,
        "currency": card.currency,
        "link": f"{store}p/{card.style}/{card.slug}/",
        "picture": _address(digest) if digest else "",
    }


def _pictures(names: Collection[str]) -> dict[str, str]:
    """Where the pictures of references and looks are, by these; those without one are absent."""
    return {name: _address(digest) for name, (digest, _words) in _known_pictures(names).items()}


def picture_words(*, names: Collection[str], language: str) -> dict[str, str]:
    """What these pictures show in the house's own words, where it wrote any in the language."""
    known = _known_pictures(names)
    return {name: words[language] for name, (_digest, words) in known.items() if words.get(language)}


def _known_pictures(names: Collection[str]) -> dict[str, tuple[str, Mapping[str, str]]]:
    """The picture of each reference and look, with what it shows by language: a photograph before a drawing."""
    looks: dict[str, tuple[str, Mapping[str, str]]] = (
        {f"{row.collection}/{row.number}": (row.digest, row.alt) for row in content.look_rows()}
        if names
        else {}
    )
    found = {name: looks[name] for name in names if name in looks}
    for name in set(names) - set(found):
        known = catalogue.find_reference(reference=name, language="en")
        sheet = catalogue.product_sheet(style=known.style) if known else None
        own = (
            [each for each in sheet.pictures if each.reference == known.reference] if sheet and known else []
        )
        for picture in sorted(own, key=lambda each: each.kind != "photo")[:1]:
            found[name] = (picture.digest, picture.alt)
    return found


def _address(digest: str) -> str:
    """Where mail programs find a picture in a form that they read: the same for every reader."""
    return f"{settings.SITE_URL}{media_url(digest)}.jpg"


def read_text(row: MailingText) -> LetterText:
    """A letter in a language as it is kept."""
    return LetterText(
        subject=row.subject,
        preheader=row.preheader,
        blocks=tuple(
            Block(**{**each, "kind": Kind(each["kind"]), "styles": tuple(each.get("styles", ()))})
            for each in row.blocks
        ),
    )


def _view(row: Mailing) -> MailingView:
    texts = {text.language: text for text in row.texts.all()}
    return MailingView(
        id=row.public_id,
        name=row.name,
        countries=tuple(row.countries),
        languages=tuple(row.languages),
        per_minute=row.per_minute,
        state=MailingState(row.state),
        version=row.version,
        made_by=row.made_by,
        made_at=row.made_at,
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        texts={language: read_text(text) for language, text in texts.items()},
        versions={language: text.version for language, text in texts.items()},
    )
