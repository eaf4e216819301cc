"""Passkeys (WebAuthn): what a browser is asked, and whether its answer holds. What is kept of one is bytes."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from comptoir.infra import ids

MOST_ANSWER = 20_000  # characters of a browser's answer
_ALGORITHMS: tuple[type[CoseKey], ...] = (EdDSA, ES256, RS256)
_VERIFIED = UserVerificationRequirement.REQUIRED
# What the library says of an answer that is no answer: it takes such apart as it comes.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, struct.error)


class NotProved(Exception):
    """The browser's answer does not show what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A passkey as it is kept: its id, its public key, and how often it says that it has signed (0: it does not count)."""

    key_id: bytes
    public_key: bytes
    signed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose a passkey is to be, as their device calls them; `handle` tells nothing about them."""

    handle: bytes
    email: str
    name: str


def new_challenge() -> str:
    """What a browser signs, once."""
    return ids.new_token()


def making(
    *, challenge: str, holder: Holder, house: str, known: Iterable[bytes], found: bool
) -> dict[str, Any]:
    """What a browser is asked for a new passkey, which no device makes twice.

    `found` is one that the device proposes by itself, so that nobody types who they are.
    """
    wish = ResidentKeyRequirement.REQUIRED if found else ResidentKeyRequirement.DISCOURAGED
    options, _state = _server(house).register_begin(
        PublicKeyCredentialUserEntity(id=holder.handle, name=holder.email, display_name=holder.name),
        credentials=_described(known),
        resident_key_requirement=wish,
        user_verification=_VERIFIED,
        challenge=websafe_decode(challenge),
    )
    return dict(dict(options)["publicKey"])


def asking(*, challenge: str, known: Iterable[bytes] = ()) -> dict[str, Any]:
    """What a browser is asked for a passkey: one of these, or whichever it has."""
    options, _state = _server("").authenticate_begin(
        credentials=_described(known) or None,
        user_verification=_VERIFIED,
        challenge=websafe_decode(challenge),
    )
    return dict(dict(options)["publicKey"])


def challenge_in(*, answer: str) -> str:
    """Which challenge an answer says it is to. Refused with NotProved where it is none."""
    try:
        said = json.loads(websafe_decode(json.loads(answer)["response"]["clientDataJSON"]))
        return str(said["challenge"])
    except (*_UNREADABLE, RecursionError):
        raise NotProved from None


def made(*, challenge: str, answer: str) -> Made:
    """The passkey that was made for this challenge, at our address, by a person who was verified. Refused with NotProved."""
    try:
        response = RegistrationResponse.from_dict(json.loads(answer))
        _same_page(response.response.client_data)
        shown = _server("").register_complete(_state_of(challenge), response)
        data = shown.credential_data
        if data is None or not isinstance(data.public_key, _ALGORITHMS):
            raise NotProved
    except (*_UNREADABLE, RecursionError):
        raise NotProved from None
    return Made(key_id=bytes(data.credential_id), public_key=bytes(data), signed=shown.counter)


def key_in(*, answer: str) -> bytes:
    """The id of the passkey that answers. Refused with NotProved."""
    try:
        return bytes(AuthenticationResponse.from_dict(json.loads(answer)).raw_id)
    except (*_UNREADABLE, RecursionError):
        raise NotProved from None


def check_shown(*, challenge: str, answer: str, public_key: bytes, handle: bytes, signed: int) -> int:
    """How often the passkey has signed by now. Refused with NotProved, also where it counts and has not gone on: a copy has."""
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        _same_page(response.response.client_data)
        known = AttestedCredentialData(public_key)
        _server("").authenticate_complete(_state_of(challenge), [known], response)
        theirs = response.response.user_handle
        now = int(response.response.authenticator_data.counter)
    except (*_UNREADABLE, RecursionError):
        raise NotProved from None
    if (theirs is not None and bytes(theirs) != handle) or (signed or now) and now <= signed:
        raise NotProved
    return now


def _same_page(said: CollectedClientData) -> None:
    if said.cross_origin:
        raise NotProved


def _state_of(challenge: str) -> dict[str, str]:
    return {"challenge": challenge, "user_verification": _VERIFIED}


def _described(known: Iterable[bytes]) -> list[PublicKeyCredentialDescriptor]:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    return [PublicKeyCredentialDescriptor(type=kind, id=key_id) for key_id in known]


def _server(house: str) -> Fido2Server:
    origins = settings.PASSKEY_ORIGINS
    server = Fido2Server(
        PublicKeyCredentialRpEntity(name=house, id=settings.PASSKEY_DOMAIN),
        verify_origin=lambda origin: origin in origins,
    )
    kind = PublicKeyCredentialType.PUBLIC_KEY
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=kind, alg=known.ALGORITHM) for known in _ALGORITHMS
    ]
    return server
