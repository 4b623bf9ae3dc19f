"""The fake Stripe as a service: events sent by its thread, and a process of its own."""

import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import stripe
from stripe import StripeClient

from checkout.gateways.fake_stripe import FakeStripe
from checkout.gateways.fake_stripe.server import running

AMOUNT = {"amount": 4200, "currency": "eur"}


@pytest.fixture
def endpoint() -> Iterator[tuple[str, "queue.Queue[str]", list[int]]]:
    """Give a shop's webhook address, what it hears, and the statuses that it will answer."""
    heard: queue.Queue[str] = queue.Queue()
    statuses: list[int] = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            event = stripe.Webhook.construct_event(
                body, self.headers["Stripe-Signature"], "whsec_fake"
            )
            self.send_response(statuses.pop(0) if statuses else 200)
            self.end_headers()
            heard.put(event.type)

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", heard, statuses
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_webhook_that_fails_is_sent_again(
    endpoint: tuple[str, "queue.Queue[str]", list[int]],
) -> None:
    address, heard, statuses = endpoint
    statuses.append(500)
    fake = FakeStripe(webhook=address)
    fake.webhooks.retry_after = (0.05,)

    with running(fake) as url:
        client = StripeClient("sk_test_x", base_addresses={"api": url})
        client.v1.payment_intents.create(AMOUNT)

        assert [heard.get(timeout=5) for _ in range(2)] == ["payment_intent.created"] * 2


@pytest.fixture
def start(tmp_path: object) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Give a way to run the fake in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def run(*options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "checkout.gateways.fake_stripe", *options]
        process = subprocess.Popen(
            [*command, "--state", f"{tmp_path}/state.json"], stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def test_the_process_serves_until_it_is_asked_to_stop(
    start: Callable[..., "subprocess.Popen[str]"],
) -> None:
    process = start("--port", "0")
    address = process.stderr.readline().split()[-1].rstrip("/")
    client = StripeClient("sk_test_x", base_addresses={"api": address})
    assert client.v1.payment_intents.create(AMOUNT).amount == 4200

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=5) == 0
    assert process.stderr.read() == ""


def test_a_busy_port_is_said_in_one_line(start: Callable[..., "subprocess.Popen[str]"]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        _, said = start("--port", port).communicate(timeout=10)

    assert said == f"Fake Stripe: port {port} cannot be used (Address already in use).\n"
