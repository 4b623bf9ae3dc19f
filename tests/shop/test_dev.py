"""The mailbox of development: shows every message there, and is not there in production."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client

from shop.models import Message
from tests import make

HTML = (
    '<html><head></head><body style="color:red">Bonjour <a href="/suivi/">suivre</a></body></html>'
)


@pytest.fixture
def message(db: None, settings: Any) -> Message:
    settings.DEBUG = True
    make.shop()
    path = storages["private"].save("documents/essai.pdf", ContentFile(b"%PDF-1.7"))
    return Message.objects.create(
        key="order-confirmation:MB-1",
        recipient="julie@example.fr",
        subject="Votre commande",
        text="Bonjour",
        html=HTML,
        attachments=[{"name": "CGV.pdf", "path": path, "sha256": "0"}],
    )


def test_each_message_is_listed_with_its_state(client: Client, message: Message) -> None:
    page = client.get("/dev/messages/").content.decode()

    assert "julie@example.fr" in page
    assert "Votre commande" in page
    assert "à envoyer" in page


def test_a_message_is_shown_in_a_frame_that_runs_nothing(client: Client, message: Message) -> None:
    page = client.get(f"/dev/messages/{message.pk}/")
    frame = client.get(f"/dev/messages/{message.pk}/html/")

    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert frame.content.decode() == HTML.replace("<head>", '<head><base target="_blank">')
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'none'" in frame["Content-Security-Policy"]


def test_an_attachment_can_be_downloaded(client: Client, message: Message) -> None:
    response = client.get(f"/dev/messages/{message.pk}/0/")

    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"] == 'attachment; filename="CGV.pdf"'
    assert client.get(f"/dev/messages/{message.pk}/1/").status_code == 404


def test_nobody_reads_messages_where_debug_is_off(
    client: Client, message: Message, settings: Any
) -> None:
    settings.DEBUG = False

    for path in ("", f"{message.pk}/", f"{message.pk}/html/", f"{message.pk}/0/"):
        assert client.get(f"/dev/messages/{path}").status_code == 404
