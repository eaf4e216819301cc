"""What no committed file says: where its packages were fetched, what is left for later, what a check is to overlook."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.shape.reading import ROOT, committed

# Whose addresses our files may carry. Registries and mirrors are an installation's own business.
HOSTS = {
    "127.0.0.1", "www.w3.org", "www.aiim.org", "schema.org", "github.com", "checkout.stripe.com", "api.stripe.com",
    "www.dhl.com", "locator.dhl.com", "express.api.dhl.com", "api.dhl.com", "api-eu.dhl.com",
    "www.sitemaps.org", "base.google.com", "www.openstreetmap.org",
    "checkout-test.adyen.com", "test.adyen.link", "api-m.sandbox.paypal.com", "www.sandbox.paypal.com",
    "www.ecb.europa.eu", "www.ecb.int", "www.gesmes.org",
}  # fmt: skip
RESERVED = (".example", ".test", ".invalid", "example.com", "example.net", "example.org")
ADDRESS = re.compile(r"https?://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
# With a letter in brackets, so that this file does not say them either.
REGISTRY = re.compile(
    r"\b(?:registry|npm|pip|proxy|mirror|artifactory|nexus)\.[a-z0-9-]+\.[a-z]{2,}\b"
    r"|\bpy[p]i\b|python[h]osted|npm[j]s\b|crates[.]io",
    re.IGNORECASE,
)
LEFT = re.compile(
    r"\bTO[D]O\b|\bFIX[M]E\b|type: [i]gnore|\bno[q]a\b|\bno[s]ec\b|pragma: [n]o cover|eslint-[d]isable"
)


def texts() -> Iterator[tuple[str, str]]:
    """Every committed file that is text, by its path."""
    for path in committed():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(ROOT)), content.decode("utf-8", errors="replace")


def test_files_name_no_host_but_those_they_are_about() -> None:
    named = {(host, path) for path, text in texts() for host in ADDRESS.findall(text)}
    wrong = [(host, path) for host, path in named if host not in HOSTS and not host.endswith(RESERVED)]
    assert not wrong, wrong


def test_files_name_no_registry() -> None:
    wrong = [(path, said.group()) for path, text in texts() if (said := REGISTRY.search(text))]
    assert not wrong, wrong


def test_nothing_is_left_for_later_and_no_check_is_told_to_look_away() -> None:
    wrong = [(path, said.group()) for path, text in texts() if (said := LEFT.search(text))]
    assert not wrong, wrong
