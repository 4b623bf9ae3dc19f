"""Questions about a product: a shopper asks, staff answer, the asker alone is mailed (D11)."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.states import Stateful

# The asker's address serves to answer, and to put right what a first answer missed.
EMAIL_KEPT_FOR = timedelta(days=30)


class QuestionQuerySet(models.QuerySet["Question"]):
    """The words to ask for questions."""

    def published(self) -> "QuestionQuerySet":
        """Return what the product's page shows, the latest answers first."""
        return self.filter(status=Question.Status.PUBLISHED).order_by("-answered_at", "-pk")

    def to_answer(self) -> "QuestionQuerySet":
        """Return what waits for staff, the oldest first."""
        return self.filter(status=Question.Status.WAITING).order_by("asked_at", "pk")

    def to_forget(self, now: datetime | None = None) -> "QuestionQuerySet":
        """Return the questions whose asker's address has served."""
        since = (now or timezone.now()) - EMAIL_KEPT_FOR
        return self.filter(answered_at__lt=since).exclude(email="")


class Question(Stateful):
    """What a shopper asks in front of everybody, and what the shop answers."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("sans réponse")
        PUBLISHED = "published", _("publiée")
        PRIVATE = "private", _("répondue en privé")
        REFUSED = "refused", _("écartée")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.WAITING: {Status.PUBLISHED, Status.PRIVATE, Status.REFUSED},
        Status.PUBLISHED: {Status.PRIVATE},
        Status.PRIVATE: {Status.PUBLISHED},
        Status.REFUSED: set(),
    }

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="questions")
    name = models.CharField(_("prénom ou pseudonyme"), max_length=40)
    # Never shown; empty once it has served.
    email = models.EmailField(_("adresse e-mail"), blank=True)
    text = models.TextField(_("question"))
    # A keyed hash of product, address and words: the same form sent twice is one question.
    fingerprint = models.CharField(max_length=32, unique=True, editable=False)
    language = models.CharField(max_length=5, default="fr", editable=False)
    asked_at = models.DateTimeField(_("posée le"), default=timezone.now)
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(_("répondue le"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-asked_at"]
        indexes = [
            models.Index(
                fields=["product", "-answered_at"],
                name="questions_of_a_product",
                condition=models.Q(status="published"),
            ),
            models.Index(
                fields=["asked_at"],
                name="questions_to_answer",
                condition=models.Q(status="waiting"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "refused"])
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="answered_question_has_its_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} – {self.name}"

    @property
    def subject(self) -> str:
        """Return what messages about it are filed under."""
        return f"question:{self.pk}"
