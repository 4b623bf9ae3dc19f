"""A small threaded server, on this machine only."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from checkout.gateways.fake_stripe.fake import FakeStripe
from checkout.gateways.fake_stripe.wsgi import App

HOST = "127.0.0.1"


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """One thread for each request."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


class Handler(WSGIRequestHandler):
    """Silent, and able to cut the connection."""

    def get_environ(self) -> dict[str, Any]:
        """Give the application the socket."""
        return super().get_environ() | {"fake_stripe.connection": self.connection}

    def address_string(self) -> str:
        """Ask no name server."""
        return str(self.client_address[0])

    def log_message(self, *_args: Any) -> None:
        """Say nothing: the index page tells what happened."""


def bound(fake: FakeStripe, port: int = 0) -> Server:
    """Return a server that listens, and tell the fake its address; raise OSError if busy."""
    server = Server((HOST, port), Handler)
    server.set_app(App(fake))
    fake.state.public_url = f"http://{HOST}:{server.server_port}"
    return server


@contextmanager
def running(fake: FakeStripe, port: int = 0) -> Iterator[str]:
    """Serve in a thread and give the address; stop at the end."""
    server = bound(fake, port)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield fake.state.public_url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        fake.close()
