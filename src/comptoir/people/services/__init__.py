"""Verbs of people: accounts, signing in and out, tokens of programs."""

from comptoir.people.services.accounts import EmailTaken, WeakPassword, create_token, create_user
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
    "EmailTaken",
    "NotSignedIn",
    "WeakPassword",
    "authenticate",
    "create_token",
    "create_user",
    "customer_by_password",
    "end_session",
    "end_sessions",
    "note_visit",
    "open_session",
    "session_token",
]
