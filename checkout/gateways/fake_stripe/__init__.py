"""A stand-in for Stripe that behaves like the service, with state, over HTTP or in process.

It is used by the demonstration shop, by browser tests and by unit tests; it knows nothing of
the shop (no Django here), so that it stays outside, as Stripe is. What it cannot imitate: the
bank's own 3-D Secure page and its risk decisions, wallets (Apple Pay, Google Pay, Link, PayPal),
methods that answer days later (SEPA), fees and payouts, and changes that Stripe makes to its API.
Parameters are checked against the types of the installed `stripe` library.
"""

from checkout.gateways.fake_stripe.events import API_VERSION
from checkout.gateways.fake_stripe.fake import FakeStripe
from checkout.gateways.fake_stripe.faults import Fault
from checkout.gateways.fake_stripe.in_process import InProcess

__all__ = ["API_VERSION", "FakeStripe", "Fault", "InProcess"]
