"""Staff see what the provider told us and what we gave back."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from checkout.models import PaymentEvent, Refund
from checkout.templatetags.order_admin_tags import in_words
from shop import money
from shop.staff import FactsAdmin


@admin.register(Refund)
class RefundAdmin(FactsAdmin):
    """The refunds, with those that failed."""

    list_display = [
        "number",
        "order_link",
        "means",
        "euros",
        "why",
        "state",
        "created_at",
        "done_at",
    ]
    list_filter = ["status", "payment__means"]
    fields = ["order_link", "means", "euros", "why", "state", "error", "created_at", "done_at"]
    fields += ["provider_id"]
    readonly_fields = ["order_link", "means", "euros", "why", "state"]
    search_fields = ["payment__order__number", "provider_id"]
    list_select_related = ["payment__order"]

    @admin.display(description=_("n°"), ordering="pk")
    def number(self, refund: Refund) -> int:
        """Return the number by which staff speak of a refund."""
        return refund.pk

    @admin.display(description=_("commande"), ordering="payment__order__number")
    def order_link(self, refund: Refund) -> SafeString:
        """Return the order that the money was paid for: what is to be done is done there."""
        order = refund.payment.order
        page = reverse("admin:checkout_order_change", args=[order.pk])
        return format_html('<a href="{}">{}</a>', page, order)

    @admin.display(description=_("moyen"))
    def means(self, refund: Refund) -> str:
        """Return how the money goes back."""
        return refund.payment.get_means_display()

    @admin.display(description=_("montant"), ordering="amount")
    def euros(self, refund: Refund) -> str:
        """Return the amount in euros."""
        return money.euros(refund.amount)

    @admin.display(description=_("raison"), ordering="reason")
    def why(self, refund: Refund) -> str:
        """Return why the money goes back."""
        return in_words(refund.reason)

    @admin.display(description=_("état"), ordering="status")
    def state(self, refund: Refund) -> SafeString:
        """Return the state in words, with a colour that only underlines them."""
        return format_html(
            '<span class="state state--{}">{}</span>', refund.status, refund.get_status_display()
        )


@admin.register(PaymentEvent)
class PaymentEventAdmin(FactsAdmin):
    """What Stripe told us, once each."""

    list_display = ["kind", "object_id", "received_at", "applied_at", "attempts"]
    fields = ["kind", "object_id", "received_at", "applied_at", "attempts"]
    list_filter = ["kind", ("applied_at", admin.EmptyFieldListFilter)]
    search_fields = ["provider_id", "object_id"]
