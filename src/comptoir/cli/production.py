"""Whether an installation is fit for real customers: what its settings and its data folder must be, check by check."""

from __future__ import annotations

import ipaddress
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from comptoir.cli.home import HouseError

_SHORTEST_KEY = 50
_SHORTEST_SIGN = 16
_TRIAL = re.compile(
    r"(^|[.-])(sandbox|test|example)([.-]|$)"
)  # in a host: a provider's test system, or nobody's
_STAND_INS = (
    "demo",
    "sk_test",
    "rk_test",
    "000000000",
    "3333333333",
)  # how keys and accounts for tests begin
_NOBODYS = re.compile(r"[@.]example(\.(com|net|org))?>?$")  # e-mail addresses that nobody can have
_BY_API = {"CARRIER": "mydhl", "CARRIER_PARCEL": "parcel"}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_DEMO_LEFT = ("clock.json", "logins.json", "*-standin.sqlite*")
_PRIVATE = ("secrets.json", "logs", "media/private", "database.json", "erased.jsonl")
_TRANSPORTS = {"require", "verify-ca", "verify-full"}  # of libpq: no connection rather than an open one


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that must be so before real customers come; `wrong` says what is not, in the operator's words."""

    id: str
    meaning: str
    remedy: str
    wrong: Callable[[], Iterator[str]]


def faces_the_world() -> bool:
    """Whether people elsewhere are sent to this house: its address is not one's own machine."""
    return not _is_here(settings.SITE_URL)


def refuse_unsafe() -> None:
    """HouseError where people elsewhere are sent to a house that is not fit for them; nothing is asked of others."""
    if not faces_the_world():
        return
    found = [f"  {wrong}\n    {check.remedy}" for check in CHECKS for wrong in check.wrong()]
    if found:
        raise HouseError(
            "\n".join([f"This house is not opened at {settings.SITE_URL}, because it is not safe:", *found])
        )


def is_nobodys(email: str) -> bool:
    """Whether an address is of a domain that is kept for examples, as those of the demo are."""
    return bool(_NOBODYS.search(email))


def _demo() -> Iterator[str]:
    if settings.COMPTOIR_DEMO:
        yield "the demo is on: everybody knows its logins, and its clock can be moved"


def _debug() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG is on: errors show settings and source"


def _address() -> Iterator[str]:
    if not settings.SITE_URL.startswith("https://"):
        yield f"the house is at {settings.SITE_URL}, without HTTPS"
    if not faces_the_world():
        yield f"the house is at {settings.SITE_URL}, which is this machine alone"


def _hosts() -> Iterator[str]:
    for host in settings.ALLOWED_HOSTS:
        if host.startswith(("*", ".")):
            yield f"every host that matches {host} is answered"


def _secret() -> Iterator[str]:
    key = settings.SECRET_KEY
    if len(key) < _SHORTEST_KEY or len(set(key)) < _SHORTEST_SIGN:
        yield f"the secret key is short or monotonous: {len(key)} characters"
    elif key.startswith(("only-for-commands-", "django-insecure-")):
        yield "the secret key is one that everybody can read in a source"


def _cookies() -> Iterator[str]:
    for word in ("SESSION", "CSRF"):
        name = getattr(settings, f"{word}_COOKIE_NAME")
        kept = [getattr(settings, f"{word}_COOKIE_{what}") for what in ("SECURE", "HTTPONLY")]
        strict = getattr(settings, f"{word}_COOKIE_SAMESITE") in {"Lax", "Strict"}
        if not all(kept) or not strict or not name.startswith("__Host-"):
            yield f"the cookie {name} is not Secure, HttpOnly, SameSite and bound to the host"


def _passwords() -> Iterator[str]:
    if "Argon2" not in settings.PASSWORD_HASHERS[0]:
        yield f"new passwords are kept by {settings.PASSWORD_HASHERS[0]}"


def _visitors() -> Iterator[str]:
    if not settings.CLIENT_ADDRESS_HEADER:
        yield "every visitor seems to come from the proxy: limits on tries would count all of them as one"


def is_open_way(*, host: str, sslmode: str) -> bool:
    """Whether what goes to a database there can be read on the way; `sslmode` is libpq's word, blank for its own."""
    here = not host or host.startswith("/") or _is_here(f"//{host}")
    return not here and sslmode not in _TRANSPORTS


def _database() -> Iterator[str]:
    host, options = str(settings.DATABASES["default"]["HOST"]), settings.DATABASES["default"]["OPTIONS"]
    if is_open_way(host=host, sslmode=str(options.get("sslmode", ""))):
        yield f"the database at {host} is spoken to without being sure of encryption"


def _providers() -> Iterator[str]:
    for name, url in _addresses().items():
        host = urlsplit(url).hostname or ""
        if not url.startswith("https://"):
            yield f"{name} is at {url}, without HTTPS"
        elif _is_here(url):
            yield f"{name} is at {url}: a stand-in"
        elif _TRIAL.search(host):
            yield f"{name} is at {url}: a test system"


def _addresses() -> dict[str, str]:
    """Where the providers are that this house is told the address of; none is the provider's own."""
    told = {"the payment provider": settings.PAYMENT_URL, "the carrier": settings.CARRIER_URL}
    told["the bank of rates"] = settings.RATES_URL
    for name in settings.PAYMENT.keys() & set(_served()):
        told |= {f"{name}’s {what}": settings.PAYMENT[name][what] for what in ("url", "page")}
    return {name: url for name, url in told.items() if url}


def _served() -> list[str]:
    """The payment providers that this house works with."""
    paths = (settings.PAYMENT_GATEWAY, *settings.PAYMENT_GATEWAYS)
    return sorted({path.rpartition(".")[0].rpartition(".")[2] for path in paths})


def _keys() -> Iterator[str]:
    kept = {"COMPTOIR_SECRET_CARRIER_FINDER_KEY": settings.CARRIER_FINDER_KEY}
    for name in _served():
        if known := settings.PAYMENT.get(name):
            kept[f"COMPTOIR_SECRET_{name.upper()}_KEY"] = known["key"]
        else:
            kept["COMPTOIR_SECRET_PAYMENT_KEY"] = settings.PAYMENT_KEY
    for name in ("CARRIER", "CARRIER_PARCEL"):
        if _BY_API[name] in settings.CARRIER_APIS.values():
            kept[f"COMPTOIR_SECRET_{name}_KEY"] = getattr(settings, f"{name}_KEY")
            kept[f"COMPTOIR_{name}_ACCOUNT"] = getattr(settings, f"{name}_ACCOUNT")
    for name, told in sorted(kept.items()):
        if not told or told.startswith(_STAND_INS):
            yield f"{name} is missing, or of a test system"


def _signatures() -> Iterator[str]:
    kept = {"COMPTOIR_SECRET_CARRIER_WEBHOOK": settings.CARRIER_WEBHOOK_SECRETS}
    for name in _served():
        if known := settings.PAYMENT.get(name):
            told = filter(None, known["webhook"].split(","))
            kept[f"COMPTOIR_SECRET_{name.upper()}_WEBHOOK"] = tuple(told)
        else:
            kept["COMPTOIR_SECRET_PAYMENT_WEBHOOK"] = settings.PAYMENT_WEBHOOK_SECRETS
    for name, secrets in kept.items():
        if not secrets:
            yield f"{name} is missing: events of the provider are not believed, or everybody's are"
        if any(len(secret) < _SHORTEST_SIGN for secret in secrets):
            yield f"{name} is short: events can be forged"
    if any(len(secret) < _SHORTEST_SIGN for secret in settings.MAIL_WEBHOOK_SECRETS):
        yield "COMPTOIR_SECRET_MAIL_WEBHOOK is short: mails can be forged"


def _mail() -> Iterator[str]:
    if settings.MAIL_CHANNEL.endswith(".Outbox"):
        yield "mails lie in the outbox of the demo and reach nobody"
    elif not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or _is_here(f"//{settings.EMAIL_HOST}")):
        yield f"mails go to {settings.EMAIL_HOST} in the clear"
    if is_nobodys(settings.MAIL_FROM):
        yield f"mails come from {settings.MAIL_FROM}, which is nobody's address"
    if settings.MAILBOX and not settings.MAILBOX.startswith("imaps://"):
        yield "mails that come in are fetched in the clear"


def _folder() -> Iterator[str]:
    home = Path(settings.COMPTOIR_HOME)
    if home.exists() and home.stat().st_mode & (_OTHERS & ~(stat.S_IXGRP | stat.S_IXOTH)):
        yield f"others may look around in {home}"
    for name in _PRIVATE:
        path = home / name
        if path.exists() and path.stat().st_mode & _OTHERS:
            yield f"others may read {path}"


def _remains() -> Iterator[str]:
    for pattern in _DEMO_LEFT:
        for path in sorted(Path(settings.COMPTOIR_HOME).glob(pattern)):
            yield f"{path} is left of a demo house"


def _is_here(url: str) -> bool:
    """Whether an address is of this machine, or of a network that is nobody's in particular."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


CHECKS = (
    Check(
        id="demo",
        meaning="the demo is off",
        remedy="Set COMPTOIR_DEMO=off, with a database that never was a demo's.",
        wrong=_demo,
    ),
    Check(id="debug", meaning="errors show nothing of the inside", remedy="Take DEBUG out.", wrong=_debug),
    Check(
        id="address",
        meaning="people reach the house by HTTPS, at a name",
        remedy="Set COMPTOIR_URL to https:// and your domain, with a proxy that has its certificate.",
        wrong=_address,
    ),
    Check(
        id="hosts",
        meaning="the house answers to its own name only",
        remedy="Name each host in full: links in mails are made for these.",
        wrong=_hosts,
    ),
    Check(
        id="secret",
        meaning="the secret key is long, and this house's own",
        remedy="Put 64 random characters into secrets.json or the environment as COMPTOIR_SECRET_KEY.",
        wrong=_secret,
    ),
    Check(
        id="cookies",
        meaning="cookies go by HTTPS, to this host, and not to scripts",
        remedy="Give COMPTOIR_URL as https://, and leave the cookies' settings as they come.",
        wrong=_cookies,
    ),
    Check(
        id="passwords",
        meaning="new passwords are kept as Argon2 digests",
        remedy="Put Argon2PasswordHasher first in PASSWORD_HASHERS.",
        wrong=_passwords,
    ),
    Check(
        id="visitors",
        meaning="the proxy tells who a visitor is",
        remedy="Set COMPTOIR_CLIENT_ADDRESS_HEADER to a header that the proxy always sets itself.",
        wrong=_visitors,
    ),
    Check(
        id="database",
        meaning="the way to the database is encrypted",
        remedy="Add sslmode=verify-full and sslrootcert=FILE to DATABASE_URL.",
        wrong=_database,
    ),
    Check(
        id="providers",
        meaning="providers are the real ones, by HTTPS",
        remedy="Leave the address out for the provider's own, or give its live one.",
        wrong=_providers,
    ),
    Check(
        id="keys",
        meaning="keys at the providers are live ones",
        remedy="Put it into secrets.json or the environment; docs/operations.md has them all.",
        wrong=_keys,
    ),
    Check(
        id="signatures",
        meaning="events of providers are signed with secrets that cannot be guessed",
        remedy="Take the one that the provider shows, or 24 random characters where it takes yours.",
        wrong=_signatures,
    ),
    Check(
        id="mail",
        meaning="mails reach people, encrypted, from an address of the house",
        remedy="Set COMPTOIR_SMTP_TLS to starttls or tls, and COMPTOIR_MAIL_FROM to an address of yours.",
        wrong=_mail,
    ),
    Check(
        id="folder",
        meaning="the data folder is for its owner only",
        remedy="Take the rights of others away: chmod go-rw FOLDER, and chmod -R go-rwx of what is named.",
        wrong=_folder,
    ),
    Check(
        id="remains",
        meaning="nothing is left of a demo: no test clock, no logins",
        remedy="Begin in a new COMPTOIR_HOME; what customers of a demo did is not to be mixed with yours.",
        wrong=_remains,
    ),
)
