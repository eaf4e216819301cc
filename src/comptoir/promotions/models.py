"""Promotions and what was redeemed of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Upper


class Promotion(models.Model):
    """A promotion and its terms (PAY-07, PAY-08). Amounts by currency; empty lists mean everything.

    `code` is what shoppers enter; of a promotion with single codes, or one that applies by itself, only what it is
    known by.
    """

    code = models.CharField(max_length=40, unique=True)
    entry = models.CharField(max_length=10, default="code", db_default="code")  # code | batch | automatic
    name = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))  # language -> words
    kind = models.CharField(max_length=16)  # percent | amount | free_delivery | gift
    gift_sku = models.CharField(max_length=40, blank=True, default="", db_default="")
    rate = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    amounts = models.JSONField(
        default=dict
    )  # currency -> minor units off the goods, or a gift's worth at customs
    minimums = models.JSONField(default=dict)  # currency -> goods total it needs
    lane = models.IntegerField(default=1)
    combines = models.BooleanField(default=True)
    excludes = models.JSONField(default=list, db_default=Value([], models.JSONField()))  # codes of promotions
    countries = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    styles = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    uses_most = models.IntegerField(null=True)
    uses = models.IntegerField(default=0)
    per_customer = models.IntegerField(null=True)
    first_order = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(Upper("code"), name="promotion_code_once"),
            models.CheckConstraint(condition=Q(uses__gte=0), name="promotion_uses"),
            models.CheckConstraint(
                condition=Q(uses_most__isnull=True) | Q(uses__lte=models.F("uses_most")),
                name="promotion_limit",
            ),
        ]


class SingleCode(models.Model):
    """A code of a batch, for one order; it is free again when the order comes to nothing."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT)
    code = models.CharField(max_length=40, unique=True)
    batch = models.IntegerField()  # 1 is the promotion's first
    made_at = models.DateTimeField()
    order_number = models.CharField(max_length=12, blank=True, default="", db_default="", db_index=True)


class Redemption(models.Model):
    """A code used by an order; ended when the order came to nothing. The customer is known by a keyed digest."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT)
    order_number = models.CharField(max_length=12)
    code = models.CharField(max_length=40, blank=True, default="", db_default="")  # as it was entered
    customer = models.CharField(max_length=64, blank=True, default="", db_default="")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promotion", "order_number"], name="redemption_once")]
        indexes = [
            models.Index(
                fields=["promotion", "customer"],
                name="redemption_customer",
                condition=Q(ended_at__isnull=True),
            )
        ]


class WrongCode(models.Model):
    """A code that was entered and that nobody knows: counted against guessing (D2-14), forgotten after the hour."""

    sender = models.CharField(max_length=64)  # a basket or a network address, as a keyed digest
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sender", "at"], name="wrong_code_sender")]
