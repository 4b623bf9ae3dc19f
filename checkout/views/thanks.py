"""Thank you: the order is confirmed, or what it still waits for."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from checkout.models import AccessLink, Order, Payment
from checkout.views.paying import settle
from checkout.views.recap import recap_of_order
from checkout.views.screens import to_order
from checkout.views.timeline import timelines_of

# The address may stay in the history of a computer that many people use.
SHOWN_FOR = timedelta(minutes=30)


@require_safe
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """Show where the order is; the payment is asked of Stripe, never read from the address."""
    links = AccessLink.objects.opened_by(key, AccessLink.Purpose.THANKS)
    link = get_object_or_404(links.select_related("order"))
    payment = settle(link.order)
    if "payment_intent" in request.GET:  # Stripe's own words have no place in the history
        return redirect(request.path)
    order = Order.objects.with_facts().get(pk=link.order_id)
    if order.is_awaiting_payment and payment and payment.error:
        return to_order(request, order)
    return _show(request, order, payment)


def _show(request: HttpRequest, order: Order, payment: Payment | None) -> HttpResponse:
    is_owner = request.user.is_authenticated and order.customer_id == request.user.pk
    is_shown = is_owner or timezone.now() < order.placed_at + SHOWN_FOR
    by_transfer = payment is not None and payment.means == Payment.Means.TRANSFER
    context = {
        "order": order,
        "payment": payment,
        "is_shown": is_shown,
        "waits_for_transfer": order.is_awaiting_payment and by_transfer,
        "is_checking": order.is_awaiting_payment and not by_transfer,
        "timelines": timelines_of(order, masked=not is_shown),
        "recap": recap_of_order(order) if is_shown else None,
    }
    return render(request, "checkout/thanks.html", context)
