"""A return whose refund a closed card refuses, and what becomes of it."""

from __future__ import annotations

from uuid import UUID

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.cases import tasks as cases_tasks
from comptoir.core.actors import GUEST, Actor, ActorKind, Role
from comptoir.core.bank_accounts import BankAccount
from comptoir.infra import queue
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments import services
from comptoir.payments.queries import TransferView
from comptoir.returns import services as returns
from tests import builders, cast
from tests.apps.payments.large import BACK

IBAN = "FR1420041010050500013M02606"
FINANCE = Actor(kind=ActorKind.STAFF, id="finance", role=Role.FINANCE)
OTHER = Actor(kind=ActorKind.STAFF, id="other finance", role=Role.FINANCE)
KNIT = 29000


def refused_refund(**wishes: object) -> str:
    """The number of an order of which the knit came back, and whose card is closed by then."""
    number = builders.a_delivered_order(token="card_closed", **wishes).number
    order = orders.order_by_number(number=number)
    assert order is not None
    builders.at_clock(BACK)
    knit = orders.pieces_of(order_id=order.pk)[0].public_id
    known = returns.register_return(
        order_number=number, pieces=[(knit, "")], pickup=None, actor=cast.ADVISOR, at=BACK
    ).id
    returns.receive_return(return_id=known, pieces=[knit], actor=cast.WAREHOUSE, at=BACK)
    verdict = returns.VerdictIn(piece=knit, verdict=returns.Verdict.ACCEPTED)
    returns.inspect_return(return_id=known, verdicts=[verdict], actor=cast.WAREHOUSE, at=BACK)
    queue.run_waiting()
    cases_tasks.open_cases_for_trouble()
    return number


def case_of(number: str) -> UUID:
    """The case of the refund that was refused."""
    (case,) = [case for case in cases.open_cases(order_number=number) if case.kind == "refund_failed"]
    return case.id


def planned(number: str) -> TransferView:
    """The transfer that an advisor has planned instead."""
    case_services.plan_transfer(case_id=case_of(number), actor=cast.ADVISOR, at=BACK)
    (transfer,) = [row for row in payments.transfers_waiting() if row.order_number == number]
    return transfer


def give(transfer: TransferView, iban: str = IBAN, *, by: Actor = GUEST) -> None:
    """The account, from the customer or typed."""
    typed = BankAccount(holder="Jeanne Exemple", iban=iban)
    services.give_account(transfer_id=transfer.id, typed=typed, actor=by, at=BACK)


def now(transfer: TransferView) -> TransferView:
    """The transfer as it is now."""
    found = payments.transfer_view(transfer_id=transfer.id)
    assert found is not None
    return found
