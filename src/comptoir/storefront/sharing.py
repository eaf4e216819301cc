"""Which views answer everybody alike: they see nothing of the visitor but the path and the parameters named here."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from comptoir.infra import pages

Routed = Callable[..., HttpResponse]

_parameters: dict[object, frozenset[str]] = {}
_words: dict[object, str] = {}


def for_everybody(view: Routed, *parameters: str, of: str = pages.PAGES) -> Routed:
    """The view, whose page may be kept ahead of Django while nothing changes `of` what it shows.

    It looks at no other parameter of the query than these.
    """
    _parameters[view], _words[view] = frozenset(parameters), of
    return view


def word_of(view: object) -> str:
    """What a view for everybody shows, as `infra.pages` hears of it."""
    return _words[view]


def parameters_of(view: object) -> frozenset[str] | None:
    """The parameters of a view for everybody; None of any other view."""
    return _parameters.get(view)
