"""Parcels."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from checkout.models.line import OrderLine
from checkout.models.order import Order
from shop.states import Stateful


class Shipment(Stateful):
    """A parcel, from the table where it is packed to the buyer's hands."""

    class Status(models.TextChoices):
        PREPARING = "preparing", _("en préparation")
        SHIPPED = "shipped", _("expédié")
        DELIVERED = "delivered", _("livré")
        LOST = "lost", _("perdu")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PREPARING: {Status.SHIPPED},
        Status.SHIPPED: {Status.DELIVERED, Status.LOST},
        Status.DELIVERED: set(),
        Status.LOST: {Status.DELIVERED},
    }

    order = models.ForeignKey(Order, models.PROTECT, related_name="shipments")
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.PREPARING
    )
    carrier = models.CharField(_("transporteur"), max_length=60, blank=True)
    tracking_number = models.CharField(_("numéro de suivi"), max_length=60, blank=True)
    tracking_url = models.CharField(_("page de suivi"), max_length=250, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    shipped_at = models.DateTimeField(_("expédié le"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("livré le"), null=True, blank=True)

    class Meta:
        verbose_name = _("colis")
        verbose_name_plural = _("colis")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="preparing") | models.Q(shipped_at__isnull=False),
                name="shipped_parcel_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}".strip() or str(_("colis"))


class ShipmentLine(models.Model):
    """How many units of an order line are in a parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="shipment_lines")
    quantity = models.PositiveIntegerField(_("quantité"))

    class Meta:
        verbose_name = _("contenu du colis")
        verbose_name_plural = _("contenus des colis")
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "line"], name="one_parcel_line_per_order_line"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="parcel_line_holds_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line}"
