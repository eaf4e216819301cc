"""What the providers without an SDK have in common: JSON over HTTP, and which answers are a no and which are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from django.conf import settings

from comptoir.infra import http
from comptoir.payments.gateways.base import ProviderUnreachable

Json = dict[str, Any]

# Our rights or our pace are refused, or another request with the same key is being answered: nothing is known of the outcome.
_NOT_NOW = {403, 408, 409, 425, 429}


class Refusal(Exception):
    """The provider understood and will not: its status, its code and its whole answer."""

    def __init__(self, *, status: int, code: str, body: Json) -> None:
        super().__init__(code)
        self.status, self.code, self.body = status, code, body


class Unpayable(Exception):
    """An amount that the provider cannot be told: a currency it does not know, or a part of its smallest unit."""


def setting(name: str, word: str) -> str:
    """What the house's settings say of a provider."""
    return settings.PAYMENT[name][word]


def send(
    method: str,
    url: str,
    *,
    json: object = None,
    params: dict[str, str] | None = None,
    headers: dict[str, str],
    content: bytes | None = None,
) -> httpx.Response:
    """One request; ProviderUnreachable where its outcome is not known."""
    try:
        answer = http.request(method, url, json=json, params=params, headers=headers, content=content)
    except http.Trouble as trouble:
        raise ProviderUnreachable(type(trouble).__name__) from trouble
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status_code in _NOT_NOW:
        raise ProviderUnreachable(str(answer.status_code))
    return answer


def read(answer: httpx.Response) -> Json:
    """The object in an answer; one that makes no sense tells nothing."""
    try:
        body = answer.json() if answer.content else {}
    except ValueError as trouble:
        raise ProviderUnreachable("garbage") from trouble
    if not isinstance(body, dict) or answer.is_redirect:
        raise ProviderUnreachable("garbage")
    return body


def text_of(value: object) -> str:
    """A text of an answer, blank where there is none."""
    return value if isinstance(value, str) else ""


def table_of(value: object) -> Mapping[str, Any]:
    """An object within an answer, empty where there is none."""
    return value if isinstance(value, dict) else {}
