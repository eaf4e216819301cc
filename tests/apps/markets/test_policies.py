"""Policies are published in versions; one is in force at a time, and an old one stays as it was."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from comptoir.core.actors import HOUSE
from comptoir.core.policy_file import PolicyError
from comptoir.journal import queries as journal
from comptoir.markets import queries, services
from comptoir.markets.models import PolicyVersion
from comptoir.markets.queries import NoPolicy

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
TEXT = (settings.PROFILE / "house.toml").read_text()


def house(**changes: object) -> dict[str, Any]:
    """The shipped profile with other values at dotted paths, written with two underscores."""
    data: dict[str, Any] = tomllib.loads(TEXT)
    for path, value in changes.items():
        *tables, key = path.split("__")
        table = data
        for name in tables:
            table = table[name]
        table[key] = value
    return data


def publish(data: dict[str, Any], *, starts: datetime = AT, at: datetime = AT) -> int:
    return services.publish_policy(policy_data=data, effective_from=starts, actor=HOUSE, at=at).number


def test_a_version_is_in_force_from_its_moment_on() -> None:
    publish(house())
    publish(house(returns__days=30), starts=AT + DAY)
    before, after = (queries.current_policy(at=at) for at in (AT + DAY - timedelta(microseconds=1), AT + DAY))
    assert (before.version, before.returns.days) == (1, 14)
    assert (after.version, after.returns.days) == (2, 30)
    assert queries.policy_version(number=1) == before


def test_before_the_first_version_there_is_none() -> None:
    publish(house())
    with pytest.raises(NoPolicy):
        queries.current_policy(at=AT - DAY)
    with pytest.raises(NoPolicy):
        queries.policy_version(number=2)


def test_the_same_policy_again_is_the_version_there_is() -> None:
    assert [publish(house()), publish(house(), starts=AT + DAY)] == [1, 1]
    assert len(journal.entries_about(kind="policy", subject_id=1)) == 1


def test_a_wrong_policy_names_its_lines_and_publishes_nothing() -> None:
    text = TEXT.replace("cancellation_minutes = 30", 'cancellation_minutes = "soon"')
    with pytest.raises(PolicyError) as refused:
        services.publish_policy(
            policy_data=tomllib.loads(text), effective_from=AT, actor=HOUSE, at=AT, text=text
        )
    (problem,) = refused.value.problems
    assert problem.path == "checkout.cancellation_minutes"
    assert problem.line is not None
    assert "cancellation_minutes" in text.splitlines()[problem.line - 1]
    assert PolicyVersion.objects.count() == 0


@pytest.mark.parametrize("starts", [AT - DAY, AT + DAY])
def test_a_policy_changes_neither_the_past_nor_what_a_later_version_took_over(starts: datetime) -> None:
    publish(house(), starts=AT + 2 * DAY)
    with pytest.raises(PolicyError, match="effective_from"):
        publish(house(returns__days=30), starts=starts)
    assert PolicyVersion.objects.count() == 1


def test_one_tiny_query_finds_the_policy_in_force(django_assert_num_queries: Any) -> None:
    publish(house())
    queries.current_policy(at=AT)
    with django_assert_num_queries(1):
        queries.current_policy(at=AT)


def test_an_exported_policy_is_the_policy() -> None:
    publish(house())
    exported = queries.export_policy(number=1)
    assert publish(tomllib.loads(exported)) == 1
    assert "[markets.FR]" in exported
    assert "[[peaks]]" in exported


def test_what_changed_is_listed_by_path() -> None:
    publish(house())
    changed = house(returns__days=30, house__phone="+33 1 99 00 99 99")
    changed["markets"]["FR"]["languages"] = ["fr", "en", "de"]
    gone = min(changed["exclusions"])
    del changed["exclusions"][gone]
    publish(changed)
    changes = {
        change.path: (change.old, change.new)
        for change in queries.policy_changes(
            old=queries.policy_version(number=1), new=queries.policy_version(number=2)
        )
    }
    assert changes.pop("returns.days") == (14, 30)
    assert changes.pop("house.phone") == ("+33 1 99 00 12 34", "+33 1 99 00 99 99")
    assert changes.pop("markets.FR.languages") == (["fr", "en"], ["fr", "en", "de"])
    assert all(path.startswith(f"exclusions.{gone}.") and new is None for path, (_, new) in changes.items())
    assert changes


def test_the_house_rests_when_its_country_does() -> None:
    publish(house())
    policy = queries.current_policy(at=AT)
    assert date(2026, 12, 25) in queries.house_calendar(policy=policy, around=date(2026, 12, 1)).closed
    there = queries.calendar_of(country="US", region="", around=date(2026, 11, 1))
    assert date(2026, 11, 26) in there.closed


def test_a_letter_says_what_law_and_policy_give_in_its_country() -> None:
    publish(house(returns__refund_days=20))
    policy = queries.current_policy(at=AT)

    def terms(country: str) -> dict[str, object]:
        return queries.letter_terms(policy=policy, country=country, language="fr", on=date(2026, 11, 23))

    france, america = terms("FR"), terms("US")
    assert (france["withdrawal_days"], france["withdrawal_refund_days"], france["guarantee_months"]) == (
        14,
        14,
        24,
    )
    assert (america["withdrawal_days"], america["guarantee_months"]) == (None, None)
    assert (france["return_days"], france["refund_days"], france["cancellation_minutes"]) == (14, 20, 30)
    assert france["phone_hours"] == "du lundi au vendredi, de 9 h 30 à 18 h 30 (heure de Paris)"
