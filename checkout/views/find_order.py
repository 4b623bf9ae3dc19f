"""Finding an order by its number and e-mail: its steps only, the rest by a link in the mail."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from checkout.flows.send_tracking_link import send_tracking_link
from checkout.forms import FindOrderForm
from checkout.models import Order
from checkout.views.timeline import timelines_of
from shop.limits import allows
from shop.network import client_network


@require_http_methods(["GET", "HEAD", "POST"])
def find_order(request: HttpRequest) -> HttpResponse:
    """Show masked steps to whoever knows both; a wrong pair says nothing of either half."""
    if request.method != "POST":
        return _show(request, FindOrderForm(initial={"number": request.GET.get("commande", "")}))
    form = FindOrderForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    if not allows("find-order", client_network(request), most=10, per=timedelta(hours=1)):
        form.add_error(None, _("Trop de demandes. Réessayez dans une heure."))
        return _show(request, form, status=429)
    found = Order.objects.with_parcels().filter(
        number=form.cleaned_data["number"], email__iexact=form.cleaned_data["email"]
    )
    return _answer(request, form, found.first())


def _answer(request: HttpRequest, form: FindOrderForm, order: Order | None) -> HttpResponse:
    if order is None:
        form.add_error(None, _("Aucune commande ne correspond à ce numéro et à cette adresse."))
        return _show(request, form)
    if "send" not in request.POST:
        return _show(request, form, order)
    send_tracking_link(order)
    messages.success(request, _("Votre lien de suivi part à l'adresse e-mail de la commande."))
    return redirect("checkout:find_order")


def _show(
    request: HttpRequest, form: FindOrderForm, order: Order | None = None, status: int = 200
) -> HttpResponse:
    timelines = timelines_of(order, masked=True) if order else []
    context = {"form": form, "order": order, "timelines": timelines}
    return render(request, "checkout/find_order.html", context, status=status)
