"""The page of rules says what the code and the tests say, and its list of open rules does not grow."""

from __future__ import annotations

import pytest
from tools import rules_page
from tools.rules_page import CHAPTERS, RULES


def test_the_page_is_what_the_code_says(capsys: pytest.CaptureFixture[str]) -> None:
    status = rules_page.main(["--check"])
    assert status == 0, capsys.readouterr().out


def test_every_rule_stands_in_a_chapter_and_every_chapter_has_rules() -> None:
    assert {rule.rpartition("-")[0] for rule in RULES} == set(CHAPTERS)


def test_every_rule_is_decided_or_told_by_a_help_page() -> None:
    for rule in RULES.values():
        assert rule.meaning.endswith(".")
        assert rule.decided != bool(rule.help)


def test_marks_are_found_wherever_they_stand() -> None:
    source = """
pytestmark = pytest.mark.rule("DEL-01")
@pytest.mark.rule("RET-01", "RET-05")
@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.rule("PAY-05"))])
def test_it(x): ...
"""
    assert sorted(rules_page.marks_in(source)) == ["DEL-01", "PAY-05", "RET-01", "RET-05"]


def test_a_rule_that_opens_again_is_named_and_one_that_closes_is_not() -> None:
    before = "## Open\n\n- DEL-01: no test\n- DEL-02: no code, no test\n"
    assert rules_page.newly_open(page="- DEL-02: no test\n", before=before) == []
    assert rules_page.newly_open(page="- DEL-02: no test\n- I18N-01: no test\n", before=before) == ["I18N-01"]
