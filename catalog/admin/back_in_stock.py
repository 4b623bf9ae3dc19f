"""Who waits for what: how many people for each variant, in the order in which they asked."""

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import BackInStock
from shop.staff import FactsAdmin

WAITING = "waiting_count"


@admin.register(BackInStock)
class BackInStockAdmin(FactsAdmin):
    """The queues; a person who asks to be forgotten is deleted here."""

    list_display = ["variant", "people", "email", "asked_at", "state"]
    list_filter = ["asked_at"]
    list_select_related = ["variant__product"]
    search_fields = ["variant__sku", "variant__product__name", "email"]
    ordering = ["variant", "asked_at", "pk"]
    list_per_page = 50
    fields = ["variant", "email", "language", "asked_at", "confirmed_at", "told_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let whoever has the right erase an address."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[BackInStock]:
        """Count with each row how many people wait for its variant."""
        same = BackInStock.objects.waiting().filter(variant=OuterRef("variant"))
        number = same.order_by().values("variant").annotate(n=Count("pk")).values("n")
        rows: QuerySet[BackInStock] = super().get_queryset(request)
        return rows.annotate(**{WAITING: Subquery(number)})

    @admin.display(description=gettext_lazy("attente"), ordering=WAITING)
    def people(self, wish: BackInStock) -> str:
        """Write « 14 personnes attendent »."""
        number = getattr(wish, WAITING) or 0
        words = ngettext("%(n)d personne attend", "%(n)d personnes attendent", number)
        return words % {"n": number}

    @admin.display(description=gettext_lazy("état"), ordering="told_at")
    def state(self, wish: BackInStock) -> str:
        """Tell whether the address was confirmed, and whether it was written to."""
        if wish.told_at:
            return _("prévenue")
        return _("attend") if wish.confirmed_at else _("adresse à confirmer")
