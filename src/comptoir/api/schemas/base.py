"""What every part of the API speaks of: requests, refusals, lines, addresses, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from ninja import HeaderEx, P, Schema
from pydantic import ConfigDict, Field, StrictInt, field_validator
from pydantic_core import PydanticCustomError


class Strict(Schema):
    """A request: a field it does not know is refused, and so is a value of another type."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def refuse_nul(cls, value: object) -> object:
        """No text holds the one character that the database cannot keep."""
        texts = [value] if isinstance(value, str) else value if isinstance(value, Sequence) else []
        if any(isinstance(text, str) and "\x00" in text for text in texts):
            raise PydanticCustomError("string_nul", "text cannot hold U+0000")
        return value


ShortText = Annotated[str, Field(max_length=200)]
Id = Annotated[str, Field(max_length=36)]
OrderToken = HeaderEx[str, P(alias="X-Order-Token")]
IdempotencyKey = HeaderEx[ShortText, P(alias="Idempotency-Key")]
PathWord = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class RefusalOut(Schema):
    rule: str | None
    reason: str
    message: str
    field: str | None = None


class MissingOut(Schema):
    sku: str
    wanted: int
    available: int


class LineIn(Strict):
    sku: str = Field(min_length=1, max_length=40)
    quantity: StrictInt


class AddressIn(Strict):
    name: str = Field(max_length=200)
    company: str | None = Field(default=None, max_length=200)
    vat_number: str | None = Field(default=None, max_length=20)
    line1: str = Field(max_length=200)
    line2: str | None = Field(default=None, max_length=200)
    postal_code: str = Field(default="", max_length=20)
    city: str = Field(max_length=100)
    region: str | None = Field(default=None, max_length=100)
    country: str = Field(min_length=2, max_length=2)
    phone: str = Field(max_length=40)


class AnswerOut(Schema):
    """A decision: whether, under which rule, why not, and until when."""

    allowed: bool
    rule: str | None
    reason: str | None
    message: str | None = None
    until: datetime | None
