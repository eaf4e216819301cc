"""The published versions of the house's policy; an order keeps the one it was placed under. Reference rates of currencies."""

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


class PublishedRate(models.Model):
    """Units of a currency for one euro on a day, as they were published: prices are proposed from it, never made."""

    append_only = True

    currency = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(max_digits=14, decimal_places=6)
    source = models.CharField(max_length=120)
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["currency", "on"], name="published_rate_once")]
