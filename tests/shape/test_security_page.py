"""The page of security answers for each requirement of ASVS 5.0, levels 1 and 2, once; the tests that it names are there."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.shape.reading import ROOT

# The level of each requirement, in its order, by section: V1.2 has ten, of which the last is of level 3.
LEVELS = {
    "V1.1": "22", "V1.2": "1111122223", "V1.3": "112222222223", "V1.4": "222", "V1.5": "123",
    "V2.1": "122", "V2.2": "112", "V2.3": "12223", "V2.4": "23",
    "V3.1": "3", "V3.2": "113", "V3.3": "12223", "V3.4": "11222233", "V3.5": "11122333", "V3.6": "3", "V3.7": "22333",
    "V4.1": "12233", "V4.2": "23333", "V4.3": "22", "V4.4": "1222",
    "V5.1": "2", "V5.2": "112333", "V5.3": "113", "V5.4": "222",
    "V6.1": "122", "V6.2": "111111112222", "V6.3": "11223333", "V6.4": "112233", "V6.5": "22222333",
    "V6.6": "2223", "V6.7": "33", "V6.8": "2222",
    "V7.1": "222", "V7.2": "1111", "V7.3": "22", "V7.4": "11222", "V7.5": "223", "V7.6": "22",
    "V8.1": "1233", "V8.2": "1123", "V8.3": "133", "V8.4": "23",
    "V9.1": "111", "V9.2": "1222",
    "V10.1": "22", "V10.2": "223", "V10.3": "22223", "V10.4": "1111122222233333", "V10.5": "22222", "V10.6": "22",
    "V10.7": "222",
    "V11.1": "2233", "V11.2": "22233", "V11.3": "11233", "V11.4": "1222", "V11.5": "23", "V11.6": "23", "V11.7": "33",
    "V12.1": "12233", "V12.2": "11", "V12.3": "22223",
    "V13.1": "2333", "V13.2": "222223", "V13.3": "2233", "V13.4": "1222233",
    "V14.1": "22", "V14.2": "12223333", "V14.3": "122",
    "V15.1": "12233", "V15.2": "12233", "V15.3": "1222222", "V15.4": "3333",
    "V16.1": "2", "V16.2": "22222", "V16.3": "2222", "V16.4": "222", "V16.5": "2223",
    "V17.1": "23", "V17.2": "22223333", "V17.3": "22",
}  # fmt: skip
ASKED = [
    f"{section}.{number}"
    for section, levels in LEVELS.items()
    for number, level in enumerate(levels, start=1)
    if level in "12"
]
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[a-z_/]+\.py)::(test_[a-z_0-9]+)`")
VERDICTS = ("passes: ", "not applicable: ", "deviation: ")
SUM = re.compile(r"Of 253 requirements (\d+) pass, (\d+) do not apply, (\d+) deviate,")


def page() -> str:
    return (ROOT / "docs/security.md").read_text(encoding="utf-8")


@cache
def known_in(path: str) -> frozenset[str]:
    """The tests of a file; none where there is no such file."""
    if not (ROOT / path).exists():
        return frozenset()
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_each_requirement_has_one_verdict_in_its_order() -> None:
    assert len(ASKED) == 253
    assert [number for number, _asks, _verdict in ROW.findall(page())] == ASKED


def test_a_verdict_is_one_of_three_and_a_pass_names_its_test() -> None:
    for number, _asks, verdict in ROW.findall(page()):
        kind = next((known for known in VERDICTS if verdict.startswith(known)), "")
        assert kind, f"{number}: {verdict}"
        assert len(verdict) > len(kind), number
        assert kind != "passes: " or TEST.fullmatch(verdict.removeprefix(kind)), f"{number}: {verdict}"


def test_the_tests_that_the_page_names_are_there() -> None:
    gone = [f"{path}::{name}" for path, name in TEST.findall(page()) if name not in known_in(path)]
    assert not gone, gone


def test_the_page_counts_right() -> None:
    verdicts = [verdict for _number, _asks, verdict in ROW.findall(page())]
    said = SUM.search(page())
    assert said
    assert [int(count) for count in said.groups()] == [
        sum(verdict.startswith(kind) for verdict in verdicts) for kind in VERDICTS
    ]
