"""Verbs of people: accounts, signing in and out, what is proved by mail, tokens of programs."""

from comptoir.people.services.accounts import EmailTaken, create_token, create_user
from comptoir.people.services.limits import TooManyTries
from comptoir.people.services.passwords import WeakPassword
from comptoir.people.services.proving import Asker, WrongProof, ask_sign_in, ask_sign_up, prove_by_code
from comptoir.people.services.securing import (
    ask_email_change,
    ask_reset,
    change_email,
    change_password,
    mail_reset_code,
    reset_password,
)
from comptoir.people.services.signing import (
    NotSignedIn,
    authenticate,
    customer_by_password,
    end_session,
    end_sessions,
    note_visit,
    open_session,
    session_token,
)

__all__ = [
    "Asker",
    "EmailTaken",
    "NotSignedIn",
    "TooManyTries",
    "WeakPassword",
    "WrongProof",
    "ask_email_change",
    "ask_reset",
    "ask_sign_in",
    "ask_sign_up",
    "authenticate",
    "change_email",
    "change_password",
    "create_token",
    "create_user",
    "customer_by_password",
    "end_session",
    "end_sessions",
    "mail_reset_code",
    "note_visit",
    "open_session",
    "prove_by_code",
    "reset_password",
    "session_token",
]
