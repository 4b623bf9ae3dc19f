"""Send events to the shop: signed, tried again, and badly on demand."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import requests

from checkout.gateways.fake_stripe.events import payload, signature
from checkout.gateways.fake_stripe.state import Json, State

Target = str | Callable[[bytes, str], int]  # an address, or body and signature to a status

TIMEOUT = 20  # seconds
RETRY_AFTER = (1, 5, 30, 120, 600)  # seconds before each new attempt


class Mode(StrEnum):
    """When events are sent."""

    BACKGROUND = "background"  # by a thread, tried again when the shop fails
    INLINE = "inline"  # before the API call that caused them is answered
    HELD = "held"  # only when deliver_pending() is called
    DROPPED = "dropped"  # never


class Webhooks:
    """The endpoint of the shop, and the way to it."""

    def __init__(self, state: State, target: Target | None, secrets: Iterable[str]) -> None:
        self.state = state
        self.target = target
        self.secrets = list(secrets)
        self.retry_after: Sequence[float] = RETRY_AFTER
        self.copies = 1
        self.reverse = False
        self.delay = 0.0  # seconds between an event and its first attempt, in the background
        self.mode = Mode.BACKGROUND if isinstance(target, str) else Mode.INLINE
        if target is None:
            self.mode = Mode.HELD
        self._attempts: dict[str, tuple[float, int]] = {}  # event: next attempt at, attempts so far
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def pending(self) -> list[Json]:
        """Return the events that the shop has not accepted, oldest first or as asked."""
        with self.state.lock:
            events = [event for event in self.state.newest("event") if event["pending_webhooks"]]
        return events if self.reverse else events[::-1]

    def deliver_pending(self, target: Target | None = None) -> list[int]:
        """Send every pending event now, in this thread, and return the shop's answers."""
        return [status for event in self.pending() for status in self.send(event, target)]

    def dispatch(self) -> None:
        """Do with new events what the mode says."""
        if self.mode is Mode.DROPPED:
            for event in self.pending():
                event["pending_webhooks"] = 0
                self.state.note("webhook", f"{event['type']} perdu")
        elif self.mode is Mode.INLINE:
            self._send_new()
        elif self.mode is Mode.BACKGROUND:
            self._start()
            with self._wake:
                self._wake.notify()

    def send(self, event: Json, target: Target | None = None) -> list[int]:
        """Send one event, as many times as asked, and return the statuses (0: no answer)."""
        statuses = [self._post(event, target or self.target) for _ in range(self.copies)]
        if any(200 <= status < 300 for status in statuses):
            event["pending_webhooks"] = 0
        self.state.note("webhook", f"{event['type']} → {', '.join(map(str, statuses))}")
        return statuses

    def sign(self, body: bytes, *, at: int | None = None) -> str:
        """Return the signature header of a body, now or at another moment."""
        return signature(body, self.secrets, at=self.state.now() if at is None else at)

    def stop(self) -> None:
        """End the thread; an attempt in progress is not waited for long."""
        with self._wake:
            self._stopped = True
            self._wake.notify()
        if self._thread:
            self._thread.join(timeout=2)

    def _send_new(self) -> None:
        """Send the events that were never sent: the shop may call back while it answers one."""
        for event in self.pending():
            with self.state.lock:
                new = self._attempts.setdefault(event["id"], (0.0, 0))[1] == 0
                self._attempts[event["id"]] = (0.0, 1)
            if new:
                self.send(event)

    def _post(self, event: Json, target: Target | None) -> int:
        body = payload(event)
        if callable(target):
            return target(body, self.sign(body))
        if target is None:
            return 0
        headers = {"Content-Type": "application/json", "Stripe-Signature": self.sign(body)}
        with requests.Session() as session:
            session.trust_env = False  # no proxy between this fake and the shop
            try:
                answer = session.post(
                    target, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
                )
            except requests.RequestException:
                return 0
        return answer.status_code

    def _start(self) -> None:
        with self._wake:
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._stopped:
            for event in self._due():
                self._attempt(event)
            with self._wake:
                if not self._stopped:
                    self._wake.wait(timeout=self._seconds_to_wait())

    def _due(self) -> list[Json]:
        """Return the events whose next attempt has come."""
        if self.mode is not Mode.BACKGROUND:
            return []
        now = time.monotonic()
        first = (now + self.delay, 0)
        return [
            event
            for event in self.pending()
            if self._attempts.setdefault(event["id"], first)[0] <= now
        ]

    def _attempt(self, event: Json) -> None:
        """Send once; plan the next attempt, or give up after the last."""
        tries = self._attempts[event["id"]][1]
        self.send(event)
        given_up = tries >= len(self.retry_after)
        wait = float("inf") if given_up else self.retry_after[tries]
        self._attempts[event["id"]] = (time.monotonic() + wait, tries + 1)
        self.state.save()

    def _seconds_to_wait(self) -> float:
        pending = {event["id"] for event in self.pending()}
        moments = [moment for pk, (moment, _) in self._attempts.items() if pk in pending]
        return min(60.0, max(0.01, min(moments, default=60.0) - time.monotonic()))
