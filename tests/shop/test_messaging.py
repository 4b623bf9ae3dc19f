"""The outbox writes real files here; nothing of the sending is replaced."""

import email
import threading
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils import timezone

from shop import messaging
from shop.models import Merchant, Message
from tests import make


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    settings.EMAIL_BACKEND = "shop.outbox.EmailBackend"
    return lambda: [read(path) for path in sorted(tmp_path.glob("*.eml"))]


def read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


@pytest.fixture
def message(shop) -> Message:
    return Message.objects.create(
        key="test:1", recipient="julie@example.fr", subject="Déjà là", text="Bonjour"
    )


def test_a_message_is_written_once_per_key(shop):
    order = make.order()

    again = make.order()
    keys = list(Message.objects.order_by("pk").values_list("key", flat=True))
    assert keys == [f"order-received:{order.number}", f"order-received:{again.number}"]


def test_a_rolled_back_cause_sends_nothing(shop):
    """I36."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - the cause and its end
        make.order()
        raise ZeroDivisionError

    assert Message.objects.count() == 0


def test_sending_twice_sends_once(message, outbox):
    """I35."""
    messaging.send(message)
    messaging.send(Message.objects.get(pk=message.pk))
    messaging.send_due()

    (sent,) = outbox()
    assert sent["Subject"] == "Déjà là"
    assert sent["To"] == "julie@example.fr"
    assert sent["Message-ID"] == f"<test.1.{message.pk}@comptoir>"
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("sent", 1)


def test_what_a_dead_worker_left_is_sent(message, outbox):
    """F56, DR7."""
    message.move_to(Message.Status.SENDING, claimed_at=timezone.now() - timedelta(minutes=11))

    messaging.send_due()

    assert len(outbox()) == 1
    message.refresh_from_db()
    assert message.status == "sent"


def test_a_worker_that_is_still_sending_is_left_alone(message, outbox):
    message.move_to(Message.Status.SENDING, claimed_at=timezone.now())

    messaging.send_due()

    assert outbox() == []


def test_a_message_leaves_at_its_time_and_not_before(message, outbox):
    Message.objects.update(due_at=timezone.now() + timedelta(minutes=3))
    messaging.send_due()
    assert outbox() == []

    Message.objects.update(due_at=timezone.now())
    messaging.send_due()
    assert len(outbox()) == 1


def test_a_server_out_of_reach_puts_the_message_off(message, settings):
    """F67, I38."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    messaging.send(message)

    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 1)
    assert message.last_error.startswith("ConnectionRefusedError")
    assert timedelta(seconds=50) < message.due_at - timezone.now() <= timedelta(minutes=1)


def test_after_eight_tries_staff_see_the_failure(message, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    for _ in range(9):
        Message.objects.update(due_at=timezone.now())
        messaging.send_due()

    message.refresh_from_db()
    assert (message.status, message.attempts) == ("failed", 8)


def test_a_message_never_leaves_without_its_documents(message, outbox):
    """R15."""
    paper = {"name": "cgv.pdf", "path": "documents/absent.pdf", "sha256": "0" * 64}
    Message.objects.update(attachments=[paper])

    messaging.send_due()
    assert outbox() == []

    storages["private"].save("documents/absent.pdf", ContentFile(b"%PDF-1.7"))
    Message.objects.update(due_at=timezone.now())
    messaging.send_due()
    (sent,) = outbox()
    (attachment,) = sent.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("cgv.pdf", b"%PDF-1.7")
    storages["private"].delete("documents/absent.pdf")


def test_a_name_cannot_add_a_header(shop):
    """F83."""
    make.merchant()
    order = make.order(ship_given_name="Julie\r\nBcc: a@example.fr")

    message = Message.objects.get(key=f"order-received:{order.number}")
    assert "\n" not in message.subject


def test_a_shop_name_on_two_lines_stops_no_message(message, outbox):
    """F83."""
    Merchant.objects.update(name='Maison\r\nBcc: x@example.fr "Brumelle"')

    messaging.send(message)

    message.refresh_from_db()
    assert message.status == Message.Status.SENT
    assert [sent["Bcc"] for sent in outbox()] == [None]


@pytest.mark.django_db
@pytest.mark.parametrize("stop_url", ["", "https://shop.example/desinscription/1:x/"])
def test_mail_programs_are_told_where_a_message_is_stopped(outbox, stop_url):
    """R60: by a button of their own, which sends one POST."""
    make.merchant()
    row = Message.objects.create(
        key="a", recipient="a@example.fr", subject="a", text="a", stop_url=stop_url
    )

    messaging.send(row)

    sent = outbox()[0]
    wanted = (f"<{stop_url}>", "List-Unsubscribe=One-Click") if stop_url else (None, None)
    assert (sent["List-Unsubscribe"], sent["List-Unsubscribe-Post"]) == wanted


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_message_once(settings, tmp_path):
    """F52."""
    settings.OUTBOX_DIR = tmp_path
    settings.EMAIL_BACKEND = "shop.outbox.EmailBackend"
    make.merchant()
    row = Message.objects.create(key="race", recipient="a@example.fr", subject="a", text="a")
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        messaging.send(Message.objects.get(pk=row.pk))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    row.refresh_from_db()
    assert (row.status, row.attempts) == ("sent", 1)
    assert len(list(tmp_path.glob("*.eml"))) == 1
