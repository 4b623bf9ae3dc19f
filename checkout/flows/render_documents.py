"""Making the PDF of each frozen text once, and letting go the messages that wait for them."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from checkout.models import Document
from shop import messaging
from shop.models import Message
from shop.pdf import html_to_pdf
from shop.states import IllegalMove


def render_documents() -> None:
    """Render what is not rendered yet; two workers at once write the same file."""
    for document in Document.objects.to_render():
        _render(document)
    for message in Message.objects.filter(status=Message.Status.WAITING):
        _release(message)


def _render(document: Document) -> None:
    pdf = html_to_pdf(document.html, title=document.title)
    private = storages["private"]
    if private.exists(document.pdf_path):
        # A worker died between the file and the row: its file is a whole one, or is replaced.
        private.delete(document.pdf_path)
    private.save(document.pdf_path, ContentFile(pdf))
    Document.objects.filter(pk=document.pk).update(pdf_sha256=hashlib.sha256(pdf).hexdigest())


def _release(message: Message) -> None:
    wanted = [attachment["document"] for attachment in message.attachments]
    documents = Document.objects.exclude(pdf_sha256="").in_bulk(wanted, field_name="sha256")
    if len(documents) < len(set(wanted)):
        return
    attachments = [
        {**attachment, "sha256": documents[attachment["document"]].pdf_sha256}
        for attachment in message.attachments
    ]
    try:
        with transaction.atomic():
            messaging.release(message, attachments)
    except IllegalMove:
        return
