"""F56: a worker that is killed loses no message and sends none twice."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command

from checkout.models import Document
from shop.models import Message
from tests import live, make
from tests.live import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def celery_with(**options: Any) -> Iterator[None]:
    """Change Celery's configuration, and open its connections anew, for a while."""
    before = {name: current_app.conf[name] for name in options}
    for changed in (options, before):
        for name, value in changed.items():
            current_app.conf[name] = value
        current_app.amqp._producer_pool = current_app._pool = None
        if changed is options:
            yield


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the test a queue that no other worker reads."""
    name = f"killed-{os.getpid()}"
    monkeypatch.setenv("QUEUE_NAME", name)
    with celery_with(task_default_queue=name):
        yield name
        with current_app.connection_for_write() as broker:
            broker.default_channel.queue_declare(name, durable=True)
            broker.default_channel.queue_purge(name)


def letters(order_number: str) -> list[Path]:
    return list(Path(settings.OUTBOX_DIR).glob(f"order-confirmation.{order_number}.*.eml"))


def test_a_worker_killed_between_order_and_mail(queue: str, tmp_path: Path) -> None:
    make.shop()
    order = make.order(paid=True)
    confirmation = Message.objects.get(key=f"order-confirmation:{order.number}")

    with live.worker(tmp_path / "first.log") as first:
        wait_until(Document.objects.exclude(pdf_sha256="").exists, within=60)
        first.kill()
        first.wait()
    confirmation.refresh_from_db()
    assert confirmation.status in {"waiting", "queued"}
    assert letters(order.number) == []

    with live.worker(tmp_path / "second.log"):
        for _ in range(3):  # what beat asks for, and asks for again
            current_app.send_task("checkout.tasks.render_documents")
            current_app.send_task("shop.tasks.send_due_messages")
        wait_until(Message.objects.filter(pk=confirmation.pk, status="sent").exists, within=60)

    confirmation.refresh_from_db()
    assert (confirmation.attempts, len(letters(order.number))) == (1, 1)
    call_command("verify", "--quiet")


def test_an_order_placed_while_no_worker_runs_is_confirmed_later(
    queue: str, tmp_path: Path
) -> None:
    make.shop()
    order = make.order(paid=True)
    assert letters(order.number) == []

    with live.worker(tmp_path / "late.log"):
        wait_until(
            Message.objects.filter(key=f"order-confirmation:{order.number}", status="sent").exists,
            within=60,
        )

    assert len(letters(order.number)) == 1


def test_an_order_is_placed_while_redis_is_down() -> None:
    """I46, F57."""
    make.shop()
    down = {"broker_url": "redis://127.0.0.1:9/0", "broker_write_url": "redis://127.0.0.1:9/0"}

    with celery_with(**down, broker_transport_options=settings.REDIS_BROKER_OPTIONS):
        order = make.order(paid=True)

    assert order.status == "paid"
    assert Message.objects.filter(key=f"order-confirmation:{order.number}").exists()
