"""Verbs of people: accounts, signing in and out, what is proved by mail, tokens of programs."""

from comptoir.people.services.accounts import EmailTaken, create_token, create_user, import_customer
from comptoir.people.services.factors import (
    WrongCode,
    check_factor,
    renew_recovery_codes,
    set_factor,
    take_factor_off,
)
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
from comptoir.people.services.staffing import (
    InvitationOver,
    LastAdmin,
    Newcomer,
    accept_invitation,
    change_role,
    cut_off,
    invite,
    let_back,
    note_sign_in,
    withdraw_invitation,
)

__all__ = [
    "Asker",
    "EmailTaken",
    "InvitationOver",
    "LastAdmin",
    "Newcomer",
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
    "WrongCode",
    "accept_invitation",
    "authenticate",
    "change_role",
    "check_factor",
    "create_token",
    "create_user",
    "customer_by_password",
    "cut_off",
    "end_session",
    "end_sessions",
    "import_customer",
    "mail_reset_code",
    "note_visit",
    "open_session",
    "prove_by_code",
    "reset_password",
    "invite",
    "let_back",
    "note_sign_in",
    "note_visit",
    "open_session",
    "renew_recovery_codes",
    "session_token",
    "set_factor",
    "take_factor_off",
    "withdraw_invitation",
]
