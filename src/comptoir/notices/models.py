"""Mail: one row a message, written in the transaction of the event that it tells of."""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """A mail from wish to delivery. `facts` are the frozen values its template shows; `key` makes it once only."""

    public_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    to = models.EmailField()
    language = models.CharField(max_length=5)
    facts = models.JSONField()
    order_number = models.CharField(max_length=12, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)  # [{name, type, digest}] of private media
    wanted_at = models.DateTimeField()
    rendered_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["to", "id"], name="message_to"),
            models.Index(fields=["order_number", "id"], name="message_order"),
        ]
