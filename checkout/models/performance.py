"""Services that were sold, from the promise to the work done."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from checkout.models.line import OrderLine
from shop.states import Stateful

if TYPE_CHECKING:
    from checkout.models.order import Order


class PerformanceQuerySet(models.QuerySet["Performance"]):
    """The words to ask for services that were sold."""

    def of(self, order: "Order") -> "PerformanceQuerySet":
        """Return the services of an order, with their lines."""
        return self.filter(line__order=order).select_related("line").order_by("pk")

    def to_do(self) -> "PerformanceQuerySet":
        """Return the services that are not done yet."""
        return self.exclude(status=Performance.Status.DONE)


class Performance(Stateful):
    """How far a service is that an order line sold."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("à faire")
        BEGUN = "begun", _("commencée")
        DONE = "done", _("effectuée")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PLANNED: {Status.BEGUN},
        Status.BEGUN: {Status.DONE},
        Status.DONE: set(),
    }

    line = models.OneToOneField(OrderLine, models.CASCADE, related_name="performance")
    status = models.CharField(
        _("état"), max_length=7, choices=Status.choices, default=Status.PLANNED
    )
    begun_at = models.DateTimeField(_("commencée le"), null=True, blank=True)
    done_at = models.DateTimeField(_("effectuée le"), null=True, blank=True)

    objects = PerformanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("prestation")
        verbose_name_plural = _("prestations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="planned", begun_at__isnull=True, done_at__isnull=True)
                | models.Q(status="begun", begun_at__isnull=False, done_at__isnull=True)
                | models.Q(
                    status="done", begun_at__isnull=False, done_at__gte=models.F("begun_at")
                ),
                name="service_has_the_times_of_its_state",
            )
        ]

    def __str__(self) -> str:
        return str(self.line)
