"""Ports that nobody listens on."""

import os
import random
import socket

# Below the range from which the kernel picks ports for outgoing connections.
FIRST, LAST = 15_000, 32_000


def free_port() -> int:
    """Return a port of this machine that a server can take."""
    pick = random.Random(f"{os.getpid()} {random.random()}")
    while True:
        port = pick.randrange(FIRST, LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
