"""A shop that really runs: a site to browse, a worker in its own process, Stripe over HTTP."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote, urlsplit

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from checkout.gateways.fake_stripe import FakeStripe

T = TypeVar("T")


class LiveShop(NamedTuple):
    """What a journey or a browser test holds on to."""

    url: str
    stripe: FakeStripe

    def run(self, task: str, *args: Any) -> None:
        """Let the worker do a task now, as beat would when its time has come."""
        current_app.send_task(task, args=args)


def wait_until(condition: Callable[[], T], *, within: float = 15) -> T:
    """Return the condition's first true answer; fail when the time, in seconds, is up."""
    deadline = time.monotonic() + within
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still not true after {within} s: {condition}")
        time.sleep(0.05)
    return answer


def forget_tasks() -> None:
    """Throw away the tasks that an earlier test left in the queue."""
    with current_app.connection_for_write() as broker:
        broker.default_channel.queue_declare(settings.CELERY_TASK_DEFAULT_QUEUE, durable=True)
        broker.default_channel.queue_purge(settings.CELERY_TASK_DEFAULT_QUEUE)


def empty_cache() -> None:
    """Forget what an earlier test counted or kept, and nothing of another test run."""
    if settings.REDIS_URL:
        redis = cache._cache.get_client()
        for key in redis.scan_iter(f"{cache.key_prefix}:*"):
            redis.delete(key)
    else:
        cache.clear()


@contextmanager
def worker(log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a real worker on the test's database and queue, in a process of its own."""
    command = ["-m", "celery", "-A", "shop", "worker", "--pool", "threads", "--concurrency", "2"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "info"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command, *alone],
            cwd=settings.BASE_DIR,
            env=_environment(),
            stdout=output,
            stderr=output,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment() -> dict[str, str]:
    """Say to the worker what it needs to be a part of this shop (see tests/settings.py)."""
    shop = {"DJANGO_SETTINGS_MODULE": "shop.settings", "DATABASE_URL": _database_url()}
    return {**os.environ, **shop, "DEBUG": "1", "LOG_LEVEL": "INFO"}


def _database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()
