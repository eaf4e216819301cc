"""Baskets, and the attempts to turn one into an order."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Basket(models.Model):
    """What a shopper has chosen (ORD-07): nothing is reserved by it. The cookie's token is stored as its digest."""

    digest = models.CharField(max_length=64, unique=True)
    codes = models.JSONField(default=list)
    draft = models.JSONField(default=dict)  # what was typed at checkout, so that a refresh loses nothing
    order_number = models.CharField(max_length=12, blank=True)  # the order under way for it
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)


class BasketLine(models.Model):
    """So many of a SKU, and the price the shopper last saw."""

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines")
    sku = models.CharField(max_length=40)
    quantity = models.IntegerField()
    seen_price = models.BigIntegerField(null=True)
    seen_currency = models.CharField(max_length=3, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basket", "sku"], name="basket_sku_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="basket_quantity"),
        ]


class PaymentLink(models.Model):
    """An order that an advisor prepared for somebody, who pays it alone (ORD-06); its token is stored as its digest."""

    public_id = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64, unique=True)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=2)
    lines = models.JSONField()  # SKU and quantity
    codes = models.JSONField(default=list)
    service = models.CharField(max_length=12)
    email = models.CharField(max_length=254)
    address = models.JSONField()
    total = models.BigIntegerField()  # when it was made; what is paid is reckoned when it is
    currency = models.CharField(max_length=3)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    order_number = models.CharField(max_length=12, blank=True, db_index=True)


class Attempt(models.Model):
    """One press of the order button: it holds the stock until it ends or expires."""

    order_number = models.CharField(max_length=12, db_index=True)
    payment = models.UUIDField(unique=True)
    basket = models.ForeignKey(Basket, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    order_waits = models.BooleanField(default=True)  # the order awaits payment, and this is its last attempt
    outcome = models.CharField(max_length=12, blank=True)  # placed | refused | failed | cancelled | expired
    # By what it is counted with others (PAY-12, C-17): keyed digests, blank where the house trusts who asks.
    tried_at = models.DateTimeField(null=True)  # real time
    by_email = models.CharField(max_length=64, blank=True, default="", db_default="")
    by_address = models.CharField(max_length=64, blank=True, default="", db_default="")
    by_name = models.CharField(max_length=64, blank=True, default="", db_default="")
    by_network = models.CharField(max_length=64, blank=True, default="", db_default="")
    by_card = models.CharField(max_length=64, blank=True, default="", db_default="")
    network_country = models.CharField(max_length=2, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["made_at"], name="attempt_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["expires_at"], name="attempt_waits", condition=Q(order_waits=True)),
            models.Index(fields=["by_email"], name="attempt_email", condition=~Q(by_email="")),
            models.Index(fields=["by_address"], name="attempt_address", condition=~Q(by_address="")),
            models.Index(fields=["by_network"], name="attempt_network", condition=~Q(by_network="")),
            models.Index(fields=["by_card"], name="attempt_card", condition=~Q(by_card="")),
        ]
