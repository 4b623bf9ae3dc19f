"""The outbox: every e-mail and SMS is a row written with its cause, sent once after commit."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.states import Stateful

# A worker that has not finished after this long is dead.
SENDING_TIME = timedelta(minutes=10)


class MessageQuerySet(models.QuerySet["Message"]):
    """The words to ask for messages."""

    def due(self, now: datetime | None = None) -> "MessageQuerySet":
        """Return the messages to send now, the oldest first."""
        return self.filter(
            status=Message.Status.QUEUED, due_at__lte=now or timezone.now()
        ).order_by("due_at", "pk")

    def abandoned(self) -> "MessageQuerySet":
        """Return what a worker took and did not finish."""
        since = timezone.now() - SENDING_TIME
        return self.filter(status=Message.Status.SENDING, claimed_at__lt=since)

    def served(self, since: timedelta) -> "MessageQuerySet":
        """Return what was sent, or given up, longer ago than that."""
        ended = [Message.Status.SENT, Message.Status.FAILED, Message.Status.CANCELLED]
        return self.filter(status__in=ended, created_at__lt=timezone.now() - since)

    def about(self, subject: str) -> "MessageQuerySet":
        """Return the messages about one thing (« order:MB-7K39QXMA »), in order."""
        return self.filter(about=subject).order_by("pk")


class Message(Stateful):
    """An e-mail or SMS to one person, exactly as it was or will be sent."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("SMS")

    class Status(models.TextChoices):
        WAITING = "waiting", _("attend ses documents")
        QUEUED = "queued", _("à envoyer")
        SENDING = "sending", _("en cours d'envoi")
        SENT = "sent", _("envoyé")
        FAILED = "failed", _("échec")
        CANCELLED = "cancelled", _("sans objet")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.WAITING: {Status.QUEUED, Status.CANCELLED},
        Status.QUEUED: {Status.SENDING, Status.CANCELLED},
        Status.SENDING: {Status.SENT, Status.QUEUED, Status.FAILED},
        Status.FAILED: {Status.QUEUED},
        Status.SENT: set(),
        Status.CANCELLED: set(),
    }

    key = models.CharField(_("clé"), max_length=120, unique=True)
    about = models.CharField(_("au sujet de"), max_length=60, db_index=True, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    recipient = models.CharField(_("destinataire"), max_length=254)
    language = models.CharField(max_length=5, default="fr")
    subject = models.CharField(_("objet"), max_length=250)
    text = models.TextField(_("texte"))
    html = models.TextField("HTML", blank=True)
    # Where messages of this kind are stopped in one click (R60); none for what a sale requires.
    stop_url = models.CharField(_("adresse d'arrêt"), max_length=250, blank=True)
    # Each: {"name": "CGV.pdf", "path": "documents/….pdf", "sha256": "…"}, in private files.
    attachments = models.JSONField(_("pièces jointes"), default=list, blank=True)
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    due_at = models.DateTimeField(_("à envoyer le"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    last_error = models.CharField(_("dernière erreur"), max_length=250, blank=True)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="messages_to_send",
                condition=models.Q(status__in=["queued", "sending", "waiting"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="sent") | models.Q(sent_at__isnull=False),
                name="sent_message_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def message_id(self) -> str:
        """Return the Message-ID, the same at each try, so that a mailbox can tell a double."""
        return f"<{self.key.replace(':', '.')}.{self.pk}@comptoir>"
