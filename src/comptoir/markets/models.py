"""The published versions of the house's policy; an order keeps the one it was placed under."""

from __future__ import annotations

from django.db import models


class PolicyVersion(models.Model):
    """One published policy, in force from `effective_from` until the next one."""

    append_only = True

    number = models.IntegerField(unique=True)
    effective_from = models.DateTimeField(db_index=True)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.CharField(max_length=64)
    published_at = models.DateTimeField()
