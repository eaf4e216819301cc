"""One thread: what customers write by form or mail, and what we answer, in one case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest

from comptoir.cases import queries, services
from comptoir.cases.models import Case, IncomingMail
from comptoir.cases.queries import CaseView, Shelf, Topic
from comptoir.cases.services import CaseStands
from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.numbers import show_number
from comptoir.core.reasons import Reason
from comptoir.core.teams import Team, TurnKind
from comptoir.infra import queue
from comptoir.notices import queries as notices
from comptoir.notices.models import Message
from tests import builders, cast
from tests.apps.cases.letters import WRITER, a_mail, a_photograph

pytestmark = pytest.mark.usefixtures("furnished")
AT = builders.MONDAY
LATER = AT + timedelta(hours=2)
SECOND = Actor(kind=ActorKind.STAFF, id="second", role=Role.ADVISOR)


def a_message(topic: Topic = Topic.ORDER, **told: str) -> CaseView:
    """The case of a message of the contact form."""
    known = {"text": "Where is it?", "email": WRITER, **told}
    message = services.Message(topic=topic, name="Zoë", language="fr", country="BE", **known)
    return case(services.take_message(message=message, at=AT))


def case(number: str) -> CaseView:
    found = queries.case_by_number(number=number)
    assert found
    return found


def answer(known: CaseView, text: str = "It left today.", actor: Actor = cast.ADVISOR) -> CaseView:
    services.answer_case(
        case_id=known.id, text=text, read_until=known.read_until, actor=actor, at=AT + timedelta(hours=1)
    )
    return case(known.number)


def address_of(known: CaseView) -> str:
    return queries.thread_address(case=Case.objects.get(public_id=known.id))


def receive(mail: EmailMessage, *, hours: float = 2) -> str:
    return services.receive_mail(raw=mail.as_bytes(), at=AT + timedelta(hours=hours))


def refused(verb: Callable[[], object]) -> Reason:
    with pytest.raises(CaseStands) as refusal:
        verb()
    return refusal.value.refusals[0].reason


@pytest.mark.rule("ORD-08")
def test_an_answer_leaves_in_the_customers_language_and_comes_back_into_its_case() -> None:
    known = answer(a_message(), "Il est parti <b>ce matin</b>.\nBonne journée")
    assert (known.state, known.due_at, known.taken_by) == ("waiting", None, cast.ADVISOR.id)
    queue.run_waiting()
    letter = notices.outbox(to=WRITER)[0]
    assert letter.subject == f"Notre réponse à votre message, dossier {show_number(known.number)}"
    assert "Il est parti <b>ce matin</b>.\n" in letter.text
    assert "Il est parti &lt;b&gt;ce matin&lt;/b&gt;." in letter.html
    assert Message.objects.get(kind="case_answer").facts["reply_to"] == address_of(known)
    assert (
        receive(a_mail(to=address_of(known), text="Merci !\n\nLe 23 nov., Maison a écrit :\n> Il est parti"))
        == "answer"
    )
    after = case(known.number)
    assert (after.state, after.turns[-1].text, after.turns[-1].quoted) == (
        "open",
        "Merci !",
        "Le 23 nov., Maison a écrit :\n> Il est parti",
    )
    assert after.due_at == builders.moment("2026-11-24T11:00:00+01:00")
    assert [turn.kind for turn in after.turns] == [TurnKind.IN, TurnKind.OUT, TurnKind.IN]


def test_the_same_mail_again_is_one_mail_and_its_file_is_kept_as_it_came() -> None:
    known = answer(a_message())
    mail = a_mail(to=address_of(known))
    assert [receive(mail), receive(mail)] == ["answer", "answer"]
    assert len(case(known.number).turns) == 3
    assert IncomingMail.objects.count() == 1


@pytest.mark.parametrize(
    "spoil", [lambda to: to.replace(".", ".0", 1), lambda _to: "case+c0.00@x.example", str.upper]
)
def test_an_address_that_we_did_not_make_opens_a_case_of_its_own(spoil: Callable[[str], str]) -> None:
    known = answer(a_message())
    to = spoil(address_of(known))
    ours = to.lower() == address_of(known)
    assert receive(a_mail(to=to)) == ("answer" if ours else "new")
    assert len(case(known.number).turns) == (3 if ours else 2)
    assert Case.objects.count() == (1 if ours else 2)


@pytest.mark.rule("D2-06")
def test_a_mail_from_nowhere_has_the_order_of_its_sender_once_an_advisor_vouches_for_them() -> None:
    placed = builders.a_placed_order()
    assert receive(a_mail(text="Hello", From=f"Jeanne <{cast.JEANNE_EMAIL}>")) == "new"
    (known,) = queries.open_cases()
    assert known.contact
    assert (known.order_number, known.contact.email) == ("", cast.JEANNE_EMAIL)
    assert queries.unproved_view(case_id=known.id) == known.contact.order_number == placed.number
    assert known.turns[0].text == "My order\nHello"
    services.trust_sender(case_id=known.id, actor=cast.ADVISOR, at=builders.MONDAY)
    assert case(known.number).order_number == placed.number
    with pytest.raises(services.CaseStands):
        services.trust_sender(case_id=known.id, actor=cast.ADVISOR, at=builders.MONDAY)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.org>"},
        {"From": "MAILER-DAEMON@example.org"},
        {"From": "service@maison-exemple.example"},
    ],
)
def test_a_program_opens_no_case_and_wakes_nobody(headers: dict[str, str]) -> None:
    assert receive(a_mail(**headers)) == "automatic"
    assert queries.open_cases() == ()
    known = answer(a_message())
    came = receive(a_mail(to=address_of(known), Message_ID="<m2@example.org>", **headers))
    assert came in ("automatic", "flood")
    assert case(known.number).state == "waiting"


def test_two_programs_that_answer_each_other_stop_after_a_dozen() -> None:
    known = answer(a_message())
    came = [receive(a_mail(to=address_of(known), Message_ID=f"<{n}@example.org>")) for n in range(14)]
    assert came == ["answer"] * 12 + ["flood"] * 2


def test_who_writes_from_elsewhere_is_shown_as_such() -> None:
    known = answer(a_message())
    receive(a_mail(to=address_of(known), From="other@example.net"))
    assert case(known.number).turns[-1].strange_sender == "other@example.net"


@pytest.mark.rule("D2-04")
def test_photographs_are_kept_and_other_files_are_only_named() -> None:
    known = answer(a_message())
    mail = a_mail(to=address_of(known))
    mail.add_attachment(a_photograph(), maintype="image", subtype="jpeg", filename="hole.jpg")
    mail.add_attachment(b"MZ" * 400, maintype="image", subtype="png", filename="virus.png")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="form.pdf")
    assert receive(mail) == "answer"
    said = case(known.number).turns[-1]
    assert (len(said.photographs), said.left_out) == (1, ("form.pdf", "2: image"))


def test_who_answers_what_a_colleague_has_answered_is_told_and_nothing_leaves() -> None:
    known = a_message()
    answer(known)
    assert refused(lambda: answer(known, actor=SECOND)) is Reason.CASE_MOVED
    assert Message.objects.filter(kind="case_answer").count() == 1
    assert refused(lambda: answer(case(known.number), "  ")) is Reason.FIELD_MISSING


def test_a_case_that_was_resolved_opens_again_when_its_customer_writes() -> None:
    known = answer(a_message())
    services.resolve_case(case_id=known.id, text="told", actor=cast.ADVISOR, at=AT)
    assert refused(lambda: answer(case(known.number))) is Reason.CASE_OVER
    receive(a_mail(to=address_of(known)))
    assert case(known.number).state == "open"


@pytest.mark.rule("CLM-06")
def test_a_case_is_handed_to_another_team_with_why_and_nobody_has_it_there() -> None:
    known = answer(a_message())
    services.hand_over(case_id=known.id, team=Team.QUALITY, text="A seam", actor=cast.ADVISOR, at=LATER)
    after = case(known.number)
    assert (after.team, after.taken_by, after.turns[-1].text) == (Team.QUALITY, "", "A seam")
    (there,) = queries.shelved_cases(shelf=Shelf.WAITING, team=Team.QUALITY, by="x")
    assert there.number == known.number
    services.take_case(case_id=known.id, actor=SECOND, at=AT)
    assert [one.number for one in queries.shelved_cases(shelf=Shelf.MINE, team=None, by="second")] == [
        known.number
    ]


def test_two_cases_about_one_thing_become_one_and_both_numbers_lead_to_it() -> None:
    first, second = answer(a_message()), a_message(text="And the shirt?")
    services.merge_case(case_id=first.id, into=show_number(second.number), actor=cast.ADVISOR, at=AT)
    merged = case(second.number)
    assert [turn.text for turn in merged.turns] == ["Where is it?", "And the shirt?", "It left today."]
    assert case(first.number).merged_into == second.id
    receive(a_mail(to=address_of(first), text="Thanks"))
    assert case(second.number).turns[-1].text == "Thanks"
    assert refused(lambda: answer(case(first.number))) is Reason.CASE_MERGED
    itself = {"case_id": second.id, "into": second.number, "actor": SECOND, "at": AT}
    assert refused(lambda: services.merge_case(**itself)) is Reason.NOT_FOUND


def test_cases_of_two_customers_stay_two() -> None:
    first, second = a_message(), a_message(email="other@example.org")
    into = {"case_id": first.id, "into": second.number, "actor": cast.ADVISOR, "at": AT}
    assert refused(lambda: services.merge_case(**into)) is Reason.CASE_OF_ANOTHER
    assert (case(first.number).merged_into, len(case(second.number).turns)) == (None, 1)


@pytest.mark.rule("I18N-02")
def test_a_name_that_is_still_in_braces_is_not_sent() -> None:
    known = a_message()
    assert refused(lambda: answer(known, "Your order {order} left.")) is Reason.NAME_EMPTY
    assert answer(known, "A set {a, b} may stay.").turns[-1].text == "A set {a, b} may stay."


@pytest.mark.rule("STO-07")
@pytest.mark.rule("PRD-07")
@pytest.mark.rule("ACC-08")
@pytest.mark.parametrize(
    ("topic", "told", "team"),
    [
        (
            Topic.STORE,
            {"store": "Paris", "about": "ME-26W-KN014", "colour": "Poppy", "size": "M"},
            Team.STORES,
        ),
        (Topic.SELLER, {"seller": "bargains.example"}, Team.ADVISORS),
        (Topic.DELETION, {}, Team.PRIVACY),
        (Topic.DATA, {"text": "What do you know of me?"}, Team.PRIVACY),
        (Topic.RESET, {}, Team.ADVISORS),
    ],
)
def test_each_purpose_says_what_it_needs_and_reaches_its_team(
    topic: Topic, told: dict[str, str], team: Team
) -> None:
    assert a_message(topic, **{"text": "", **told}).team is team
    for field in told:
        with pytest.raises(services.NotTaken) as refusal:
            a_message(topic, **{"text": "", **told, field: ""})
        assert [why.field for why in refusal.value.refusals] == [field]
