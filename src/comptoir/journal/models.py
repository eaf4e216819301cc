"""The journal: who did what to which thing, when and why. Entries are appended and never change."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing that happened. No personal value is kept here, only ids."""

    append_only = True

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_role = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=64)
    order_number = models.CharField(max_length=12, blank=True)
    rule = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                fields=["order_number", "id"], name="journal_order", condition=~models.Q(order_number="")
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="journal_subject"),
        ]


class Seal(models.Model):
    """The hash chain over a batch of entries, made by a task so that no writer waits for the head."""

    append_only = True

    last_entry = models.BigIntegerField(unique=True)
    count = models.IntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    # A digest of each entry by its id, to name the one that was changed.
    marks = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    sealed_at = models.DateTimeField()
