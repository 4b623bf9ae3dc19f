"""Messages to people: rendered with their cause, sent after commit, once.

`post` writes the row in the caller's transaction; a worker that dies, a broker that is down or a
server that refuses only delays it. The row's unique key is what makes a second call harmless.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import mjml
import structlog
from django.conf import settings
from django.core.files.storage import storages
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from shop.models import Merchant, Message
from shop.queue import enqueue
from shop.states import IllegalMove

log = structlog.get_logger(__name__)

# Between two tries; after the last one the message is shown to staff as failed.
DELAYS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]


class AttachmentMissing(Exception):
    """A document that the message must carry is not there (yet)."""


def post(  # noqa: PLR0913 - the envelope of a message
    key: str,
    template: str,
    recipient: str,
    context: Mapping[str, Any],
    *,
    about: str = "",
    language: str = "fr",
    attachments: Iterable[Mapping[str, str]] = (),
    delay: timedelta = timedelta(0),
    stop_url: str = "",
) -> Message:
    """Write an e-mail to the outbox in the present transaction; a known key writes nothing.

    The texts are `templates/emails/<template>.subject.txt`, `.txt` and `.mjml`. A message with
    attachments waits until `release` says that the documents are there. `stop_url` is where the
    reader stops messages of this kind, which mail programs offer as a button of their own (R60).
    """
    attachments = [dict(attachment) for attachment in attachments]
    with translation.override(language):
        texts = _render(template, {**_common_context(), "stop_url": stop_url, **context})
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            **texts,
            "recipient": recipient,
            "about": about,
            "language": language,
            "stop_url": stop_url,
            "attachments": attachments,
            "status": Message.Status.WAITING if attachments else Message.Status.QUEUED,
            "due_at": timezone.now() + delay,
        },
    )
    if created and message.status == Message.Status.QUEUED and not delay:
        enqueue("shop.tasks.send_message", message.pk)
    return message


def _common_context() -> dict[str, Any]:
    return {"merchant": Merchant.current(), "site_url": settings.SITE_URL}


def _render(template: str, context: dict[str, Any]) -> dict[str, str]:
    subject = render_to_string(f"emails/{template}.subject.txt", context)
    markup = render_to_string(f"emails/{template}.mjml", context)
    return {
        "subject": " ".join(subject.split()),
        "text": render_to_string(f"emails/{template}.txt", context).strip() + "\n",
        "html": mjml.mjml2html(markup),
    }


def release(message: Message, attachments: Iterable[Mapping[str, str]]) -> None:
    """Let a waiting message go, now that its documents are written."""
    message.move_to(Message.Status.QUEUED, attachments=[dict(a) for a in attachments])
    enqueue("shop.tasks.send_message", message.pk)


def send(message: Message) -> None:
    """Send a queued message; whoever comes second, early or after the end does nothing."""
    now = timezone.now()
    if message.status != Message.Status.QUEUED or message.due_at > now:
        return
    try:
        message.move_to(Message.Status.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    except IllegalMove:
        return
    message.refresh_from_db()
    try:
        _email(message).send()
    except Exception as error:
        _put_off(message, error)
    else:
        message.move_to(Message.Status.SENT, sent_at=timezone.now(), last_error="")


def _email(message: Message) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        message.subject,
        message.text,
        _sender(),
        [message.recipient],
        headers=_headers(message),
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        email.attach(attachment["name"], _read(attachment["path"]), "application/pdf")
    return email


def _headers(message: Message) -> dict[str, str]:
    headers = {"Message-ID": message.message_id, "Content-Language": message.language}
    if message.stop_url:
        headers["List-Unsubscribe"] = f"<{message.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _sender() -> str:
    merchant = Merchant.current()
    name = " ".join(merchant.name.replace('"', "").split())
    return f'"{name}" <{merchant.email}>' if merchant.email else settings.DEFAULT_FROM_EMAIL


def _read(path: str) -> bytes:
    private = storages["private"]
    if not private.exists(path):
        raise AttachmentMissing(path)
    with private.open(path) as file:
        return bytes(file.read())


def _put_off(message: Message, error: Exception) -> None:
    # An address that the server refuses will be refused again; anything else may pass.
    final = isinstance(error, SMTPRecipientsRefused) or message.attempts > len(DELAYS)
    reason = f"{type(error).__name__}: {error}"[:250]
    log.warning("message.not_sent", message=message.pk, error=type(error).__name__, final=final)
    if final:
        message.move_to(Message.Status.FAILED, last_error=reason)
    else:
        later = timezone.now() + DELAYS[message.attempts - 1]
        message.move_to(Message.Status.QUEUED, last_error=reason, due_at=later)


def send_due() -> int:
    """Send every message whose time has come, and those that a dead worker left; return how many.

    The number counts those tried, whatever came of them.
    """
    for message in Message.objects.abandoned():
        try:
            message.move_to(Message.Status.QUEUED, last_error="worker died")
        except IllegalMove:
            continue
    messages = list(Message.objects.due()[:500])
    for message in messages:
        send(message)
    return len(messages)
