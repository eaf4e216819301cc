"""People sign in, programs carry tokens, and nothing secret is stored as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import hashers

from comptoir.core.actors import HOUSE, Actor, ActorKind, Role
from comptoir.core.policy import PasswordTerms
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.visitors import INSIDE
from comptoir.people import queries, services
from comptoir.people.models import Token, User
from comptoir.people.services import EmailTaken, NotSignedIn, WeakPassword

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
TERMS = PasswordTerms(length=8, digits=1, specials=1)


def person(email: str = "zoe@example.org", *, password: str = "a-good-1", role: Role | None = None) -> User:
    return services.create_user(
        email=email,
        name="Zoë",
        password=password,
        role=role,
        language="fr",
        terms=TERMS,
        actor=HOUSE,
        at=AT,
    )


def who_signs_in(email: str, password: str, *, at: datetime) -> User | None:
    """The customer whose password this is, or None."""
    try:
        return services.customer_by_password(email=email, password=password, visitor=INSIDE, at=at)
    except NotSignedIn:
        return None


def test_a_customer_signs_in_whatever_the_case_of_the_e_mail() -> None:
    user = person("Zoe@Example.org")
    assert who_signs_in(" zoe@example.ORG ", "a-good-1", at=AT) == user
    assert queries.actor_of(user=user) == Actor(kind=ActorKind.CUSTOMER, id=str(user.public_id))
    assert queries.names_of(people=[user.public_id]) == {user.public_id: "Zoë"}


@pytest.mark.parametrize(
    ("email", "password"), [("zoe@example.org", "wrong"), ("nobody@example.org", "a-good-1")]
)
def test_a_wrong_password_and_an_unknown_e_mail_are_the_same_no(email: str, password: str) -> None:
    person()
    assert who_signs_in(email, password, at=AT) is None
    with pytest.raises(NotSignedIn) as refused:
        services.session_token(email=email, password=password, real_at=AT, at=AT)
    assert [refusal.reason for refusal in refused.value.refusals] == [Reason.NOT_SIGNED_IN]
    assert Token.objects.count() == 0


def test_an_unknown_e_mail_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    person()
    work: list[str] = []
    hasher = type(hashers.get_hasher())
    encode, verify = hasher.encode, hasher.verify

    def counted_encode(self: object, password: str, salt: str) -> str:
        work.append("hash")
        return encode(self, password, salt)

    def counted_verify(self: object, password: str, encoded: str) -> bool:
        work.append("hash")
        return verify(self, password, encoded)

    monkeypatch.setattr(hasher, "encode", counted_encode)
    monkeypatch.setattr(hasher, "verify", counted_verify)
    who_signs_in("zoe@example.org", "wrong", at=AT)
    assert work == ["hash"]
    who_signs_in("nobody@example.org", "wrong", at=AT)
    assert work == ["hash", "hash"]


@pytest.mark.rule("6.2.8")
def test_a_password_is_the_same_however_a_keyboard_composes_it() -> None:
    composed, apart = "l\N{LATIN SMALL LETTER E WITH ACUTE}opard-1", "le\N{COMBINING ACUTE ACCENT}opard-1"
    user = person(password=apart)
    assert who_signs_in(user.email, composed, at=AT) == user
    assert who_signs_in(user.email, apart, at=AT) == user
    User.objects.filter(pk=user.pk).update(password=hashers.make_password(apart))  # of before
    assert who_signs_in(user.email, composed, at=AT) is None
    assert who_signs_in(user.email, apart, at=AT) == user
    assert who_signs_in(user.email, composed, at=AT) == user


def test_who_left_signs_in_no_more() -> None:
    user = person()
    token = services.session_token(email=user.email, password="a-good-1", real_at=AT, at=AT)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert who_signs_in(user.email, "a-good-1", at=AT) is None
    assert queries.actor_for_token(token=token, at=AT) is None


@pytest.mark.rule("ACC-04")
def test_a_customers_password_follows_the_policy() -> None:
    with pytest.raises(WeakPassword) as refused:
        person(password="letters")
    assert [refusal.reason for refusal in refused.value.refusals] == [
        Reason.TOO_SHORT,
        Reason.NO_DIGIT,
        Reason.NO_SPECIAL,
    ]
    assert User.objects.count() == 0


@pytest.mark.parametrize("password", ["a-good-1", "fourteen-signs1"[:14]])
def test_staff_need_a_longer_one(password: str) -> None:
    with pytest.raises(WeakPassword):
        person(password=password, role=Role.ADVISOR)
    assert User.objects.count() == 0


def test_an_e_mail_has_one_account() -> None:
    person()
    with pytest.raises(EmailTaken):
        person("ZOE@example.org")
    assert User.objects.count() == 1


def test_a_programs_token_acts_in_its_role_and_is_stored_as_a_digest() -> None:
    token = services.create_token(role=Role.WAREHOUSE, actor=HOUSE, at=AT)
    actor = queries.actor_for_token(token=token, at=AT)
    assert actor is not None
    assert (actor.kind, actor.role) == (ActorKind.STAFF, Role.WAREHOUSE)
    assert Token.objects.get().digest == ids.digest(token)
    assert queries.actor_for_token(token=token + "x", at=AT) is None


def test_a_revoked_token_is_nobody() -> None:
    token = services.create_token(role=Role.ADMIN, actor=HOUSE, at=AT)
    Token.objects.update(revoked_at=AT)
    assert queries.actor_for_token(token=token, at=AT) is None


def test_a_session_ends_after_thirty_days() -> None:
    user = person()
    token = services.session_token(email=user.email, password="a-good-1", real_at=AT, at=AT)
    last = AT + timedelta(days=30) - timedelta(microseconds=1)
    actor = queries.actor_for_token(token=token, at=last)
    assert actor == Actor(kind=ActorKind.CUSTOMER, id=str(user.public_id))
    assert queries.customer_key(actor=actor) == user.pk
    assert queries.actor_for_token(token=token, at=AT + timedelta(days=30)) is None


def test_staff_get_no_session_with_a_password_alone() -> None:
    person("hand@example.org", password="a-very-good-one-1", role=Role.WAREHOUSE)
    with pytest.raises(NotSignedIn):
        services.session_token(email="hand@example.org", password="a-very-good-one-1", real_at=AT, at=AT)


def test_nobody_but_a_customer_has_a_customers_key() -> None:
    staff = person("hand@example.org", password="a-very-good-one-1", role=Role.WAREHOUSE)
    assert queries.customer_key(actor=queries.actor_of(user=staff)) is None
    assert queries.customer_key(actor=replace(HOUSE, id="")) is None
