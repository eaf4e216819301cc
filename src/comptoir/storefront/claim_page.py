"""The claim form: one page for each kind, which asks what its rule lists and keeps what was sent (CLM-01 to CLM-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest

from comptoir.cases.queries import OrderView, PieceView
from comptoir.claims import queries as claims
from comptoir.claims.queries import ClaimView, PhotoView
from comptoir.claims.services import ClaimIn, Upload
from comptoir.core.claims import (
    ClaimFacts,
    ClaimKind,
    ClaimState,
    asks_for_label,
    check_claim,
    rule_of,
    wanted_fields,
)
from comptoir.core.decisions import Refused
from comptoir.core.facts import PieceState
from comptoir.infra import evidence
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.storefront.forms import typed_whole
from comptoir.storefront.store import Store

# How long what is typed may be.
MOST = {
    "description": 4000,
    "washing": 4000,
    "references": 200,
    "email": 200,
    "order_number": 30,
}
# What is chosen or carried along, not typed.
_CARRIED = {"label": 3, "by": 200}
# What somebody says against a verdict.
MOST_WORDS = {"words": 4000}
_UUID = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A claim form as it was filled in so far; `pieces` and `photos` by their ids."""

    kind: ClaimKind
    texts: dict[str, str]
    pieces: tuple[UUID, ...]
    photos: tuple[UUID, ...]
    uploads: tuple[Upload, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)


def kind_words() -> dict[ClaimKind, tuple[str, str]]:
    """The kinds of claims as people choose them, each with what it is for."""
    return {
        ClaimKind.DAMAGED: (
            _("The parcel arrived damaged"),
            _("The parcel or what is in it was damaged on the way."),
        ),
        ClaimKind.MISSING: (_("Something is missing"), _("The parcel came, and not all of it was inside.")),
        ClaimKind.FAULTY: (
            _("A piece has a fault"),
            _("A hole, a stain, a loose thread, seen when it arrived."),
        ),
        ClaimKind.WRONG_ITEM: (
            _("The wrong piece came"),
            _("Another piece, colour or size than the one ordered."),
        ),
        ClaimKind.NOT_AS_DESCRIBED: (
            _("It is not as described"),
            _("It differs from what the shop showed or said."),
        ),
        ClaimKind.IN_USE: (
            _("A fault appeared later"),
            _("After wearing or washing, within the legal guarantee."),
        ),
    }


def state_words() -> dict[ClaimState, str]:
    """Where a claim stands, for the customer."""
    return {
        ClaimState.OPEN: _("An advisor is looking at it"),
        ClaimState.QUALITY: _("The quality department is looking at it"),
        ClaimState.CARRIER: _("The carrier is looking into it"),
        ClaimState.DECIDED: _("Claim decided"),
        ClaimState.CONTESTED: _("Contested: someone else is looking at it"),
        ClaimState.CLOSED: _("Decided for good"),
    }


def draft_of(request: HttpRequest, *, kind: ClaimKind) -> Draft:
    """What was typed, ticked and sent; of an address that only opens the form, the piece it names."""
    sent = request.POST if request.method == "POST" else request.GET
    return Draft(
        kind=kind,
        texts={
            **typed_whole(sent, MOST),
            **{name: sent.get(name, "").strip()[:length] for name, length in _CARRIED.items()},
        },
        pieces=_uuids(sent.getlist("piece")),
        photos=_uuids(request.POST.getlist("photo")) if request.POST.get("kept") else (),
        uploads=uploads_of(request),
    )


def uploads_of(request: HttpRequest) -> tuple[Upload, ...]:
    """The files of a form; one too many is enough to refuse them, the rest are not read."""
    sent = request.FILES.getlist("photos")[: evidence.MOST_PHOTOGRAPHS + 1]
    return tuple(Upload(name=file.name or "", content=file.read()) for file in sent)


def said_by(draft: Draft, *, store: Store, order: OrderView | None) -> ClaimIn:
    """The claim that a form makes."""
    texts = draft.texts
    label = {"yes": True, "no": False}.get(texts["label"])
    return ClaimIn(
        kind=draft.kind,
        language=store.language,
        country=store.country,
        order_number=order.number if order else texts["order_number"],
        email=order.email if order else texts["email"],
        proved=order is not None,
        description=texts["description"],
        references=tuple(part for part in texts["references"].replace(",", " ").split() if part),
        washing=texts["washing"],
        label_attached=label if asks_for_label(draft.kind) else None,
        pieces=draft.pieces,
        drafts=draft.photos,
    )


def missing(draft: Draft, *, order: OrderView | None) -> tuple[Refused, ...]:
    """What the rule asks and the form does not have yet, so that everything is said at once; files are said apart."""
    texts = draft.texts
    chosen = "chosen" if draft.pieces else ""
    wrong_item = draft.kind is ClaimKind.WRONG_ITEM
    reference = texts["references"] if wrong_item else chosen
    facts = ClaimFacts(
        kind=draft.kind,
        order_number=order.number if order else texts["order_number"],
        description=texts["description"],
        references=(reference,) if reference else (),
        photos=1,
        washing=texts["washing"],
        not_received=chosen,
        pieces_ordered=len(order.pieces) if order else 0,
    )
    # The form says itself that a piece must be chosen.
    chosen_apart = ("not_received", "" if wrong_item else "references")
    return tuple(refused for refused in check_claim(facts) if refused.field not in chosen_apart)


def context(draft: Draft, *, order: OrderView | None, refusals: Sequence[Refused] = ()) -> dict[str, object]:
    """What the form's template wants to know."""
    errors = {**errors_by_field(refusals), **draft.errors}
    title, lead = kind_words()[draft.kind]
    kept = claims.drafts(photo_ids=draft.photos)
    return {
        "order": order,
        "kind": draft.kind,
        "title_words": title,
        "lead": lead,
        "rule": rule_of(draft.kind),
        "wanted": wanted_fields(kind=draft.kind, pieces_ordered=len(order.pieces) if order else 0),
        "asks_label": asks_for_label(draft.kind),
        "draft": draft.texts,
        "longest": MOST,
        "chosen": draft.pieces,
        "pieces": claimable(order) if order else (),
        "drafts": [(photo, evidence.photograph_link(digest=photo.digest)) for photo in kept],
        "most": evidence.MOST_PHOTOGRAPHS,
        "errors": {**dict.fromkeys((*MOST, "pieces", "photos"), ""), **errors},
        "wrong": [errors[""]] if "" in errors else [],
        "count": len([text for name, text in errors.items() if name and text]),
    }


def claimable(order: OrderView) -> tuple[PieceView, ...]:
    """The pieces of an order that have left the house."""
    here = {PieceState.ORDERED, PieceState.PACKED, PieceState.CANCELLED}
    return tuple(piece for piece in order.pieces if piece.state not in here)


def errors_by_field(refusals: Sequence[Refused]) -> dict[str, str]:
    """The refusals beside the fields of the form; those of no field under a blank name."""
    asked = {
        "order_number": _("Give the order number: it is in the confirmation and on the invoice."),
        "description": _("Describe what is wrong: where it is, and how it came about if you know."),
        "references": _("Give the reference: it is printed on the care label."),
        "photos": _("Add at least one photograph."),
        "washing": _("Tell us how it was washed, and anything else that may help to find the cause."),
        "not_received": _("Choose the piece that did not come."),
        "email": _("Give an e-mail address: the answer goes there."),
    }
    found: dict[str, str] = {}
    for refused in refusals:
        name = {"not_received": "pieces"}.get(refused.field or "", refused.field or "")
        text = asked.get(refused.field or "") if refused.reason == "field_missing" else None
        words = text or explain(refused)
        found[name] = f"{found[name]} {words}" if name in found and words not in found[name] else words
    return found


def photographs(claim: ClaimView) -> list[tuple[PhotoView, str]]:
    """The photographs of a claim with the addresses under which they can be looked at for a while."""
    return [(photo, evidence.photograph_link(digest=photo.digest)) for photo in claim.photos]


def _uuids(texts: Sequence[str]) -> tuple[UUID, ...]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text[:_UUID]))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
