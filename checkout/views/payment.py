"""Third screen: everything to verify, then the one button that concludes the contract."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cart import words
from cart.browser import cart_of
from catalog.models import OutOfStock, Variant
from checkout.access import order_of_cart
from checkout.flows.place_order import (
    Agreement,
    EmptyCart,
    IncompleteCheckout,
    PriceChanged,
    place_order,
)
from checkout.forms import PaymentForm
from checkout.forms.payment import BOX, BUTTON
from checkout.forms.typos import likely_email
from checkout.models import Checkout, Order, Payment, Quote, rights
from checkout.views.early_start import early_starts
from checkout.views.paying import card_form, pay, too_many, too_many_words, with_stripe
from checkout.views.recap import recap_of_cart
from checkout.views.screens import first_missing, go, wants_json, with_checkout
from shop import money
from shop.models import LegalText
from shop.money import ZERO
from shop.network import client_ip


@require_http_methods(["GET", "HEAD", "POST"])
@with_stripe
def payment(request: HttpRequest) -> HttpResponse:
    """Show the recap and take the order; a second click is led on with the order of the first."""
    if request.method == "POST" and cart_of(request) is None:
        order = order_of_cart(request)
        waiting = order and order.payments.pending().first()
        if order and waiting and not too_many(request, order.cart_id):
            return pay(request, waiting)
    return _payment(request)


@with_checkout
def _payment(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    quote = checkout.quote()
    if missing := first_missing(checkout, quote):
        return go(request, reverse(missing))
    services = early_starts(checkout.cart)
    if request.method != "POST":
        return _show(request, checkout, quote, PaymentForm(services=services))
    form = PaymentForm(request.POST, services=services)
    if not form.is_valid():
        return _show(request, checkout, quote, form)
    if too_many(request, checkout.cart_id):
        form.add_error(None, too_many_words())
        return _show(request, checkout, quote, form, status=429)
    return _place(request, checkout, form)


def _place(request: HttpRequest, checkout: Checkout, form: PaymentForm) -> HttpResponse:
    try:
        order = _order(request, checkout, form)
    except PriceChanged as change:
        form.add_error(None, _changed_words(change))
        checkout.cart.forget_lines()
        for line in checkout.cart.changed:
            if line.price_changed:
                form.add_error(None, words.price_changed(line))
        return _show_again(request, checkout, form)
    except OutOfStock as missing:
        variant = get_object_or_404(
            Variant.objects.select_related("product"), pk=missing.variant_id
        )
        nothing = _("Rien n'a été débité, aucune commande n'a été passée.")
        messages.error(request, f"{words.out_of_stock(variant)} {nothing}")
        return go(request, reverse("cart:cart"))
    except (EmptyCart, IncompleteCheckout):
        return go(request, reverse("checkout:contact"))
    return pay(request, order.payments.latest("pk"))


def _order(request: HttpRequest, checkout: Checkout, form: PaymentForm) -> Order:
    version = LegalText.objects.current("cgv").version
    agreement = Agreement(
        box=BOX % {"version": version},
        button=str(BUTTON),
        ip=client_ip(request) or None,
        early_start=form.cleaned_data["early_start"],
    )
    return place_order(
        checkout,
        total_shown=form.cleaned_data["total_shown"],
        means=form.cleaned_data["means"],
        agreement=agreement,
        customer=request.user if request.user.is_authenticated else None,
        language=get_language() or "fr",
    )


def _changed_words(change: PriceChanged) -> str:
    text = _(
        "Le total a changé depuis votre dernière visite (de %(shown)s à %(total)s). "
        "Vérifiez-le, puis confirmez à nouveau. Rien n'a été débité."
    )
    language = get_language() or "fr"
    shown, total = money.euros(change.shown, language), money.euros(change.total, language)
    return text % {"shown": shown, "total": total}


def _show_again(request: HttpRequest, checkout: Checkout, form: PaymentForm) -> HttpResponse:
    """Show the page with the prices of this moment."""
    checkout.cart.forget_lines()
    quote = checkout.quote()
    if missing := first_missing(checkout, quote):
        return go(request, reverse(missing))
    return _show(request, checkout, quote, form)


def _show(
    request: HttpRequest,
    checkout: Checkout,
    quote: Quote | None,
    form: PaymentForm,
    status: int = 200,
) -> HttpResponse:
    recap = recap_of_cart(checkout.cart, quote)
    context: dict[str, Any] = {
        "form": form,
        "checkout": checkout,
        "quote": quote,
        "recap": recap,
        "cgv": LegalText.objects.current("cgv"),
        "button": BUTTON,
        "card": card_form(recap.total or ZERO),
        "means": Payment.Means,
        "suggestion": likely_email(checkout.email),
        "last_day": rights.last_day_from(timezone.now()),
        "step": 3,
    }
    # Our script puts the errors in the page it has; the card that was typed stays typed.
    status = 422 if form.errors and wants_json(request) else status
    return render(request, "checkout/payment.html", context, status=status)
