"""Finds links in the documents that lead nowhere in the repository."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

REPOSITORY = Path(__file__).resolve().parents[1]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def documents() -> Iterator[Path]:
    """The Markdown files that we wrote."""
    yield from REPOSITORY.glob("*.md")
    yield from REPOSITORY.glob("docs/**/*.md")


def dead_links(document: Path) -> Iterator[str]:
    """The targets in one document that are files of ours and are not there."""
    for target in LINK.findall(CODE.sub("", document.read_text())):
        parts = urlsplit(target)
        if parts.scheme or not parts.path:
            continue
        if not (document.parent / unquote(parts.path)).exists():
            yield target


def main() -> int:
    """Print every dead link; 1 when there is one."""
    dead = [f"{doc.relative_to(REPOSITORY)}: {target}" for doc in documents() for target in dead_links(doc)]
    print(*dead, sep="\n")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
