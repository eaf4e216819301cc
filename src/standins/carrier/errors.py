"""Refusals in the carrier's error shape."""

from collections.abc import Sequence
from http import HTTPStatus

from standins.server import Answer, Json, answer_json


class CarrierError(Exception):
    """A request that is refused; nothing has moved. `details` name the fields, as `#/path: what is wrong`."""

    def __init__(self, status: int, detail: str, details: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self._status = status
        self._details = details

    def answer(self, *, path: str) -> Answer:
        """What goes over the wire."""
        body = error_body(status=self._status, detail=str(self), path=path)
        if self._details:
            body["additionalDetails"] = list(self._details)
        return answer_json(status=self._status, body=body)


class ParcelError(CarrierError):
    """A refusal of the Parcel APIs, in their shape: a status, and what is wrong with which property."""

    def __init__(self, problems: Sequence[str], *, status: int = 400) -> None:
        super().__init__(status, "; ".join(problems) or HTTPStatus(status).phrase)
        self._status = status
        self._problems = problems

    def answer(self, *, path: str) -> Answer:
        """What goes over the wire."""
        phrase = HTTPStatus(self._status).phrase
        status = {"title": phrase, "statusCode": self._status, "instance": path, "detail": str(self)}
        messages = [
            {
                "property": where.removeprefix("#/"),
                "validationMessage": what.strip(),
                "validationState": "Error",
            }
            for where, _colon, what in (problem.partition(":") for problem in self._problems)
        ]
        body: Json = {"status": status, "items": [{"validationMessages": messages}]}
        return answer_json(status=self._status, body=body)


def error_body(*, status: int, detail: str, path: str) -> Json:
    """The JSON of an error."""
    phrase = HTTPStatus(status).phrase
    return {"instance": path, "detail": detail, "title": phrase, "message": phrase, "status": str(status)}
