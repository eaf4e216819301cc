"""Passwords' digests of a former site, wrapped: what is stored is Argon2 of the old digest, so that a weak one lies nowhere.

The old digest is made again of what is typed, and the whole becomes an ordinary one at the first sign-in (ACC-05).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re

import bcrypt
from django.contrib.auth.hashers import Argon2PasswordHasher

_PLAIN = {32: "md5", 40: "sha1", 64: "sha256"}  # by the length of their hexadecimal form
_SALTED = re.compile(r"(md5|sha1|sha256)\$([^$]*)\$([0-9a-fA-F]+)")
_ROUNDS = re.compile(r"pbkdf2_(sha1|sha256|sha512)\$(\d{1,7})\$([^$]+)\$([A-Za-z0-9+/=]+)")

# Version, cost and salt of bcrypt; the versions differ in what they did to passwords that nobody has any more.
_BCRYPT = re.compile(r"\$2[aby](\$(\d\d)\$[./A-Za-z0-9]{22})([./A-Za-z0-9]{31})")
_MOST_COST = 15  # beyond it each try takes seconds
_BCRYPT_READS = 72  # bytes of a password; the rest is ignored


class UnknownDigest(ValueError):
    """The digest is of no kind that can be checked here."""


class FormerDigest(Argon2PasswordHasher):
    """`former$<recipe>$<Argon2>`: the recipe is how the former site made its digest."""

    algorithm = "former"

    def encode(self, password: str, salt: str) -> str:
        """Nobody gets a new one."""
        raise NotImplementedError("former digests are wrapped, not made")

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the former site would have made its digest of this password."""
        recipe, _, argon = encoded.removeprefix("former$").partition("$")
        return Argon2PasswordHasher().verify(_old_digest(password, json.loads(_bytes(recipe))), argon)

    def must_update(self, encoded: str) -> bool:
        """It is always to be made an ordinary one."""
        del encoded
        return True


def wrap_digest(digest: str) -> str:
    """What is stored of a former site's digest. UnknownDigest where it is none that could be checked.

    Known are md5, sha1 and sha256, bare in hexadecimal or as `kind$salt$hex` with the salt ahead of the password,
    `pbkdf2_kind$rounds$salt$base64`, and bcrypt in its versions 2a, 2b and 2y.
    """
    recipe, made = _read(digest.strip())
    hasher = Argon2PasswordHasher()
    packed = base64.urlsafe_b64encode(json.dumps(recipe).encode()).decode()
    return f"former${packed}${hasher.encode(made, hasher.salt())}"


def _read(digest: str) -> tuple[dict[str, str], str]:
    if crypt := _BCRYPT.fullmatch(digest):
        salt, cost, made = crypt.groups()
        if int(cost) > _MOST_COST:
            raise UnknownDigest(digest[:7])
        return {"kind": "bcrypt", "salt": f"$2b{salt}"}, made
    if rounds := _ROUNDS.fullmatch(digest):
        kind, count, salt, made = rounds.groups()
        return {"kind": kind, "salt": salt, "rounds": count}, base64.b64decode(made).hex()
    if salted := _SALTED.fullmatch(digest):
        kind, salt, made = salted.groups()
    else:
        kind, salt, made = _PLAIN.get(len(digest), ""), "", digest
    if not kind or len(made) != next(size for size, name in _PLAIN.items() if name == kind):
        raise UnknownDigest(digest[:4])
    try:
        return {"kind": kind, "salt": salt}, bytes.fromhex(made).hex()
    except ValueError as wrong:
        raise UnknownDigest(digest[:4]) from wrong


def _old_digest(password: str, recipe: dict[str, str]) -> str:
    typed, salt = password.encode(), recipe["salt"].encode()
    if recipe["kind"] == "bcrypt":
        return bcrypt.hashpw(typed[:_BCRYPT_READS], salt)[len(salt) :].decode()
    if rounds := recipe.get("rounds"):
        return hashlib.pbkdf2_hmac(recipe["kind"], typed, salt, int(rounds)).hex()
    return hashlib.new(recipe["kind"], salt + typed, usedforsecurity=False).hexdigest()


def _bytes(packed: str) -> bytes:
    return base64.urlsafe_b64decode(packed)
