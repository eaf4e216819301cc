"""Adapters to third parties are chosen by dotted path in settings: the one dynamic import of the product."""

from __future__ import annotations

import functools
from importlib import import_module

from django.conf import settings


@functools.cache
def adapter_at(path: str) -> object:
    """The adapter of a dotted path, made at first use."""
    module, _, name = path.rpartition(".")
    factory = getattr(import_module(module), name)
    return factory()


def adapter(setting: str) -> object:
    """The adapter named by a setting, made at first use."""
    return adapter_at(getattr(settings, setting))
