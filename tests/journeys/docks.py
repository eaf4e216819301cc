"""What happens to a return on its way and at the dock, by chance: scans, strays, grades, verdicts, choices."""

from __future__ import annotations

from uuid import UUID, uuid4

from comptoir.core.actors import GUEST, Actor
from comptoir.core.grading import Destination, Finding
from comptoir.core.returns import HeldChoice
from comptoir.infra import clock, evidence
from comptoir.returns import queries, services
from comptoir.returns.queries import ReturnView, ToGrade
from tests import builders, cast
from tests.apps.claims.claiming import a_photo
from tests.apps.fulfilment import ship
from tests.journeys.aftersales import AfterSale

_WRONG = (builders.GOWN_38, "NOSUCHCODE", "ID-000001")


class Docked(AfterSale):
    """An after-sale whose parcels come back to the dock."""

    def _returns(self) -> tuple[ReturnView, ...]:
        return queries.returns_of(order_number=self.number)

    def hand_in(self) -> None:
        """The carrier scans a return; its push may get lost on the way."""
        for known in self._returns():
            if known.tracking_number and known.state == "registered":
                scan = self.random.choice((ship.scan, ship.scan, ship.scan_silently))
                self.act("hand in", lambda k=known, s=scan: s(k.tracking_number, "picked_up", at=clock.now()))

    def receive(self) -> None:
        """Some or all of the pieces of a return come, counted or scanned one by one."""
        for known in self._returns():
            came = self._some([piece.id for piece in known.pieces])
            if self.chance(0.5):
                self.again("receive", lambda k=known, c=came: self._receive(k.id, c))
                continue
            for piece in known.pieces:
                if piece.id in came:
                    self.again(
                        "scan back",
                        lambda k=known, s=piece.sku, p=piece.id: self._scan(k.id, s, f"{p}:{clock.now()}"),
                    )

    def _scan(self, known: UUID, code: str, key: str) -> None:
        told = services.scan_back(
            return_id=known, code=code, key=key, actor=cast.WAREHOUSE, at=clock.now()
        ).told
        self.seen[f"scanned {told}"] += 1

    def find_extra(self) -> None:
        """A piece that nobody registered lies in the parcel, or one that is not of this order."""
        for known in self._returns():
            if self.chance(0.5):
                piece = self.random.choice(self._pieces())
                self.again("take extra", lambda k=known, p=piece: self._extra(k.id, p))
            else:
                self.act(
                    "scan wrong", lambda k=known: self._scan(k.id, self.random.choice(_WRONG), str(uuid4()))
                )
                self._note_stray(known.id)

    def _extra(self, known: UUID, piece: UUID) -> None:
        services.take_extra(return_id=known, piece=piece, actor=cast.WAREHOUSE, at=clock.now())

    def find_stray(self) -> None:
        """A parcel comes without any paper; those that wait are matched or dealt with."""
        self._note_stray(None)
        for stray in queries.open_strays():
            if stray.order_number == self.number or not stray.order_number:
                does = self._match_stray if self.chance(0.5) else self._settle_stray
                self.act("settle stray", lambda s=stray.id, d=does: d(s))

    def _note_stray(self, known: UUID | None) -> None:
        stray = uuid4()
        self.again("note stray", lambda: self._stray(stray, known))

    def _stray(self, stray: UUID, known: UUID | None) -> None:
        services.record_stray(
            stray_id=stray, code="", contents="A grey scarf" if self.chance(0.9) else "", photographs=[],
            return_id=known, actor=cast.WAREHOUSE, at=clock.now(),
        )  # fmt: skip

    def _match_stray(self, stray: UUID) -> None:
        code = next((known.tracking_number for known in self._returns()), "") or "NOSUCHCODE"
        services.match_stray(stray_id=stray, code=code, actor=cast.WAREHOUSE, at=clock.now())

    def _settle_stray(self, stray: UUID) -> None:
        services.settle_stray(stray_id=stray, how="Sent back", actor=cast.WAREHOUSE, at=clock.now())

    def grade(self) -> None:
        """Each piece on the table is looked at, ticked and photographed; then the verdicts follow."""
        for known in self._returns():
            there = queries.pieces_to_grade(return_id=known.id)
            for row in there:
                self.act("grade", lambda k=known, r=row: self._grade(k.id, r))
            refer = [row.id for row in there if self.chance(0.1)]
            if there:
                self.again("finish grading", lambda k=known, r=refer: self._finish(k.id, r))

    def _grade(self, known: UUID, row: ToGrade) -> None:
        odds = (*(Finding.FINE,) * 20, Finding.FAULT, Finding.UNSURE)
        findings = {check: self.random.choice(odds) for check in row.checks}
        if self.chance(0.1):
            findings.popitem()
        faulty = Finding.FAULT in findings.values()
        services.keep_grade(
            return_id=known, piece=row.id, findings=findings, note="",
            photographs=[_photograph()] if faulty and self.chance(0.8) else [],
            destination=self.random.choice(tuple(Destination)) if self.chance(0.3) else None,
            actor=cast.WAREHOUSE, at=clock.now(),
        )  # fmt: skip

    def _finish(self, known: UUID, refer: list[UUID]) -> None:
        services.finish_grading(return_id=known, refer=refer, actor=cast.WAREHOUSE, at=clock.now())

    def inspect(self) -> None:
        """Verdicts by the API’s shorter way, on pieces that came or did not."""
        for known in self._returns():
            verdicts = [
                services.VerdictIn(
                    piece=piece.id,
                    verdict=self.random.choice((*(services.Verdict.ACCEPTED,) * 4, *services.Verdict)),
                    reason="worn",
                )
                for piece in known.pieces
                if piece.reception == "received" or self.chance(0.05)
            ]
            self.again("inspect", lambda k=known, v=verdicts: self._inspect(k.id, v))

    def decide_pieces(self) -> None:
        """A person decides on what was handed over."""
        for known in self._returns():
            for piece in known.pieces:
                if piece.acceptance == "needs_person":
                    verdict = self.random.choice((services.Verdict.ACCEPTED, services.Verdict.REFUSED))
                    self.again(
                        "decide piece", lambda k=known, p=piece, v=verdict: self._decide(k.id, p.id, v)
                    )

    def _decide(self, known: UUID, piece: UUID, verdict: services.Verdict) -> None:
        services.decide_piece(
            return_id=known, piece=piece, verdict=verdict, reason="Worn" if self.chance(0.9) else "",
            destination=None, actor=cast.ADVISOR, at=clock.now(),
        )  # fmt: skip

    def choose(self) -> None:
        """What becomes of refused pieces, by their customer or for them; then it is done."""
        for known in self._returns():
            for piece in known.pieces:
                if piece.held is None:
                    continue
                choice, who = self.random.choice(tuple(HeldChoice)), self.random.choice((GUEST, cast.ADVISOR))
                if self.chance(0.6):
                    self.again(
                        "choose", lambda k=known, p=piece, c=choice, w=who: self._choose(k.id, p.id, c, w)
                    )
                if self.chance(0.5):
                    self.again("settle held", lambda k=known, p=piece: self._settle_held(k.id, p.id))

    def _choose(self, known: UUID, piece: UUID, choice: HeldChoice, who: Actor) -> None:
        services.choose_for_piece(return_id=known, piece=piece, choice=choice, actor=who, at=clock.now())

    def _settle_held(self, known: UUID, piece: UUID) -> None:
        services.settle_held(
            return_id=known, piece=piece, reference="JD01", actor=cast.WAREHOUSE, at=clock.now()
        )


def _photograph() -> str:
    return evidence.keep_photograph(a_photo().content).digest
