"""Purchases in the house's stores, what came back of them at a counter, and who works in which store (STO)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from comptoir.core.receipts import Source
from comptoir.core.store_returns import Outcome
from comptoir.infra.models import one_of


class Posting(models.Model):
    """The store in which a member of staff works; at their counter nobody chooses another."""

    user = models.OneToOneField("people.User", on_delete=models.CASCADE, related_name="+")
    store = models.CharField(max_length=8)  # the code of a store
    since = models.DateTimeField()


class Receipt(models.Model):
    """A purchase in a store; its number is the till's, and each is here once."""

    public_id = models.UUIDField(unique=True)
    store = models.CharField(max_length=8)
    number = models.CharField(max_length=40)
    bought_at = models.DateTimeField()
    bought_on = models.DateField()  # in the store's zone: the days of STO-01 are counted from it
    currency = models.CharField(max_length=3)
    tax_free = models.BooleanField(default=False)
    source = models.CharField(max_length=8)
    email = models.EmailField(blank=True)  # of the customer, if it was given; erased with them
    customer = models.ForeignKey("people.User", on_delete=models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64)  # of what was told: the same number again must tell the same
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="receipt_once"),
            models.CheckConstraint(condition=~Q(number=""), name="receipt_has_a_number"),
            one_of("source", Source, name="receipt_source"),
        ]
        indexes = [
            models.Index(fields=["email"], name="receipt_email", condition=~Q(email="")),
            models.Index(fields=["store", "-bought_at"], name="receipt_of_store"),
        ]


class ReceiptPiece(models.Model):
    """One piece of a receipt, with what was paid for it (minor units, tax included) and what the rules ask about it then."""

    public_id = models.UUIDField(unique=True)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="pieces")
    position = models.IntegerField()
    sku = models.CharField(max_length=40, db_index=True)
    paid = models.BigIntegerField()
    never_returnable = models.BooleanField()  # underwear or swimwear (STO-03)
    sale_until = models.DateField(null=True)  # the last day of the sale in which it was bought (STO-04)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "position"], name="receipt_piece_once"),
            models.CheckConstraint(condition=Q(paid__gte=0), name="receipt_piece_paid"),
        ]


class CounterReturn(models.Model):
    """Pieces of one receipt that came back at a counter: for others, for a credit, or for both; never for money (STO-08)."""

    public_id = models.UUIDField(unique=True)  # made by the counter, so that what is sent twice happens once
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="returns")
    taken = models.OneToOneField(Receipt, on_delete=models.PROTECT, null=True, related_name="exchanged_for")
    store = models.CharField(max_length=8)
    outcome = models.CharField(max_length=8)
    worth = models.BigIntegerField()
    taken_worth = models.BigIntegerField()
    paid = models.BigIntegerField()  # by the customer, at the till
    credited = models.BigIntegerField()
    credit_number = models.CharField(max_length=12, blank=True)
    request_hash = models.CharField(max_length=64)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("outcome", Outcome, name="counter_outcome"),
            models.CheckConstraint(
                condition=Q(worth__gte=0, taken_worth__gte=0, paid__gte=0, credited__gte=0)
                & Q(worth=F("taken_worth") + F("credited") - F("paid")),
                name="counter_adds_up",
            ),
            models.CheckConstraint(condition=Q(paid=0) | Q(credited=0), name="counter_one_way"),
            models.CheckConstraint(
                condition=Q(credited=0, credit_number="") | Q(credited__gt=0) & ~Q(credit_number=""),
                name="counter_credit",
            ),
        ]


class CounterPiece(models.Model):
    """A piece that came back at a counter; each comes back once."""

    counter_return = models.ForeignKey(CounterReturn, on_delete=models.PROTECT, related_name="pieces")
    piece = models.OneToOneField(ReceiptPiece, on_delete=models.PROTECT, related_name="back")
