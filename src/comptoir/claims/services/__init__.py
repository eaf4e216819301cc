"""The verbs of claims, by noun."""

from comptoir.claims.services.deciding import (
    CannotContest,
    CannotDecideClaim,
    contest_claim,
    decide_claim,
)
from comptoir.claims.services.limiting import SentEnough, allow_sending
from comptoir.claims.services.locking import UnknownClaim
from comptoir.claims.services.making import CannotClaim, ClaimIn, make_claim, open_for_carrier
from comptoir.claims.services.photographs import Upload, forget_drafts, keep_drafts

__all__ = [
    "CannotClaim",
    "CannotContest",
    "CannotDecideClaim",
    "ClaimIn",
    "SentEnough",
    "UnknownClaim",
    "Upload",
    "allow_sending",
    "contest_claim",
    "decide_claim",
    "forget_drafts",
    "keep_drafts",
    "make_claim",
    "open_for_carrier",
]
