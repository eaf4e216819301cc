"""Promotions and what was redeemed of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper


class Promotion(models.Model):
    """A code and its terms (PAY-07, PAY-08). Amounts by currency; empty lists mean everything."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16)  # percent | amount | free_delivery
    rate = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    amounts = models.JSONField(default=dict)  # currency -> minor units off the goods
    minimums = models.JSONField(default=dict)  # currency -> goods total it needs
    lane = models.IntegerField(default=1)
    combines = models.BooleanField(default=True)
    countries = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    styles = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    uses_most = models.IntegerField(null=True)
    uses = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(Upper("code"), name="promotion_code_once"),
            models.CheckConstraint(condition=Q(uses__gte=0), name="promotion_uses"),
            models.CheckConstraint(
                condition=Q(uses_most__isnull=True) | Q(uses__lte=models.F("uses_most")),
                name="promotion_limit",
            ),
        ]


class Redemption(models.Model):
    """A code used by an order; ended when the order came to nothing."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT)
    order_number = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promotion", "order_number"], name="redemption_once")]
