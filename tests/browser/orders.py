"""Orders in every state that a page can show, placed by a program in a language."""

from __future__ import annotations

from dataclasses import dataclass

from comptoir.core.actors import Role
from tests.api import hostile
from tests.api.calls import OUTSIDE, Json, at_the_page, order_json
from tests.builders import KNIT_M, SHIRT_M
from tests.journeys.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """By the state that each is in: what the API answered when it was placed."""

    placed: dict[str, Json]
    returns: dict[str, Json]
    claims: dict[str, Json]
    link: str  # the address of a payment link
    newest_link: str


def email_in(language: str) -> str:
    """Who ordered all of these."""
    return f"sights.{language}@example.org"


def bring_orders(program: Program, *, language: str) -> Orders:
    """Place them, let half an hour pass, and bring each as far as it shall go."""

    def place(**wishes: object) -> Json:
        return program.place(language=language, email=email_in(language), **wishes)

    aged = ("delivered", "registered", "received", "judged", "shipped", "packed", "released", "short")
    placed = {name: place() for name in aged}
    placed["uncharged"] = place(payment={"token": "card_capture_fails"})
    placed["abandoned"] = place(payment={"token": "card_3ds"})
    placed["closed"] = place(payment={"token": "card_closed"})
    program.house.advance("PT31M")
    placed["placed"] = place(codes=["WELCOME10"], service="standard", shown_total=39600)
    placed["held"] = place(payment={"token": "card_review"})
    placed["unpaid"] = place(payment={"token": "card_3ds"})
    placed["failed"] = place(payment={"token": "card_error"})
    OUTSIDE.get(program.house.url + at_the_page(placed["failed"]["next_action"]["url"], "approve"))
    placed["cancelled"] = place()
    reason = {"reason": "asked_by_phone"}
    program.post(f"desk/orders/{placed['cancelled']['number']}/cancellation", reason, role=Role.ADVISOR)
    link, newest = (_payment_link(program, language) for _ in range(2))
    returns = _send(program, placed)
    claims = {kind: _claim(program, placed["delivered"], kind) for kind in ("damaged", "in_use")}
    return Orders(placed=placed, returns=returns, claims=claims, link=link, newest_link=newest)


def _payment_link(program: Program, language: str) -> str:
    """A link that an advisor sends (ORD-06)."""
    prepared = order_json(language=language, email=email_in(language))
    wanted = {
        name: prepared[name] for name in ("country", "language", "email", "lines", "address", "service")
    }
    return str(program.post("desk/payment-links", wanted, status=201, role=Role.ADVISOR)["url"])


def _send(program: Program, placed: dict[str, Json]) -> dict[str, Json]:
    """The warehouse's part, and what comes back."""
    program.pack(placed["packed"], KNIT_M)
    program.ship(program.pack(placed["uncharged"]), status=409)
    shortage = {"pieces": program.ids(placed["short"], SHIRT_M)}
    program.post(f"desk/orders/{placed['short']['number']}/shortages", shortage, role=Role.WAREHOUSE)
    program.ship(program.pack(placed["shipped"], KNIT_M))
    for name in ("delivered", "registered", "received", "judged", "closed"):
        parcel = program.pack(placed[name])
        program.ship(parcel)
        program.deliver(parcel)
    returns = {
        name: program.send_back(placed[name], KNIT_M, SHIRT_M)
        for name in ("registered", "received", "judged")
    }
    for name in ("received", "judged"):
        program.receive(returns[name], program.ids(placed[name], KNIT_M, SHIRT_M))
    (knit,), (shirt,) = program.ids(placed["judged"], KNIT_M), program.ids(placed["judged"], SHIRT_M)
    program.judge(returns["judged"], {knit: "B-17", shirt: "accepted"})
    _refuse_refund(program, placed["closed"])
    program.house.advance()
    return returns


def _refuse_refund(program: Program, placed: Json) -> None:
    """A piece is accepted, and the card that it was paid with is closed."""
    back, pieces = program.send_back(placed, KNIT_M), program.ids(placed, KNIT_M)
    program.receive(back, pieces)
    program.judge(back, dict.fromkeys(pieces, "accepted"))


def _claim(program: Program, placed: Json, kind: str) -> Json:
    """A claim on one piece of an order, each kind on another, with its photographs."""
    piece = program.order(placed)["pieces"][("damaged", "in_use").index(kind)]
    said = {
        "kind": kind,
        "order_number": placed["number"],
        "pieces": piece["id"],
        "references": piece["reference"],
        "description": "Une couture s’ouvre sous le bras.",
        "washing": "À la main, à froid.",
    }
    photos = [("photos", (f"IMG_{place}.jpg", hostile.picture(size=(1200, 900)))) for place in range(2)]
    answer = program.house.http.post(
        f"{program.house.url}/api/v1/claims",
        data=said,
        files=photos,
        headers={"X-Order-Token": placed["token"]},
    )
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made
