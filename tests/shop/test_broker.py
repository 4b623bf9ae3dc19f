"""The broker that is a folder loses nothing and shows nothing half-written."""

import threading
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

import shop.celery  # noqa: F401 - makes folder:// known

MANY = 300


@pytest.fixture
def connect(tmp_path: Path) -> Any:
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
    }
    (tmp_path / "control").mkdir()
    return lambda: Connection("folder://localhost", transport_options=options)


def take_all(connect: Any, taken: list[int], go_on: threading.Event) -> None:
    with connect() as broker:
        queue = broker.SimpleQueue("hurry")
        while True:
            # Asked before the look, so that a message put between the two is not left behind.
            more_may_come = go_on.is_set()
            try:
                message = queue.get(block=False)
            except Empty:
                if not more_may_come:
                    return
                continue
            taken.append(message.payload["number"])
            message.ack()


def test_two_readers_get_each_message_once_while_it_is_being_written(connect: Any) -> None:
    taken: list[int] = []
    writing = threading.Event()
    writing.set()
    readers = [threading.Thread(target=take_all, args=(connect, taken, writing)) for _ in range(2)]
    with connect() as broker:
        queue = broker.SimpleQueue("hurry")
        for reader in readers:
            reader.start()
        for number in range(MANY):
            queue.put({"number": number, "text": "x" * 20_000})
    writing.clear()
    for reader in readers:
        reader.join(30)

    assert sorted(taken) == list(range(MANY))


def test_messages_come_in_their_order_and_can_be_thrown_away(connect: Any, tmp_path: Path) -> None:
    with connect() as broker:
        queue = broker.SimpleQueue("calm")
        for number in range(3):
            queue.put({"number": number})

        assert queue.get(block=False).payload == {"number": 0}
        assert queue.qsize() == 2
        assert queue.clear() == 2
        assert not list(tmp_path.glob("*.msg"))


def test_many_processes_may_bind_the_queue_at_once(connect: Any, tmp_path: Path) -> None:
    def bind(name: str) -> None:
        with connect() as broker:
            broker.SimpleQueue(name).put("x")

    threads = [threading.Thread(target=bind, args=(f"queue{n}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(list(tmp_path.glob("*.msg"))) == 20
