"""Run the fake in a process of its own: python -m checkout.gateways.fake_stripe --help."""

import argparse
import signal
import sys
from types import FrameType

from checkout.gateways.fake_stripe.fake import FakeStripe
from checkout.gateways.fake_stripe.server import bound


def main() -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    options = _options()
    fake = FakeStripe(options.state, webhook=options.webhook, secret=options.secret)
    try:
        server = bound(fake, options.port)
    except OSError as error:
        sys.stderr.write(f"Fake Stripe: port {options.port} cannot be used ({error.strerror}).\n")
        return 1
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    sys.stderr.write(f"Fake Stripe: {fake.state.public_url}/\n")
    fake.webhooks.dispatch()  # what the last run could not deliver
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        fake.close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fake_stripe", description="A stand-in for Stripe.")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--webhook", help="the shop's address for events")
    parser.add_argument("--secret", default="whsec_fake", help="the secret that signs events")
    parser.add_argument("--state", help="a JSON file that keeps the state between two runs")
    return parser.parse_args()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
