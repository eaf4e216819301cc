"""What is over by its term goes, and nothing before; the run says counts and never names."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from comptoir.core.privacy import Keep, months_later
from comptoir.infra import queue
from comptoir.journal import queries as journal
from comptoir.notices import queries as notices
from comptoir.people import services as people
from comptoir.people.models import User
from comptoir.privacy import queries, services
from comptoir.privacy.services import Expired
from tests import builders, cast
from tests.storefront.accounts import EMAIL, a_customer

pytestmark = pytest.mark.usefixtures("house")
DAY = timedelta(days=1)


def counts(rows: tuple[Expired, ...]) -> dict[str, int]:
    """What is over, by table and term."""
    return {f"{row.table} {row.keep}": row.rows for row in rows if row.rows}


def told() -> list[str]:
    """The warnings that Zoë got."""
    queue.run_waiting()
    return [mail.text for mail in notices.outbox(to=EMAIL) if mail.kind == "account_idle"]


def sign_in_at(user: User, at: datetime) -> None:
    people.open_session(user=user, instead_of="", device="", country="FR", way="password", real_at=at, at=at)


@pytest.mark.rule("ACC-11")
def test_marks_against_fraud_go_after_fifteen_months_and_the_contract_after_ten_years() -> None:
    builders.a_delivered_order()
    fraud, contract = (months_later(builders.MONDAY, months) for months in (15, 120))
    assert counts(services.find_expired(at=fraud - DAY)) == {}
    found = counts(services.find_expired(at=fraud + DAY))
    assert found["payments.Payment fraud"] == 1
    assert "orders.Party order" not in found
    before = counts(services.find_expired(at=contract - DAY))
    assert "orders.Party order" not in before
    assert counts(services.find_expired(at=contract + 3 * DAY))["orders.Party order"] == 1


@pytest.mark.rule("ACC-11")
def test_a_trial_changes_nothing_and_the_run_is_in_the_journal_in_counts() -> None:
    builders.a_delivered_order()
    later = months_later(builders.MONDAY, 130)
    found = services.find_expired(at=later)
    assert counts(found) == counts(services.find_expired(at=later))
    assert counts(services.expire(at=later)) == counts(found)
    assert counts(services.find_expired(at=later)) == {}
    assert notices.outbox(to=cast.JEANNE_EMAIL) == ()
    (line,) = journal.entries_about(kind="house", subject_id="house")
    assert line.data == counts(found)
    assert "jeanne" not in str(line).lower()


@pytest.mark.rule("ACC-11")
def test_an_account_that_nobody_uses_goes_thirty_days_after_its_owner_was_told() -> None:
    user = a_customer()
    over = months_later(builders.MONDAY, 36)
    services.expire(at=over - 31 * DAY)
    assert told() == []
    services.expire(at=over - 29 * DAY)
    (letter,) = told()
    assert "24 November 2029" in letter
    services.expire(at=over - 28 * DAY)
    services.expire(at=over + DAY - timedelta(seconds=1))
    assert User.objects.filter(pk=user.pk).exists()
    services.expire(at=over + DAY)
    assert not User.objects.filter(pk=user.pk).exists()
    assert len(told()) == 1


@pytest.mark.rule("ACC-11")
def test_who_comes_back_keeps_the_account_and_is_told_anew_three_years_later() -> None:
    user = a_customer()
    over = months_later(builders.MONDAY, 36)
    services.expire(at=over - 29 * DAY)
    visited = over - 5 * DAY
    sign_in_at(user, visited)
    services.expire(at=over + 40 * DAY)
    assert User.objects.filter(pk=user.pk).exists()
    again = months_later(visited, 36)
    services.expire(at=again + 200 * DAY)  # no run in between
    assert User.objects.filter(pk=user.pk).exists()
    assert len(told()) == 2
    services.expire(at=again + 229 * DAY)
    assert User.objects.filter(pk=user.pk).exists()
    services.expire(at=again + 230 * DAY)
    assert not User.objects.filter(pk=user.pk).exists()


def test_every_term_of_the_table_is_somebody_s() -> None:
    assert {entry.keep for entry in queries.MAP} | {Keep.PROOF, Keep.DOWNLOAD} == set(Keep)
