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

    class Meta:
        indexes = [
            models.Index(fields=["made_at"], name="attempt_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["expires_at"], name="attempt_waits", condition=Q(order_waits=True)),
        ]
