"""The page of one order: its steps, its parcels, its payment, its documents."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from checkout.access import let_in, orders_of
from checkout.documents import contract_document
from checkout.models import AccessLink, Order
from checkout.views.recap import recap_of_order
from checkout.views.timeline import timelines_of
from shop import calendar


@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order to its customer, and to the browser that came by its link."""
    if key := request.GET.get("cle"):
        return _open(request, number, key)
    found = orders_of(request).with_facts().filter(number=number).first()
    return _show(request, found) if found else closed(request)


def _open(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Take the key out of the address, where it would be seen and shared."""
    links = AccessLink.objects.opened_by(key, AccessLink.Purpose.ORDER)
    link = links.select_related("order").filter(order__number=number).first()
    if link is None:
        return closed(request)
    response = redirect(link.order)
    let_in(response, link.order, key)
    return response


def closed(request: HttpRequest) -> HttpResponse:
    """Answer the same to a wrong key, to a stranger and about an order that does not exist."""
    return render(request, "checkout/closed.html", status=404)


def _show(request: HttpRequest, order: Order) -> HttpResponse:
    context = {
        "order": order,
        "timelines": timelines_of(order),
        "recap": recap_of_order(order),
        "is_late": order.is_paid and not _has_arrived(order) and _is_overdue(order),
        "has_arrived": _has_arrived(order),
    }
    return render(request, "checkout/order.html", context)


def _has_arrived(order: Order) -> bool:
    parcels = list(order.shipments.all())
    return bool(parcels) and all(parcel.delivered_at for parcel in parcels)


def _is_overdue(order: Order) -> bool:
    return order.delivery_last_on is not None and calendar.today() > order.delivery_last_on


@require_safe
def document(request: HttpRequest, number: str, kind: str) -> HttpResponseBase:
    """Give a text of the contract as it was agreed: its PDF, or its HTML while that is made."""
    orders = orders_of(request).select_related(
        *(f"contract__{k}" for k in ("cgv", "notice", "form"))
    )
    return contract_document(request, get_object_or_404(orders, number=number), kind)
