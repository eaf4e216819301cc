"""Reads of parcels and labels, and where the pieces of an order are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet

from comptoir.core.calendar import local_date
from comptoir.core.facts import OrderFacts, PieceState
from comptoir.core.law import EffectiveTerms, effective_terms, floor_for
from comptoir.core.lifecycles import EffectState, ParcelState
from comptoir.core.numbers import Series, check_number
from comptoir.core.refunds import Basis, RefundPlan, plan_refund
from comptoir.core.replacements import refundable, with_money_known
from comptoir.core.whereabouts import Stage
from comptoir.fulfilment.models import CarrierEvent, Label, Parcel, ParcelPiece
from comptoir.fulfilment.queries.stops import stop_of
from comptoir.invoicing import queries as invoicing
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments

if TYPE_CHECKING:
    from comptoir.orders.models import Order
    from comptoir.payments.models import Effect

# A parcel brought back by the carrier has left the house and has not arrived: a person decides what becomes of it.
_PIECE_STATES = {
    ParcelState.PACKED: PieceState.PACKED,
    ParcelState.CHARGING: PieceState.PACKED,
    ParcelState.SHIPPED: PieceState.SHIPPED,
    ParcelState.DELIVERED: PieceState.DELIVERED,
    ParcelState.LOST: PieceState.LOST,
    ParcelState.RETURNED: PieceState.SHIPPED,
}
_TOO_LATE_TO_REDIRECT = (
    "out_for_delivery",
    "delivered",
    "returned",
    "lost",
    "at_point",
    "refused",
    "coming_back",
)
_OVER = {
    PieceState.DELIVERED,
    PieceState.LOST,
    PieceState.REFUNDED,
    PieceState.REPLACED,
    PieceState.CANCELLED,
}
AT_CUSTOMS = ("invoice", "declaration")
LEFT = (ParcelState.SHIPPED, ParcelState.DELIVERED, ParcelState.LOST, ParcelState.RETURNED)
CHARGED = (ParcelState.CHARGING, *LEFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanView:
    """One event of a parcel; `local_at` keeps the offset of the place where it was scanned."""

    status: str
    at: datetime
    local_at: str
    text: str
    place: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelView:
    """A parcel as faces show it. `label_url` is blank while the carrier still owes the label."""

    id: UUID
    number: str
    order_number: str
    zone: str
    latest: date
    state: str
    pieces: tuple[UUID, ...]
    label_url: str
    papers: tuple[str, ...]  # what may be printed for it: `slip`, and at customs `invoice` and `declaration`
    carrier_papers: tuple[tuple[str, str], ...]  # what goes through customs with the label: kind and URL
    weight_g: int
    tracking_number: str
    tracking_url: str
    redirect_url: str  # where another day or place may still be chosen with the carrier (DEL-10, DEL-14)
    capture_failure: str
    packed_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    scans: tuple[ScanView, ...]


def parcel_by_id(*, parcel_id: UUID) -> Parcel | None:
    """A parcel with its order and label."""
    return Parcel.objects.select_related("order", "label").filter(public_id=parcel_id).first()


def parcel_by_code(*, code: str) -> Parcel | None:
    """The parcel that a scanner reads: by its number, or by the carrier's."""
    number = check_number(code, series=Series.PARCEL)
    known = Q(number=number) if number else Q(label__tracking_number=code)
    return Parcel.objects.filter(known).exclude(state=ParcelState.VOIDED).first() if code else None


def packed_among(*, pieces: Collection[UUID]) -> set[UUID]:
    """Those of these pieces that are in a parcel."""
    rows = ParcelPiece.objects.filter(piece__public_id__in=pieces, unpacked_at__isnull=True)
    return set(rows.values_list("piece__public_id", flat=True))


def packed_parcels(*, numbers: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The numbers of the packed parcels of each of these orders."""
    found: dict[str, tuple[str, ...]] = {}
    rows = Parcel.objects.filter(order__number__in=numbers, state=ParcelState.PACKED).order_by("id")
    for order, parcel in rows.values_list("order__number", "number"):
        found[order] = (*found.get(order, ()), parcel)
    return found


def pieces_in(*, parcel: Parcel) -> tuple[UUID, ...]:
    """The public ids of what is in a parcel, in the order's order; those of a voided parcel are what was in it."""
    rows = ParcelPiece.objects.filter(parcel=parcel).order_by("piece__position")
    return tuple(rows.values_list("piece__public_id", flat=True))


def parcels_of(*, order_number: str) -> tuple[ParcelView, ...]:
    """The parcels of an order that were not unpacked, oldest first."""
    rows = _with_all(Parcel.objects.filter(order__number=order_number)).exclude(state=ParcelState.VOIDED)
    return tuple(_view(row) for row in rows.order_by("id"))


def parcel_view(*, parcel_id: UUID) -> ParcelView | None:
    """One parcel as faces show it."""
    row = _with_all(Parcel.objects.filter(public_id=parcel_id)).first()
    return _view(row) if row else None


def work_list(*, states: Sequence[str], limit: int = 200) -> tuple[ParcelView, ...]:
    """Parcels in these states, oldest first."""
    rows = _with_all(Parcel.objects.filter(state__in=states)).order_by("packed_at", "id")[:limit]
    return tuple(_view(row) for row in rows)


def papers_for(*, order: Order) -> tuple[str, ...]:
    """The papers of a parcel of an order."""
    return ("slip", *AT_CUSTOMS) if invoicing.is_declared(order=order) else ("slip",)


def label_url(*, label: Label, token: str) -> str:
    """Where a label's PDF is served to whoever holds the order's link, or to staff; blank while there is none."""
    return f"{settings.SITE_URL}/labels/{label.public_id}/?token={token}" if label.digest else ""


def label_by_id(*, public_id: UUID) -> Label | None:
    """A label by the reference we gave it."""
    return Label.objects.filter(public_id=public_id).first()


def label_by_tracking(*, tracking_number: str) -> Label | None:
    """The label of a tracking number."""
    return Label.objects.filter(tracking_number=tracking_number).exclude(tracking_number="").first()


def piece_places(*, order_id: int) -> tuple[dict[UUID, PieceState], dict[UUID, datetime]]:
    """Where the pieces of an order are, and when those that arrived did; pieces in no parcel are absent."""
    rows = ParcelPiece.objects.filter(parcel__order_id=order_id, unpacked_at__isnull=True).values_list(
        "piece__public_id", "parcel__state", "parcel__delivered_at"
    )
    places: dict[UUID, PieceState] = {}
    arrived: dict[UUID, datetime] = {}
    for piece, state, delivered_at in rows:
        places[piece] = _PIECE_STATES[ParcelState(state)]
        if delivered_at:
            arrived[piece] = delivered_at
    return places, arrived


def order_facts(*, order: Order) -> OrderFacts:
    """The order as the rules see it, parcels included; what is coming back is known above."""
    places, arrived = piece_places(order_id=order.pk)
    credited = invoicing.credited(order_number=order.number)
    facts = orders.order_facts(
        order=order,
        pieces=orders.pieces_of(order_id=order.pk),
        states=places,
        delivered=arrived,
        held=orders.is_held(order_id=order.pk),
        delivery_refunded=credited.delivery,
        parcel_leaving=bool(places),
        stop=stop_of(order_id=order.pk),
    )
    return with_money_known(order=facts, refunded=credited.pieces)


def terms_for(*, order: Order) -> EffectiveTerms:
    """What law and policy give the consumer of an order, as they stood when it was placed."""
    policy = markets.policy_version(number=order.policy_version)
    on = local_date(order.placed_at or order.ordered_at, zone=order.zone)
    market = policy.markets[order.country]
    floor = floor_for(markets.law(), country=order.country, floor=market.floor, on=on)
    return effective_terms(floor, policy=policy, market=market)


def refund_plan(
    *, order: Order, facts: OrderFacts, pieces: Collection[str], basis: Basis, refunded: Collection[str] = ()
) -> RefundPlan:
    """What goes back for pieces (ids) of an order, to the cent and to which payment; `refunded` went back uncredited."""
    policy = markets.policy_version(number=order.policy_version)
    return plan_refund(
        order=facts,
        pieces=pieces,
        basis=basis,
        market=policy.markets[order.country],
        terms=terms_for(order=order),
        refunded=invoicing.credited(order_number=order.number).pieces
        | refundable(order=facts, pieces=refunded),
        tenders=payments.tenders_for(order_number=order.number),
    )


def pieces_charged(
    *, order_id: int, states: Collection[ParcelState], besides: Parcel | None = None
) -> set[str]:
    """The pieces (ids as the rules have them) in the order's parcels of these states, one parcel left out."""
    rows = ParcelPiece.objects.filter(parcel__order_id=order_id, parcel__state__in=states)
    if besides is not None:
        rows = rows.exclude(parcel=besides)
    return {str(piece) for piece in rows.values_list("piece__public_id", flat=True)}


def all_arrived(*, facts: OrderFacts) -> bool:
    """Whether every piece has arrived, is lost or was cancelled."""
    return all(piece.state in _OVER for piece in facts.pieces)


def scans_of(*, label_id: int) -> list[CarrierEvent]:
    """What the carrier said under a label, in the order in which it happened."""
    return list(CarrierEvent.objects.filter(label_id=label_id).order_by("at", "id"))


def first_scan_at(*, label_id: int) -> datetime | None:
    """When the carrier first had the parcel of a label in hand."""
    return CarrierEvent.objects.filter(label_id=label_id).order_by("at").values_list("at", flat=True).first()


def scanned_labels(*, label_ids: Collection[int]) -> set[int]:
    """Those of these labels that the carrier has scanned."""
    return set(CarrierEvent.objects.filter(label_id__in=label_ids).values_list("label_id", flat=True))


def release_due(*, at: datetime) -> list[str]:
    """Orders that the warehouse may have by now."""
    return orders.release_due(at=at)


def next_release_due() -> datetime | None:
    """When the next order's cancellation time is over: the second after its last (ORD-03)."""
    return orders.next_release_at()


def charging_parcels() -> list[UUID]:
    """Parcels whose charge was asked for and not settled, oldest first."""
    rows = Parcel.objects.filter(state=ParcelState.CHARGING).order_by("charging_at")
    return list(rows.values_list("public_id", flat=True)[:200])


def untold_refunds() -> QuerySet[Effect]:
    """Refunds that the provider carried out and about which the customer has not been told."""
    untold = Q(notice__isnull=True) | Q(notice__told_at__lt=F("done_at"))  # sent again after it came back
    return payments.refunds_done().filter(untold).order_by("id")


def failed_charges() -> tuple[Parcel, ...]:
    """Parcels that stay because their charge failed: a person must look."""
    rows = Parcel.objects.filter(state=ParcelState.PACKED).exclude(capture_failure="")
    return tuple(rows.select_related("order").order_by("packed_at"))


def failed_labels() -> tuple[Label, ...]:
    """Labels that the carrier refused: a person must look."""
    return tuple(Label.objects.filter(state=EffectState.FAILED).order_by("requested_at"))


def stray_parcels() -> tuple[Parcel, ...]:
    """Parcels that came back to the house: a person decides. A lost one has its claim (CLM-02)."""
    rows = Parcel.objects.filter(state=ParcelState.RETURNED)
    return tuple(rows.select_related("order").order_by("shipped_at"))


def lost_parcels() -> list[UUID]:
    """Parcels that the carrier reports lost, oldest first."""
    rows = Parcel.objects.filter(state=ParcelState.LOST).order_by("lost_at")
    return list(rows.values_list("public_id", flat=True))


def damaged_parcels() -> list[UUID]:
    """Parcels of which a scan says that they were damaged under way."""
    rows = CarrierEvent.objects.filter(status=Stage.DAMAGED)
    return list(
        rows.exclude(label__parcel=None).values_list("label__parcel__public_id", flat=True).distinct()
    )


def open_labels(*, at: datetime) -> list[int]:
    """Labels about which the carrier is to be asked again by now."""
    rows = Label.objects.filter(retry_at__lte=at).order_by("retry_at")
    return list(rows.values_list("id", flat=True)[:200])


def labels_to_poll(*, at: datetime) -> list[int]:
    """Labels whose scans are to be asked for by now, a few at a time."""
    return list(Label.objects.filter(poll_at__lte=at).order_by("poll_at").values_list("id", flat=True)[:20])


def next_label_due() -> datetime | None:
    """When the carrier is next asked again about a label."""
    rows = Label.objects.filter(retry_at__isnull=False).order_by("retry_at")
    return rows.values_list("retry_at", flat=True).first()


def _with_all(rows: QuerySet[Parcel]) -> QuerySet[Parcel]:
    return rows.select_related("order", "label").prefetch_related(
        Prefetch("contents", ParcelPiece.objects.select_related("piece").order_by("piece__position")),
        Prefetch("label__events", CarrierEvent.objects.order_by("at", "id")),
    )


def _view(parcel: Parcel) -> ParcelView:
    label, events = parcel.label, list(parcel.label.events.all())
    again = [content.piece.latest for content in parcel.contents.all()]
    url = label_url(label=label, token=orders.link_token(parcel.order))
    may_redirect = parcel.state == ParcelState.SHIPPED and not (
        events and events[-1].status in _TOO_LATE_TO_REDIRECT
    )
    return ParcelView(
        id=parcel.public_id,
        number=parcel.number,
        order_number=parcel.order.number,
        zone=parcel.order.zone,
        latest=max((known for known in again if known), default=parcel.order.latest),
        state=parcel.state,
        pieces=tuple(content.piece.public_id for content in parcel.contents.all()),
        label_url=url,
        papers=papers_for(order=parcel.order),
        carrier_papers=tuple((kind, f"{url}&paper={kind}") for kind in sorted(label.papers)),
        weight_g=parcel.weight_g,
        tracking_number=label.tracking_number,
        tracking_url=label.tracking_url,
        redirect_url=label.redirect_url if may_redirect else "",
        capture_failure=parcel.capture_failure,
        packed_at=parcel.packed_at,
        shipped_at=parcel.shipped_at,
        delivered_at=parcel.delivered_at,
        scans=tuple(
            ScanView(
                status=event.status,
                at=event.at,
                local_at=event.local_at,
                text=event.text,
                place=event.place,
                until=event.until,
            )
            for event in events
        ),
    )
