"""Refusals in the provider's error shape."""

from typing import NoReturn

from standins.server import Answer, Json, answer_json

# Refused before the request did anything: such answers are not kept under the idempotency key.
NEVER_KEPT = ("parameter_", "resource_missing", "idempotency_")


class ApiError(Exception):
    """A request that is refused; nothing has moved."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        status: int = 400,
        type_: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.body: Json = {"type": type_, "message": message}
        if code:
            self.body["code"] = code
        if param:
            self.body["param"] = param

    @property
    def kept(self) -> bool:
        """Whether a repeat under the same key gets this very answer."""
        return not (self.code or "").startswith(NEVER_KEPT)

    @property
    def answer(self) -> Answer:
        """What goes over the wire."""
        return answer_json(status=self.status, body={"error": self.body})


def refuse_missing(*, kind: str, object_id: str) -> NoReturn:
    """404: there is no such object."""
    raise ApiError(f"No such {kind}: '{object_id}'", code="resource_missing", param="id", status=404)


def refuse_state(message: str) -> NoReturn:
    """400: the object's state does not allow this."""
    raise ApiError(message, code="payment_intent_unexpected_state")
