"""What is over by its term goes, and nothing before; the run says counts and never names."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.core.privacy import Keep, months_later
from comptoir.journal import queries as journal
from comptoir.notices import queries as notices
from comptoir.privacy import queries, services
from comptoir.privacy.services import Expired
from tests import builders, cast

pytestmark = pytest.mark.usefixtures("house")
DAY = timedelta(days=1)


def counts(rows: tuple[Expired, ...]) -> dict[str, int]:
    """What is over, by table and term."""
    return {f"{row.table} {row.keep}": row.rows for row in rows if row.rows}


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


def test_every_term_of_the_table_is_somebody_s() -> None:
    assert {entry.keep for entry in queries.MAP} | {Keep.PROOF, Keep.DOWNLOAD} == set(Keep)
