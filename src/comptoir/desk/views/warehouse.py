"""The warehouse at the desk: waves, one field for the scanner, the door."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Role
from comptoir.core.calendar import local_date
from comptoir.core.cancellation import Stopping
from comptoir.core.decisions import Refused
from comptoir.core.packaging import advise_packaging, is_reduced
from comptoir.core.reasons import Reason
from comptoir.desk import scan_words
from comptoir.desk.access import STAFF, Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, say, sentence, take_said
from comptoir.desk.views.orders import known as known_number
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment import services as parcels
from comptoir.fulfilment.queries import ParcelView
from comptoir.infra import ids
from comptoir.infra.figures import grams, whole_number
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.stock import queries as stock
from comptoir.warehouse import queries
from comptoir.warehouse import services as verbs
from comptoir.warehouse.queries import PickRow
from comptoir.warehouse.services import Answer, Station

_SHOWN = 50  # waiting orders on a page; the count says how many there are
_MOST = 40  # orders of a wave
_USUAL = 12
_HEAVIEST = 30_000  # grams of a parcel


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """What waits in a warehouse, and the waves under way."""
    places = stock.shipping_locations()
    place = desk.request.GET.get("place", "")
    place = place if place in places else places[0] if places else ""
    waiting = queries.waiting(location=place)
    waves = queries.open_waves(location=place)
    return desk.page(
        "warehouse.html",
        places=places,
        place=place,
        waiting=waiting[:_SHOWN],
        count=len(waiting),
        waves=waves,
        stops=queries.urgent_stops(),
        names=names_of_actors([row.held_by for row in waves]),
        usual=_USUAL,
        most=_MOST,
        said=take_said(desk),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def make(desk: Desk) -> HttpResponse:
    """A wave of those that have waited longest."""
    place = desk.request.POST.get("place", "")
    most = whole_number(desk.request.POST.get("most", ""), most=_MOST) or _USUAL
    try:
        wave = verbs.make_wave(location=place, most=most, actor=desk.actor, at=desk.at)
    except NotPossible:
        say(desk, _("No order waits here any more. Look again."), wrong=True)
        return HttpResponseRedirect(f"{reverse('desk:warehouse')}?place={place}")
    return HttpResponseRedirect(reverse("desk:wave", args=[wave, Station.PICK]))


@for_roles(*STAFF)
def wave(desk: Desk, wave_id: UUID, station: str) -> HttpResponse:
    """One station of a wave: the list, the next thing to do, and the field for the scanner."""
    if station not in list(Station):
        raise Http404
    known = queries.wave_by_id(wave_id=wave_id)
    if known is None:
        raise Http404
    return _station(desk, known, Station(station))


@require_POST
@for_roles(Role.WAREHOUSE)
def scan(desk: Desk, wave_id: UUID, station: str) -> HttpResponse:
    """One code. The answer is the page itself: sent twice, it is the same answer."""
    known = queries.wave_by_id(wave_id=wave_id)
    if known is None or station not in list(Station):
        raise Http404
    try:
        answer = verbs.scan_code(
            wave_id=wave_id,
            station=Station(station),
            code=desk.request.POST.get("code", ""),
            key=_key(desk),
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refusal:
        return _station(desk, known, Station(station), words=sentence(refusal.refusals[0]))
    return _station(desk, known, Station(station), answer=answer)


def _key(desk: Desk) -> str:
    """What makes a form that is sent twice count once, for this person."""
    key = desk.request.POST.get("key", "")
    if not 8 <= len(key) <= 80:
        raise Http404
    return f"{desk.actor.id}:{key}"


@require_POST
@for_roles(Role.WAREHOUSE)
def undo(desk: Desk, wave_id: UUID, station: str) -> HttpResponse:
    """The last scan of this person is taken back."""
    known = queries.wave_by_id(wave_id=wave_id)
    if known is None:
        raise Http404
    answer = verbs.undo_scan(wave_id=wave_id, key=_key(desk), actor=desk.actor, at=desk.at)
    say(desk, scan_words.told(answer), wrong=not answer.done)
    return HttpResponseRedirect(reverse("desk:wave", args=[wave_id, station]))


@require_POST
@for_roles(Role.WAREHOUSE)
def pack(desk: Desk, wave_id: UUID) -> HttpResponse:
    """The checked order into a parcel, with what the scales say, and its label bought."""
    preparation, back = _preparation(desk), reverse("desk:wave", args=[wave_id, Station.PACK])
    typed = desk.request.POST.get("weight", "").strip()
    weighed = grams(typed, most=_HEAVIEST) if typed else None
    if typed and weighed is None:
        wrong = _("“%(typed)s” is no weight. Type grams, or kilograms as 1.24 kg. Nothing was packed.")
        say(desk, wrong % {"typed": typed[:20]}, wrong=True)
        return HttpResponseRedirect(back)
    try:
        parcel = verbs.pack_preparation(
            preparation_id=preparation,
            weighed_g=weighed,
            sure=desk.request.POST.get("sure") == str(weighed),
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refusal:
        say(desk, *(sentence(known) for known in refusal.refusals), wrong=True)
        doubted = refusal.refusals[0].reason is Reason.WEIGHT_DOUBTED
        return HttpResponseRedirect(f"{back}?weighed={weighed}" if doubted else back)
    if parcel:
        said = _("Parcel packed: %(grams)s g. Print the label and put it on.")
        say(desk, said % {"grams": parcel.weight_g})
    return HttpResponseRedirect(f"{back}?packed={preparation}")


@require_POST
@for_roles(Role.WAREHOUSE)
def unpack(desk: Desk, wave_id: UUID) -> HttpResponse:
    """The parcel that was just packed is taken apart; its pieces are on the bench again."""
    preparation = _preparation(desk)
    return carry_out(
        desk,
        lambda: verbs.unpack_preparation(preparation_id=preparation, actor=desk.actor, at=desk.at),
        done=_("Unpacked. Its label is void: take it off. Scan the pieces again to pack them."),
        back=reverse("desk:wave", args=[wave_id, Station.PACK]),
    )


def _preparation(desk: Desk) -> int:
    number = whole_number(desk.request.POST.get("preparation", ""), most=2**40)
    if number is None:
        raise Http404
    return number


@require_POST
@for_roles(Role.WAREHOUSE)
def missing(desk: Desk, wave_id: UUID) -> HttpResponse:
    """A piece is not there (PAY-06)."""
    try:
        piece = UUID(desk.request.POST.get("piece", ""))
    except ValueError:
        raise Http404 from None
    return carry_out(
        desk,
        lambda: verbs.report_missing(piece=piece, actor=desk.actor, at=desk.at),
        done=_("Taken out of the order. The customer has been written to and pays nothing for it."),
        back=reverse("desk:wave", args=[wave_id, Station.PICK]),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def take(desk: Desk, wave_id: UUID) -> HttpResponse:
    """The wave is this person's from now on."""
    return carry_out(
        desk,
        lambda: verbs.take_wave(wave_id=wave_id, actor=desk.actor, at=desk.at),
        done=_("The wave is yours."),
        back=reverse("desk:wave", args=[wave_id, Station.PICK]),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def give_back(desk: Desk, wave_id: UUID) -> HttpResponse:
    """What is not packed waits again."""
    try:
        picked = verbs.give_back_wave(wave_id=wave_id, actor=desk.actor, at=desk.at)
    except verbs.UnknownWave:
        raise Http404 from None
    lines = [_("Put back into its bin: %(sku)s") % {"sku": sku} for sku in sorted(picked)]
    say(desk, _("The wave is given back: its orders wait again."), *lines)
    return HttpResponseRedirect(reverse("desk:warehouse"))


@require_POST
@for_roles(Role.WAREHOUSE)
def answer_stop(desk: Desk, number: str) -> HttpResponse:
    """The team could stop an order, or it was too late (ORD-03)."""
    stopped = desk.request.POST.get("answer") == Stopping.STOPPED
    words = (
        _("Stopped. The order is cancelled and the customer written to. Put its pieces back.")
        if stopped
        else _("Noted: too late. The customer is told, and the order goes on.")
    )
    return carry_out(
        desk,
        lambda: parcels.answer_stop(
            order_number=known_number(number),
            stopped=Stopping.STOPPED if stopped else Stopping.TOO_LATE,
            actor=desk.actor,
            at=desk.at,
        ),
        done=words,
        back=reverse("desk:warehouse"),
    )


@for_roles(*STAFF)
def door(desk: Desk) -> HttpResponse:
    """The parcels at the door, and the field into which their labels are scanned to ship them."""
    words, wrong = "", False
    if desk.request.method == "POST":
        if not desk.may(Role.WAREHOUSE):
            return HttpResponse(_("Your role does not allow this."), status=403)
        words, wrong = _ship(desk, desk.request.POST.get("code", "").strip().upper()[:60])
    return desk.page(
        "door.html",
        status=422 if wrong else 200,
        words=words,
        wrong=wrong,
        key=ids.new_id(),
        parcels=fulfilment.work_list(states=("packed", "charging"), limit=_SHOWN),
        stops=[stop for stop in queries.urgent_stops() if stop.parcels],
        said=take_said(desk),
    )


def _ship(desk: Desk, code: str) -> tuple[str, bool]:
    parcel = fulfilment.parcel_by_code(code=code)
    if parcel is None:
        return _("Unknown label %(code)s. Nothing was shipped.") % {"code": code}, True
    try:
        result = parcels.ship_parcel(parcel_id=parcel.public_id, actor=desk.actor, at=desk.at)
    except NotPossible as refusal:
        return sentence(refusal.refusals[0]), True
    if result is parcels.ShipResult.CAPTURE_FAILED:
        return sentence(Refused(rule="PAY-05", reason=Reason.CAPTURE_FAILED)), True
    if result is parcels.ShipResult.CHARGING:
        return sentence(Refused(rule="PAY-05", reason=Reason.CHARGE_PENDING)), True
    return _("Shipped: %(number)s. Next label.") % {"number": parcel.number}, False


def _station(
    desk: Desk, known: queries.WaveFacts, station: Station, *, answer: Answer | None = None, words: str = ""
) -> HttpResponse:
    rows = queries.pick_list(wave=known)
    bench = _bench(rows, answer)
    wrong = bool(words) or (answer is not None and not answer.done)
    return desk.page(
        "wave.html",
        status=422 if wrong else 200,
        wave=known,
        station=station,
        rows=rows,
        names=catalogue.piece_names(skus={row.sku for row in rows}, language=desk.language),
        left=sum(not row.picked for row in rows),
        bench=bench,
        ready=bool(bench) and all(row.checked for row in bench),
        advice=advise_packaging(needs_box=[row.needs_box for row in bench], reduced=_less_packaging(desk)),
        weight=sum(row.weight_g for row in bench),
        next=next((row for row in rows if not row.picked), None),
        words=words or (scan_words.told(answer) if answer else ""),
        wrong=wrong,
        packed=_packed(desk),
        weighed=whole_number(desk.request.GET.get("weighed", ""), most=_HEAVIEST),
        stops=queries.urgent_stops(among={row.order_number for row in rows}),
        holder=names_of_actors([known.held_by]).get(known.held_by, ""),
        key=ids.new_id(),
        said=take_said(desk),
    )


def _bench(rows: Sequence[PickRow], answer: Answer | None) -> list[PickRow]:
    """The order on the bench: the one just scanned, else one of which something is checked."""
    begun = {row.preparation for row in rows if row.checked}
    chosen = answer.preparation if answer and answer.preparation in begun else min(begun, default=0)
    return [row for row in rows if row.preparation == chosen]


def _less_packaging(desk: Desk) -> bool:
    policy = markets.current_policy(at=desk.at)
    return is_reduced(peaks=policy.peaks, on=local_date(desk.at, zone=policy.house.time_zone))


def _packed(desk: Desk) -> tuple[int, ParcelView] | None:
    """The parcel that was just packed, with the preparation that it was."""
    number = whole_number(desk.request.GET.get("packed", ""), most=2**40)
    parcel = queries.packed_of(preparation_id=number) if number else None
    return (number, parcel) if number and parcel else None
