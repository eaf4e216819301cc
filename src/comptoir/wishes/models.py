"""What people would like to have: wishlists, and alerts for what is sold out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class WishList(models.Model):
    """The wishlist of a browser, or of a customer, then kept for good (ACC-10). Its token is stored as its digest."""

    digest = models.CharField(max_length=64, unique=True)
    customer_id = models.BigIntegerField(null=True, unique=True)
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)


class Wish(models.Model):
    """A colourway that somebody would like, and its price when the heart was pressed."""

    wish_list = models.ForeignKey(WishList, on_delete=models.CASCADE, related_name="wishes")
    reference = models.CharField(max_length=30)
    seen_price = models.BigIntegerField(null=True)
    seen_currency = models.CharField(max_length=3, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wish_list", "reference"], name="wish_once")]


class Alert(models.Model):
    """Somebody wants one mail when a size is back in a market (ACC-11). The row goes with the mail, or when its time is over."""

    public_id = models.UUIDField(unique=True)
    email = models.EmailField()
    sku = models.CharField(max_length=40, db_index=True)
    language = models.CharField(max_length=5)
    country = models.CharField(max_length=2)
    sender = models.CharField(
        max_length=64, blank=True
    )  # who asked, as a keyed digest of the network address
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), "sku", name="alert_once")]
        indexes = [models.Index(fields=["sender", "asked_at"], name="alert_sender", condition=~Q(sender=""))]
