"""The fake as a whole: its API, and what shoppers, banks and Stripe's own staff do."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checkout.gateways.fake_stripe import cards, checkout_sessions, confirmation, disputes, refunds
from checkout.gateways.fake_stripe.api import Api
from checkout.gateways.fake_stripe.errors import CardRefused
from checkout.gateways.fake_stripe.faults import Faults
from checkout.gateways.fake_stripe.state import Json, State, published
from checkout.gateways.fake_stripe.webhooks import Target, Webhooks


class FakeStripe:
    """One Stripe account in test mode.

    Without `webhook`, events wait for `deliver_pending`; with a callable they are sent before
    the call that caused them is answered; with an address, by a thread, as Stripe does.
    """

    def __init__(
        self,
        path: Path | str | None = None,
        *,
        public_url: str = "http://127.0.0.1:8001",
        webhook: Target | None = None,
        secret: str = "whsec_fake",  # noqa: S107 — a test secret
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.state = State(Path(path) if path else None, public_url=public_url, clock=clock)
        self.webhooks = Webhooks(self.state, webhook, [secret])
        self.faults = Faults()
        self.api = Api(self.state, self.webhooks, self.faults)

    def deliver_pending(self, target: Target | None = None) -> list[int]:
        """Send the waiting events now and return the shop's answers."""
        return self.webhooks.deliver_pending(target)

    def events(self, kind: str = "") -> list[Json]:
        """Return the events so far, oldest first, of one type or of all."""
        events = [event for event in self.state.newest("event") if kind in ("", event["type"])]
        return [published(event) for event in reversed(events)]

    def pay(self, intent: str, card: str = "4242424242424242") -> Json:
        """Pay an intent as a shopper would in the payment form, and return it.

        A declined card leaves `last_payment_error`; a 3-D Secure card waits for `authenticate`.
        """
        with self.acting():
            thing = self.state.get("payment_intent", intent)
            method = self.new_card(card)
            details = {"payment_method": method["id"], "return_url": self.state.public_url}
            try:
                confirmation.confirm(self.state, thing, details)
            except CardRefused as refusal:
                self.state.note("page", str(refusal))
        return self.show(intent)

    def pay_session(self, session: str, card: str = "4242424242424242") -> Json:
        """Pay on a hosted page; raise CardRefused, or Refused when the page is closed."""
        with self.acting():
            thing = self.state.get("checkout.session", session)
            checkout_sessions.pay(self.state, thing, self.new_card(card))
        return self.show(session)

    def authenticate(self, intent: str, *, accepted: bool = True) -> Json:
        """Answer the bank's 3-D Secure question, and return the intent."""
        with self.acting():
            thing = self.state.get("payment_intent", intent)
            try:
                confirmation.authenticate(self.state, thing, accepted=accepted)
            except CardRefused as refusal:
                self.state.note("page", str(refusal))
            checkout_sessions.complete_if_paid(self.state, thing)
        return self.show(intent)

    def fail_refund(self, refund: str, *, reason: str = "expired_or_canceled_card") -> Json:
        """Let the bank send a refund back, days later."""
        with self.acting():
            refunds.fail(self.state, self.state.get("refund", refund), reason=reason)
        return self.show(refund)

    def settle_refund(self, refund: str) -> Json:
        """Let a pending refund succeed."""
        with self.acting():
            refunds.settle(self.state, self.state.get("refund", refund))
        return self.show(refund)

    def dispute(self, intent: str, *, reason: str = "fraudulent") -> Json:
        """Let the holder of the card contest a payment, and return the dispute."""
        with self.acting():
            charge = self.state.get("payment_intent", intent)["latest_charge"]
            thing = disputes.create(self.state, self.state.get("charge", charge), reason=reason)
        return self.show(thing["id"])

    def close_dispute(self, dispute: str, *, won: bool) -> Json:
        """Give the bank's decision on a dispute."""
        with self.acting():
            disputes.close(self.state, self.state.get("dispute", dispute), won=won)
        return self.show(dispute)

    def show(self, pk: str) -> Json:
        """Return any object as the API would."""
        thing: Json = published(self.state.objects[pk])
        return thing

    def new_card(self, number: str, billing_details: Json | None = None) -> Json:
        """Make a payment method of a card number that is valid for two years; raise CardRefused."""
        year = time.gmtime(self.state.now()).tm_year + 2
        card = {"number": number, "exp_month": "12", "exp_year": str(year), "cvc": "314"}
        return cards.create(self.state, card, billing_details or {})

    def close(self) -> None:
        """Stop the webhooks and write the state."""
        self.webhooks.stop()
        self.state.save()

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Do something that no API call asked for, then send its events."""
        try:
            with self.state.lock:
                self.state.request = {"id": None, "idempotency_key": None}
                yield
        finally:
            self.state.save()
            self.webhooks.dispatch()
