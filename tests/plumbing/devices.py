"""A device that keeps passkeys, in software: what it signs is as the browser would send it, or wrong in one way."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass(kw_only=True)
class Device:
    """One passkey on one device. What it says otherwise than a browser would is set before it answers."""

    origin: str = ""
    domain: str = ""
    verified: bool = True
    cross_origin: bool = False
    signed: int = 0
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    key_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def make(self, asked: dict[str, Any]) -> str:
        """The answer to a house that asks for a new passkey."""
        self.handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        data = AttestedCredentialData.create(Aaguid(bytes(16)), self.key_id, public)
        shown = AuthenticatorData.create(self._domain(), self._flags() | _ATTESTED, self.signed, data)
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", asked),
                "attestationObject": websafe_encode(AttestationObject.create("none", shown, {})),
            }
        )

    def show(self, asked: dict[str, Any]) -> str:
        """The answer to a house that asks for one it knows."""
        self.signed += 1
        client = self._client("webauthn.get", asked)
        shown = AuthenticatorData.create(self._domain(), self._flags(), self.signed)
        signature = self.key.sign(shown + sha256(websafe_decode(client)), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": websafe_encode(shown),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(self.handle),
            }
        )

    def _answer(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.key_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _client(self, kind: str, asked: dict[str, Any]) -> str:
        said = {
            "type": kind,
            "challenge": asked["challenge"],
            "origin": self.origin or settings.PASSKEY_ORIGINS[0],
            "crossOrigin": self.cross_origin,
        }
        return websafe_encode(json.dumps(said).encode())

    def _domain(self) -> bytes:
        return sha256((self.domain or settings.PASSKEY_DOMAIN).encode())

    def _flags(self) -> int:
        return _PRESENT | (_VERIFIED if self.verified else 0)
