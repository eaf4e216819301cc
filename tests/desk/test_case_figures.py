"""What the inbox comes to: counted by hand here, drawn and written there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.cases import queries, services
from comptoir.cases.queries import Topic
from comptoir.core.actors import Role
from comptoir.core.teams import LEAST_ANSWERS
from comptoir.markets import queries as markets
from tests import builders, cast
from tests.desk.selling import signed_in
from tests.desk.test_orders import text_of

pytestmark = pytest.mark.usefixtures("house")
AT = builders.MONDAY
DAY = timedelta(days=1)


def written(
    place: int, *, topic: Topic = Topic.PRODUCT, about: str = "", answered: int | None = None
) -> None:
    """A message; answered after so many days, and resolved by that."""
    message = services.Message(
        topic=topic,
        name="Zoë",
        email=f"zoe{place}@example.org",
        language="en",
        country="FR",
        text="?",
        about=about,
    )
    case = queries.case_by_number(number=services.take_message(message=message, at=AT))
    assert case
    if answered is not None:
        at = AT + answered * DAY
        services.answer_case(
            case_id=case.id, text="Yes.", read_until=case.read_until, actor=cast.ADVISOR, at=at
        )
        services.resolve_case(case_id=case.id, text="told", actor=cast.ADVISOR, at=at)


def test_answers_ages_and_products_are_counted() -> None:
    written(1, about="me-26w-kn014-0410", answered=0)
    written(2, about="ME-26W-KN014, the green one", answered=1)
    written(3, topic=Topic.RETURN, about="ME-26W-KN014", answered=7)
    written(4, about="a skirt")
    at = AT + 8 * DAY
    known = queries.case_figures(since=AT - DAY, at=at, policy=markets.current_policy(at=at))
    assert (known.answered, known.usual) == ((1, 1, 0, 1), None)
    assert (known.at_first, known.resolved) == (3, 3)
    assert known.open_by_age == (0, 0, 0, 1)
    assert known.topics == ((Topic.PRODUCT, 3), (Topic.RETURN, 1))
    assert known.products == (("ME-26W-KN014", ((Topic.PRODUCT, 2), (Topic.RETURN, 1))),)
    later = queries.case_figures(since=at, at=at, policy=markets.current_policy(at=at))
    assert (later.answered, later.resolved, later.topics) == ((0, 0, 0, 0), 0, ())


def test_half_of_twenty_answers_is_told_in_working_hours() -> None:
    auditor = signed_in(Role.AUDITOR)
    for place in range(LEAST_ANSWERS - 1):
        written(place, answered=place % 3)
    assert "Half of the first answers" not in text_of(auditor, "/desk/cases/figures/")
    written(LEAST_ANSWERS, answered=2)
    at = AT + 8 * DAY
    known = queries.case_figures(since=AT - DAY, at=at, policy=markets.current_policy(at=at))
    assert known.usual == timedelta(hours=9)
    page = text_of(auditor, "/desk/cases/figures/")
    assert "Half of the first answers came within 9 working hours." in page


def test_the_desk_draws_them_and_writes_the_same_beneath() -> None:
    auditor = signed_in(Role.AUDITOR)
    empty = text_of(auditor, "/desk/cases/figures/")
    assert "No case was resolved in this time." in empty
    assert "<rect" not in empty
    written(1, about="ME-26W-KN014", answered=0)
    written(2)
    page = text_of(auditor, "/desk/cases/figures/")
    assert "1 of 1 resolved cases were settled by the first answer." in page
    assert '<rect x="8" y="4" width="44" height="96" />' in page
    assert 'href="/desk/products/ME-26W-KN014/"' in page
