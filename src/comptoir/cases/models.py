"""Cases: what a person must look at, and the conversation about it."""

from __future__ import annotations

from django.db import models

from comptoir.core.lifecycles import CaseState
from comptoir.infra.models import one_of


class Case(models.Model):
    """Something for a person; `cause` makes it once for one event."""

    public_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=30)
    cause = models.CharField(max_length=100, unique=True)
    order_number = models.CharField(max_length=12, blank=True, db_index=True)
    state = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [one_of("state", CaseState, name="case_state")]


class Turn(models.Model):
    """One thing said in a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="turns")
    at = models.DateTimeField()
    author = models.CharField(max_length=64)
    text = models.TextField()
