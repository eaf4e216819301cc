"""A refund that a closed card refuses goes by bank transfer: asked for, sealed, sent by another, and never paid twice (C-24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.conf import settings

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.cases import tasks as cases_tasks
from comptoir.core.actors import HOUSE
from comptoir.infra import queue
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing import queries as invoicing
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets
from comptoir.notices.models import Message
from comptoir.payments import queries as payments
from comptoir.payments import services
from comptoir.payments.gateways.base import Movement
from comptoir.payments.gateways.stripe import StripeGateway
from comptoir.payments.models import BankTransfer
from comptoir.returns import queries as returns
from tests import builders, cast
from tests.api.calls import OUTSIDE, books, provider
from tests.apps.fulfilment import ship
from tests.apps.payments import closed
from tests.apps.payments.closed import BACK, FINANCE, IBAN, KNIT, OTHER, give, now, planned, refused_refund

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("C-24")]


def refusals(verb: Callable[[], object]) -> list[str]:
    with pytest.raises(NotPossible) as refused:
        verb()
    return [known.reason for known in refused.value.refusals]


def refund_late(number: str) -> None:
    """The bank behind the closed card takes the refund after all, and the provider says so in its books."""
    (payment,) = payments.payments_of(order_number=number)
    answer = OUTSIDE.post(
        f"{settings.PAYMENT_URL}/v1/refunds",
        data={"payment_intent": payment.provider_ref, "amount": str(KNIT), "metadata[late]": "yes"},
        headers={"Authorization": f"Bearer {settings.PAYMENT_KEY}"},
    )
    assert answer.status_code == 200, answer.text


def sound(*, but: frozenset[str] = frozenset()) -> None:
    broken = {known.id: cases.check_invariant(invariant=known) for known in cases.INVARIANTS}
    assert {name for name, things in broken.items() if things} == but


def kinds(number: str) -> list[str]:
    cases_tasks.open_cases_for_trouble()
    return sorted(case.kind for case in cases.open_cases(order_number=number))


def letters(number: str) -> list[str]:
    return list(Message.objects.filter(order_number=number).order_by("id").values_list("kind", flat=True))


def test_a_refused_refund_goes_by_transfer_and_the_customer_knows_the_account_by_its_end() -> None:
    number = refused_refund()
    (refund,) = payments.effects_of(order_number=number).filter(kind="refund")
    assert (refund.state, refund.failure) == ("failed", "expired_or_canceled_card")
    transfer = planned(number)
    assert (transfer.amount, transfer.due_at, transfer.planned_by) == (KNIT, refund.due_at, "advisor")
    assert kinds(number) == []
    letter = Message.objects.get(kind="refund_account")
    token = letter.facts["account_link"].rstrip("/").rsplit("/", 1)[1]
    found = payments.transfer_by_link(token=token)
    assert found is not None
    assert found.id == transfer.id
    give(transfer)
    account = services.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    assert (account.iban, account.holder) == (IBAN, "Jeanne Exemple")
    services.confirm_transfer(transfer_id=transfer.id, reference="SCT-0815", actor=FINANCE, at=BACK)
    ship.work()
    # Nothing of it went by the provider; the ledger has it on the bank's account.
    assert [row for row in books(number) if row[0] == "refund"] == []
    balances = payments.balances(order_number=number)
    assert (balances["bank", "EUR"], balances["customer", "EUR"]) == (-KNIT, 0)
    (payment,) = payments.payments_of(order_number=number)
    assert (payment.refunded, payment.refunding) == (KNIT, 0)
    (known,) = returns.returns_of(order_number=number)
    statement = returns.refund_statement(return_id=known.id)
    assert statement is not None
    assert [(leg.method, leg.amount, leg.state, leg.ending, leg.reference) for leg in statement.legs] == [
        ("transfer", KNIT, "done", "2606", "SCT-0815")
    ]
    sent = Message.objects.get(kind="refund_sent")
    assert (sent.facts["method"], sent.facts["ending"]) == ("transfer", "2606")
    assert "document_url" in sent.facts
    verbs = [entry.verb for entry in journal.entries_for_order(number=number)]
    assert [verb for verb in verbs if "account" in verb or "transfer" in verb] == [
        "transfer_planned", "account_given", "account_opened", "transfer_confirmed",
    ]  # fmt: skip
    sound()


def test_the_account_is_sealed_and_forgotten_once_it_is_paid() -> None:
    transfer = planned(refused_refund())
    give(transfer)
    row = BankTransfer.objects.get()
    assert row.sealed
    for secret in (IBAN, "Jeanne", "2004"):
        assert secret not in row.sealed
    services.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    services.confirm_transfer(transfer_id=transfer.id, reference="SCT-1", actor=FINANCE, at=BACK)
    row.refresh_from_db()
    assert (row.sealed, row.ending, row.erased_at) == ("", "2606", BACK)
    everything = " ".join(map(str, journal.entries_for_order(number=transfer.order_number)))
    assert IBAN not in everything


def test_who_planned_it_or_typed_the_account_does_not_carry_it_out() -> None:
    number = refused_refund()
    case_services.plan_transfer(case_id=closed.case_of(number), actor=FINANCE, at=BACK)
    (transfer,) = payments.transfers_waiting()
    give(transfer, by=cast.ADMIN)
    for actor in (FINANCE, cast.ADMIN):
        who = {"transfer_id": transfer.id, "actor": actor, "at": BACK}
        assert refusals(partial(services.open_account, **who)) == ["refund_own"]
        assert refusals(partial(services.confirm_transfer, reference="x", **who)) == ["refund_own"]
    services.open_account(transfer_id=transfer.id, actor=OTHER, at=BACK)
    services.confirm_transfer(transfer_id=transfer.id, reference="SCT-1", actor=OTHER, at=BACK)
    sound()


def test_what_is_not_in_its_turn_is_refused_and_nothing_has_moved() -> None:
    number = refused_refund()
    transfer = planned(number)
    open_it = partial(services.open_account, transfer_id=transfer.id, actor=FINANCE, at=BACK)
    send = partial(services.confirm_transfer, transfer_id=transfer.id, actor=FINANCE, at=BACK)
    assert refusals(open_it) == ["account_wanted"]
    assert refusals(partial(send, reference="SCT-1")) == ["account_unseen"]
    assert refusals(lambda: give(transfer, "FR1420041010050500013M02607")) == ["iban_wrong"]
    give(transfer)
    assert refusals(lambda: give(transfer)) == ["account_given"]
    open_it()
    assert refusals(partial(send, reference=" ")) == ["field_missing"]
    assert payments.balances(order_number=number).get(("bank", "EUR"), 0) == 0
    send(reference="SCT-1")
    assert refusals(partial(send, reference="SCT-2")) == refusals(open_it) == ["refund_decided"]
    assert payments.balances(order_number=number)["bank", "EUR"] == -KNIT


def test_a_wrong_account_is_asked_for_again_by_a_new_link() -> None:
    transfer = planned(refused_refund())
    give(transfer)
    row = BankTransfer.objects.get()
    old = payments.transfer_token(transfer=row)
    case_services.ask_account_again(transfer_id=transfer.id, actor=cast.ADVISOR, at=BACK)
    assert payments.transfer_by_link(token=old) is None
    assert (now(transfer).ending, now(transfer).opened_at) == ("", None)
    assert letters(transfer.order_number).count("refund_account") == 2
    give(transfer, "DE89370400440532013000")
    assert now(transfer).ending == "3000"


def test_its_day_is_watched_and_the_same_money_is_not_given_twice() -> None:
    number = refused_refund()
    transfer = planned(number)
    assert transfer.due_at is not None
    builders.at_clock(transfer.due_at)
    assert kinds(number) == ["transfer_waits"]
    (payment,) = payments.payments_of(order_number=number)
    assert (payment.refunding, payments.given_by_verdict(order_number=number)) == (KNIT, KNIT)
    assert payments.refunds_waiting().count() == 0
    give(transfer)
    services.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    services.confirm_transfer(transfer_id=transfer.id, reference="SCT-1", actor=FINANCE, at=BACK)
    assert kinds(number) == []


def test_a_refund_that_a_person_declined_is_not_sent_by_transfer() -> None:
    number = refused_refund()
    (refund,) = payments.effects_of(order_number=number).filter(kind="refund")
    known = closed.case_of(number)
    refund.failure = "declined"
    refund.save(update_fields=["failure"])
    verb = partial(case_services.plan_transfer, case_id=known, actor=cast.ADVISOR, at=BACK)
    assert refusals(verb) == ["transfer_not_now"]
    assert closed.case_of(number) == known


def test_late_news_before_anybody_went_to_the_bank_makes_it_the_providers_refund() -> None:
    number = refused_refund()
    transfer = planned(number)
    give(transfer)
    refund_late(number)
    verb = partial(services.open_account, transfer_id=transfer.id, actor=FINANCE, at=BACK)
    assert refusals(verb) == ["transfer_provider_paid"]
    assert [row for row in books(number) if row[0] == "refund"] == [("refund", KNIT)]
    balances = payments.balances(order_number=number)
    assert (balances.get(("bank", "EUR"), 0), balances["customer", "EUR"]) == (0, 0)
    states = payments.effects_of(order_number=number).values_list("kind", "state")
    assert set(states) >= {("refund", "done"), ("transfer", "dropped")}
    assert BankTransfer.objects.get().sealed == ""
    assert kinds(number) == ["refund_late"]
    cases_tasks.open_cases_for_trouble()
    assert kinds(number) == ["refund_late"]
    ship.work()
    assert letters(number).count("refund_sent") == 1
    case_services.reconcile(by="stripe", actor=HOUSE, at=BACK + timedelta(days=1))
    assert [kind for kind in kinds(number) if kind.startswith("books_")] == []
    sound()


def test_late_news_is_found_without_anybody_looking() -> None:
    number = refused_refund()
    transfer = planned(number)
    refund_late(number)
    services.look_for_all_late(at=BACK)
    assert (now(transfer).state, now(transfer).late_at) == ("dropped", BACK)
    services.look_for_all_late(at=BACK)
    assert payments.balances(order_number=number)["customer", "EUR"] == 0


def test_the_provider_is_asked_for_its_books_once_for_all_transfers(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = [planned(refused_refund()) for _ in range(3)]
    refund_late(waiting[1].order_number)
    asked: list[datetime] = []
    real = StripeGateway.movements

    def ask(self: StripeGateway, *, since: datetime, until: datetime) -> tuple[Movement, ...]:
        asked.append(since)
        return real(self, since=since, until=until)

    monkeypatch.setattr(StripeGateway, "movements", ask)
    services.look_for_all_late(at=BACK)
    assert [now(transfer).state for transfer in waiting] == ["waiting", "dropped", "waiting"]
    assert len(asked) == 1


def test_late_news_while_somebody_is_at_the_bank_is_put_before_a_person() -> None:
    number = refused_refund()
    transfer = planned(number)
    give(transfer)
    services.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    refund_late(number)
    services.look_for_all_late(at=BACK)
    assert (now(transfer).state, kinds(number)) == ("waiting", ["refund_late"])
    # It had not left: it stays.
    services.stop_transfer(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    assert now(transfer).state == "dropped"
    assert payments.balances(order_number=number)["customer", "EUR"] == 0
    sound()


def test_late_news_after_it_was_sent_has_its_case_and_differs_in_the_comparison_of_books() -> None:
    number = refused_refund()
    transfer = planned(number)
    give(transfer)
    services.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    services.confirm_transfer(transfer_id=transfer.id, reference="SCT-1", actor=FINANCE, at=BACK)
    refund_late(number)
    services.look_for_all_late(at=BACK)
    case_services.reconcile(by="stripe", actor=HOUSE, at=BACK + timedelta(days=1))
    assert kinds(number) == ["books_missing_here", "refund_late"]
    # What we booked is what we did; the provider's money is a person's to claim back.
    assert payments.balances(order_number=number)["bank", "EUR"] == -KNIT


def test_while_the_provider_is_silent_nobody_goes_to_the_bank() -> None:
    transfer = planned(refused_refund())
    give(transfer)
    provider(mode="down")
    try:
        verb = partial(services.open_account, transfer_id=transfer.id, actor=FINANCE, at=BACK)
        assert refusals(verb) == ["transfer_unsure"]
    finally:
        ship.mend()
    assert now(transfer).opened_at is None


def test_the_accountants_file_has_transfers_on_the_bank() -> None:
    transfer = planned(refused_refund())
    give(transfer)
    services.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    services.confirm_transfer(transfer_id=transfer.id, reference="SCT-1", actor=FINANCE, at=BACK)
    queue.run_waiting()
    later = builders.moment("2026-12-02T08:00:00+00:00")
    services.close_days(at=later)
    policy = markets.current_policy(at=later)
    lines = invoicing.fec_lines(
        policy=policy, entity="MEX", first=builders.MONDAY.date().replace(day=1), last=later.date()
    )
    rows = [line.rstrip("\r\n").split("\t") for line in lines][1:]
    assert [row[12] for row in rows if row[4] == "512000"] == ["290,00"]
    debit, credit = (sum(Decimal(row[place].replace(",", ".")) for row in rows) for place in (11, 12))
    assert debit == credit


def sent(number: str) -> payments.TransferView:
    """A transfer that has left the bank, of which its customer knows."""
    transfer = planned(number)
    give(transfer)
    services.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    services.confirm_transfer(transfer_id=transfer.id, reference="SCT-1", actor=FINANCE, at=BACK)
    ship.work()
    return transfer


def test_what_the_bank_sends_back_is_owed_again_by_an_entry_of_its_own_and_goes_to_another_account() -> None:
    number = refused_refund()
    transfer = sent(number)
    send_back = partial(case_services.return_transfer, transfer_id=transfer.id, actor=FINANCE, at=BACK)
    send_back(why="AC04 account closed")
    (payment,) = payments.payments_of(order_number=number)
    assert (payment.refunded, payment.refunding) == (0, KNIT)
    balances = payments.balances(order_number=number)
    assert (balances["bank", "EUR"], balances["customer", "EUR"]) == (0, -KNIT)
    again = now(transfer)
    assert (again.state, again.due_at, again.returned, again.returned_why) == (
        "waiting", transfer.due_at, 1, "AC04 account closed",
    )  # fmt: skip
    assert (again.ending, again.opened_at) == ("", None)
    assert "transfer_returned" in ship.verbs(ship.known(number))
    assert letters(number).count("refund_account") == 2
    sound()
    assert transfer.due_at is not None
    builders.at_clock(transfer.due_at)
    assert kinds(number) == ["transfer_waits"]
    give(transfer, "DE89370400440532013000")
    services.open_account(transfer_id=transfer.id, actor=OTHER, at=transfer.due_at)
    services.confirm_transfer(transfer_id=transfer.id, reference="SCT-2", actor=OTHER, at=transfer.due_at)
    ship.work()
    assert kinds(number) == []
    balances = payments.balances(order_number=number)
    assert (balances["bank", "EUR"], balances["customer", "EUR"]) == (-KNIT, 0)
    assert letters(number).count("refund_sent") == 2
    sound()


def test_only_a_transfer_that_left_comes_back_and_only_with_its_reason() -> None:
    number = refused_refund()
    transfer = planned(number)
    send_back = partial(case_services.return_transfer, transfer_id=transfer.id, actor=FINANCE, at=BACK)
    assert refusals(partial(send_back, why="AC04")) == ["transfer_not_sent"]
    give(transfer)
    services.open_account(transfer_id=transfer.id, actor=FINANCE, at=BACK)
    services.confirm_transfer(transfer_id=transfer.id, reference="SCT-1", actor=FINANCE, at=BACK)
    assert refusals(partial(send_back, why=" ")) == ["field_missing"]
    assert payments.balances(order_number=number)["bank", "EUR"] == -KNIT
    send_back(why="AC04")
    assert refusals(partial(send_back, why="AC04")) == ["transfer_not_sent"]
    assert payments.balances(order_number=number)["bank", "EUR"] == 0
    sound()


def test_what_comes_back_after_the_provider_paid_is_no_longer_owed() -> None:
    number = refused_refund()
    transfer = sent(number)
    refund_late(number)
    services.look_for_all_late(at=BACK)
    case_services.return_transfer(transfer_id=transfer.id, why="AC04", actor=FINANCE, at=BACK)
    assert now(transfer).state == "dropped"
    (payment,) = payments.payments_of(order_number=number)
    assert (payment.refunded, payment.refunding) == (KNIT, 0)
    assert payments.balances(order_number=number)["bank", "EUR"] == 0
    assert letters(number).count("refund_account") == 1
    sound()
