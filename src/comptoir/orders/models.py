"""Orders: made of pieces, with their money frozen when the order is placed."""

from __future__ import annotations

from django.db import models
from django.db.models import CharField, F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Upper

from comptoir.core.lifecycles import OrderState
from comptoir.infra.models import one_of


def plain(text: Combinable) -> Func:
    """A text in lower case and without accents, as names are searched."""
    return Func(text, function="comptoir_plain", output_field=CharField())


PLAIN_NAME = plain(F("name"))
PHONE_DIGITS = Func(
    F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=CharField()
)


class Order(models.Model):
    """What was agreed: pieces, delivery, price, and the policy version that governs it for ever."""

    public_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=12, unique=True)
    link_digest = models.CharField(max_length=64, unique=True)  # of the private link's token
    link_version = models.IntegerField(default=1)
    state = models.CharField(max_length=20)
    entity = models.CharField(max_length=12)
    policy_version = models.IntegerField()
    customer = models.ForeignKey("people.User", null=True, on_delete=models.SET_NULL)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=5)
    zone = models.CharField(max_length=40)  # of the delivery address
    currency = models.CharField(max_length=3)
    tax_included = models.BooleanField()
    codes = models.JSONField(default=list)  # [{code, amount}]
    goods_total = models.BigIntegerField()  # as the rules count it: tax included where prices show it
    goods_paid = models.BigIntegerField()  # the sum of the pieces, tax included
    duties = models.BigIntegerField(default=0)
    taxed = models.CharField(max_length=10, blank=True, default="", db_default="")  # core Taxed
    delivery_service = models.CharField(max_length=10)
    delivery_paid = models.BigIntegerField()  # tax included
    delivery_tax = models.BigIntegerField()
    delivery_tax_rate = models.DecimalField(max_digits=6, decimal_places=5)
    delivery_taxes = models.JSONField(
        default=list, db_default=Value([], models.JSONField())
    )  # [rate, base, tax] of each rate, where delivery bears several
    delivery_cheapest = models.BigIntegerField()
    delivery_free_because = models.CharField(max_length=10, blank=True)
    total = models.BigIntegerField()
    earliest = models.DateField()
    latest = models.DateField()
    ordered_at = models.DateTimeField()  # the order button
    placed_at = models.DateTimeField(null=True)  # payment accepted
    confirmed_at = models.DateTimeField(null=True)  # and any check over
    cancellable_until = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)  # where the preparation team has it sooner than that
    released_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("state", OrderState, name="order_state"),
            models.CheckConstraint(
                condition=Q(total=F("goods_paid") + F("duties") + F("delivery_paid")), name="order_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(goods_paid__gte=0) & Q(duties__gte=0) & Q(delivery_paid__gte=0),
                name="order_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["cancellable_until"], name="order_release_due", condition=Q(state="placed")),
            models.Index(fields=["state", "-ordered_at"], name="order_by_state"),
        ]


class Piece(models.Model):
    """One physical piece of an order; its names, picture and money stay as they were, whatever the catalogue does."""

    public_id = models.UUIDField(unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="pieces")
    position = models.IntegerField()
    line = models.IntegerField()
    sku = models.CharField(max_length=40)
    reference = models.CharField(max_length=30)
    style = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    colour = models.CharField(max_length=80)
    size = models.CharField(max_length=8)
    picture = models.CharField(max_length=64, blank=True)
    list_price = models.BigIntegerField()
    discount = models.BigIntegerField(default=0)
    shares = models.JSONField(default=list)  # [{code, amount}]: each code's share of the discount
    paid = models.BigIntegerField()  # tax included
    tax_rate = models.DecimalField(max_digits=6, decimal_places=5)
    tax = models.BigIntegerField()
    duty = models.BigIntegerField(default=0)
    weight_g = models.IntegerField()
    hs_code = models.CharField(max_length=10)
    origin = models.CharField(max_length=2)
    personalised = models.BooleanField()
    needs_box = models.BooleanField()
    gift = models.CharField(
        max_length=40, blank=True, default="", db_default=""
    )  # the promotion that gave it
    customs_value = models.BigIntegerField(
        default=0, db_default=0
    )  # of a gift, for which nothing is paid
    # Of a piece that is sent again: the one before it, when that was decided, and the dates promised for it.
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    again_at = models.DateTimeField(null=True)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=20, blank=True)  # order | shortage | gift_gone

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="piece_position"),
            models.CheckConstraint(
                condition=Q(paid__gte=0) & Q(tax__gte=0) & Q(duty__gte=0), name="piece_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0) & Q(discount__lte=F("list_price")), name="piece_discount"
            ),
            models.CheckConstraint(condition=Q(tax__lte=F("paid")), name="piece_tax"),
            models.CheckConstraint(
                condition=Q(
                    replaces__isnull=True, again_at__isnull=True, earliest__isnull=True, latest__isnull=True
                )
                | Q(
                    replaces__isnull=False,
                    again_at__isnull=False,
                    earliest__isnull=False,
                    latest__isnull=False,
                    list_price=0,
                    paid=0,
                    duty=0,
                ),
                name="piece_again_is_free",
            ),
            models.UniqueConstraint(
                fields=["replaces"], name="piece_replaced_once", condition=Q(cancelled_at__isnull=True)
            ),
        ]


class Reduction(models.Model):
    """A price lowered afterwards (C-23): of a piece, or of delivery without one. What is refunded later is so much less."""

    append_only = True

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="reductions")
    piece = models.ForeignKey(Piece, null=True, on_delete=models.PROTECT, related_name="reductions")
    cause = models.CharField(max_length=80, unique=True)  # the gesture
    amount = models.BigIntegerField()  # tax included
    tax = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(tax__gte=0) & Q(tax__lte=F("amount")), name="reduction_amount"
            )
        ]


class Party(models.Model):
    """Who receives or pays: the personal part of an order, apart so that it can be erased."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=10)  # delivery | billing
    email = models.EmailField(db_index=True)
    email_key = models.CharField(max_length=254, blank=True, default="", db_default="", db_index=True)
    name = models.CharField(max_length=200)
    company = models.CharField(max_length=200, blank=True)
    vat_number = models.CharField(max_length=20, blank=True, default="", db_default="")
    line1 = models.CharField(max_length=200)
    line2 = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "role"], name="party_once")]
        # By letters of the name and digits of the telephone number: migration 0009.
        indexes = [models.Index(Upper("email"), name="party_by_email")]


class Hold(models.Model):
    """A check that keeps an order from going on (PAY-12)."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "reason"], name="hold_open_once", condition=Q(ended_at__isnull=True)
            )
        ]


class Review(models.Model):
    """The check that an order's holds ask for (PAY-12, C-19): who has it, by when, and how it ended."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="review")
    score = models.IntegerField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()  # when a person should have decided
    ends_at = models.DateTimeField(null=True)  # when the order is refused for want of a decision
    taken_by = models.CharField(max_length=80, blank=True)
    taken_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    because = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="review_open", condition=Q(decided_at__isnull=True)),
        ]


class LinkCode(models.Model):
    """A code that was mailed to whoever placed an order, typed where it was asked for: it opens the order once.

    Asked for an order that there is none of, it never gets a code, and is answered alike (D2-02).
    """

    digest = models.CharField(max_length=64, unique=True)  # of what the asking page keeps
    order = models.ForeignKey(Order, null=True, on_delete=models.CASCADE, related_name="+")
    code_digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
