"""What looks mistyped: near misses of what is usual, and nothing else."""

from __future__ import annotations

import pytest

from comptoir.core.doubts import lacks_house_number, likely_email


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmai.com", "a@gmail.com"),
        ("a@gmail.co", "a@gmail.com"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@yaho.fr", "a@yahoo.fr"),
        ("a@hotmial.com", "a@hotmail.com"),
        ("a@OUTLOK.com", "a@outlook.com"),
        ("a@maison-exemple.con", "a@maison-exemple.com"),
    ],
)
def test_what_is_nearly_a_usual_mailbox_is_doubted(typed: str, meant: str) -> None:
    assert likely_email(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "a@gmail.com",
        "a@mail.com",
        "a@email.com",
        "a@live.fr",
        "a@maison-exemple.fr",
        "a@gm.co",
        "",
        "a",
        "@",
        "a@",
    ],
)
def test_what_may_well_be_right_is_not(typed: str) -> None:
    assert likely_email(typed) is None


@pytest.mark.parametrize(
    ("country", "lines", "lacks"),
    [
        ("FR", ("rue des Archives", ""), True),
        ("FR", ("12 rue des Archives", ""), False),
        ("FR", ("rue des Archives", "bât. 3"), False),
        ("GB", ("Rose Cottage", ""), False),
        ("FR", ("", ""), False),
    ],
)
def test_a_house_number_is_missed_only_where_every_house_has_one(
    country: str, lines: tuple[str, str], lacks: bool
) -> None:
    assert lacks_house_number(country=country, lines=lines) is lacks
