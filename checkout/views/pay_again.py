"""Paying an order that is made and not yet paid: the same order, by any means."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from checkout.access import orders_of
from checkout.flows.change_means import change_means
from checkout.flows.start_payment import AlreadyPaid
from checkout.forms import PayAgainForm
from checkout.gateways import stripe
from checkout.models import Order, Payment
from checkout.views.order import closed
from checkout.views.paying import (
    card_form,
    gateway_down_words,
    pay,
    settle,
    too_many,
    too_many_words,
    with_stripe,
)
from checkout.views.recap import recap_of_order
from checkout.views.refusals import refusal_words
from checkout.views.screens import go, thanks_path, wants_json
from shop.states import IllegalMove


@require_http_methods(["GET", "HEAD", "POST"])
@with_stripe
def pay_again(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the order waits for, and take another try."""
    order = orders_of(request).with_facts().filter(number=number).first()
    if order is None:
        return closed(request)
    payment = settle(order)
    order.refresh_from_db(fields=["status", "pay_before"])
    if order.is_paid:
        return go(request, thanks_path(order))
    if request.method != "POST" or order.is_cancelled:
        initial = {"means": payment.means} if payment else {}
        return _show(request, order, payment, PayAgainForm(initial=initial))
    form = PayAgainForm(request.POST)
    if not form.is_valid():
        return _show(request, order, payment, form)
    if too_many(request, order.cart_id):
        form.add_error(None, too_many_words())
        return _show(request, order, payment, form, status=429)
    return _try(request, order, form)


def _try(request: HttpRequest, order: Order, form: PayAgainForm) -> HttpResponse:
    try:
        payment = change_means(order, form.cleaned_data["means"])
    except AlreadyPaid:
        return go(request, thanks_path(order))
    except (stripe.GatewayDown, stripe.Refused):
        messages.error(request, gateway_down_words())
        return go(request, request.path)
    except IllegalMove:
        messages.error(request, _("Cette commande ne peut plus être payée."))
        return go(request, request.path)
    return pay(request, payment)


def _show(
    request: HttpRequest,
    order: Order,
    payment: Payment | None,
    form: PayAgainForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "order": order,
        "payment": payment,
        "form": form,
        "refusal": "" if form.errors else refusal_words(payment),
        "recap": recap_of_order(order),
        "card": card_form(order.total),
        "means": Payment.Means,
    }
    status = 422 if form.errors and wants_json(request) else status
    return render(request, "checkout/pay_again.html", context, status=status)
