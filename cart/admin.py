"""Carts as staff see them: what is wanted now, and what stock waits for it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cart.models import Cart, CartLine
from shop import money
from shop.staff import FactsAdmin, FactsInline


class LineInline(FactsInline):
    """The lines of a cart."""

    model = CartLine
    fields = ["variant", "personalisation", "quantity", "held", "seen", "now", "added_at"]
    readonly_fields = ["seen", "now"]
    verbose_name_plural = _("articles")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CartLine]:
        """Fetch what the present price depends on."""
        return CartLine.objects.for_page()

    @admin.display(description=_("prix vu"))
    def seen(self, line: CartLine) -> str:
        """Return the price that the visitor saw, in euros with VAT."""
        return money.euros(line.price_seen)

    @admin.display(description=_("prix actuel"))
    def now(self, line: CartLine) -> str:
        """Return the present price, in euros with VAT."""
        return money.euros(line.unit_price)


class StateFilter(admin.SimpleListFilter):
    """Carts by how far they are."""

    title = _("état")
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Name the states."""
        return [("encours", _("en cours")), ("commandes", _("commandés"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Cart]) -> QuerySet[Cart]:
        """Narrow the carts down to one state."""
        if self.value() in {"encours", "commandes"}:
            return queryset.filter(closed_at__isnull=self.value() == "encours")
        return queryset


@admin.register(Cart)
class CartAdmin(FactsAdmin):
    """Read-only carts: a visitor alone decides what is in theirs."""

    list_display = ["number", "articles", "amount", "who", "state", "held_until", "touched_at"]
    list_filter = [StateFilter, "touched_at"]
    search_fields = ["email", "customer__email", "lines__variant__sku"]
    list_select_related = ["customer"]
    list_per_page = 50
    fields = [
        *["who", "articles", "amount", "created_at", "touched_at"],
        *["hold_started_at", "held_until", "extensions", "closed_at"],
    ]
    readonly_fields = ["who", "articles", "amount"]
    inlines = [LineInline]

    @admin.display(description=_("n°"), ordering="pk")
    def number(self, cart: Cart) -> int:
        """Return the number by which staff speak of a cart."""
        return cart.pk

    @admin.display(description=_("état"), ordering="closed_at")
    def state(self, cart: Cart) -> str:
        """Return how far the cart is, in a word."""
        if cart.closed_at:
            return str(_("commandé"))
        return str(_("réservé") if cart.is_held() else _("en cours"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cart]:
        """Fetch the lines of all the carts shown at once."""
        return Cart.objects.with_lines()

    @admin.display(description=_("articles"))
    def articles(self, cart: Cart) -> int:
        """Return the number of articles wanted."""
        return cart.count

    @admin.display(description=_("total des articles"))
    def amount(self, cart: Cart) -> str:
        """Return what can be ordered now, in euros with VAT; an order has its own total."""
        return "" if cart.closed_at else money.euros(cart.goods_total)

    @admin.display(description=_("e-mail"))
    def who(self, cart: Cart) -> str:
        """Return the address that the visitor left, or the account's."""
        return cart.email or (cart.customer.email if cart.customer else "")
