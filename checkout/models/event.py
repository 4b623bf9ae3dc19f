"""The timeline of an order."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OrderEvent(models.Model):
    """One thing that happened to an order: never changed, never deleted."""

    class Kind(models.TextChoices):
        PLACED = "placed", _("Commande reçue")
        PAYMENT_REFUSED = "payment_refused", _("Paiement refusé")
        PAYMENT_CHANGED = "payment_changed", _("Moyen de paiement changé")
        PAID = "paid", _("Paiement accepté")
        PAYMENT_MISMATCH = "payment_mismatch", _("Paiement à vérifier : le montant diffère")
        PAID_TOO_LATE = "paid_too_late", _("Paiement reçu trop tard, à rembourser")
        REFUND_REQUESTED = "refund_requested", _("Remboursement demandé")
        REFUNDED = "refunded", _("Remboursé")
        REFUND_FAILED = "refund_failed", _("Remboursement en échec")
        CANCELLED = "cancelled", _("Commande annulée")
        SHIPPED = "shipped", _("Expédiée")
        DELIVERED = "delivered", _("Livrée")
        SERVICE_BEGUN = "service_begun", _("Prestation commencée")
        SERVICE_DONE = "service_done", _("Prestation effectuée")
        COMMENT = "comment", _("Note interne")

    order = models.ForeignKey("checkout.Order", models.CASCADE, related_name="events")
    kind = models.CharField(_("fait"), max_length=20, choices=Kind.choices)
    data = models.JSONField(_("détails"), default=dict, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(_("date"), default=timezone.now)

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
