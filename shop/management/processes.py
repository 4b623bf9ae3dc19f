"""A handful of processes kept alive together, and ended together without leaving an orphan."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

# A service that dies this often within a minute has a cause that a restart does not cure.
MOST_DEATHS = 5
# Seconds that a service has to finish what it is doing, before it is killed.
PATIENCE = 8
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class KeepsDying(Exception):
    """A service was started again and again, in vain."""


class Service:
    """One process that must run, in a process group of its own."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.deaths: deque[float] = deque(maxlen=MOST_DEATHS)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process where Ctrl-C in the terminal does not reach it before its parent."""
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - forked by the main thread only
        )

    def has_died(self) -> bool:
        """Tell whether the process ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def restart(self) -> None:
        """Start again; raises KeepsDying when that has become pointless.

        Whatever the dead process had started goes first: a worker of the site would keep the port,
        a scheduler would tick beside the new one.
        """
        now = time.monotonic()
        self.deaths.append(now)
        if len(self.deaths) == MOST_DEATHS and now - self.deaths[0] < 60:
            raise KeepsDying(self.name)
        self.kill_group()
        self.start()

    def ask_to_stop(self) -> None:
        """Let the process finish what it is doing; only the first of the group is told."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for the process until the deadline, then leave nothing of its group."""
        if self.process:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, deadline - time.monotonic()))
            self.kill_group()
            self.process.wait()

    def kill_group(self) -> None:
        """Kill the process and whatever it started."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def keep_running(
    services: list[Service], *, until: threading.Event, say: Callable[[str], None]
) -> None:
    """Restart what dies until the event is set; raises KeepsDying."""
    while not until.wait(0.5):
        for service in services:
            if service.has_died():
                say(f"{service.name} : arrêt inattendu, redémarrage · ended, starting again")
                service.restart()


def end_all(services: list[Service]) -> None:
    """Stop everything; returns within seconds, with no process left."""
    for service in services:
        service.ask_to_stop()
    deadline = time.monotonic() + PATIENCE
    for service in services:
        service.end(deadline)


def _die_with_parent() -> None:
    """Ask the kernel to end this process if its parent is killed (Linux only)."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
