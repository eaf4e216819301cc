"""Refusals after the sale: the sentence of each in English and in French, and two people at each door who try."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

from django.test import Client

from comptoir.claims.models import Claim
from comptoir.core.actors import GUEST, Role
from comptoir.core.claims import Outcome
from comptoir.core.reasons import Reason
from comptoir.core.returns import Verdict
from comptoir.fulfilment import services as fulfilment
from comptoir.goodwill.models import Gesture
from comptoir.journal.models import Entry
from comptoir.orders import queries as orders
from comptoir.payments.models import BankTransfer
from comptoir.returns import services as returns
from comptoir.returns.models import HeldPiece
from tests import builders
from tests.api.calls import Api, Json
from tests.api.pictures import picture
from tests.apps.claims.claiming import SOON, claim, decide
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import HAND
from tests.desk.selling import plain, signed_in
from tests.storefront.pages import text_of

SOURCE = Path(__file__).parents[2] / "src" / "comptoir"
GIVERS = (
    "core/returns", "core/withdrawal", "core/claims", "core/goodwill", "core/bank_accounts",
    "payments/services/transfers", "returns/services/holding",
)  # fmt: skip

# The sentence of each, as it is read: in English, in French.
TOLD: dict[Reason, tuple[str, str]] = {
    Reason.ACCOUNT_GIVEN: ("We have an account for this refund already", "Nous avons déjà un compte"),
    Reason.ACCOUNT_HOLDER: ("Give the name of the account’s holder", "Indiquez le nom du titulaire du compte"),
    Reason.ACCOUNT_NUMBER: ("Check the account number", "Vérifiez le numéro de compte"),
    Reason.ACCOUNT_UNSEEN: ("Open the account first", "Ouvrez d’abord le compte"),
    Reason.ACCOUNT_WANTED: ("The account is not known yet", "Le compte n’est pas encore connu"),
    Reason.ALREADY_CANCELLED: ("The order is already cancelled", "La commande est déjà annulée"),
    Reason.ALREADY_JUDGED: ("A verdict has already been given", "déjà fait l’objet d’une décision"),
    Reason.ALREADY_REFUNDED: ("has already been refunded", "a déjà été remboursée"),
    Reason.ALREADY_RETURNED: ("has already been returned", "a déjà été retourné"),
    Reason.BANK_CODE: ("Check the code of the bank", "Vérifiez le code de la banque"),
    Reason.CARE_NOT_FOLLOWED: ("care other than the care label asks for", "entretien contraire à l’étiquette"),
    Reason.CLAIM_DECIDED: ("The claim has moved on meanwhile", "La réclamation a avancé entre-temps"),
    Reason.CLAIM_OWN: ("You decided on this claim before", "Vous avez déjà décidé de cette réclamation"),
    Reason.CLAIM_WINDOW_OVER: (
        "The legal guarantee ran until 25 November 2028",
        "La garantie légale courait jusqu’au 25 novembre 2028",
    ),
    Reason.CLAIM_WITHOUT_ORDER: ("before the order is known", "tant que la commande n’est pas connue"),
    Reason.FIELD_MISSING: ("is missing", "Il manque «"),
    Reason.GESTURE_AMOUNT: ("Type an amount above zero", "Saisissez un montant supérieur à zéro"),
    Reason.GESTURE_ENVELOPE: ("are left of your envelope", "dans votre enveloppe"),
    Reason.GESTURE_FREE: ("Nothing was paid for this", "Rien n’a été payé pour cela"),
    Reason.GESTURE_NOT_CHARGED: ("This has not been charged yet", "Ce n’est pas encore débité"),
    Reason.GESTURE_TOO_LARGE: ("of this can still go back", "peuvent encore être rendus ici"),
    Reason.GIFT_GOES_ALONG: ("This is a gift", "Ceci est un cadeau"),
    Reason.HANDED_IN_LATE: ("Handed in after its last day", "Remis après son dernier jour"),
    Reason.IBAN_WRONG: ("This IBAN is not right", "Cet IBAN n’est pas juste"),
    Reason.LABEL_REMOVED: ("only with the house label still on it", "que si l’étiquette de la maison y est"),
    Reason.NOTHING_CHOSEN: ("Choose at least one piece", "Choisissez au moins une pièce"),
    Reason.NOTHING_TO_RESEND: ("is left to send", "Il ne reste aucun"),
    Reason.NOT_ALLOWED: ("Your role does not allow this", "Votre rôle ne le permet pas"),
    Reason.NOT_FOUND: ("There is nothing here under that name", "Il n’y a rien ici sous ce nom"),
    Reason.NOT_PLACED: ("The order is not placed yet", "La commande n’est pas encore passée"),
    Reason.NOT_RECEIVED_BACK: ("has not been received yet", "n’a pas encore été reçu"),
    Reason.NOT_RECEIVED_YET: ("Returns open when the order has been delivered", "Les retours s’ouvrent à la livraison"),
    Reason.NOT_SENT_BACK: ("its customer wants sent back", "que son client veut récupérer par envoi"),
    Reason.NOT_SENT_YET: ("This piece has not left us yet", "Cette pièce n’est pas encore partie"),
    Reason.NOT_WAITING: ("waits for no choice any more", "n’attend plus de choix"),
    Reason.NOT_WITH_CUSTOMER: ("What has not arrived cannot be sent back", "Ce qui n’est pas arrivé ne peut pas"),
    Reason.NO_WITHDRAWAL_HERE: ("gives no right of withdrawal", "ne prévoit pas de droit de rétractation"),
    Reason.PERSONALISED: ("A personalised piece cannot be returned", "Une pièce personnalisée ne peut pas"),
    Reason.PIECE_CANCELLED: ("This piece was cancelled", "Cet article a été annulé"),
    Reason.PIECE_LOST: ("was lost on its way to you", "s’est perdue en chemin"),
    Reason.PIECE_NOT_HERE: ("is not part of the order", "ne fait pas partie de la commande"),
    Reason.PIECE_REPLACED: ("Another one was sent in place of this piece", "Une autre pièce a été envoyée à la place"),
    Reason.REFUND_DISPUTED: ("bank asks this money back", "La banque du client réclame cet argent"),
    Reason.REFUND_DECIDED: ("does not wait for a decision any more", "n’attend plus de décision"),
    Reason.REFUND_OWN: ("You asked for this refund yourself", "Vous avez demandé ce remboursement vous-même"),
    Reason.RETURN_NOT_OPEN: ("This return is not open any more", "Ce retour n’est plus ouvert"),
    Reason.RETURN_OPEN: ("A return is already registered", "Un retour est déjà enregistré"),
    Reason.RETURN_SENT: ("the return can no longer be cancelled", "le retour ne peut plus être annulé"),
    Reason.RETURN_WINDOW_OVER: ("The return could be registered until", "Le retour pouvait être enregistré jusqu’au"),
    Reason.TRANSFER_NOT_NOW: ("not one that can be sent by bank transfer now", "par virement maintenant"),
    Reason.TRANSFER_NOT_SENT: ("This transfer has not left", "Ce virement n’est pas parti"),
    Reason.TRANSFER_PROVIDER_PAID: ("has paid this refund after all", "a finalement payé ce remboursement"),
    Reason.TRANSFER_UNSURE: ("The provider does not answer", "Le prestataire ne répond pas"),
    Reason.VERDICT_WANTS_REASON: ("A refusal needs a reason", "Un refus demande une raison"),
    Reason.WITHDRAWAL_OVER: ("The contract could be withdrawn from until", "se rétracter jusqu’au"),
    Reason.WITHDRAWAL_STANDS: ("The customer has withdrawn from the contract", "Le client s’est rétracté"),
}  # fmt: skip
# Those that no door lets anybody come to, and why.
NOT_TOLD = {
    Reason.CAUSE_UNKNOWN: "leaves the claim to the quality department: a verdict may be given all the same",
    Reason.GESTURE_NO_ENVELOPE: "the desk gives the form to the roles that have one",
    Reason.LABEL_REFUSED: "in the carrier's words: tests/desk/test_held_labels.py",
    Reason.PERSON_DECIDES: "the desk and the API let staff in and nobody else",
}
BROUGHT_ABOUT: set[Reason] = set()
_SEEN: set[Reason] = set()
_RULE = re.compile(r"\b(?:RET|CLM|PAY|ORD|A|C)-\d\d\b")


def tells(*reasons: Reason) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Marks a test that brings these about, and fails it where it has not seen each of them told."""
    BROUGHT_ABOUT.update(reasons)

    def mark(test: Callable[[], None]) -> Callable[[], None]:
        @wraps(test)
        def run() -> None:
            _SEEN.clear()
            test()
            assert set(reasons) <= _SEEN

        return run

    return mark


def given_by(module: str) -> set[Reason]:
    """The reasons that a module names."""
    tree = ast.parse((SOURCE / f"{module}.py").read_text())
    return {
        Reason[node.attr]
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Reason"
    }


def told(texts: tuple[str, str], *wanted: tuple[Reason, str | None]) -> None:
    """A page in English and in French tells these, and the next rule that it names is the one of each."""
    for text, place in zip(texts, (0, 1), strict=True):
        for reason, rule in wanted:
            after = text.replace("\xa0", " ").split(TOLD[reason][place])[1:]
            assert after, (reason, text[:9000])
            named = [found[0] if (found := _RULE.search(part[:300])) else None for part in after]
            _SEEN.add(reason)
            assert rule is None or rule in named, (reason, rule, after)


def house_now() -> dict[str, object]:
    """Everything that a try could have moved; that somebody read a page is noted, and moves nothing."""
    return picture() | {
        "journal": Entry.objects.exclude(verb="customer_seen").count(),
        "claims": sorted(Claim.objects.values_list("number", "state")),
        "gestures": Gesture.objects.count(),
        "held": list(HeldPiece.objects.values_list("pk", "choice", "settled_at")),
        "transfers": list(BankTransfer.objects.values_list("pk", "sealed", "opened_at", "links")),
    }


@contextmanager
def nothing_moves() -> Iterator[None]:
    """What happens inside leaves the house as it was."""
    before = house_now()
    yield
    assert house_now() == before


def at_the_desk(role: Role = Role.ADVISOR, other: Role = Role.SENIOR_ADVISOR) -> tuple[Client, Client]:
    """Two people at the desk: one reads English, one French."""
    return signed_in(role, "en"), signed_in(other, "fr")


def post(client: Client, path: str, **form: object) -> str:
    """What the page says that a form leads to."""
    answer = client.post(path, form, follow=True)
    assert answer.status_code in (200, 422), (path, answer.status_code)
    return plain(answer.content.decode())


def both(two: tuple[Client, Client], path: str, **form: object) -> tuple[str, str]:
    """The same form, sent by each."""
    english, french = (post(client, path, **form) for client in two)
    return english, french


def asked(
    api: Api, method: str, path: str, body: Json | None = None, *, role: Role | None = None, **headers: str
) -> tuple[str, str]:
    """An answer of the API in both languages: of each answer its sentence, and its rule beside it."""
    texts = []
    for language in ("en", "fr"):
        answer = api.send(method, path, body, role=role, Accept_Language=language, **headers)
        rows = list(rows_of(answer.json()))
        texts.append(" | ".join(f"{row['message']} {row['rule']}" for row in rows))
    return texts[0], texts[1]


def rows_of(body: object) -> Iterator[Json]:
    """Every answer with a reason that stands anywhere in what the API says."""
    if isinstance(body, dict):
        if body.get("reason") and body.get("message"):
            yield body
        for value in body.values():
            yield from rows_of(value)
    elif isinstance(body, list):
        for value in body:
            yield from rows_of(value)


def shop_pages(order: ship.Order, rest: str = "") -> tuple[str, str]:
    """A private page of an order in both languages, read by a browser that nobody signed in."""
    link = orders.link_token(order)
    english, french = (text_of(Client(), f"/{store}/orders/{link}/{rest}") for store in ("en-fr", "fr-fr"))
    return english, french


def taken_back(order: ship.Order, place: int, verdict: Verdict) -> None:
    """A piece comes back and is judged."""
    piece = ship.ids(order)[place]
    known = returns.register_return(
        order_number=order.number, pieces=[(piece, "")], pickup=None, actor=GUEST, at=SOON
    )
    returns.receive_return(return_id=known.id, pieces=[piece], actor=HAND, at=SOON)
    said = returns.VerdictIn(
        piece=piece, verdict=verdict, reason="Worn" if verdict is Verdict.REFUSED else ""
    )
    returns.inspect_return(return_id=known.id, verdicts=[said], actor=HAND, at=SOON)


def a_motley_order() -> ship.Order:
    """One order whose pieces have met everything: cancelled, lost, coming back, back, refused, replaced, refunded, claimed."""
    lines = ((builders.KNIT_M, 6), (builders.SHIRT_M, 2), (builders.CLUTCH_OS, 1))
    order = ship.a_released_order(lines=lines)
    knits = ship.ids(order)
    fulfilment.report_shortage(order_number=order.number, pieces=knits[:1], actor=HAND, at=ship.LATER)
    parcels = [
        fulfilment.pack_parcel(order_number=order.number, pieces=pieces, actor=HAND, at=ship.LATER)
        for pieces in (knits[1:2], None)
    ]
    for parcel in parcels:
        fulfilment.ship_parcel(parcel_id=parcel.id, actor=HAND, at=ship.LATER)
    for parcel, status in zip(parcels, ("lost", "delivered"), strict=True):
        fulfilment.record_event(
            parcel_id=parcel.id, status=status, event_at=ship.ARRIVED, actor=HAND, at=ship.ARRIVED
        )
    builders.at_clock(SOON)
    taken_back(order, 2, Verdict.ACCEPTED)
    taken_back(order, 3, Verdict.REFUSED)
    returns.register_return(
        order_number=order.number, pieces=[(knits[4], "")], pickup=None, actor=GUEST, at=SOON
    )
    decide(claim(order, 5).id, Outcome.RESEND, "We send it again.")
    decide(claim(order, 6).id, Outcome.REFUND, "We refund it.")
    claim(order, 7)
    ship.work()
    return ship.fresh(order)
