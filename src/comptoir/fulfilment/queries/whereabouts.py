"""Where a parcel is and what happens next, in plain words: pages and letters say the same (DEL-06, DEL-15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from comptoir.core.delivery import CARRIER
from comptoir.core.lifecycles import ParcelState
from comptoir.core.whereabouts import Stage, is_late, stage_of
from comptoir.fulfilment.queries.parcels import ParcelView
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """A parcel for its customer, in the language in use; `until` is the last day at a pick-up point."""

    stage: Stage
    late: bool
    title: str
    where: str
    next: str
    until: date | None


def whereabouts(*, parcel: ParcelView, at: datetime) -> Whereabouts:
    """Where a parcel is at a moment, by its scans; times are those of the clock where it was scanned."""
    stage = stage_of(state=ParcelState(parcel.state), seen=[scan.status for scan in parcel.scans])
    late = is_late(stage, latest=parcel.latest, zone=parcel.zone, at=at)
    known = _known(parcel)
    until = parcel.scans[-1].until if stage is Stage.AT_POINT else None
    title, where, following = _words()[stage](known)
    if until:
        following = (
            _(
                "Collect it until %(until)s, with the message from %(carrier)s and an identity document. "
                "After that day it comes back to us."
            )
            % known
        )
    if late:
        following = (
            _(
                "It should have been with you by %(latest)s, and we are sorry. We are asking %(carrier)s about it."
            )
            % known
        )
    return Whereabouts(stage=stage, late=late, title=title, where=where, next=following, until=until)


Words = tuple[str, str, str]  # what it is called, where it is, what happens next


def seen_words(*, at: datetime, local_at: str, place: str) -> str:
    """When and where something was scanned, by the clock that hung there."""
    moment = formats.moment(datetime.fromisoformat(local_at) if local_at else at)
    return _("%(moment)s, %(place)s") % {"moment": moment, "place": place} if place else moment


def scan_words() -> dict[str, str]:
    """What the carrier says of a parcel, and of what holds it up (DEL-06), without its jargon (F-29)."""
    return {
        "in_transit": _("On its way"),
        "at_customs": _("Held at customs"),
        "attempted": _("The courier came and could not hand it over"),
        "at_point": _("Waiting to be collected"),
        "refused": _("Refused at the door"),
        "coming_back": _("On its way back to us"),
        "out_for_delivery": _("With the courier, out for delivery"),
        "redirected": _("Another day or place was chosen with the carrier"),
        "delivered": _("Delivered"),
        "exception": _("Delayed: the carrier reports an obstacle"),
        "returned": _("Brought back to us"),
        "lost": _("Lost by the carrier: we are looking into it"),
    }


def _known(parcel: ParcelView) -> dict[str, str]:
    last = parcel.scans[-1] if parcel.scans else None
    left = formats.moment(parcel.shipped_at, parcel.zone) if parcel.shipped_at else ""
    day = formats.full_day(datetime.fromisoformat(last.local_at)) if last else ""
    return {
        "carrier": CARRIER,
        "left": left,
        "seen": seen_words(at=last.at, local_at=last.local_at, place=last.place) if last else left,
        "day": day,
        "until": formats.full_day(last.until) if last and last.until else "",
        "latest": formats.full_day(parcel.latest),
    }


def _words() -> dict[Stage, Callable[[dict[str, str]], Words]]:
    def say(title: str, where: str, following: str) -> Callable[[dict[str, str]], Words]:
        return lambda known: (title, where % known, following % known)

    by_then = _("It should be with you by %(latest)s.")
    a_person = _("An advisor gets in touch with you about what to do.")
    return {
        Stage.LABELLED: say(
            _("Packed"),
            _("Your parcel is packed and labelled, and still with us."),
            _("It leaves with %(carrier)s next. We write to you then."),
        ),
        Stage.HANDED_OVER: say(
            _("Handed over to %(carrier)s") % {"carrier": CARRIER},
            _("%(carrier)s has had your parcel since %(left)s."),
            by_then,
        ),
        Stage.UNDER_WAY: say(_("On its way"), _("%(carrier)s last scanned it: %(seen)s."), by_then),
        Stage.AT_CUSTOMS: say(
            _("Held at customs"),
            _("Customs are checking your parcel: %(seen)s."),
            _(
                "%(carrier)s writes to you if customs need something from you. How long they take is their decision; "
                "the local authorities can tell you more."
            ),
        ),
        Stage.OUT_FOR_DELIVERY: say(
            _("Out for delivery"),
            _("The courier has it: %(seen)s."),
            _(
                "It should be with you on %(day)s. If nobody is there, the courier leaves word of what happens next."
            ),
        ),
        Stage.ATTEMPTED: say(
            _("The courier could not hand it over"),
            _("The courier came with your parcel: %(seen)s."),
            _(
                "%(carrier)s tries again or keeps it at a pick-up point, and writes to you. "
                "You can choose another day or a locker there."
            ),
        ),
        Stage.AT_POINT: say(
            _("Waiting for you at a pick-up point"),
            _("Your parcel can be collected: %(seen)s."),
            _(
                "Collect it soon, with the message from %(carrier)s and an identity document. "
                "After some days it comes back to us."
            ),
        ),
        Stage.REDIRECTED: say(
            _("Another day or place was chosen"),
            _("%(carrier)s was told to bring it on another day or to another place: %(seen)s."),
            _("%(carrier)s does so and writes to you. If you did not ask for this, call us."),
        ),
        Stage.DELAYED: say(
            _("Delayed"),
            _("%(carrier)s reports an obstacle: %(seen)s."),
            _("It goes on as soon as it can. You need do nothing; we keep an eye on it."),
        ),
        Stage.DAMAGED: say(
            _("Damaged on its way"),
            _("%(carrier)s reports damage to the parcel: %(seen)s."),
            _("We have opened a claim for you and are looking after it. You need do nothing."),
        ),
        Stage.REFUSED: say(
            _("Refused at the door"),
            _("The parcel was refused at the door: %(seen)s."),
            _("It comes back to us. If that is a mistake, call us."),
        ),
        Stage.COMING_BACK: say(
            _("On its way back to us"), _("%(carrier)s is bringing it back to us: %(seen)s."), a_person
        ),
        Stage.RETURNED: say(
            _("Back with us"), _("%(carrier)s has brought it back to us: %(seen)s."), a_person
        ),
        Stage.LOST: say(
            _("Lost"),
            _("%(carrier)s tells us that your parcel is lost, and we are sorry."),
            _(
                "An advisor is looking after it: you get your pieces again where we still have them, or your money back."
            ),
        ),
        Stage.DELIVERED: say(
            _("Delivered"),
            _("It was delivered: %(seen)s."),
            _("Something is missing, damaged or not with you? Tell us as soon as you can."),
        ),
    }
