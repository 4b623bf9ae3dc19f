"""Orders as staff see them: a list to work through, and one page with all that happened."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from checkout.admin import actions
from checkout.admin.act import PERMISSION, Act
from checkout.admin.filters import WorkFilter
from checkout.documents import contract_document
from checkout.models import Order
from shop import calendar, money
from shop.models import Message
from shop.staff import FactsAdmin, row_number


@admin.register(Order)
class OrderAdmin(FactsAdmin):
    """Read-only orders; what changes them are buttons that call the site's own flows."""

    list_display = ["number", "placed", "client", "amount", "state", "promise", "delivery_name"]
    list_filter = [WorkFilter, "status", "placed_at", "delivery_method"]
    search_fields = [
        "number",
        "email",
        "shipping_address__family_name",
        "billing_address__family_name",
        "lines__sku",
        "shipments__tracking_number",
    ]
    list_select_related = ["shipping_address", "billing_address"]
    list_per_page = 50
    date_hierarchy = "placed_at"
    ordering = ["-placed_at"]
    change_form_template = "admin/checkout/order/page.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        """Fetch what tells whether an order is late."""
        return super().get_queryset(request).prefetch_related("shipments")

    @admin.display(description=_("date"), ordering="placed_at")
    def placed(self, order: Order) -> str:
        """Return the day and hour of the order, in Paris."""
        return f"{order.placed_at.astimezone(calendar.PARIS):%d/%m/%Y %H:%M}"

    @admin.display(description=_("client"), ordering="email")
    def client(self, order: Order) -> SafeString:
        """Return the buyer's name and address."""
        return format_html("{}<br>{}", order.buyer.name, order.email)

    @admin.display(description=_("total"), ordering="total")
    def amount(self, order: Order) -> str:
        """Return the total in euros with VAT."""
        return money.euros(order.total)

    @admin.display(description=_("état"), ordering="status")
    def state(self, order: Order) -> SafeString:
        """Return the state in words, with a colour that only underlines them."""
        return format_html(
            '<span class="state state--{}">{}</span>', order.status, order.get_status_display()
        )

    @admin.display(description=_("promesse"), ordering="delivery_last_on")
    def promise(self, order: Order) -> SafeString | str:
        """Return the promised day, and say in a word when it is past."""
        if order.delivery_last_on is None:
            return "–"
        day = f"{order.delivery_last_on:%d/%m/%Y}"
        if not order.is_late:
            return day
        return format_html('{} <strong class="late">{}</strong>', day, _("en retard"))

    def get_urls(self) -> list[URLPattern]:
        """Add a page for each act to the order's own pages."""
        wrap = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{act.slug}/", wrap(act.view(self)), name=f"order_{act.name}")
            for act in actions.ACTS
        ]
        documents = path(
            "<int:pk>/documents/<slug:kind>/", wrap(self.document), name="order_document"
        )
        return [*own, documents, *super().get_urls()]

    def document(self, request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
        """Give a text of the contract to staff who may see the order."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return contract_document(request, get_object_or_404(Order, pk=pk), kind)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one order with everything that staff need to answer its buyer."""
        order = Order.objects.with_facts().filter(pk=row_number(object_id)).first()
        facts: dict[str, Any] = {"order": order}
        if order:
            facts |= {
                "acts": _acts(request, order),
                "order_messages": Message.objects.about(order.subject),
                "other_orders": Order.objects.filter(email=order.email).exclude(pk=order.pk)[:10],
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **facts})


def _acts(request: HttpRequest, order: Order) -> list[Act]:
    if not request.user.has_perm(PERMISSION):
        return []
    return [act for act in actions.ACTS if act.is_possible(order)]
