"""Letters of the newsletter: written at the desk in several languages, and handed over to each reader once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from comptoir.core.mailings import MOST_A_MINUTE, MailingState


class Mailing(models.Model):
    """A letter of the newsletter. Those it is for live in `countries`, none being all, and read one of `languages`."""

    public_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=80)  # for the house
    countries = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    per_minute = models.IntegerField()
    state = models.CharField(max_length=10, default=MailingState.DRAFT)
    version = models.IntegerField(default=1)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    begun_by = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField(null=True)
    going_since = models.DateTimeField(null=True)  # since when without a stop: the rate is reckoned from here
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(MailingState)), name="mailing_state"),
            models.CheckConstraint(condition=Q(per_minute__range=(1, MOST_A_MINUTE)), name="mailing_rate"),
            models.CheckConstraint(
                condition=Q(
                    state=MailingState.DRAFT, begun_at__isnull=True, begun_by="", going_since__isnull=True
                )
                | (
                    ~Q(state=MailingState.DRAFT)
                    & ~Q(begun_by="")
                    & Q(begun_at__isnull=False, going_since__isnull=False)
                ),
                name="mailing_begun",
            ),
            models.CheckConstraint(
                condition=Q(state=MailingState.SENT, ended_at__isnull=False)
                | (~Q(state=MailingState.SENT) & Q(ended_at__isnull=True)),
                name="mailing_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["going_since"], name="mailing_going", condition=Q(state=MailingState.SENDING)
            )
        ]


class MailingText(models.Model):
    """A letter in one language; `blocks` are core.mailings.Block as JSON."""

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200, blank=True)
    preheader = models.CharField(max_length=200, blank=True)
    blocks = models.JSONField(default=list)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "language"], name="mailing_text_once")]


class Copy(models.Model):
    """A letter handed over to one reader: by this row nobody is written to twice."""

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="copies")
    subscription = models.ForeignKey("notices.Subscription", on_delete=models.CASCADE, related_name="+")
    handed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "subscription"], name="copy_once")]
        indexes = [models.Index(fields=["mailing", "handed_at"], name="copy_handed")]
