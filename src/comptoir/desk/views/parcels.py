"""The warehouse: what is to be packed, to be shipped, on its way."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import OrderState, ParcelState
from comptoir.core.money import Money
from comptoir.core.reasons import Reason
from comptoir.desk.access import CARE, STAFF, Desk, for_roles
from comptoir.desk.answers import carry_out, date_in, ids_in, say, take_said
from comptoir.desk.views.orders import known, page_of
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment import services as parcels
from comptoir.infra.formats import day, exact_money
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.signed_links import sign_link
from comptoir.orders import queries as orders

_TO_PRINT = timedelta(minutes=10)
_WORK = (ParcelState.PACKED, ParcelState.CHARGING)


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """The warehouse's work: orders to pack, parcels at the door, parcels on their way."""
    return desk.page(
        "parcels.html",
        to_pack=orders.orders_in(states=[OrderState.RELEASED]),
        at_door=fulfilment.work_list(states=_WORK),
        on_way=fulfilment.work_list(states=[ParcelState.SHIPPED]),
        said=take_said(desk),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def pack(desk: Desk, number: str) -> HttpResponse:
    """Pack the ticked pieces, or all that are left, and buy the label."""
    return carry_out(
        desk,
        lambda: parcels.pack_parcel(
            order_number=known(number), pieces=ids_in(desk, "piece") or None, actor=desk.actor, at=desk.at
        ),
        done=_("Parcel packed. Print the label and put it on."),
        back=page_of(number),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def postage(desk: Desk, number: str) -> HttpResponse:
    """What the carrier asks of the house for what is left to pack."""
    try:
        rates = parcels.ask_postage(order_number=known(number), at=desk.at)
    except NotPossible as refusal:
        say(desk, *(explain(why) for why in refusal.refusals), wrong=True)
    else:
        lines = [
            _("%(product)s: %(price)s, there on %(day)s")
            % {
                "product": rate.product,
                "price": exact_money(Money(rate.amount, rate.currency)),
                "day": day(rate.arrives) if rate.arrives else "?",
            }
            for rate in rates
        ]
        say(desk, *(lines or [_("This service has no prices to ask for: they are in the contract.")]))
    return HttpResponseRedirect(page_of(number))


@require_POST
@for_roles(Role.WAREHOUSE)
def shorten(desk: Desk, number: str) -> HttpResponse:
    """The ticked pieces are not there (PAY-06)."""
    return carry_out(
        desk,
        lambda: parcels.report_shortage(
            order_number=known(number), pieces=ids_in(desk, "piece"), actor=desk.actor, at=desk.at
        ),
        done=_("Taken out of the order. The customer has been written to and pays nothing for it."),
        back=page_of(number),
    )


@for_roles(*CARE)
def paper(desk: Desk, parcel_id: UUID, kind: str) -> HttpResponse:
    """A paper of a parcel, by an address that opens it for some minutes: the printing program has no session."""
    found = parcels.parcel_paper(parcel_id=parcel_id, kind=kind, at=desk.at)
    if found is None:
        raise Http404
    return HttpResponseRedirect(sign_link(path=f"/papers/{found.id}/", lasts=_TO_PRINT))


@require_POST
@for_roles(Role.WAREHOUSE)
def ship(desk: Desk, parcel_id: UUID) -> HttpResponse:
    """Charge what the parcel is worth, then let it go (PAY-05)."""

    def charge_and_ship() -> None:
        result = parcels.ship_parcel(parcel_id=parcel_id, actor=desk.actor, at=desk.at)
        if result is parcels.ShipResult.CAPTURE_FAILED:
            raise NotPossible(Refused(rule="PAY-05", reason=Reason.CAPTURE_FAILED))
        if result is parcels.ShipResult.CHARGING:
            raise NotPossible(Refused(rule="PAY-05", reason=Reason.CHARGE_PENDING))

    return carry_out(
        desk,
        charge_and_ship,
        done=_("Charged and shipped. The customer has the tracking link."),
        back=_back(parcel_id),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def unpack(desk: Desk, parcel_id: UUID) -> HttpResponse:
    """Take a parcel apart again; its label is void."""
    return carry_out(
        desk,
        lambda: parcels.unpack_parcel(parcel_id=parcel_id, actor=desk.actor, reason="desk", at=desk.at),
        done=_("Parcel unpacked. Its label is void."),
        back=_back(parcel_id),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def record(desk: Desk, parcel_id: UUID) -> HttpResponse:
    """Note what the carrier tells by phone: delivered, lost, brought back."""
    status = desk.request.POST.get("status", "")
    return carry_out(
        desk,
        lambda: parcels.record_event(
            parcel_id=parcel_id,
            status=status,
            event_at=desk.at,
            until=date_in(desk, "until"),
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Noted."),
        back=_back(parcel_id),
    )


def _back(parcel_id: UUID) -> str:
    parcel = fulfilment.parcel_by_id(parcel_id=parcel_id)
    if parcel is None:
        raise Http404
    return reverse("desk:order", args=[parcel.order.number])
