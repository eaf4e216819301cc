"""Customers of the former site: their digests are wrapped, their old password works once and is upgraded."""

from __future__ import annotations

import base64
import hashlib
import json
from argparse import Namespace
from pathlib import Path

import bcrypt
import pytest
from django.contrib.auth import hashers

from comptoir.cli import import_customers
from comptoir.core.actors import HOUSE, Role
from comptoir.infra.former_digests import UnknownDigest, wrap_digest
from comptoir.infra.visitors import INSIDE
from comptoir.people import services
from comptoir.people.models import User
from comptoir.people.services import NotSignedIn
from tests.apps.people.test_people import AT, TERMS, who_signs_in

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ACC-05")]

OLD = "vieux-rose-4"
PBKDF2 = base64.b64encode(hashlib.pbkdf2_hmac("sha256", OLD.encode(), b"sel", 1000)).decode()
DIGESTS = {
    "md5": hashlib.md5(OLD.encode(), usedforsecurity=False).hexdigest(),
    "sha1": hashlib.sha1(OLD.encode(), usedforsecurity=False).hexdigest(),
    "salted": "sha1$grain$" + hashlib.sha1(f"grain{OLD}".encode(), usedforsecurity=False).hexdigest(),
    "sha256": "sha256$grain$" + hashlib.sha256(f"grain{OLD}".encode()).hexdigest(),
    "pbkdf2": f"pbkdf2_sha256$1000$sel${PBKDF2}",
    "bcrypt": bcrypt.hashpw(OLD.encode(), bcrypt.gensalt(4)).decode(),
    "bcrypt of PHP": bcrypt.hashpw(OLD.encode(), bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$"),
}


def bring(tmp_path: Path, *rows: str, dry_run: bool = False) -> int:
    file = tmp_path / "customers.csv"
    file.write_text("\n".join(["email,name,language,password", *rows]), encoding="utf-8")
    return import_customers.run(Namespace(file=str(file), dry_run=dry_run, json=True))


@pytest.mark.parametrize("digest", DIGESTS.values(), ids=DIGESTS)
def test_the_old_password_works_and_becomes_an_ordinary_one(tmp_path: Path, digest: str) -> None:
    assert bring(tmp_path, f"zoe@example.org,Zoë,fr,{digest}") == 0
    user = User.objects.get()
    assert user.password.startswith("former$")
    assert digest.rpartition("$")[2] not in user.password
    assert who_signs_in("zoe@example.org", "wrong", at=AT) is None
    assert who_signs_in("zoe@example.org", OLD, at=AT) == user
    user.refresh_from_db()
    assert user.password.startswith("argon2$")
    assert hashers.check_password(OLD, user.password)
    assert user.email_proved_at is None


def test_of_a_long_password_bcrypt_read_72_bytes_and_that_is_enough_once(tmp_path: Path) -> None:
    long = "é" * 40  # 80 bytes
    digest = bcrypt.hashpw(long.encode()[:72], bcrypt.gensalt(4)).decode()
    bring(tmp_path, f"zoe@example.org,Zoë,fr,{digest}")
    assert who_signs_in("zoe@example.org", long[:35], at=AT) is None
    assert who_signs_in("zoe@example.org", long, at=AT) == User.objects.get()


def test_at_the_desks_door_a_customers_old_password_opens_and_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, f"zoe@example.org,Zoë,fr,{DIGESTS['sha1']}")
    kept = User.objects.get().password
    with pytest.raises(NotSignedIn):
        services.staff_by_password(email="zoe@example.org", password=OLD, visitor=INSIDE, at=AT)
    assert User.objects.get().password == kept


def test_who_comes_without_a_digest_has_no_password(tmp_path: Path) -> None:
    assert bring(tmp_path, "zoe@example.org,Zoë,fr,") == 0
    assert not User.objects.get().has_usable_password()
    assert who_signs_in("zoe@example.org", "", at=AT) is None


def test_a_file_can_be_brought_in_again_and_leaves_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (f"zoe@example.org,Zoë,fr,{DIGESTS['sha1']}", "Anna@example.org,Anna,de,")
    bring(tmp_path, *rows)
    who_signs_in("zoe@example.org", OLD, at=AT)
    kept = dict(User.objects.values_list("email", "password"))
    capsys.readouterr()
    assert bring(tmp_path, *rows, "max@example.org,Max,,") == 0
    assert json.loads(capsys.readouterr().out) == {"made": 1, "known": 2, "rejected": [], "dry_run": False}
    assert kept.items() <= dict(User.objects.values_list("email", "password")).items()
    assert User.objects.get(email="max@example.org").language == "en"


def test_rejected_rows_are_listed_and_the_others_come_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services.create_user(
        email="hand@example.org",
        name="Hand",
        password="a-very-good-one-1",
        role=Role.WAREHOUSE,
        language="fr",
        terms=TERMS,
        actor=HOUSE,
        at=AT,
    )
    rows = (
        "zoe,Zoë,xx,",
        "hand@example.org,Hand,fr,",
        "max@example.org,Max,fr,not-a-digest",
        "a@example.org,A,fr,",
    )
    assert bring(tmp_path, *rows) == 1
    told = json.loads(capsys.readouterr().out)
    assert [reject["row"] for reject in told["rejected"]] == [2, 3, 4]
    assert len(told["rejected"][0]["why"]) == 2
    assert (told["made"], User.objects.filter(role="").get().email) == (1, "a@example.org")


def test_a_rehearsal_says_the_same_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(tmp_path, "zoe@example.org,Zoë,fr,", "zoe,Zoë,fr,", dry_run=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["made"], len(told["rejected"]), told["dry_run"]) == (1, 1, True)
    assert User.objects.count() == 0


def test_a_file_without_its_columns_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("email,name\nzoe@example.org,Zoë\n")
    assert import_customers.run(Namespace(file=str(file), dry_run=False, json=False)) == 1
    assert "language, password" in capsys.readouterr().err


@pytest.mark.parametrize("digest", ["$2y$10$abcdefghijklmnopqrstuv", "zz" * 20, "sha1$x$ff", "plain"])
def test_a_digest_that_could_not_be_checked_is_not_taken(digest: str) -> None:
    with pytest.raises(UnknownDigest):
        wrap_digest(digest)
