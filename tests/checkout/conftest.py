"""A payment provider for the tests of the contract."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from checkout.gateways.fake_stripe import FakeStripe
from checkout.gateways.fake_stripe.server import running


@pytest.fixture
def provider(settings: object) -> Iterator[FakeStripe]:
    """Run a fake Stripe that the shop reaches over HTTP; its events wait to be asked for."""
    fake = FakeStripe(secret=settings.STRIPE_WEBHOOK_SECRET)  # type: ignore[attr-defined]
    with running(fake) as url:
        settings.STRIPE_API_BASE = url  # type: ignore[attr-defined]
        yield fake
    fake.close()


@pytest.fixture
def deliver(provider: FakeStripe, client: Client) -> object:
    """Return how to deliver the provider's waiting events to the shop's webhook."""

    def to_shop(body: bytes, signature: str) -> int:
        answer = client.post(
            reverse("stripe_webhook"),
            body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        )
        return answer.status_code

    return lambda: provider.deliver_pending(to_shop)
