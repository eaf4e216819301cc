"""A house that people elsewhere are sent to is safe, or it does not open and says why."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from comptoir.cli import doctor, production
from comptoir.cli.home import Home, HouseError
from comptoir.core.actors import HOUSE, Role
from comptoir.core.policy import PasswordTerms
from comptoir.infra import roles
from comptoir.people import services as people
from comptoir.people.models import User
from tests.cast import MONDAY
from tests.ground.processes import free_port

KEY = "".join(chr(33 + n) for n in range(64))
SIGN = "a-secret-of-24-characters"
SAFE: dict[str, object] = {
    "COMPTOIR_DEMO": False,
    "DEBUG": False,
    "SITE_URL": "https://shop.maison.invalid",
    "SECURE": True,
    "ALLOWED_HOSTS": ["shop.maison.invalid"],
    "SECRET_KEY": KEY,
    "SESSION_COOKIE_NAME": "__Host-desk",
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "CLIENT_ADDRESS_HEADER": "X-Real-IP",
    "PAYMENT_GATEWAY": "comptoir.payments.gateways.stripe.StripeGateway",
    "PAYMENT_GATEWAYS": ("comptoir.payments.gateways.adyen.AdyenGateway",),
    "PAYMENT_URL": "",
    "PAYMENT": {
        "adyen": {
            "url": "https://maison-live.adyenpayments.invalid",
            "page": "https://eu.adyen.invalid",
            "key": "AQE-live",
            "webhook": SIGN,
        }
    },
    "PAYMENT_KEY": "sk_live_1",
    "PAYMENT_WEBHOOK_SECRETS": (SIGN, f"another-{SIGN}"),
    "CARRIER_URL": "",
    "CARRIER_APIS": {"express": "mydhl", "standard": "parcel"},
    "CARRIER_KEY": "maison:1",
    "CARRIER_PARCEL_KEY": "maison:2",
    "CARRIER_FINDER_KEY": "maison-3",
    "CARRIER_ACCOUNT": "220144327",
    "CARRIER_PARCEL_ACCOUNT": "504411223301",
    "CARRIER_WEBHOOK_SECRETS": (SIGN,),
    "MAIL_CHANNEL": "comptoir.notices.channels.smtp.Smtp",
    "MAIL_FROM": "Maison <service@maison.invalid>",
    "MAIL_WEBHOOK_SECRETS": (SIGN,),
    "MAILBOX": "imaps://service:secret@mail.maison.invalid/INBOX",
    "EMAIL_HOST": "smtp.maison.invalid",
    "EMAIL_USE_TLS": True,
    "RATES_URL": "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml",
}


@pytest.fixture
def safe(settings: Settings, tmp_path: Path) -> Settings:
    """The settings of a house that may open to the world."""
    home = Home(folder=tmp_path / "home")
    home.prepare()
    for name, value in SAFE.items():
        setattr(settings, name, value)
    settings.COMPTOIR_HOME = str(home.folder)
    return settings


def unsafe() -> dict[str, list[str]]:
    """What is wrong, by the check that says so."""
    found = {check.id: list(check.wrong()) for check in production.CHECKS}
    return {name: said for name, said in found.items() if said}


def adyen(**told: str) -> dict[str, object]:
    known = SAFE["PAYMENT"]
    assert isinstance(known, dict)
    return {"adyen": {**known["adyen"], **told}}


@pytest.mark.usefixtures("safe")
def test_a_house_with_everything_in_its_place_may_open() -> None:
    assert unsafe() == {}
    production.refuse_unsafe()


# The check that speaks, the setting, what it is set to, and what is said of it.
UNSAFE: list[tuple[str, str, object, str]] = [
    ("demo", "COMPTOIR_DEMO", True, "the demo is on"),
    ("debug", "DEBUG", True, "DEBUG is on"),
    ("address", "SITE_URL", "http://shop.maison.invalid", "without HTTPS"),
    ("address", "SITE_URL", "https://127.0.0.1:8000", "this machine alone"),
    ("address", "SITE_URL", "https://localhost", "this machine alone"),
    ("hosts", "ALLOWED_HOSTS", ["*"], r"every host that matches \*"),
    ("hosts", "ALLOWED_HOSTS", ["shop.maison.invalid", ".maison.invalid"], r"matches \.maison\.invalid"),
    ("secret", "SECRET_KEY", KEY[:49], "49 characters"),
    ("secret", "SECRET_KEY", "ab" * 40, "monotonous"),
    ("secret", "SECRET_KEY", "only-for-commands-" + KEY, "everybody can read"),
    ("secret", "SECRET_KEY", "django-insecure-" + KEY, "everybody can read"),
    ("cookies", "SESSION_COOKIE_SECURE", False, "__Host-desk is not Secure"),
    ("cookies", "CSRF_COOKIE_HTTPONLY", False, "__Host-csrf is not"),
    ("cookies", "SESSION_COOKIE_SAMESITE", "None", "SameSite"),
    ("cookies", "SESSION_COOKIE_NAME", "desk", "the cookie desk is not"),
    ("passwords", "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"], "MD5"),
    ("visitors", "CLIENT_ADDRESS_HEADER", "", "seems to come from the proxy"),
    ("providers", "PAYMENT_URL", "http://pay.maison.invalid", "the payment provider is at .*, without HTTPS"),
    ("providers", "CARRIER_URL", "https://127.0.0.1:9000", "the carrier is at .*: a stand-in"),
    ("providers", "CARRIER_URL", "https://[fd00::7]", "a stand-in"),
    ("providers", "CARRIER_URL", "https://api-sandbox.dhl.invalid", "a test system"),
    ("providers", "RATES_URL", "https://rates.test", "the bank of rates is at .*: a test system"),
    ("providers", "PAYMENT", adyen(url="https://checkout-test.adyen.com"), "adyen’s url .*: a test system"),
    ("providers", "PAYMENT", adyen(page="https://test.adyen.link"), "adyen’s page .*: a test system"),
    ("keys", "PAYMENT_KEY", "sk_test_51H", "COMPTOIR_SECRET_PAYMENT_KEY is missing, or of a test"),
    ("keys", "PAYMENT_KEY", "", "COMPTOIR_SECRET_PAYMENT_KEY is missing"),
    ("keys", "PAYMENT", adyen(key="demo"), "COMPTOIR_SECRET_ADYEN_KEY"),
    ("keys", "CARRIER_KEY", "demo:demo", "COMPTOIR_SECRET_CARRIER_KEY"),
    ("keys", "CARRIER_PARCEL_KEY", "demo:demo", "COMPTOIR_SECRET_CARRIER_PARCEL_KEY"),
    ("keys", "CARRIER_FINDER_KEY", "demo", "COMPTOIR_SECRET_CARRIER_FINDER_KEY"),
    ("keys", "CARRIER_ACCOUNT", "000000000", "COMPTOIR_CARRIER_ACCOUNT"),
    ("keys", "CARRIER_PARCEL_ACCOUNT", "333333333301", "COMPTOIR_CARRIER_PARCEL_ACCOUNT"),
    ("signatures", "PAYMENT_WEBHOOK_SECRETS", (), "COMPTOIR_SECRET_PAYMENT_WEBHOOK is missing"),
    ("signatures", "PAYMENT_WEBHOOK_SECRETS", (SIGN, "whsec_demo"), "PAYMENT_WEBHOOK is short"),
    ("signatures", "PAYMENT", adyen(webhook=""), "COMPTOIR_SECRET_ADYEN_WEBHOOK is missing"),
    ("signatures", "CARRIER_WEBHOOK_SECRETS", ("carrier_demo",), "CARRIER_WEBHOOK is short"),
    ("signatures", "MAIL_WEBHOOK_SECRETS", ("mails",), "COMPTOIR_SECRET_MAIL_WEBHOOK is short"),
    ("mail", "MAIL_CHANNEL", "comptoir.notices.channels.outbox.Outbox", "reach nobody"),
    ("mail", "EMAIL_USE_TLS", False, "mails go to smtp.maison.invalid in the clear"),
    ("mail", "MAIL_FROM", "Maison Exemple <service@maison-exemple.example>", "nobody's address"),
    ("mail", "MAIL_FROM", "service@example.org", "nobody's address"),
    ("mail", "MAILBOX", "imap://service:secret@mail.maison.invalid/INBOX", "fetched in the clear"),
]


@pytest.mark.parametrize(("check", "setting", "value", "said"), UNSAFE)
def test_each_thing_that_is_unsafe_is_named_and_nothing_else(
    safe: Settings, check: str, setting: str, value: object, said: str
) -> None:
    setattr(safe, setting, value)
    found = unsafe()
    assert list(found) == [check]
    assert len(found[check]) == 1
    assert_said(said, found[check][0])


def assert_said(pattern: str, text: str) -> None:
    with pytest.raises(ValueError, match=pattern):
        raise ValueError(text)


def test_a_mail_server_on_the_same_machine_needs_no_encryption(safe: Settings) -> None:
    safe.EMAIL_USE_TLS, safe.EMAIL_HOST = False, "localhost"
    assert unsafe() == {}


@pytest.mark.parametrize("host", ["", "/run/postgresql", "127.0.0.1", "localhost"])
def test_the_way_to_a_database_on_the_same_machine_is_not_open(host: str) -> None:
    assert not production.is_open_way(host=host, sslmode="")


@pytest.mark.parametrize(
    ("sslmode", "is_open"),
    [
        ("", True),
        ("disable", True),
        ("allow", True),
        ("prefer", True),
        ("require", False),
        ("verify-full", False),
    ],
)
def test_the_way_to_a_database_elsewhere_is_open_unless_it_must_be_encrypted(
    sslmode: str, is_open: bool
) -> None:
    assert production.is_open_way(host="db.maison.invalid", sslmode=sslmode) is is_open


def test_how_far_a_database_elsewhere_is_trusted_stands_in_its_address() -> None:
    asked = (
        "from comptoir.config.settings import DATABASES; print(DATABASES['default']['OPTIONS']['sslmode'])"
    )
    told = {"DATABASE_URL": "postgresql://shop@db.maison.invalid/comptoir?sslmode=verify-full"}
    done = subprocess.run(
        [sys.executable, "-c", asked], env={**os.environ, **told}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "verify-full\n"


def test_keys_of_what_a_house_does_not_work_with_are_not_asked_for(safe: Settings) -> None:
    safe.PAYMENT_GATEWAYS, safe.PAYMENT = (), adyen(key="demo", webhook="", url="http://127.0.0.1")
    safe.CARRIER_APIS = {"standard": "parcel"}
    safe.CARRIER_KEY = "demo:demo"
    assert unsafe() == {}


FOLDER: list[tuple[str, Callable[[Path], object], str]] = [
    ("folder", lambda home: home.chmod(0o755), "others may look around"),
    ("folder", lambda home: (home / "secrets.json").chmod(0o640), "others may read .*secrets.json"),
    ("folder", lambda home: (home / "logs").chmod(0o755), "others may read .*logs"),
    ("folder", lambda home: (home / "media/private").chmod(0o711), "others may read .*media/private"),
    ("remains", lambda home: (home / "clock.json").touch(), "clock.json is left of a demo"),
    ("remains", lambda home: (home / "logins.json").touch(), "logins.json is left of a demo"),
    ("remains", lambda home: (home / "payment-standin.sqlite").touch(), "is left of a demo"),
]


@pytest.mark.parametrize(("check", "spoil", "said"), FOLDER)
def test_a_data_folder_that_others_read_or_a_demo_lived_in_is_named(
    safe: Settings, check: str, spoil: Callable[[Path], object], said: str
) -> None:
    spoil(Path(safe.COMPTOIR_HOME))
    found = unsafe()
    assert list(found) == [check]
    assert_said(said, found[check][0])


def test_a_folder_that_others_pass_through_is_as_it_is_made(tmp_path: Path) -> None:
    home = Home(folder=tmp_path / "home")
    home.prepare()
    assert home.folder.stat().st_mode & 0o777 == 0o711
    assert (home.folder / "media/private").stat().st_mode & 0o777 == 0o700


def test_an_unsafe_house_at_a_public_address_is_refused_with_what_to_do(safe: Settings) -> None:
    safe.SECRET_KEY, safe.MAIL_WEBHOOK_SECRETS = "short", ("mails",)
    with pytest.raises(HouseError) as refused:
        production.refuse_unsafe()
    assert str(refused.value).splitlines() == [
        "This house is not opened at https://shop.maison.invalid, because it is not safe:",
        "  the secret key is short or monotonous: 5 characters",
        "    Put 64 random characters into secrets.json or the environment as COMPTOIR_SECRET_KEY.",
        "  COMPTOIR_SECRET_MAIL_WEBHOOK is short: mails can be forged",
        "    Take the one that the provider shows, or 24 random characters where it takes yours.",
    ]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_a_house_on_ones_own_machine_is_asked_nothing(safe: Settings, address: str) -> None:
    safe.SITE_URL, safe.SECRET_KEY, safe.COMPTOIR_DEMO = address, "short", True
    production.refuse_unsafe()


@pytest.mark.parametrize("command", ["serve", "worker", "run"])
def test_neither_server_nor_worker_nor_house_opens_a_demo_to_the_world(
    command: str, tmp_path: Path, test_run: object
) -> None:
    del test_run
    done = subprocess.run(
        [sys.executable, "-m", "comptoir.cli.main", command],
        env={
            **os.environ,
            "COMPTOIR_URL": "https://shop.maison.invalid",
            "COMPTOIR_DEMO": "on",
            "COMPTOIR_HOME": str(tmp_path / "home"),
            "PORT": free_port(),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "This house is not opened at https://shop.maison.invalid, because it is not safe:" in done.stderr
    assert "the demo is on: everybody knows its logins" in done.stderr


@pytest.mark.django_db
def test_a_login_that_is_more_than_the_application_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        (login,) = cursor.fetchone()
        assert roles.needless_rights() == [f"{login} is a superuser"]
        cursor.execute("SET ROLE NONE; CREATE ROLE shop LOGIN; CREATE ROLE keeper LOGIN")
        cursor.execute("GRANT comptoir_app TO shop, keeper")
        cursor.execute(f"GRANT {connection.ops.quote_name(login)} TO keeper")
        cursor.execute("SET SESSION AUTHORIZATION keeper; SET ROLE comptoir_app")
        assert roles.needless_rights() == ["keeper is the owner of the database"]
        cursor.execute("RESET SESSION AUTHORIZATION; SET SESSION AUTHORIZATION shop; SET ROLE comptoir_app")
        assert roles.needless_rights() == []
    assert User.objects.count() == 0  # which it may read, as everything that the house needs


@pytest.mark.django_db
def test_staff_without_a_second_factor_or_of_a_demo_are_counted(
    safe: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    del safe
    for email in ("a@maison.invalid", "b@example.org"):
        people.create_user(
            email=email,
            name="Somebody",
            language="fr",
            password="a long sentence of nobody, 1",
            role=Role.ADVISOR,
            terms=PasswordTerms(length=8, digits=1, specials=1),
            actor=HOUSE,
            at=MONDAY,
        )
    User.objects.filter(email="b@example.org").update(factor_since=MONDAY)
    assert doctor.run(Namespace(production=True, rebuild_stock=False)) == 1
    said = capsys.readouterr()
    assert "UNSAFE  factors    everybody on the staff has a second factor" in said.out
    assert "staff without a second factor: 1\n" in said.err
    assert "UNSAFE  staff      nobody on the staff is of a demo" in said.out
    assert "whose passwords everybody knows: 1\n" in said.err
    assert "a@maison.invalid" not in said.out + said.err
    assert "3 things are not safe." in said.out  # the login of the tests' database is its superuser


@pytest.mark.django_db
def test_the_doctor_says_when_customers_may_come(safe: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    del safe
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE; CREATE ROLE shop LOGIN; GRANT comptoir_app TO shop")
        cursor.execute("SET SESSION AUTHORIZATION shop; SET ROLE comptoir_app")
    assert doctor.run(Namespace(production=True, rebuild_stock=False)) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count("ok    ") == len(production.CHECKS) + 3
    assert said.out.endswith("Real customers may come.\n")
