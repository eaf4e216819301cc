"""The answers of the help one by one, read from their topics as a store version renders them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape

from django.template.loader import render_to_string

from comptoir.content.queries.pages import HelpTopic, help_page, help_topics
from comptoir.core.policy import HousePolicy, Market
from comptoir.infra import pages
from comptoir.infra.i18n import speaking

_ANSWER = re.compile(
    r'<section class="answer prose"\s+id="(?P<slug>[^"]+)".*?<h2[^>]*>(?P<question>.*?)</h2>\s*</summary>'
    r"(?P<text>.*?)</details>",
    re.DOTALL,
)
_EXCERPT = 200
# What a message from an answer is about, where that is not what messages from its topic are about.
_FORMS = {
    "damaged": "claim",
    "missing": "claim",
    "wrong-piece": "claim",
    "faulty": "claim",
    "fault-in-use": "claim",
    "wrong-address": "order",
    "authenticity": "seller",
    "deletion": "data",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAnswer:
    """A question with its answer: `text` is HTML, `plain` its words alone, `contact` what a message from there is about."""

    topic: HelpTopic
    slug: str
    question: str
    text: str
    plain: str

    @property
    def path(self) -> str:
        """Its address within a store version."""
        return f"{self.topic.path}{self.slug}/"

    @property
    def contact(self) -> str:
        """What a message from here is about."""
        return _FORMS.get(self.slug, self.topic.contact)

    @property
    def excerpt(self) -> str:
        """How it begins."""
        if len(self.plain) <= _EXCERPT:
            return self.plain
        return f"{self.plain[:_EXCERPT].rpartition(' ')[0]} …"


def help_answers(
    *, policy: HousePolicy, market: Market, language: str, on: date, shelves: Sequence[str] = ()
) -> tuple[HelpAnswer, ...]:
    """Every answer of a store version, in the order in which the help lists them."""
    return pages.kept(
        ("answers", policy.version, market.country, language, on),
        lambda: tuple(_answers(policy, market, language, on, shelves)),
    )


def _answers(
    policy: HousePolicy, market: Market, language: str, on: date, shelves: Sequence[str]
) -> Iterator[HelpAnswer]:
    for topic in help_topics(language=language):
        page = help_page(
            slug=topic.slug, policy=policy, market=market, language=language, on=on, shelves=shelves
        )
        if page is None:
            continue
        with speaking(language, market.country):
            written = render_to_string(page.template, {"page": page, "help": page.facts})
        for part in _ANSWER.finditer(written):
            yield HelpAnswer(
                topic=topic,
                slug=part["slug"],
                question=_plain(part["question"]),
                text=part["text"].strip(),
                plain=_plain(part["text"]),
            )


def _plain(html: str) -> str:
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
