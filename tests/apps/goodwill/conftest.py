"""Providers that behave again after each test."""

from tests.apps.claims.conftest import shop

__all__ = ["shop"]
