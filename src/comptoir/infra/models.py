"""Idempotency keys: one table for every request that must not be carried out twice."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


def one_of(field: str, states: type[StrEnum], *, name: str) -> models.CheckConstraint:
    """The database refuses a state that is not in the table of the machine."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [s.value for s in states]}), name=name
    )


class IdempotencyKey(models.Model):
    """A request that was carried out, with its answer; written in the first transaction of the request."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)  # what the request made, to go on with after a crash
    answer = models.JSONField(null=True)  # None while the request is under way
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_scope_key")]
        indexes = [models.Index(fields=["expires_at"], name="idempotency_expires")]
