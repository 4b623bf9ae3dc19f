"""Payments and refunds: intentions of ours, facts of the provider's."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.models.order import Order
from shop.money import ZERO, MoneyField, to_the_cent
from shop.states import Stateful


class RefundTooLarge(Exception):
    """More would be given back than was taken."""


class PaymentQuerySet(models.QuerySet["Payment"]):
    """The words to ask for payments."""

    def by_card(self) -> "PaymentQuerySet":
        """Return the payments that the provider knows."""
        return self.filter(means=Payment.Means.CARD)

    def pending(self) -> "PaymentQuerySet":
        """Return the payments whose end is not known."""
        return self.filter(status=Payment.Status.PENDING)


class Payment(Stateful):
    """One attempt to pay an order by one means; at most one is pending (I1)."""

    class Means(models.TextChoices):
        CARD = "card", _("carte bancaire")
        TRANSFER = "transfer", _("virement bancaire")

    class Status(models.TextChoices):
        PENDING = "pending", _("en attente")
        CAPTURED = "captured", _("encaissé")
        FAILED = "failed", _("échoué")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PENDING: {Status.CAPTURED, Status.FAILED},
        # A provider may still take the money of an attempt that we gave up: a fact is recorded.
        Status.FAILED: {Status.CAPTURED},
        Status.CAPTURED: set(),
    }

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    means = models.CharField(_("moyen"), max_length=10, choices=Means.choices)
    amount = MoneyField(_("montant"))
    refunded = MoneyField(_("remboursé"), default=ZERO)
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    intent_id = models.CharField(_("référence Stripe"), max_length=80, blank=True, db_index=True)
    session_id = models.CharField(_("page Stripe"), max_length=120, blank=True, db_index=True)
    # How many ways to pay (form, hosted page) were closed before the present one.
    ways = models.PositiveSmallIntegerField(default=0, editable=False)
    card = models.CharField(_("carte"), max_length=40, blank=True)
    error = models.CharField(_("dernier refus"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("créé le"), default=timezone.now)
    captured_at = models.DateTimeField(_("encaissé le"), null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("paiement")
        verbose_name_plural = _("paiements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(status="pending"),
                name="one_pending_payment_per_order",
            ),
            models.UniqueConstraint(
                fields=["intent_id"],
                condition=~models.Q(intent_id=""),
                name="one_payment_per_intent",
            ),
            models.CheckConstraint(
                condition=models.Q(refunded__gte=0, refunded__lte=F("amount")),
                name="refunded_is_at_most_the_payment",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_means_display()} {self.amount}"

    @property
    def key(self) -> str:
        """Return the idempotency key: one attempt, one charge."""
        return f"payment-{self.order.number}-{self.pk}"

    @property
    def refundable(self) -> Decimal:
        """Return what can still be given back, in euros."""
        return self.amount - self.refunded if self.status == self.Status.CAPTURED else ZERO

    def reserve_refund(self, amount: Decimal) -> None:
        """Set an amount aside for a refund before the provider is asked (I29).

        Raises RefundTooLarge, and changes nothing, when less than that is left.
        """
        rows = Payment.objects.filter(pk=self.pk, status=self.Status.CAPTURED)
        rows = rows.filter(refunded__lte=to_the_cent(F("amount") - amount))
        if not rows.update(refunded=to_the_cent(F("refunded") + amount)):
            raise RefundTooLarge(amount)


class PaymentEventQuerySet(models.QuerySet["PaymentEvent"]):
    """The words to ask for events."""

    def to_apply(self) -> "PaymentEventQuerySet":
        """Return the events that are not applied, the oldest first."""
        return self.filter(applied_at__isnull=True).order_by("pk")


class PaymentEvent(models.Model):
    """An event that the provider told us, kept once, applied until it is understood."""

    provider_id = models.CharField(max_length=80, unique=True)
    kind = models.CharField(_("nature"), max_length=80)
    # The object it is about; its content is asked from the provider again, never believed.
    object_id = models.CharField(_("objet"), max_length=120)
    payment_ref = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField(_("reçu le"), default=timezone.now)
    applied_at = models.DateTimeField(_("appliqué le"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)

    objects = PaymentEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("événement de paiement")
        verbose_name_plural = _("événements de paiement")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @property
    def is_about_payment(self) -> bool:
        """Tell whether the event is of a kind that moves a payment."""
        return self.kind.startswith(("payment_intent.", "checkout.session."))


class Refund(Stateful):
    """Money to give back, by the means it came."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("demandé")
        DONE = "done", _("fait")
        FAILED = "failed", _("échoué")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.REQUESTED: {Status.DONE, Status.FAILED},
        # A bank can send a refund back days later (I32).
        Status.DONE: {Status.FAILED},
        Status.FAILED: {Status.REQUESTED},
    }

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    amount = MoneyField(_("montant"))
    reason = models.CharField(_("raison"), max_length=150)
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.REQUESTED
    )
    provider_id = models.CharField(_("référence Stripe"), max_length=80, blank=True, db_index=True)
    error = models.CharField(_("dernière erreur"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    done_at = models.DateTimeField(_("fait le"), null=True, blank=True)

    class Meta:
        verbose_name = _("remboursement")
        verbose_name_plural = _("remboursements")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.status}"

    @property
    def key(self) -> str:
        """Return the idempotency key: one request, whatever is retried (I30).

        Asked for again after a failure, it is another request: to the same key the provider
        would only repeat its first answer.
        """
        return f"refund-{self.payment.order.number}-{self.pk}-{int(self.created_at.timestamp())}"
