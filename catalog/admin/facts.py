"""Ledgers to read: what moved the stock, what changed the prices, and every variant's state."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.prices import prices_of
from catalog.models import PriceChange, StockMove, Variant
from shop import money
from shop.staff import FactsAdmin, row_number


def product_link(variant: Variant) -> SafeString:
    """Return a link to the page where the variant is changed."""
    address = reverse("admin:catalog_product_change", args=[variant.product_id])
    return format_html('<a href="{}">{}</a>', address, variant)


@admin.register(StockMove)
class StockMoveAdmin(FactsAdmin):
    """The ledger of stock."""

    list_display = ["at", "sku", "of", "kind", "signed", "reference", "who"]
    fields = ["at", "sku", "of", "kind", "signed", "reference", "who"]
    readonly_fields = ["sku", "of", "signed", "who"]
    list_filter = ["kind", "at"]
    search_fields = ["variant__sku", "variant__product__name", "reference"]
    list_select_related = ["variant__product", "actor"]
    date_hierarchy = "at"

    @admin.display(description="SKU", ordering="variant__sku")
    def sku(self, move: StockMove) -> str:
        """Return the variant's reference."""
        return move.variant.sku

    @admin.display(description=_("produit"))
    def of(self, move: StockMove) -> SafeString:
        """Return a link to the product."""
        return product_link(move.variant)

    @admin.display(description=_("quantité"), ordering="quantity")
    def signed(self, move: StockMove) -> str:
        """Return « +12 » or « −2 »."""
        return f"{move.quantity:+d}".replace("-", "−")

    @admin.display(description=_("par"))
    def who(self, move: StockMove) -> str:
        """Return who of the staff moved the stock, if it was not a sale."""
        return str(move.actor or "–")


@admin.register(PriceChange)
class PriceChangeAdmin(FactsAdmin):
    """The history of prices, the source of every struck price."""

    list_display = ["at", "sku", "of", "amount", "who"]
    fields = ["at", "sku", "of", "amount", "who"]
    readonly_fields = ["sku", "of", "amount", "who"]
    search_fields = ["variant__sku", "variant__product__name"]
    list_select_related = ["variant__product", "actor"]
    ordering = ["-at", "-pk"]
    date_hierarchy = "at"

    @admin.display(description="SKU", ordering="variant__sku")
    def sku(self, change: PriceChange) -> str:
        """Return the variant's reference."""
        return change.variant.sku

    @admin.display(description=_("produit"))
    def of(self, change: PriceChange) -> SafeString:
        """Return a link to the product."""
        return product_link(change.variant)

    @admin.display(description=_("prix TTC"), ordering="price")
    def amount(self, change: PriceChange) -> str:
        """Return the price in euros with VAT."""
        return money.euros(change.price)

    @admin.display(description=_("par"))
    def who(self, change: PriceChange) -> str:
        """Return who of the staff changed the price."""
        return str(change.actor or "–")


@admin.register(Variant)
class VariantAdmin(FactsAdmin):
    """Every variant with its stock; it is changed on its product's page."""

    list_display = ["sku", "of", "amount", "stock", "held", "restock_on"]
    fields = ["sku", "of", "amount", "stock", "held", "restock_on"]
    readonly_fields = ["of", "amount"]
    list_filter = ["product__category"]
    search_fields = ["sku", "gtin", "label", "product__name"]
    list_select_related = ["product"]
    ordering = ["product__name", "position"]

    @admin.display(description=_("produit"), ordering="product__name")
    def of(self, variant: Variant) -> SafeString:
        """Return a link to the product."""
        return product_link(variant)

    @admin.display(description=_("prix TTC"), ordering="price")
    def amount(self, variant: Variant) -> str:
        """Return the regular price in euros with VAT."""
        return money.euros(variant.price)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show below the variant what it cost, and what a reduction may be told from."""
        variant = Variant.objects.filter(pk=row_number(object_id)).first()
        own = {"prices": prices_of(variant)} if variant else {}
        return super().change_view(request, object_id, form_url, {**own, **(extra_context or {})})

    def has_view_permission(self, request: HttpRequest, obj: Variant | None = None) -> bool:
        """Let whoever sees products choose a variant in an offer."""
        return request.user.has_perm("catalog.view_product")
