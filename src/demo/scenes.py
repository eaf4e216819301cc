"""What the desk of the demo finds on its first morning: parcels, claims and refunds in every state that is somebody's work."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from PIL import Image, ImageDraw

from comptoir.claims import services as claims
from comptoir.claims.queries import VerdictIn
from comptoir.core.actors import GUEST, HOUSE
from comptoir.core.claims import Cause, ClaimKind, Outcome
from comptoir.core.goodwill import Gesture
from comptoir.core.privacy import RequestKind
from comptoir.fulfilment.services import ScanStatus
from comptoir.goodwill import services as goodwill
from comptoir.infra import ids
from comptoir.orders import queries as orders
from comptoir.payments import queries as payment_queries
from comptoir.payments import services as payments
from comptoir.people import queries as people
from comptoir.privacy import services as privacy
from comptoir.returns import services as returns
from demo.people import Customer
from demo.standins import tell_payment
from demo.year import ADVISOR, QUALITY, Fate, Then, Year

_WORDS = {
    ClaimKind.FAULTY: {
        "en": "The seam of the left sleeve is open over three centimetres.",
        "fr": "La couture de la manche gauche est ouverte sur trois centimètres.",
        "de": "Die Naht des linken Ärmels ist drei Zentimeter weit offen.",
        "ja": "左袖の縫い目が3センチほどほつれています。",
    },
    ClaimKind.DAMAGED: {
        "en": "The box was wet, and the fabric has a stain.",
        "fr": "Le carton était mouillé et le tissu est taché.",
        "de": "Der Karton war nass, der Stoff hat einen Fleck.",
        "ja": "箱が濡れていて、生地に染みがあります。",
    },
    ClaimKind.IN_USE: {
        "en": "After two washes by hand the colour has run into the collar.",
        "fr": "Après deux lavages à la main, la couleur a déteint sur le col.",
        "de": "Nach zwei Handwäschen ist die Farbe in den Kragen gelaufen.",
        "ja": "2回手洗いした後、襟に色移りしました。",
    },
}
_BY_HAND = {"en": "By hand, cold", "fr": "À la main, à froid", "de": "Von Hand, kalt", "ja": "水で手洗い"}
_REFUSED = {
    "en": "The photographs show the piece as it was sold; we find no fault.",
    "fr": "Les photographies montrent la pièce telle qu’elle a été vendue ; nous ne trouvons pas de défaut.",
    "de": "Die Fotos zeigen das Stück, wie es verkauft wurde; wir finden keinen Fehler.",
    "ja": "お写真では販売時の状態と変わらず、不具合は見つかりませんでした。",
}
_CONTESTED = {
    "en": "Please look at the inside of the sleeve again.",
    "fr": "Merci de regarder encore une fois l’intérieur de la manche.",
    "de": "Bitte sehen Sie sich die Innenseite des Ärmels noch einmal an.",
    "ja": "袖の内側をもう一度ご確認ください。",
}
SORRY = {
    "en": "We are sorry. You keep the piece, and the price goes back.",
    "fr": "Nous en sommes désolés. Vous gardez la pièce, et son prix vous est remboursé.",
    "de": "Das tut uns leid. Sie behalten das Stück, der Preis geht zurück.",
    "ja": "申し訳ございません。商品はお手元に置いていただき、代金を返金いたします。",
}
_THANKS = {
    "en": "Thank you for sewing the button on yourself.",
    "fr": "Merci d’avoir recousu le bouton vous-même.",
    "de": "Danke, dass Sie den Knopf selbst angenäht haben.",
    "ja": "ボタンをご自身で付けてくださり、ありがとうございます。",
}
LOOK = {
    "en": "Our quality department looks at it.",
    "fr": "Notre service qualité l’examine.",
    "de": "Unsere Qualitätsabteilung sieht es sich an.",
    "ja": "品質部門が確認いたします。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An order so many days before the demo's own day, and how far its story is by then."""

    days: float
    fate: Fate
    token: str = "card_ok"
    country: str = ""


def claim(kind: ClaimKind) -> Callable[[str, datetime], UUID]:
    """A claim on an order's first piece, by its link."""

    def make(number: str, at: datetime) -> UUID:
        order = orders.order_by_number(number=number)
        pieces = [piece.public_id for piece in orders.pieces_of(order_id=order.pk)] if order else []
        language = order.language if order else "en"
        said = claims.ClaimIn(
            kind=kind,
            language=language,
            country=order.country if order else "",
            order_number=number,
            proved=True,
            description=_WORDS[kind][language],
            washing=_BY_HAND[language] if kind is ClaimKind.IN_USE else "",
            label_attached=True,
            pieces=tuple(pieces[:1]),
            photos=(_photograph(),),
        )
        return claims.make_claim(said=said, actor=GUEST, at=at).id

    return make


def verdict(kind: ClaimKind, outcome: Outcome, words: dict[str, str]) -> Then:
    """A claim, and what an advisor decides on it."""

    def follow(number: str, at: datetime) -> None:
        order = orders.order_by_number(number=number)
        said = VerdictIn(outcome=outcome, words=words[order.language if order else "en"])
        known = claim(kind)(number, at)
        claims.decide_claim(claim_id=known, said=said, actor=ADVISOR, at=at + timedelta(hours=3))

    return follow


def _contested(number: str, at: datetime) -> None:
    """The quality department has said what it found, and the customer asks somebody else to look."""
    order = orders.order_by_number(number=number)
    language = order.language if order else "en"
    known = claim(ClaimKind.IN_USE)(number, at)
    hand_over = VerdictIn(outcome=Outcome.QUALITY, words=LOOK[language])
    refused = VerdictIn(outcome=Outcome.REFUSED, words=_REFUSED[language], cause=Cause.UNKNOWN)
    claims.decide_claim(claim_id=known, said=hand_over, actor=ADVISOR, at=at + timedelta(hours=2))
    claims.decide_claim(claim_id=known, said=refused, actor=QUALITY, at=at + timedelta(hours=20))
    claims.contest_claim(
        claim_id=known, words=_CONTESTED[language], photos=(), actor=GUEST, at=at + timedelta(hours=22)
    )


def _gesture(number: str, at: datetime) -> None:
    """An advisor lowers a price a little, for a button that was loose."""
    order = orders.order_by_number(number=number)
    advisor = people.user_by_email(email="advisor@example.org")
    if order is None or advisor is None:
        return
    first = orders.pieces_of(order_id=order.pk)[0]
    said = Gesture(
        piece=str(first.public_id),
        amount=first.paid // 10,
        reason="A loose button, sewn on at home",
        words=_THANKS[order.language],
    )
    goodwill.make_gesture(
        gesture_id=ids.new_id(),
        order_number=number,
        said=said,
        actor=people.actor_of(user=advisor),
        at=at + timedelta(hours=1),
    )


def _disputed(number: str, at: datetime) -> None:
    """The customer's bank asks a payment back, and the house hears of it."""
    (paid,) = payment_queries.payments_of(order_number=number)
    tell_payment(
        "/_control/disputes", {"payment_intent": paid.provider_ref, "reason": "product_not_received"}
    )
    payments.find_disputes(since=at - timedelta(days=30), actor=HOUSE, at=at)


def _way(*scans: tuple[float, ScanStatus]) -> Fate:
    return Fate(stops_at="shipped", scans=scans)


_ON = ScanStatus.IN_TRANSIT
SCENES = (
    # On its way: with the courier today, at a point, led elsewhere, held at a border.
    Scene(days=3.7, fate=_way((4, _ON), (22, ScanStatus.OUT_FOR_DELIVERY))),
    Scene(days=4.4, fate=_way((6, _ON), (26, ScanStatus.ATTEMPTED), (31, ScanStatus.AT_POINT))),
    Scene(days=4.1, fate=_way((8, _ON), (24, ScanStatus.REDIRECTED))),
    Scene(days=6.2, fate=_way((9, _ON), (44, ScanStatus.AT_CUSTOMS)), country="CH"),
    Scene(days=3.6, fate=_way((5, _ON), (15, ScanStatus.DAMAGED))),
    # Late, silent, refused at the door, brought back, lost.
    Scene(days=16, fate=_way((8, _ON), (70, ScanStatus.EXCEPTION))),
    Scene(days=15, fate=_way((7, _ON))),
    Scene(days=8, fate=_way((6, _ON), (50, ScanStatus.REFUSED), (60, ScanStatus.COMING_BACK))),
    Scene(
        days=12,
        fate=_way(
            (6, _ON), (50, ScanStatus.REFUSED), (60, ScanStatus.COMING_BACK), (140, ScanStatus.RETURNED)
        ),
    ),
    Scene(days=11, fate=_way((6, _ON), (120, ScanStatus.LOST))),
    # In the house: a charge that failed at the door, a piece that was not found.
    Scene(days=2.7, fate=Fate(stops_at="shipped"), token="card_capture_fails"),
    Scene(days=3.2, fate=Fate(stops_at="packed", short=True)),
    # After it arrived: claims from the first word to the last, a card that was closed, good will, a dispute.
    Scene(days=12, fate=Fate(then=claim(ClaimKind.FAULTY))),
    Scene(days=11, fate=Fate(then=claim(ClaimKind.DAMAGED))),
    Scene(days=13, fate=Fate(then=verdict(ClaimKind.FAULTY, Outcome.QUALITY, LOOK))),
    Scene(days=14, fate=Fate(then=verdict(ClaimKind.DAMAGED, Outcome.REFUND, SORRY))),
    Scene(days=16, fate=Fate(then=_contested)),
    Scene(days=15, fate=Fate(then=verdict(ClaimKind.FAULTY, Outcome.REFUND, SORRY)), token="card_closed"),
    Scene(days=13, fate=Fate(then=_gesture)),
    Scene(days=14, fate=Fate(then=_disputed)),
    # A piece that came back worn: it waits for what its customer chooses.
    Scene(days=19, fate=Fate(returned=True, refused=True)),
    Scene(days=18, fate=Fate(returned=True, refused=True)),
)


def plan_scenes(year: Year, *, opens: datetime) -> None:
    """Put every scene into the year, and two orders that were prepared on the telephone."""
    for scene in SCENES:
        at = opens - timedelta(days=scene.days)
        year.plan(at=at, fate=scene.fate, token=scene.token, country=scene.country)
    for hours in (26, 1.5):
        year.plan_link(at=opens - timedelta(hours=hours))


def ask_the_house(*, customers: tuple[Customer, ...], at: datetime) -> None:
    """A statement of withdrawal that names no order, and two people who ask about their data."""
    one, other = [known for known in customers if known.language == "fr"][12:14]
    returns.withdraw(
        name=one.name,
        contract="La jupe plissée commandée au début du mois, pour ma sœur",
        email=f"famille.{one.email}",
        pieces=(),
        language="fr",
        at=at - timedelta(hours=5),
    )
    for kind, known, hours in ((RequestKind.ACCESS, one, 50), (RequestKind.ERASURE, other, 27)):
        privacy.ask_proved(
            kind=kind,
            email=known.email,
            language="fr",
            country=known.address.country,
            source="form",
            actor=HOUSE,
            at=at - timedelta(hours=hours),
        )


def _photograph() -> claims.Upload:
    """Cloth with an open seam, as a telephone sees it."""
    picture = Image.new("RGB", (960, 720), "#c9bfae")
    pen = ImageDraw.Draw(picture)
    for x in range(0, 960, 6):
        pen.line((x, 0, x - 90, 720), fill="#bfb4a1" if x % 12 else "#d3cabb", width=2)
    pen.line((470, 0, 430, 720), fill="#8e8474", width=5)
    pen.ellipse((436, 280, 476, 430), fill="#2d2a26")
    for y in range(270, 450, 18):
        pen.line((428, y, 486, y + 12), fill="#efe9de", width=2)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return claims.Upload(name="photo.jpg", content=out.getvalue())
