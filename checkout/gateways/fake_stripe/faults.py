"""What can go wrong with the next calls of the API, on demand."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One way for a call to go wrong."""

    ERROR_BEFORE = "error_before"  # 500, nothing was done
    ERROR_AFTER = "error_after"  # 500, although it was done
    LOST_BEFORE = "lost_before"  # the connection is cut, nothing was done
    LOST_AFTER = "lost_after"  # the connection is cut after it was done
    RATE_LIMITED = "rate_limited"  # 429
    SLOW = "slow"  # done, after a pause during which the idempotency key is in use


@dataclass
class Plan:
    """A fault that awaits the next calls whose path begins with `path`."""

    fault: Fault
    path: str
    times: int
    pause: Callable[[], object]


class Faults:
    """The faults to come, in order."""

    def __init__(self) -> None:
        self._plans: list[Plan] = []
        self._lock = threading.Lock()

    def plan(
        self,
        fault: Fault,
        *,
        path: str = "/v1/",
        times: int = 1,
        seconds: float = 0,
        pause: Callable[[], object] | None = None,
    ) -> None:
        """Make the next calls go wrong; `pause` (instead of seconds) lets a test hold them."""
        wait = pause or (lambda: time.sleep(seconds))
        with self._lock:
            self._plans.append(Plan(fault, path, times, wait))

    def take(self, path: str) -> Plan | None:
        """Return what happens to this call, and count it."""
        with self._lock:
            for plan in self._plans:
                if path.startswith(plan.path):
                    plan.times -= 1
                    if plan.times == 0:
                        self._plans.remove(plan)
                    return plan
        return None

    def clear(self) -> None:
        """Forget the faults to come."""
        with self._lock:
            self._plans.clear()

    def __str__(self) -> str:
        return ", ".join(f"{plan.fault} × {plan.times} ({plan.path}…)" for plan in self._plans)
