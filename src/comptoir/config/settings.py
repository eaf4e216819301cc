"""Settings, read from the environment and from secret files in the data folder; safe defaults for production."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

REPOSITORY = Path(__file__).resolve().parents[3]
PROFILE = REPOSITORY / "profile"
BUILD = REPOSITORY / "build"

PORT = int(os.environ.get("PORT", "8000"))
COMPTOIR_HOME = os.path.abspath(os.environ.get("COMPTOIR_HOME", str(REPOSITORY / ".comptoir")))
COMPTOIR_DEMO = os.environ.get("COMPTOIR_DEMO", "") in {"1", "on", "true", "yes"}
SITE_URL = os.environ.get("COMPTOIR_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SECURE = SITE_URL.startswith("https://")
# Passkeys belong to a domain, and browsers want a name for it: on one's own machine the shop's other address has one.
_NAMED_URL = SITE_URL.replace("//127.0.0.1", "//localhost")
PASSKEY_DOMAIN = os.environ.get("COMPTOIR_PASSKEY_DOMAIN") or urlsplit(_NAMED_URL).hostname or "localhost"
PASSKEY_ORIGINS = (_NAMED_URL,)


def _secrets() -> dict[str, str]:
    """The secrets of this installation: a file that only its owner reads, written at set-up, or the environment."""
    path = Path(COMPTOIR_HOME) / "secrets.json"
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return {**kept, **{k: v for k, v in os.environ.items() if k.startswith("COMPTOIR_SECRET_")}}


_SECRETS = _secrets()
SECRET_KEY = _SECRETS.get("COMPTOIR_SECRET_KEY") or ("only-for-commands-" + "0" * 50 if not SECURE else "")
PAYMENT_KEY = _SECRETS.get("COMPTOIR_SECRET_PAYMENT_KEY", "sk_test_demo")
# Several at a time, so that a secret can be changed without losing an event.
PAYMENT_WEBHOOK_SECRETS = tuple(
    filter(None, _SECRETS.get("COMPTOIR_SECRET_PAYMENT_WEBHOOK", "whsec_demo").split(","))
)
CARRIER_KEY = _SECRETS.get("COMPTOIR_SECRET_CARRIER_KEY", "demo:demo")  # user:password
CARRIER_PARCEL_KEY = _SECRETS.get("COMPTOIR_SECRET_CARRIER_PARCEL_KEY", "demo:demo")  # user:password
CARRIER_FINDER_KEY = _SECRETS.get("COMPTOIR_SECRET_CARRIER_FINDER_KEY", "demo")
CARRIER_WEBHOOK_SECRETS = tuple(
    filter(None, _SECRETS.get("COMPTOIR_SECRET_CARRIER_WEBHOOK", "carrier_demo").split(","))
)


def _database() -> dict[str, Any]:
    """The database by URL; without one, the embedded cluster's, which its supervisor wrote down."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        noted = Path(COMPTOIR_HOME) / "database.json"
        url = json.loads(noted.read_text())["dsn"] if noted.exists() else "postgresql:///comptoir"
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL must be a postgresql:// address, not {parts.scheme}://")
    query = parse_qs(parts.query)
    options: dict[str, object] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
    # How far the way to a server elsewhere is to be trusted, in libpq's words.
    options |= {word: query[word][0] for word in ("sslmode", "sslrootcert") if word in query}
    if os.environ.get("COMPTOIR_DB_ROLE") != "owner":
        options["options"] = "-c role=comptoir_app"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "comptoir",
        "USER": unquote(parts.username or query.get("user", [""])[0]),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.get("host", [""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "CONN_MAX_AGE": 0,
        # A connection is tried before it is handed out: those to a server that was restarted are dead.
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": options,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "comptoir.infra.former_digests.FormerDigest",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "comptoir.infra",
    "comptoir.journal",
    "comptoir.notices",
    "comptoir.people",
    "comptoir.markets",
    "comptoir.catalogue",
    "comptoir.content",
    "comptoir.stock",
    "comptoir.promotions",
    "comptoir.drops",
    "comptoir.mailings",
    "comptoir.payments",
    "comptoir.wishes",
    "comptoir.orders",
    "comptoir.invoicing",
    "comptoir.checkout",
    "comptoir.fulfilment",
    "comptoir.warehouse",
    "comptoir.stores",
    "comptoir.returns",
    "comptoir.claims",
    "comptoir.goodwill",
    "comptoir.cases",
    "comptoir.privacy",
    "comptoir.storefront",
    "comptoir.desk",
    "comptoir.api",
    # Last: it looks for every app's tasks when it is ready.
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "comptoir.config.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "comptoir.config.security.SameOrigin",
    "comptoir.config.security.WritableText",
    "comptoir.config.security.FormTokens",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

ROOT_URLCONF = "comptoir.config.urls"
WSGI_APPLICATION = "comptoir.config.wsgi.application"
ALLOWED_HOSTS = [
    urlsplit(SITE_URL).hostname or "127.0.0.1",
    *(["127.0.0.1", "localhost"] if not SECURE else []),
]
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False  # words go through infra.i18n, by gettext catalogues of our own
LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("ja", "日本語")]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [
            REPOSITORY / "src/comptoir" / app / "templates"
            for app in ("storefront", "desk", "api", "notices", "content", "privacy")
        ],
        "OPTIONS": {"environment": "comptoir.infra.templates.environment", "autoescape": True},
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = BUILD / "collected"
STATICFILES_DIRS = [REPOSITORY / "src/comptoir/static", BUILD / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000
LOCALE = REPOSITORY / "src/comptoir/locale"
FONTS = BUILD / "fonts"

# The desk's session; customers have a cookie of their own (`storefront/customers.py`).
SESSION_COOKIE_NAME = "__Host-desk" if SECURE else "desk"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
# Of each web process, for pages that are the same for everybody.
PAGE_CACHE_BYTES = int(os.environ.get("COMPTOIR_PAGE_CACHE_MB", "64")) * 1_000_000
# Headers that a proxy of ours sets and nobody else can: the visitor's country, and the visitor's network address.
PLACE_HEADER = os.environ.get("COMPTOIR_PLACE_HEADER", "")
CLIENT_ADDRESS_HEADER = os.environ.get("COMPTOIR_CLIENT_ADDRESS_HEADER", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Adapters, by dotted path.
PAYMENT_GATEWAY = os.environ.get(
    "COMPTOIR_PAYMENT_GATEWAY", "comptoir.payments.gateways.stripe.StripeGateway"
)
# More of them, for the ways to pay and the destinations that the policy gives to each by its name.
PAYMENT_GATEWAYS = tuple(filter(None, os.environ.get("COMPTOIR_PAYMENT_GATEWAYS", "").split(",")))
PAYMENT_URL = os.environ.get("COMPTOIR_PAYMENT_URL", "")


def _provider(name: str, **defaults: str) -> dict[str, str]:
    """Where a provider and its pages are, what we are called there, our keys, and what its events are signed with."""
    named = {word: os.environ.get(f"COMPTOIR_{name}_{word.upper()}") for word in ("url", "page", "account")}
    kept = {
        word: _SECRETS.get(f"COMPTOIR_SECRET_{name}_{word.upper()}") for word in ("key", "reports", "webhook")
    }
    return {word: found or defaults.get(word, "") for word, found in {**named, **kept}.items()}


_DEMO_SIGNS = PAYMENT_WEBHOOK_SECRETS if COMPTOIR_DEMO else ()
PAYMENT = {
    "adyen": _provider(
        "ADYEN",
        url="https://checkout-test.adyen.com",
        page="https://test.adyen.link",
        account="Demo",
        key="demo",
        reports="demo:demo",
        webhook=",".join(secret.encode().hex() for secret in _DEMO_SIGNS),
    ),
    "paypal": _provider(
        "PAYPAL",
        url="https://api-m.sandbox.paypal.com",
        page="https://www.sandbox.paypal.com",
        key="demo:demo",
        webhook=",".join(_DEMO_SIGNS),
    ),
}
CARRIER = os.environ.get("COMPTOIR_CARRIER", "comptoir.fulfilment.carriers.dhl.Dhl")
RATES = os.environ.get("COMPTOIR_RATES", "comptoir.markets.rates.ecb.EuropeanCentralBank")
RATES_URL = os.environ.get(
    "COMPTOIR_RATES_URL",
    "" if COMPTOIR_DEMO else "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml",
)
SALES_TAXES = os.environ.get("COMPTOIR_SALES_TAXES", "")  # blank is the table of the law
# Which delivery service goes by which of the carrier's APIs.
CARRIER_APIS = dict(
    pair.split("=")
    for pair in os.environ.get("COMPTOIR_CARRIER_APIS", "express=mydhl,standard=parcel").split(",")
)
CARRIER_PARCEL_ACCOUNT = os.environ.get("COMPTOIR_CARRIER_PARCEL_ACCOUNT", "333333333301")
CARRIER_ACCOUNT = os.environ.get("COMPTOIR_CARRIER_ACCOUNT", "000000000")
CARRIER_URL = os.environ.get("COMPTOIR_CARRIER_URL", "")
MAIL_CHANNEL = os.environ.get(
    "COMPTOIR_MAIL_CHANNEL",
    "comptoir.notices.channels.outbox.Outbox" if COMPTOIR_DEMO else "comptoir.notices.channels.smtp.Smtp",
)
MAIL_FROM = os.environ.get("COMPTOIR_MAIL_FROM", "Maison Exemple <service@maison-exemple.example>")
# Who may post mails that came in, and reports of those that came back; without one nobody may.
MAIL_WEBHOOK_SECRETS = tuple(filter(None, _SECRETS.get("COMPTOIR_SECRET_MAIL_WEBHOOK", "").split(",")))
# Where they are fetched instead: imaps://user:password@host/folder; blank where they are posted.
MAILBOX = _SECRETS.get("COMPTOIR_SECRET_MAILBOX", "")
EMAIL_HOST = os.environ.get("COMPTOIR_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("COMPTOIR_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("COMPTOIR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = _SECRETS.get("COMPTOIR_SECRET_SMTP_PASSWORD", "")
# The server's certificate is checked; without encryption only for a server on this machine.
EMAIL_USE_TLS = os.environ.get("COMPTOIR_SMTP_TLS", "") == "starttls"
EMAIL_USE_SSL = os.environ.get("COMPTOIR_SMTP_TLS", "") == "tls"
EMAIL_TIMEOUT = 30

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("COMPTOIR_LOG", "WARNING")},
}
