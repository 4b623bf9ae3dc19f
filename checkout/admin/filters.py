"""The lists that staff work through."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from checkout.models.order import Order, OrderQuerySet

LISTS = {
    "expedier": (_("À expédier"), OrderQuerySet.to_ship),
    "prestations": (_("Prestations à faire"), OrderQuerySet.to_perform),
    "retard": (_("En retard"), OrderQuerySet.late),
    "virements": (_("Virements attendus"), OrderQuerySet.awaiting_transfer),
    "rendre": (_("Virements à rendre"), OrderQuerySet.to_refund),
    "verifier": (_("Paiements à vérifier"), OrderQuerySet.to_check),
}


class WorkFilter(admin.SimpleListFilter):
    """What is to be done with orders."""

    title = _("à faire")
    parameter_name = "travail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Name the lists."""
        return [(name, label) for name, (label, _word) in LISTS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Order]:
        """Narrow the orders down to one list."""
        chosen = LISTS.get(self.value() or "")
        return chosen[1](queryset) if chosen else queryset
