"""Second screen: how the parcel travels."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from checkout.flows.fill_in import fill_in
from checkout.forms import DeliveryForm
from checkout.forms.typos import likely_email
from checkout.models import Checkout, PickupPoint, Quote
from checkout.views.recap import recap_of_cart
from checkout.views.screens import with_checkout


@require_http_methods(["GET", "HEAD", "POST"])
@with_checkout
def delivery(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    """Ask for a method among those that reach the address, each with its price and its dates."""
    if not checkout.has_contact:
        return redirect("checkout:contact")
    if not checkout.needs_delivery:
        return redirect("checkout:payment")
    form = _form(request, checkout)
    if request.method != "POST":
        return _show(request, checkout, form)
    is_valid = form.is_valid()
    fill_in(checkout, form.valid_names())
    if _searches(request, checkout, form):
        return _search(form)
    return redirect("checkout:payment") if is_valid else _show(request, checkout, form)


def _form(request: HttpRequest, checkout: Checkout) -> DeliveryForm:
    quotes = checkout.quotes()
    return DeliveryForm(
        request.POST if request.method == "POST" else None,
        instance=checkout,
        quotes=quotes,
        points=_points(request, checkout, quotes),
    )


def _points(request: HttpRequest, checkout: Checkout, quotes: Sequence[Quote]) -> list[PickupPoint]:
    if not any(quote.method.is_relay for quote in quotes):
        return []
    points = PickupPoint.objects.near(_near(request, checkout))
    before = checkout.pickup_point
    if before and before not in points and "pres" not in request.GET:
        points.insert(0, before)
    return points


def _near(request: HttpRequest, checkout: Checkout) -> str:
    return request.GET.get("pres", "").replace(" ", "")[:12] or checkout.ship_postcode


def _searches(request: HttpRequest, checkout: Checkout, form: DeliveryForm) -> bool:
    """Tell whether points are looked for: by the button, or by Enter after another postcode."""
    typed = form.cleaned_data.get("near", "")
    return "search" in request.POST or bool(typed and typed != _near(request, checkout))


def _search(form: DeliveryForm) -> HttpResponse:
    """Show the points near another postcode; the rest of the form is kept already."""
    near = urlencode({"pres": form.cleaned_data.get("near", "")})
    return redirect(f"{reverse('checkout:delivery')}?{near}#points")


def _show(request: HttpRequest, checkout: Checkout, form: DeliveryForm) -> HttpResponse:
    context = {
        "form": form,
        "checkout": checkout,
        "near": _near(request, checkout),
        "recap": recap_of_cart(checkout.cart, form.quote),
        "suggestion": likely_email(checkout.email),
        "step": 2,
    }
    return render(request, "checkout/delivery.html", context)
