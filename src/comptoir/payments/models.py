"""Payments, their effects at the provider, and the ledger: double entry, appended, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value

from comptoir.core.credits import CreditKind, CreditMove
from comptoir.core.lifecycles import DisputeState, EffectState, PaymentState, RenewalState
from comptoir.infra.models import one_of

_UNDECIDED = [EffectState.WAITING, EffectState.FAILED, EffectState.DROPPED]


class Payment(models.Model):
    """One try to pay for an order. The sums hold what the provider confirmed and what is on its way."""

    public_id = models.UUIDField(unique=True)  # the idempotency key of its opening at the provider
    order_number = models.CharField(max_length=12, db_index=True)
    entity = models.CharField(max_length=12)
    method = models.CharField(max_length=12)
    gateway = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=12)
    token = models.CharField(max_length=80, blank=True)  # of the provider, for payments the API confirms
    provider_ref = models.CharField(max_length=80, blank=True)
    session_ref = models.CharField(max_length=120, blank=True)
    page_url = models.CharField(max_length=1000, blank=True)  # where the shopper finishes it
    authorised = models.BigIntegerField(default=0)
    capturing = models.BigIntegerField(default=0)
    captured = models.BigIntegerField(default=0)
    refunding = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    disputed = models.BigIntegerField(
        default=0, db_default=0
    )  # of what is left, what a dispute keeps from being refunded
    capture_before = models.DateTimeField(null=True)  # the provider's word, never a constant of ours
    under_review = models.BooleanField(default=False)
    failure = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("state", PaymentState, name="payment_state"),
            models.UniqueConstraint(
                fields=["gateway", "provider_ref"], name="payment_ref_once", condition=~Q(provider_ref="")
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount"),
            models.CheckConstraint(
                condition=Q(capturing__gte=0)
                & Q(captured__gte=0)
                & Q(authorised__gte=F("captured") + F("capturing"))
                & Q(authorised__lte=F("amount")),
                name="payment_never_over_captured",
            ),
            models.CheckConstraint(
                condition=Q(refunding__gte=0)
                & Q(refunded__gte=0)
                & Q(captured__gte=F("refunded") + F("refunding")),
                name="payment_never_over_refunded",
            ),
            models.CheckConstraint(
                condition=Q(disputed__gte=0)
                & Q(captured__gte=F("refunded") + F("refunding") + F("disputed")),
                name="payment_disputed_stays",
            ),
        ]
        indexes = [
            models.Index(fields=["session_ref"], name="payment_session", condition=~Q(session_ref="")),
            models.Index(fields=["capture_before"], name="payment_lapses", condition=Q(state="authorised")),
        ]


class Effect(models.Model):
    """A capture, refund or void that is wanted of the provider: the intent first, then the call, then the result."""

    public_id = models.UUIDField(unique=True)  # with `tries`, the idempotency key at the provider
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="effects")
    kind = models.CharField(max_length=8)  # capture, refund, void; a transfer takes the place of a refund
    cause = models.CharField(max_length=80)  # the parcel, return or cancellation behind it: one effect each
    basis = models.CharField(max_length=24, blank=True)  # the legal basis of a refund
    amount = models.BigIntegerField()
    final = models.BooleanField(default=False)  # a capture that releases what is left
    state = models.CharField(max_length=10)
    tries = models.IntegerField(default=1)  # a new try after a refusal has a new key
    provider_ref = models.CharField(max_length=80, blank=True)
    failure = models.CharField(max_length=60, blank=True)
    requested_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    # Of a refund that takes two people (C-13): who asked, who decided, and when the law wants it paid.
    asked_by = models.CharField(max_length=64, blank=True, default="", db_default="")
    decided_by = models.CharField(max_length=64, blank=True, default="", db_default="")
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("state", EffectState, name="effect_state"),
            models.CheckConstraint(
                condition=Q(asked_by="", decided_by="") & ~Q(state=EffectState.WAITING)
                | ~Q(asked_by="")
                & ~Q(decided_by=F("asked_by"))
                & (Q(state__in=_UNDECIDED) | ~Q(decided_by="")),
                name="effect_two_people",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["capture", "refund", "void", "transfer"]), name="effect_kind"
            ),
            models.UniqueConstraint(fields=["payment", "kind", "cause"], name="effect_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="effect_amount"),
        ]
        indexes = [
            models.Index(fields=["state", "requested_at"], name="effect_open", condition=~Q(state="done"))
        ]


class BankTransfer(models.Model):
    """Where a refund goes that its card refuses (C-24): asked of the customer by a private link, sealed, erased once paid."""

    effect = models.OneToOneField(Effect, on_delete=models.PROTECT, related_name="transfer")
    link_digest = models.CharField(max_length=64, unique=True)  # of the private link's token
    links = models.IntegerField(default=1)
    sealed = models.TextField(blank=True)  # holder and account; empty before it is given and once it is paid
    ending = models.CharField(max_length=4, blank=True)  # its last characters, for who knows it
    given_by = models.CharField(max_length=64, blank=True)
    given_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=64, blank=True)  # who took it to the bank
    opened_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)  # when the provider turned out to have paid after all
    # How often the customer's bank sent it back, when last, and why.
    returned = models.IntegerField(default=0, db_default=0)
    returned_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=200, blank=True, default="", db_default="")


class Dispute(models.Model):
    """Money that a customer's bank asks back from the provider; known by the provider's id, so each is here once."""

    public_id = models.UUIDField(unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    provider_ref = models.CharField(max_length=80, unique=True)
    reason = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    withdrawn = models.BigIntegerField(default=0)  # what the provider keeps from us for it now
    authentication = models.CharField(max_length=80, blank=True)  # what 3-D Secure said when it was paid
    state = models.CharField(max_length=10)
    answer_by = models.DateTimeField(null=True)  # the provider's word
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("state", DisputeState, name="dispute_state"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_amount"),
        ]
        indexes = [models.Index(fields=["answer_by"], name="dispute_open", condition=Q(state="open"))]


class Renewal(models.Model):
    """The wish that a customer pays again for what an authorisation no longer holds long enough (C-06)."""

    public_id = models.UUIDField(unique=True)
    order_number = models.CharField(max_length=12, db_index=True)
    lapsing = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="renewal")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True, related_name="renews")
    state = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [one_of("state", RenewalState, name="renewal_state")]


class ProviderEvent(models.Model):
    """What a provider told us, kept as it came; each once."""

    gateway = models.CharField(max_length=12)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    # What it speaks of, by the provider's ids.
    provider_ref = models.CharField(max_length=80, default="", db_default="")
    session_ref = models.CharField(max_length=120, default="", db_default="")
    dispute_ref = models.CharField(max_length=80, default="", db_default="")
    payload = models.JSONField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "event_id"], name="provider_event_once")]
        indexes = [
            models.Index(fields=[name], name=f"provider_event_{short}", condition=~Q(**{name: ""}))
            for name, short in (("provider_ref", "payment"), ("session_ref", "session"))
        ]


class LedgerEntry(models.Model):
    """One fact of money, balanced; unique on its cause."""

    append_only = True

    public_id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    entity = models.CharField(max_length=12)
    kind = models.CharField(
        max_length=16
    )  # authorisation | capture | void | refund | sale | credit_note | dispute…
    cause = models.CharField(max_length=80)
    order_number = models.CharField(max_length=12, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "cause"], name="ledger_entry_once")]


class LedgerLine(models.Model):
    """One side of an entry, in minor units; debits equal credits per entry and currency."""

    append_only = True

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=40, db_index=True)
    currency = models.CharField(max_length=3)
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(debit__gt=0) & Q(credit=0)) | (Q(debit=0) & Q(credit__gt=0)),
                name="ledger_line_one_side",
            )
        ]


class LedgerSeal(models.Model):
    """The hash chain over a batch of ledger entries."""

    append_only = True

    last_entry = models.BigIntegerField(unique=True)
    count = models.IntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    marks = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField())
    )  # a digest of each entry by its id, to name the one that was changed
    sealed_at = models.DateTimeField()


class LedgerClosing(models.Model):
    """A day of an entity's ledger, closed: its entries are all up to `last_entry` that were dated before `until`
    and were in no closing before."""

    append_only = True

    entity = models.CharField(max_length=12)
    number = models.IntegerField()  # 1, 2, 3… for each entity
    day = models.DateField()
    until = models.DateTimeField()
    last_entry = models.BigIntegerField()
    count = models.IntegerField()
    sums = models.JSONField()  # account and currency, debit, credit
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "number"], name="ledger_closing_number"),
            models.UniqueConstraint(fields=["entity", "day"], name="ledger_closing_day"),
        ]


class Reconciliation(models.Model):
    """One comparison of a provider's report with the ledger and the orders, and what it found."""

    append_only = True

    gateway = models.CharField(max_length=12)
    since = models.DateTimeField()
    until = models.DateTimeField()
    theirs = models.IntegerField()  # transactions in the provider's report
    ours = models.IntegerField()  # entries in the ledger
    differences = models.JSONField()
    ran_at = models.DateTimeField(db_index=True)


class CreditLot(models.Model):
    """A credit as it was made out: what is left of it is the sum of its movements (STO-02)."""

    public_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12)
    owner = models.ForeignKey("people.User", on_delete=models.SET_NULL, null=True, related_name="+")
    entity = models.CharField(max_length=12)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    left = models.BigIntegerField()
    origin = models.CharField(max_length=80)  # the counter's return, gesture or voucher behind it
    issued_by = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField()  # the last whole second
    warn_at = models.DateTimeField()  # when its holder is told that it ends soon
    warned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # what was left lapsed

    class Meta:
        constraints = [
            one_of("kind", CreditKind, name="credit_kind"),
            models.UniqueConstraint(fields=["kind", "origin"], name="credit_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, left__gte=0) & Q(left__lte=F("amount")),
                name="credit_never_overspent",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(left=0), name="credit_ended_is_empty"
            ),
            models.CheckConstraint(condition=Q(valid_until__gt=F("issued_at")), name="credit_lives"),
        ]
        indexes = [
            models.Index(fields=["valid_until"], name="credit_open", condition=Q(left__gt=0)),
            models.Index(
                fields=["warn_at"], name="credit_unwarned", condition=Q(left__gt=0, warned_at__isnull=True)
            ),
            models.Index(fields=["owner"], name="credit_owner", condition=Q(owner__isnull=False)),
        ]


class CreditHolder(models.Model):
    """In whose name a credit is made out, and where it was mailed: erased with the person, while the lot stays."""

    lot = models.OneToOneField(CreditLot, on_delete=models.PROTECT, related_name="holder")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5)  # in which they are written to
    zone = models.CharField(max_length=40)  # of the place that made it out

    class Meta:
        indexes = [models.Index(fields=["email"], name="credit_email", condition=~Q(email=""))]


class CreditMovement(models.Model):
    """A change of what is left of a credit; unique on its cause, so never twice."""

    append_only = True

    lot = models.ForeignKey(CreditLot, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=8)
    amount = models.BigIntegerField()
    cause = models.CharField(max_length=80)
    place = models.CharField(max_length=8, blank=True)  # the store
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "kind", "cause"], name="credit_movement_once"),
            one_of("kind", CreditMove, name="credit_movement_kind"),
            models.CheckConstraint(condition=~Q(amount=0), name="credit_movement_moves"),
        ]
