"""First screen: who orders, and where the parcel goes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from checkout.flows.fill_in import fill_in
from checkout.forms import ContactForm
from checkout.forms.contact import EmailForm
from checkout.models import Checkout
from checkout.views.recap import recap_of_cart
from checkout.views.screens import hold, with_checkout


@require_http_methods(["GET", "HEAD", "POST"])
@with_checkout
def contact(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """Ask for e-mail and address; what is right is kept even when the rest is wrong."""
    if request.method != "POST":
        hold(request, checkout)
        return _show(request, checkout, ContactForm(instance=checkout))
    form = ContactForm(request.POST, instance=checkout)
    is_valid = form.is_valid()
    fill_in(checkout, form.valid_names())
    return redirect(_next(checkout)) if is_valid else _show(request, checkout, form)


@require_POST
@with_checkout
def email(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """Keep the e-mail alone: when its field is left, or when a slip in it is put right."""
    form = EmailForm(request.POST, instance=checkout)
    if form.is_valid() and checkout.email:
        fill_in(checkout, ["email"])
    if "suggestion" in request.POST:
        return redirect(_next(checkout))
    return render(request, "checkout/_suggestion.html", {"suggestion": form.suggestion})


def _next(checkout: Checkout) -> str:
    return "checkout:delivery" if checkout.needs_delivery else "checkout:payment"


def _show(request: HttpRequest, checkout: Checkout, form: ContactForm) -> HttpResponse:
    context = {"form": form, "checkout": checkout, "recap": recap_of_cart(checkout.cart)}
    return render(request, "checkout/contact.html", {**context, "step": 1})
