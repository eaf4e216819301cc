"""The test controls both stand-ins have, under /_control."""

import json
from collections.abc import Callable
from datetime import datetime

from standins.faults import Faults, Rule
from standins.server import Answer, Json, Request, Router, answer_json
from standins.store import Store
from standins.webhooks import Webhooks


class Control:
    """Says how things stand, adds rules, makes events misbehave, sets the webhook, lifts everything."""

    def __init__(
        self,
        *,
        store: Store,
        faults: Faults,
        webhooks: Webhooks,
        now: Callable[[], datetime],
        find_event: Callable[[str], str | None],
    ) -> None:
        self._store = store
        self._faults = faults
        self._webhooks = webhooks
        self._now = now
        self._find_event = find_event

    def add_routes(self, router: Router) -> None:
        """Register the calls."""
        router.add("GET", "/_control", self._show)
        router.add("POST", "/_control", self._change)
        router.add("POST", "/_control/reset", self._reset)
        router.add("POST", "/_control/clear", self._clear)
        router.add("POST", "/_control/webhook", self._set_webhook)
        router.add("POST", "/_control/deliver", self._deliver)

    def _show(self, _request: Request) -> Answer:
        state: Json = {"now": self._now().isoformat(), "rules": self._faults.listing()}
        return answer_json(status=200, body=state | self._webhooks.describe())

    def _change(self, request: Request) -> Answer:
        try:
            wanted = read_object(request)
            disorder = wanted.pop("webhooks", None)
            rule = Rule(**wanted) if wanted else None
            if disorder is not None:
                self._webhooks.disturb(disorder)
        except (TypeError, ValueError) as error:
            return answer_json(status=400, body={"error": str(error)})
        if rule:
            self._faults.add(rule)
        return self._show(request)

    def _reset(self, request: Request) -> Answer:
        self._faults.reset()
        self._webhooks.reset()
        return self._show(request)

    def _clear(self, request: Request) -> Answer:
        """Books as on the first day; where events go is kept."""
        self._store.clear(but=("settings", "subscriptions"))
        return self._reset(request)

    def _set_webhook(self, request: Request) -> Answer:
        try:
            self._webhooks.configure(**read_object(request))
        except (TypeError, ValueError) as error:
            return answer_json(status=400, body={"error": str(error)})
        return self._show(request)

    def _deliver(self, request: Request) -> Answer:
        """Send events now: those named, in that order and as often as named, or all that wait."""
        try:
            wanted = read_object(request)
            seed = None if wanted.get("shuffle") is None else int(wanted["shuffle"])
            events = [str(event) for event in wanted.get("events", [])]
        except (TypeError, ValueError) as error:
            return answer_json(status=400, body={"error": str(error)})
        if not events:
            return answer_json(status=200, body={"sent": self._webhooks.deliver_held(seed=seed)})
        bodies = {event: self._find_event(event) for event in events}
        unknown = [event for event, body in bodies.items() if body is None]
        if unknown:
            return answer_json(status=404, body={"error": f"No such events: {', '.join(unknown)}"})
        sent = [
            {"event": event, "status": self._webhooks.send_now(event, bodies[event] or "")}
            for event in events
        ]
        return answer_json(status=200, body={"sent": sent})


def read_object(request: Request) -> Json:
    """The JSON object in a request's body, an empty body being {}; raises TypeError or ValueError for the rest."""
    value = json.loads(request.body or b"{}")
    if not isinstance(value, dict):
        raise TypeError("A JSON object is expected.")
    return value
