"""Which views answer everybody alike: they see nothing of the visitor but the path and the parameters named here."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

Routed = Callable[..., HttpResponse]

_parameters: dict[object, frozenset[str]] = {}


def for_everybody(view: Routed, *parameters: str) -> Routed:
    """The view, whose page may be kept ahead of Django; it looks at no other parameter of the query than these."""
    _parameters[view] = frozenset(parameters)
    return view


def parameters_of(view: object) -> frozenset[str] | None:
    """The parameters of a view for everybody; None of any other view."""
    return _parameters.get(view)
