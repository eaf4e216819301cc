"""Claims as they are sent in: what each kind must carry, whose order it is, which pieces."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.claims import queries, services
from comptoir.claims.models import Claim, ClaimPhoto
from comptoir.core.claims import ClaimKind, ClaimState
from comptoir.infra import evidence
from tests import cast
from tests.apps.claims.claiming import SOON, a_photo, claim, said
from tests.apps.fulfilment import ship

pytestmark = pytest.mark.usefixtures("shop")


def missing(**given: object) -> list[tuple[str | None, str | None]]:
    """What a refusal asks for, by rule and field; nothing is kept of what was refused."""
    order = ship.a_delivered_order()
    before = ship.snapshot()
    with pytest.raises(services.CannotClaim) as refusal:
        claim(order, **given)
    assert ship.snapshot() == before
    assert not Claim.objects.exists()
    assert not ClaimPhoto.objects.exists()
    return [(refused.rule, refused.field) for refused in refusal.value.refusals]


BARE = {"description": "", "washing": "", "photos": ()}


@pytest.mark.rule("CLM-01", "CLM-02", "CLM-03", "CLM-04", "CLM-06", "CLM-08")
@pytest.mark.parametrize(
    ("kind", "rule", "fields"),
    [
        (ClaimKind.DAMAGED, "CLM-01", ["description", "references", "photos"]),
        (ClaimKind.MISSING, "CLM-02", ["references"]),
        (ClaimKind.FAULTY, "CLM-03", ["references", "photos"]),
        (ClaimKind.WRONG_ITEM, "CLM-04", ["references", "photos", "not_received"]),
        (ClaimKind.IN_USE, "CLM-06", ["references", "description", "photos", "washing"]),
        (ClaimKind.NOT_AS_DESCRIBED, "CLM-08", ["references", "photos"]),
    ],
)
def test_each_kind_asks_for_what_its_rule_lists(kind: ClaimKind, rule: str, fields: list[str]) -> None:
    assert missing(kind=kind, **BARE) == [(rule, field) for field in fields]


@pytest.mark.rule("CLM-04")
def test_a_wrong_piece_can_be_told_without_an_order_and_any_other_kind_cannot() -> None:
    order = ship.a_delivered_order()
    sent = {
        "order_number": "",
        "proved": False,
        "email": "jo@example.org",
        "references": ("ME-26W-KN014-0410",),
    }
    known = claim(order, kind=ClaimKind.WRONG_ITEM, **sent)
    assert (known.order_number, known.pieces, known.email) == ("", (), "jo@example.org")
    with pytest.raises(services.CannotClaim) as refusal:
        claim(order, kind=ClaimKind.FAULTY, **sent)
    assert [each.field for each in refusal.value.refusals] == ["order_number"]


@pytest.mark.rule("D2-02")
def test_who_gives_a_mail_address_must_give_that_of_the_order() -> None:
    assert missing(proved=False, email="other@example.org") == [("CLM-03", "order_number")]


def test_references_name_the_pieces_and_one_that_is_not_in_the_order_is_refused() -> None:
    order = ship.a_delivered_order()
    knit = ship.pieces(order)[0].reference
    known = claim(order, references=(f" {knit.lower()} ",), proved=False, email=cast.JEANNE_EMAIL)
    assert [piece.id for piece in known.pieces] == [ship.ids(order)[0]]
    with pytest.raises(services.CannotClaim) as refusal:
        claim(order, references=("ME-00X-XX000-0000",))
    assert ship.reasons(refusal.value) == [("CLM-03", "piece_not_here")]


@pytest.mark.rule("A-12", "CLM-05")
def test_neither_the_label_nor_the_time_ends_a_claim_they_are_doubts_for_a_person() -> None:
    order = ship.a_delivered_order()
    known = claim(order, 0, label_attached=False)
    assert (known.state, known.doubts) == (ClaimState.OPEN, (("CLM-05", "label_removed"),))
    assert known.guarantee_until is not None
    assert known.guarantee_until.year == 2028
    late = said(order, 1)
    old = services.make_claim(said=late, actor=cast.GUEST_SHOPPER, at=SOON + timedelta(days=731))
    assert old.doubts == (("A-12", "claim_window_over"),)


def test_a_piece_is_claimed_once_at_a_time() -> None:
    order = ship.a_delivered_order()
    claim(order, 0)
    with pytest.raises(services.CannotClaim) as refusal:
        claim(order, 0)
    assert ship.reasons(refusal.value) == [("CLM-03", "claim_open")]
    assert Claim.objects.count() == ClaimPhoto.objects.count() == 1


@pytest.mark.rule("ORD-08")
def test_after_five_claims_in_an_hour_the_next_one_waits() -> None:
    order = ship.a_delivered_order()
    sent = {
        "kind": ClaimKind.WRONG_ITEM, "order_number": "", "proved": False, "email": "jo@example.org",
        "references": ("ME-26W-KN014-0410",),
    }  # fmt: skip
    for _each in range(5):
        claim(order, **sent)
    with pytest.raises(services.CannotClaim) as refusal:
        claim(order, **sent)
    assert ship.reasons(refusal.value) == [("ORD-08", "written_enough")]


@pytest.mark.rule("D2-04")
def test_photographs_of_a_form_that_is_never_finished_are_forgotten_with_their_files() -> None:
    order = ship.a_delivered_order()
    drafts, wrong = services.keep_drafts(
        photos=[a_photo(), a_photo("#111111")], besides=0, rule="CLM-03", at=SOON
    )
    assert (len(drafts), wrong) == (2, ())
    known = claim(order, 0, photos=(), drafts=drafts[:1])
    forgotten = queries.drafts(photo_ids=drafts[1:])[0].digest
    services.forget_drafts(at=SOON + timedelta(hours=23))
    assert evidence.read_photograph(digest=forgotten)
    services.forget_drafts(at=SOON + timedelta(hours=25))
    with pytest.raises(FileNotFoundError):
        evidence.read_photograph(digest=forgotten)
    assert evidence.read_photograph(digest=known.photos[0].digest)
