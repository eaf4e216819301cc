"""What customers of the demo house have written, and how far each case is: some for every shelf of the inbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

from comptoir.cases import queries, services
from comptoir.cases.queries import Topic
from comptoir.core.actors import Actor
from comptoir.core.teams import Team
from comptoir.infra import queue
from comptoir.notices import queries as notices
from demo.people import Customer

_HOUR = timedelta(hours=1)
# Asked and answered in the weeks before, so that an answer time can be told: topic, language, question, answer.
_USUAL = (
    (Topic.ORDER, "fr", "Quand ma commande part-elle ?", "Elle part demain avec DHL."),
    (Topic.RETURN, "en", "Can I still send the loafers back?", "Yes, within fourteen days of receipt."),
    (Topic.PRODUCT, "de", "Ist die Jacke gefüttert?", "Ja, mit Viskose."),
    (Topic.DELIVERY, "fr", "Le colis est-il parti ?", "Oui, ce matin."),
    (Topic.PAYMENT, "en", "Why is my card not charged yet?", "Cards are charged when the parcel leaves."),
)
_WEEKS_ASKED = 6
_MACROS = {
    "on_its_way": (
        {
            "en": "On its way", "fr": "En route", "de": "Unterwegs", "ja": "配送中",
        },
        {
            "en": "Hello {name},\n\nYour order {order} has left. Its parcel: {tracking_page}",
            "fr": "Bonjour {name},\n\nVotre commande {order} est partie. Le colis : {tracking_page}",
            "de": "Guten Tag {name},\n\nIhre Bestellung {order} ist unterwegs. Das Paket: {tracking_page}",
            "ja": "{name} 様\n\nご注文 {order} を発送いたしました。お荷物の状況：{tracking_page}",
        },
    ),
    "by_phone": (
        {
            "en": "Advice by phone", "fr": "Conseil par téléphone", "de": "Beratung am Telefon", "ja": "お電話でのご相談",
        },
        {
            "en": "Hello {name},\n\nWe are glad to advise you by phone: {phone}.",
            "fr": "Bonjour {name},\n\nNous vous conseillons volontiers par téléphone : {phone}.",
            "de": "Guten Tag {name},\n\nwir beraten Sie gern am Telefon: {phone}.",
            "ja": "{name} 様\n\nお電話でもご相談を承っております：{phone}",
        },
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A message, how many hours ago it came, and what was done about it."""

    hours: float
    topic: Topic
    text: str = ""
    named: dict[str, str] = field(default_factory=dict)
    answer: str = ""
    reply: str = ""
    ends: str = ""
    to: Team | None = None
    why: str = ""
    taken: bool = False


_TALKS = (
    Talk(hours=95, topic=Topic.VOUCHER, text="Mon bon de seconde main n’est pas revenu après mon retour."),
    Talk(hours=70, topic=Topic.PAYMENT, text="J’ai été débitée deux fois, je crois.", taken=True),
    Talk(
        hours=1.2,
        topic=Topic.PRODUCT,
        text="Je cherche la maille vue au défilé de janvier, en vert, taille M.",
    ),
    Talk(
        hours=0.6,
        topic=Topic.STORE,
        named={"store": "Paris, rue Vieille-du-Temple", "about": "ME-26W-KN014", "colour": "Vert", "size": "M"},
    ),
    Talk(hours=20, topic=Topic.DELETION),
    Talk(hours=30, topic=Topic.SELLER, named={"seller": "sacs-a-prix-doux.example"}, answer="Ce site n’est pas des nôtres."),
    Talk(
        hours=66,
        topic=Topic.PRODUCT,
        text="La couture de l’épaule s’est ouverte au deuxième port.",
        to=Team.QUALITY,
        why="Couture d’épaule, portée deux fois, lavée une fois à 30 degrés.",
    ),
    Talk(
        hours=68,
        topic=Topic.RETURN,
        text="Puis-je changer les pièces de mon retour ?",
        answer="Tant que le colis n’est pas parti, oui : dites-nous lesquelles.",
        reply="Gardez le gilet, je renvoie seulement la jupe.",
    ),
    Talk(
        hours=93,
        topic=Topic.DELIVERY,
        text="Le livreur est passé en mon absence.",
        answer="Vous pouvez choisir un autre jour avec DHL, par le lien de son message.",
        ends="Livré le lendemain.",
    ),
)  # fmt: skip


def write_talks(*, customers: tuple[Customer, ...], advisor: Actor, at: datetime) -> None:
    """Every talk as of a moment, with the macros that advisors have."""
    for titles, texts in _MACROS.values():
        services.save_macro(macro_id=None, title=titles, text=texts, actor=advisor, at=at)
    for place in range(_WEEKS_ASKED * len(_USUAL)):
        topic, language, text, answer = _USUAL[place % len(_USUAL)]
        asked = at - timedelta(days=7 * (place // len(_USUAL) + 1), hours=-place % 5)
        talk = Talk(hours=0, topic=topic, text=text, answer=answer, ends="Answered.")
        _have(talk, customers[place + 20], language, advisor, asked)
    french = [known for known in customers if known.language == "fr"]
    for talk, customer in zip(_TALKS, french[1:], strict=False):
        _have(talk, customer, "fr", advisor, at - talk.hours * _HOUR)
    queue.run_waiting()


def _have(talk: Talk, customer: Customer, language: str, advisor: Actor, at: datetime) -> None:
    message = services.Message(
        topic=talk.topic,
        name=customer.name,
        email=customer.email,
        language=language,
        country=customer.address.country,
        text=talk.text,
        **talk.named,
    )
    case = queries.case_by_number(number=services.take_message(message=message, at=at))
    if case is None:
        return
    if talk.taken:
        services.take_case(case_id=case.id, actor=advisor, at=at + _HOUR)
    if talk.to:
        services.hand_over(case_id=case.id, actor=advisor, team=talk.to, text=talk.why, at=at + _HOUR)
    if talk.answer:
        services.answer_case(
            case_id=case.id, actor=advisor, text=talk.answer, read_until=case.read_until, at=at + 3 * _HOUR
        )
    if talk.reply:
        _reply(talk.reply, customer, at + 6 * _HOUR)
    if talk.ends:
        services.resolve_case(case_id=case.id, actor=advisor, text=talk.ends, at=at + 6 * _HOUR)


def _reply(text: str, customer: Customer, at: datetime) -> None:
    """The customer answers by mail."""
    answer = next(mail for mail in notices.outbox(to=customer.email) if mail.reply_to)
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{customer.name} <{customer.email}>", answer.reply_to
    mail["Subject"], mail["Message-ID"] = "Re:", f"<{answer.id}@example.org>"
    mail.set_content(text)
    services.receive_mail(raw=mail.as_bytes(), at=at)
