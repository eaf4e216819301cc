"""Every refusal after the sale, by hand: what forbids it, and the sentence that people read, in French and English.

Each is brought about through a page or the API and told there with its rule; nothing moves by it. A reason that the core
learns to give must be written here, and somebody must bring it about.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from comptoir.claims import services as claims
from comptoir.claims.queries import ClaimView
from comptoir.core.actors import GUEST, Role
from comptoir.core.claims import ClaimKind, Outcome
from comptoir.core.policy import Service
from comptoir.core.reasons import Reason
from comptoir.core.returns import HeldChoice, Verdict
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments import services as payment_services
from comptoir.returns import queries as known_returns
from comptoir.returns import services as returns
from tests import builders, cast
from tests.api.calls import Api, address_json, provider
from tests.apps.claims.claiming import SOON, claim, decide, said
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import HAND
from tests.apps.payments import closed
from tests.apps.payments.test_transfers import refund_late
from tests.apps.promotions.test_offers import GIFT, offer
from tests.desk.refused_after_sale import (
    BROUGHT_ABOUT,
    GIVERS,
    NOT_TOLD,
    TOLD,
    a_motley_order,
    asked,
    at_the_desk,
    both,
    given_by,
    nothing_moves,
    post,
    shop_pages,
    taken_back,
    tells,
    told,
)
from tests.desk.selling import page, sign_in
from tests.storefront.pages import words

pytestmark = pytest.mark.usefixtures("house")


def test_every_reason_after_the_sale_is_written_here_and_brought_about() -> None:
    written = set(TOLD) | set(NOT_TOLD)
    given = set().union(*map(given_by, GIVERS))
    assert given == written
    assert set(TOLD) == BROUGHT_ABOUT
    assert not set(TOLD) & set(NOT_TOLD)


@pytest.mark.rule("RET-01", "RET-05", "RET-06", "RET-07", "RET-13", "A-12", "CLM-02")
@tells(
    Reason.PIECE_CANCELLED, Reason.PIECE_LOST, Reason.ALREADY_RETURNED, Reason.ALREADY_JUDGED, Reason.RETURN_OPEN,
    Reason.PIECE_REPLACED, Reason.ALREADY_REFUNDED, Reason.PERSONALISED, Reason.NOT_RECEIVED_YET, Reason.NOT_SENT_YET,
    Reason.NOTHING_CHOSEN, Reason.PIECE_NOT_HERE, Reason.RETURN_WINDOW_OVER,
)  # fmt: skip
def test_what_has_met_everything_comes_back_no_more_and_every_page_says_why() -> None:
    order = a_motley_order()
    api = Api()
    api.token(Role.ADVISOR)
    returning = (
        (Reason.PIECE_CANCELLED, "RET-01"),
        (Reason.PIECE_LOST, "RET-01"),
        (Reason.ALREADY_RETURNED, "RET-01"),
        (Reason.ALREADY_JUDGED, "RET-06"),
        (Reason.RETURN_OPEN, "RET-13"),
        (Reason.PIECE_REPLACED, "A-12"),
        (Reason.ALREADY_REFUNDED, "RET-01"),
        (Reason.PERSONALISED, "RET-05"),
        (Reason.NOT_RECEIVED_YET, "RET-01"),
    )
    claiming = (
        (Reason.ALREADY_RETURNED, "A-12"),
        (Reason.ALREADY_REFUNDED, "A-12"),
        (Reason.PIECE_REPLACED, "A-12"),
        (Reason.NOT_SENT_YET, "CLM-02"),
    )
    path = f"desk/orders/{order.number}"
    two = at_the_desk()
    with nothing_moves():
        told(shop_pages(order, "return/"), *returning)
        told(shop_pages(order, "claim/?kind=faulty"), *claiming[:-1])
        told(
            asked(api, "GET", path, role=Role.ADVISOR),
            *returning,
            *claiming,
            (Reason.PIECE_CANCELLED, "CLM-02"),
        )
        desk = f"/desk/orders/{order.number}/returns/"
        told(both(two, desk), (Reason.NOTHING_CHOSEN, "RET-07"))
        told(both(two, desk, piece=uuid4()), (Reason.PIECE_NOT_HERE, "RET-07"))
        told(both(two, desk, piece=ship.ids(order)[4], do="register"), (Reason.RETURN_OPEN, "RET-13"))
    builders.at_clock(SOON + timedelta(days=40))
    with nothing_moves():
        late = asked(api, "GET", path, role=Role.ADVISOR)
    told(late, (Reason.RETURN_WINDOW_OVER, "RET-01"))


@pytest.mark.rule("ORD-03", "A-01", "A-50", "RET-01")
@tells(
    Reason.NOT_PLACED, Reason.ALREADY_CANCELLED, Reason.NO_WITHDRAWAL_HERE, Reason.GIFT_GOES_ALONG,
    Reason.WITHDRAWAL_OVER,
)  # fmt: skip
def test_where_there_is_nothing_to_withdraw_from_or_to_send_back_the_answer_says_so() -> None:
    api = Api()
    unpaid = api.place(payment={"token": "card_3ds"})
    cancelled = api.place()
    builders.cancel(cancelled["number"].replace("-", ""))
    quote = api.quote((builders.KNIT_M, 1), country="US", address=address_json(cast.JOHN))
    abroad = api.place(
        country="US",
        address=address_json(cast.JOHN),
        lines=[{"sku": builders.KNIT_M, "quantity": 1}],
        shown_total=quote["totals"]["express"],
    )
    offer(GIFT)
    gift = ship.a_delivered_order(lines=((builders.KNIT_M, 2),), codes=("SCARF",))
    with nothing_moves():
        for placed, reason, rule in (
            (unpaid, Reason.NOT_PLACED, "RET-01"),
            (cancelled, Reason.ALREADY_CANCELLED, "A-01"),
            (abroad, Reason.NO_WITHDRAWAL_HERE, None),
        ):
            told(
                asked(api, "GET", f"orders/{placed['number']}", X_Order_Token=placed["token"]), (reason, rule)
            )
        told(shop_pages(gift, "return/"), (Reason.GIFT_GOES_ALONG, "A-50"))
    builders.at_clock(SOON + timedelta(days=40))
    token = orders.link_token(gift)
    with nothing_moves():
        late = asked(api, "GET", f"orders/{gift.number}", X_Order_Token=token)
    told(late, (Reason.WITHDRAWAL_OVER, "A-01"))


@pytest.mark.rule("RET-06", "RET-10", "RET-13", "RET-15", "A-08")
@tells(
    Reason.NOT_RECEIVED_BACK, Reason.VERDICT_WANTS_REASON, Reason.RETURN_SENT, Reason.WITHDRAWAL_STANDS,
    Reason.RETURN_NOT_OPEN, Reason.ALREADY_JUDGED, Reason.NOT_SENT_BACK, Reason.NOT_WAITING, Reason.HANDED_IN_LATE,
    Reason.FIELD_MISSING, Reason.NOT_FOUND,
)  # fmt: skip
def test_a_return_that_is_too_far_on_is_neither_cancelled_nor_judged_twice() -> None:
    order, api, two = ship.a_delivered_order(lines=((ship.KNIT, 2), (ship.SHIRT, 1))), Api(), at_the_desk()
    api.token(Role.WAREHOUSE), api.token(Role.ADVISOR)
    builders.at_clock(SOON)
    first, late, shirt = ship.ids(order)

    def registered(piece: UUID) -> UUID:
        return returns.register_return(
            order_number=order.number, pieces=[(piece, "")], pickup=None, actor=GUEST, at=SOON
        ).id

    def judged(verdict: str) -> tuple[str, str]:
        pieces = [{"id": str(first), "verdict": verdict}]
        return asked(api, "POST", f"desk/returns/{known}/inspection", {"pieces": pieces}, role=Role.WAREHOUSE)

    def cancelled(one: UUID) -> tuple[str, str]:
        return both(two, f"/desk/orders/{order.number}/returns/{one}/cancellation/")

    packer = at_the_desk(Role.WAREHOUSE, Role.ADMIN)
    known, slow, withdrawn = registered(first), registered(late), registered(shirt)
    statement = {"name": "Jeanne Exemple", "contract": order.number, "email": cast.JEANNE_EMAIL}
    api.post("withdrawals", statement | {"pieces": [str(shirt)]}, status=201)
    ship.work()
    with nothing_moves():
        told(judged("accepted"), (Reason.NOT_RECEIVED_BACK, "RET-10"))
        told(cancelled(withdrawn), (Reason.WITHDRAWAL_STANDS, "A-08"))
        nobody = f"desk/returns/{uuid4()}"
        told(asked(api, "DELETE", nobody, role=Role.ADVISOR), (Reason.NOT_FOUND, None))
    returns.receive_return(return_id=known, pieces=[first], actor=HAND, at=SOON)
    with nothing_moves():
        told(cancelled(known), (Reason.RETURN_SENT, "RET-13"))
        told(judged("refused"), (Reason.VERDICT_WANTS_REASON, "RET-06"))
    refusal = returns.VerdictIn(piece=first, verdict=Verdict.REFUSED, reason="Worn outside.")
    returns.inspect_return(return_id=known, verdicts=[refusal], actor=HAND, at=SOON)
    held = f"/desk/returns/{known}/held/{first}/"
    with nothing_moves():
        told(cancelled(known), (Reason.RETURN_NOT_OPEN, "RET-13"))
        told(judged("accepted"), (Reason.ALREADY_JUDGED, "RET-10"))
        told(both(packer, f"{held}label/"), (Reason.NOT_SENT_BACK, "RET-06"))
    post(two[0], f"{held}choice/", choice=HeldChoice.COLLECT)
    with nothing_moves():
        told(both(packer, held), (Reason.FIELD_MISSING, "RET-06"))
    post(packer[0], held, reference="Jeanne, with her passport")
    with nothing_moves():
        told(both(two, f"{held}choice/", choice=HeldChoice.GIVE_UP), (Reason.NOT_WAITING, "RET-06"))
        (back,) = [row for row in known_returns.returns_of(order_number=order.number) if row.id == known]
        link = f"orders/{orders.link_token(order)}/return/{back.number}/refused/"
        answers = [
            Client().post(f"/{store}/{link}", {f"choice-{first}": "send_back"})
            for store in ("en-fr", "fr-fr")
        ]
        english, french = (words(answer.content.decode()) for answer in answers)
        told((english, french), (Reason.NOT_WAITING, None))
    weeks = SOON + timedelta(days=20)
    builders.at_clock(weeks)
    returns.receive_return(return_id=slow, pieces=[late], actor=HAND, at=weeks)
    told(
        (page(two[0], f"/desk/returns/{slow}/"), page(two[1], f"/desk/returns/{slow}/")),
        (Reason.HANDED_IN_LATE, None),
    )


@pytest.mark.rule("A-12", "A-27", "CLM-01", "CLM-04", "CLM-05", "CLM-06", "CLM-07")
@tells(
    Reason.CARE_NOT_FOLLOWED, Reason.NOTHING_TO_RESEND, Reason.NOT_ALLOWED, Reason.CLAIM_DECIDED, Reason.CLAIM_OWN,
    Reason.CLAIM_WITHOUT_ORDER, Reason.NOT_WITH_CUSTOMER, Reason.LABEL_REMOVED, Reason.CLAIM_WINDOW_OVER,
)  # fmt: skip
def test_a_verdict_that_a_rule_forbids_is_not_given() -> None:
    order, two = ship.a_delivered_order(lines=((ship.KNIT, 4),)), at_the_desk()
    builders.at_clock(SOON)

    def verdict(on: ClaimView, outcome: Outcome, said: str = "We looked.", **form: str) -> tuple[str, str]:
        return both(two, f"/desk/claims/{on.id}/verdict/", outcome=outcome, words=said, **form)

    known = claim(order, 0)
    looked_into = claim(order, 1, kind=ClaimKind.IN_USE)
    decide(looked_into.id, Outcome.QUALITY)
    nameless = claim(
        order,
        kind=ClaimKind.WRONG_ITEM,
        order_number="",
        proved=False,
        references=("X",),
        email=cast.JEANNE_EMAIL,
    )
    away, _parcel = ship.a_shipped_order()
    builders.at_clock(SOON)
    missing = claim(away, 0, kind=ClaimKind.MISSING)
    builders.count_to(ship.KNIT, 0)
    with nothing_moves():
        told(verdict(known, Outcome.REFUSED, " "), (Reason.VERDICT_WANTS_REASON, "A-27"))
        told(verdict(known, Outcome.REFUND, cause="care"), (Reason.CARE_NOT_FOLLOWED, "CLM-07"))
        told(verdict(known, Outcome.RESEND), (Reason.NOTHING_TO_RESEND, "A-12"))
        told(verdict(looked_into, Outcome.REPAIR), (Reason.NOT_ALLOWED, "CLM-06"))
        told(verdict(nameless, Outcome.REFUND), (Reason.CLAIM_WITHOUT_ORDER, "CLM-04"))
        told(verdict(missing, Outcome.SEND_BACK), (Reason.NOT_WITH_CUSTOMER, "A-12"))
        api, form = Api(), {"kind": "damaged", "order_number": order.number}
        texts = []
        for language in ("en", "fr"):
            headers = {"X-Order-Token": orders.link_token(order), "Accept-Language": language}
            rows = api.http.post("/api/v1/claims", form, headers=headers).json()["refused"]
            texts.append(" | ".join(f"{row['message']} {row['rule']}" for row in rows))
        told((texts[0], texts[1]), (Reason.FIELD_MISSING, "CLM-01"))
    own = [
        claims.make_claim(said=said(order, place), actor=ship.ADVISOR, at=SOON + timedelta(hours=2))
        for place in (2, 3)
    ]
    for client, each in zip(two, own, strict=True):
        post(client, f"/desk/claims/{each.id}/verdict/", outcome=Outcome.REFUSED, words="We looked.")
    with nothing_moves():
        told(verdict(own[0], Outcome.REFUND), (Reason.CLAIM_DECIDED, "CLM-06"))
    for each in own:
        claims.contest_claim(claim_id=each.id, words="Look again", photos=(), actor=GUEST, at=SOON)
    with nothing_moves():
        english, french = (
            post(client, f"/desk/claims/{each.id}/verdict/", outcome=Outcome.REFUND, words="Again.")
            for client, each in zip(two, own, strict=True)
        )
        told((english, french), (Reason.CLAIM_OWN, "A-12"))
    old = ship.a_delivered_order(lines=((ship.SHIRT, 1),))
    years = ship.ARRIVED + timedelta(days=3 * 365)
    builders.at_clock(years)
    late = claims.make_claim(said=said(old, 0, label_attached=False), actor=GUEST, at=years)
    path = f"/desk/claims/{late.id}/"
    two = (
        sign_in(f"{Role.ADVISOR}@example.org", later=1),
        sign_in(f"{Role.SENIOR_ADVISOR}@example.org", later=1),
    )
    told(
        (page(two[0], path), page(two[1], path)),
        (Reason.LABEL_REMOVED, "CLM-05"),
        (Reason.CLAIM_WINDOW_OVER, "A-12"),
    )


@pytest.mark.rule("C-15", "C-23")
@tells(
    Reason.GESTURE_AMOUNT, Reason.GESTURE_TOO_LARGE, Reason.GESTURE_ENVELOPE, Reason.GESTURE_FREE,
    Reason.GESTURE_NOT_CHARGED, Reason.REFUND_DISPUTED,
)  # fmt: skip
def test_a_gesture_that_cannot_be_made_says_what_stands_in_its_way() -> None:
    order, two = ship.a_delivered_order(), at_the_desk()
    free = ship.a_delivered_order(service=Service.STANDARD, lines=((ship.KNIT, 2),))
    waits = ship.a_released_order()
    builders.at_clock(SOON)
    taken_back(free, 0, Verdict.ACCEPTED)
    ship.work()

    def give(on: ship.Order, **form: object) -> tuple[str, str]:
        whole = {
            "piece": ship.ids(on)[0],
            "amount": "20.00",
            "reason": "Late",
            "words": "Sorry.",
            "do": "give",
        }
        return both(two, f"/desk/orders/{on.number}/gestures/", **whole | form)

    with nothing_moves():
        told(give(order, amount="a lot"), (Reason.GESTURE_AMOUNT, "C-23"))
        told(
            give(order, amount="2000"), (Reason.GESTURE_TOO_LARGE, "C-23"), (Reason.GESTURE_ENVELOPE, "C-23")
        )
        told(give(order, piece=uuid4()), (Reason.NOT_FOUND, "C-23"))
        told(give(order, words=" "), (Reason.FIELD_MISSING, "C-23"))
        told(give(free, piece="delivery"), (Reason.GESTURE_FREE, "C-23"))
        told(give(free), (Reason.ALREADY_REFUNDED, "C-23"))
        told(give(waits), (Reason.GESTURE_NOT_CHARGED, "C-23"))
        for text in give(order, words=" "):
            assert "words »" not in text
            assert "“words”" not in text
    (payment,) = payments.payments_of(order_number=order.number)
    provider("/disputes", payment_intent=payment.provider_ref, amount=1000)
    payment_services.find_disputes(since=ship.AT, actor=ship.ADVISOR, at=SOON)
    with nothing_moves():
        told(give(order), (Reason.REFUND_DISPUTED, "C-15"))


@pytest.mark.rule("C-24")
@tells(
    Reason.ACCOUNT_HOLDER, Reason.ACCOUNT_NUMBER, Reason.BANK_CODE, Reason.IBAN_WRONG, Reason.ACCOUNT_WANTED,
    Reason.ACCOUNT_UNSEEN, Reason.ACCOUNT_GIVEN, Reason.TRANSFER_NOT_SENT, Reason.TRANSFER_NOT_NOW,
    Reason.TRANSFER_UNSURE, Reason.TRANSFER_PROVIDER_PAID,
)  # fmt: skip
def test_a_transfer_waits_for_its_account_a_second_pair_of_eyes_and_a_certain_provider() -> None:
    number = closed.refused_refund()
    transfer = closed.planned(number)
    two = at_the_desk(Role.FINANCE, Role.ADMIN)
    path = f"/desk/transfers/{transfer.id}/"
    wrong = {"holder": "1", "number": "12", "code": "x"}
    right = {"holder": "Jeanne Exemple", "iban": closed.IBAN}
    with nothing_moves():
        told(
            both(two, f"{path}account/", **wrong),
            (Reason.ACCOUNT_HOLDER, "C-24"),
            (Reason.ACCOUNT_NUMBER, "C-24"),
            (Reason.BANK_CODE, "C-24"),
        )
        told(both(two, f"{path}account/", holder="Jeanne Exemple", iban="FR00"), (Reason.IBAN_WRONG, "C-24"))
        told(both(two, f"{path}open/"), (Reason.ACCOUNT_WANTED, "C-24"))
        told(both(two, f"{path}returned/", why="AC04"), (Reason.TRANSFER_NOT_SENT, "C-24"))
        told(both(two, f"{path}stop/"), (Reason.TRANSFER_NOT_NOW, "C-24"))
    closed.give(transfer)
    with nothing_moves():
        told(both(two, f"{path}account/", **right), (Reason.ACCOUNT_GIVEN, "C-24"))
        told(both(two, f"{path}sent/", reference="SCT-1"), (Reason.ACCOUNT_UNSEEN, "C-24"))
        provider(mode="down")
        try:
            told(both(two, f"{path}open/"), (Reason.TRANSFER_UNSURE, "C-24"))
        finally:
            provider("/reset")
    refund_late(number)
    english = post(two[0], f"{path}open/")
    with nothing_moves():
        french = post(two[1], f"{path}open/")
        told((english, french), (Reason.TRANSFER_PROVIDER_PAID, "C-24"))


@pytest.mark.rule("C-24")
@tells(Reason.REFUND_OWN, Reason.REFUND_DECIDED)
def test_who_typed_the_account_does_not_send_it_and_what_was_sent_is_not_sent_again() -> None:
    two = at_the_desk(Role.FINANCE, Role.ADMIN)
    paths = [f"/desk/transfers/{closed.planned(closed.refused_refund()).id}/" for _person in two]
    for client, path in zip(two, paths, strict=True):
        post(client, f"{path}account/", holder="Jeanne Exemple", iban=closed.IBAN)
    with nothing_moves():
        english, french = (post(client, f"{path}open/") for client, path in zip(two, paths, strict=True))
        told((english, french), (Reason.REFUND_OWN, "C-24"))
    post(two[1], f"{paths[0]}open/")
    post(two[1], f"{paths[0]}sent/", reference="SCT-1")
    with nothing_moves():
        told(both(two, f"{paths[0]}sent/", reference="SCT-2"), (Reason.REFUND_DECIDED, "C-24"))
