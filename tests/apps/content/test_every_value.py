"""Every value of the policy is walked and changed: the pages say the new one, and nowhere the old."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from comptoir.content import queries
from comptoir.core.law import Law
from comptoir.core.policy import Charged, DutyMode, Floor, HousePolicy
from comptoir.core.policy_file import parse_policy, policy_to_data
from comptoir.core.screening import WhenOver
from comptoir.infra import formats
from comptoir.infra.i18n import speaking
from comptoir.markets.queries import law

Path = tuple[str | int, ...]
ON = date(2025, 12, 1)  # before every busy period of the profile
SHIPPED = parse_policy(tomllib.loads((settings.PROFILE / "house.toml").read_text()), version=1)
DATA = policy_to_data(SHIPPED)
MARKETS = (
    "FR",
    "GB",
    "US",
    "JP",
)  # free above something; another currency; free and prepaid; duties at the door

# Values that no help or legal page tells, and why.
TOLD_NOWHERE = {
    r"house\.entity\.code": "names the series of invoices; it is on the documents themselves",
    r"house\.entity\.registrations\..*": "stands on the invoices of those countries' sales",
    r"house\.time_zone": "decides when a day of the house begins, and is not said",
    r"markets\.\w+\.languages": "is what the store switch and the sitemap offer",
    r"markets\.\w+\.rounding\..*": "rounds what the desk proposes to the merchandiser",
    r"methods\.\w+\.(multi_capture|needs_lines|authorisation_days)": "is between the house and its provider",
    r"screening\..*": "would tell those it is meant for what to stay under",
    r"watch\..*": "is what the desk counts disputes against",
    r"refunds\.(alone|goodwill)\..*": "is between members of staff",
    r"answers\.within": "is the desk's aim; customers are told no time that was not measured",
    r"returns\.remind_days": "is when a customer who has not chosen hears of it again",
    r"passwords\..*": "is told where a password is chosen; customers have no accounts yet",
}
# Figures that are nobody's policy.
WORDS = {"3-D Secure"}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of a policy with its path; a list of texts is one value."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path, value


def dotted(path: Path) -> str:
    return ".".join(map(str, path))


def told(path: Path) -> bool:
    return not any(re.fullmatch(pattern, dotted(path)) for pattern in TOLD_NOWHERE)


def of_markets(path: Path) -> bool:
    return path[0] != "markets" or path[1] in MARKETS


def put(data: dict[str, Any], path: Path, value: Any) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


def another(path: Path, value: Any, number: int) -> Any:
    """A value that is valid in this place and is not the one of before; `number` is found in it where it can be."""
    name = str(path[-1])
    if name == "floor":
        return "none" if value != "none" else "eu"
    rotated = {"duties": DutyMode, "charged": Charged, "when_over": WhenOver}
    if name in rotated:
        words = [str(word) for word in rotated[name]]
        return words[(words.index(value) + 1) % len(words)]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value % 12 + 1 if name.endswith("_month") else number
    if isinstance(value, list):
        return _another_list(name, value, number)
    return _another_text(name, value, number)


def _another_list(name: str, value: list[str], number: int) -> list[str]:
    if name == "languages":
        return ["en"]
    if name in {"methods", "instalments"}:
        return value[::-1] or ["paypal"]
    if name.startswith("withheld"):
        return [f"Q{number}"]
    return [f"Text {number}"]


def _another_text(name: str, value: str, number: int) -> str:
    known = {
        "phone": f"+99 100 {number}",
        "email": f"z{number}@changed.example",
        "privacy_email": f"z{number}@changed.example",
        "url": f"https://z{number}.example",
        "video_channel": f"https://z{number}.example",
        "second_hand": f"https://z{number}.example",
        "time_zone": "Europe/London",
        "country": "DE",
        "currency": "NZD" if value != "NZD" else "CHF",
        "code": f"Z{number}",
        "price": f"{number}",
        "over": f"{number}",
        "free_over": f"{number}",
        "opens": f"10:{number % 60:02}",
        "closes": f"11:{number % 60:02}",
        "step": "1000",
        "less": "1" if value != "1" else "2",
        "notice": "0.002",
        "act": "0.004",
        "stop": "0.008",
        "excessive": "0.016",
    }
    if name in {"first", "last"}:
        return (date.fromisoformat(value) + timedelta(days=731)).isoformat()
    return known.get(name, f"Text {number}")


def written(policy: HousePolicy, country: str, language: str) -> str:
    """All help and legal pages of a store version, one after the other, without their tags."""
    market, pages = policy.markets[country], []
    for topic in queries.help_topics(language=language):
        page = queries.help_page(slug=topic.slug, policy=policy, market=market, language=language, on=ON)
        assert page
        pages.append((page.template, page.facts))
    for legal in queries.legal_pages(language=language):
        found = queries.legal_page(slug=legal.slug, policy=policy, market=market, language=language, on=ON)
        assert found
        pages.append((f"legal/{legal.slug}.html", found[1]))
    with speaking(language, country):
        texts = [render_to_string(name, {"help": facts, "held": ()}) for name, facts in pages]
    links = re.sub(r'<a href="(https?://[^"]+)">', r" \1 ", " ".join(texts))
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", links)))


def country_of(path: Path) -> str:
    """A country whose pages tell the value; all ways to pay are taken in the United Kingdom."""
    if path[0] == "markets":
        return str(path[1])
    return "GB" if path[0] == "methods" else "FR"


def language_of(path: Path) -> str:
    return str(path[-1]) if path[-1] in {"fr", "de", "ja"} and "languages" not in path else "en"


SINGLE = [path for path, _ in leaves(DATA) if of_markets(path)]


def one_changed(path: Path) -> HousePolicy:
    """The shipped policy with this one value changed; what has to follow from it for the policy to be valid, follows."""
    data = copy.deepcopy(DATA)
    value = dict(leaves(data))[path]
    new = another(path, value, value + 1 if isinstance(value, int) and not isinstance(value, bool) else 73)
    put(data, path, new)
    market: Any = data["markets"][country_of(path)]
    if path[-1] == "free_always" and new:
        put(data, (*path[:-1], "free_over"), None)
        del market["services"][path[3]]["free_over"]
    if path[-1] == "currency":
        data["refunds"] = sums("1")
    if path[-1] in {"first", "last"}:
        put(data, path, (date.fromisoformat(str(value)) + timedelta(days=1)).isoformat())
    return parse_policy(data, version=1)


def has_no_say(path: Path) -> bool:
    """A price where delivery is free, an area without a service that is not offered, what a sum's name says already."""
    if path[0] == "refunds":
        return path[-1] == "currency"
    if path[0] != "markets":
        return False
    market: Any = DATA["markets"][path[1]]
    return (path[-1] == "price" and market["services"][path[3]]["free_always"]) or (
        path[-1] == "withheld_standard" and "standard" not in market["services"]
    )


_BEFORE: dict[tuple[str, str], str] = {}


def before(country: str, language: str) -> str:
    return _BEFORE.setdefault((country, language), written(SHIPPED, country, language))


@pytest.mark.rule("RET-01", "RET-11", "RET-15", "ORD-03", "DEL-01", "DEL-02", "DEL-04", "DEL-05", "DEL-08")
@pytest.mark.parametrize("path", [path for path in SINGLE if not has_no_say(path)], ids=dotted)
def test_a_value_that_is_changed_changes_what_is_told(path: Path) -> None:
    country, language = country_of(path), language_of(path)
    changed = written(one_changed(path), country, language)
    assert (changed != before(country, language)) is told(path)


def sums(over: str) -> dict[str, Any]:
    """A sum for each currency that a market may have here: for one person alone, and in each envelope."""
    each = {code: {"over": over, "currency": code} for code in (*DATA["refunds"]["alone"], "NZD")}
    return {"alone": each, "goodwill": dict.fromkeys(DATA["refunds"]["goodwill"], each)}


def all_changed() -> tuple[HousePolicy, dict[Path, Any]]:
    """A policy of which every value is another one, numbers counted up from 201 so that each is known by itself.

    Delivery that is not free everywhere does not become so: it would have no price to tell.
    """
    data = copy.deepcopy(DATA)
    numbers = count(201)
    for path, value in list(leaves(data)):
        if not (path[-1] == "free_always" and not value):
            put(data, path, another(path, value, next(numbers) if of_markets(path) else 199))
    data["refunds"] = sums("1")
    data["passwords"] = {"length": 999, "digits": 1, "specials": 2}
    for market in data["markets"].values():
        market["instalments"] = [one for one in market["instalments"] if one in market["methods"]]
        if "standard" not in market["services"]:
            market["withheld_standard"] = []
    return parse_policy(data, version=897), dict(leaves(data))


CHANGED, VALUES = all_changed()


def figures(text: str) -> set[str]:
    """The whole numbers that a text holds; what the law and the calendar say is taken out by whoever compares."""
    for known in WORDS:
        text = text.replace(known, "")
    return set(re.findall(r"\d+", text))


def of_law(rules: Law) -> set[str]:
    return {str(row.value) for row in rules.rows}


def allowed(country: str, language: str) -> set[str]:
    """Every figure of the changed policy as it is written there, the days of rest, and how many countries there are."""
    page = queries.help_page(
        slug="delivery", policy=CHANGED, market=CHANGED.markets[country], language=language, on=ON
    )
    assert page
    with speaking(language, country):
        days = [formats.full_day(day) for day in (*page.facts.rests, *page.facts.rests_there)]
        peaks = [formats.full_day(day) for peak in CHANGED.peaks for day in (peak.first, peak.last)]
    values = [str(value) for value in VALUES.values()]
    counted = [str(len(CHANGED.markets)), str(CHANGED.version)]
    return figures(" ".join([*days, *peaks, *values, *counted]))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("country", MARKETS)
def test_with_every_value_changed_no_figure_of_before_is_left(country: str, language: str) -> None:
    floor = CHANGED.markets[country].floor
    lawful = of_law(law()) if floor is not Floor.NONE else set()
    stray = figures(written(CHANGED, country, language)) - allowed(country, language) - lawful
    assert not stray


def said_of(path: Path, value: Any) -> str:
    """A value as a page writes it; blank where it is not written but decides what is."""
    name = path[-1]
    if isinstance(value, bool) or name in {"duties", "floor", "charged", "country", "methods", "instalments"}:
        return ""
    if name in {"first", "last"}:
        return formats.full_day(date.fromisoformat(value))
    if str(name).endswith("_month"):
        return formats.month(value)
    if isinstance(value, list):
        return value[0] if value else ""
    return str(value)


@pytest.mark.parametrize("path", [path for path in VALUES if of_markets(path) and told(path)], ids=dotted)
def test_with_every_value_changed_the_new_one_is_told(path: Path) -> None:
    country, language = country_of(path), language_of(path)
    with speaking(language, country):
        said = said_of(path, VALUES[path])
    assert said in written_once(country, language)


def written_once(country: str, language: str) -> str:
    key = (f"{country} changed", language)
    return _BEFORE.setdefault(key, written(CHANGED, country, language))


def old_texts() -> Iterator[tuple[Path, str]]:
    """The words of the shipped policy that could not be anybody else's."""
    for path, value in leaves(DATA):
        if path[0] in {"house", "stores", "methods"} and isinstance(value, str) and len(value) > 8:
            yield path, value
        elif path[0] in {"house", "methods"} and isinstance(value, list):
            yield from ((path, text) for text in value if len(text) > 8)


@pytest.mark.parametrize(("path", "text"), list(old_texts()), ids=lambda value: str(value)[:40])
def test_with_every_value_changed_no_word_of_before_is_left(path: Path, text: str) -> None:
    del path
    for country in MARKETS:
        for language in ("en", "fr"):
            assert text not in written_once(country, language)


def test_what_is_told_nowhere_is_still_a_value() -> None:
    for pattern in TOLD_NOWHERE:
        assert any(re.fullmatch(pattern, dotted(path)) for path in SINGLE), pattern
