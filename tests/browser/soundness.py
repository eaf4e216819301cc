"""What must hold on every page, whoever reads it and on whatever: looked at in the browser."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from comptoir.infra import i18n

_AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
WIDTHS = (320, 390, 768, 1440)
PROBED = (390, 1440)  # where axe looks, in turn
_CATALOGUE = Path(i18n.__file__).resolve().parents[1] / "locale/fr/LC_MESSAGES/comptoir.po"
_RUN_AXE = """async () => {
  const rules = { "target-size": { enabled: true } };
  const { violations } = await axe.run(document, { rules, resultTypes: ["violations"], iframes: false });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}"""
_MEASURE = """() => {
  const wide = document.documentElement.scrollWidth;
  return wide > innerWidth ? [`${wide} px wide on a screen of ${innerWidth}`] : [];
}"""
# Every text that people read or hear: the nodes, and the attributes that are spoken. What is marked as another language is
# left out, and so is what people or programs typed.
_TEXTS = """() => {
  const own = (node) => !node.closest("[lang]:not(html), script, style, pre, iframe, .mono");
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (own(node.parentElement)) found.push(node.textContent);
  }
  for (const node of document.querySelectorAll("[aria-label], [alt], [title], [placeholder]"))
    if (own(node))
      for (const name of ["aria-label", "alt", "title", "placeholder"]) found.push(node.getAttribute(name) || "");
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
_RAW = re.compile(r"%\(|\{\{|\{%|\{\w+\}|\bNone\b|\bundefined\b|\bnull\b|\bNaN\b|&[a-z]+;|msgid")
# Words that no French sentence has.
_ENGLISH = re.compile(
    r"\b(?:the|and|your|you|with|from|this|that|these|is|not|of|for|we|our|it|its|be|by|has|have|will|when|was|are|to)\b",
    re.IGNORECASE,
)


def find_barriers(page: Page) -> list[str]:
    """What axe finds wrong with the page at its present width; brought here, it is no burden to pages nobody looks at."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(_RUN_AXE)
    return found


def find_overflow(page: Page) -> list[str]:
    """Whether the page is wider than the screen."""
    return list(page.evaluate(_MEASURE))


def find_faults(page: Page, *, language: str) -> list[str]:
    """What is wrong with the page's head and words."""
    texts: list[str] = page.evaluate(_TEXTS)
    headings = page.locator("h1").count()
    spoken = page.get_attribute("html", "lang")
    faults = [] if headings == 1 else [f"{headings} main headings"]
    faults += [] if spoken == language else [f"it is in {language} and says {spoken}"]
    faults += [] if re.search(r"\w.* · \w", page.title()) else [f"its title is {page.title()!r}"]
    faults += [f"raw: {text}" for text in texts if _RAW.search(text)]
    if language == "fr":
        faults += [f"English: {text}" for text in texts if _ENGLISH.search(text) or text in _translated()]
    return faults


@functools.cache
def _axe() -> str:
    return _AXE.read_text()


@functools.cache
def _translated() -> frozenset[str]:
    """The English messages whose French is different."""
    with _CATALOGUE.open("rb") as file:
        return frozenset(
            str(message.id)
            for message in read_po(file)
            if message.id and not isinstance(message.id, tuple) and message.string not in {"", message.id}
        )
