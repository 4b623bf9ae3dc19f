"""Background work of the whole site: fetch a row by id and call; safe to run twice."""

import structlog
from celery import shared_task
from django.core.management import call_command

from shop import messaging
from shop.models import Message

log = structlog.get_logger(__name__)


@shared_task
def send_message(message_id: int) -> None:
    """Send one message of the outbox."""
    messaging.send(Message.objects.get(pk=message_id))


@shared_task
def send_due_messages() -> None:
    """Send what is due, what failed and may be tried again, and what dead workers left."""
    messaging.send_due()


@shared_task
def verify_invariants() -> None:
    """Recompute every invariant; the command logs and exits 1 on the first that is broken."""
    try:
        call_command("verify", "--quiet")
    except SystemExit:
        log.error("invariants.broken")
