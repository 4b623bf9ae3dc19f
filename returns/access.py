"""Who may see what, without a cookie: an order by its link, a receipt by its key."""

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest

from checkout.access import orders_of
from checkout.forms.find_order import OrderNumber
from checkout.models import AccessLink, Order
from returns.models import Withdrawal

SALT = "returns.receipt"


def number_asked(request: HttpRequest) -> str:
    """Return the order number that the address carries, if it looks like one."""
    try:
        return str(OrderNumber(max_length=40, required=False).clean(request.GET.get("commande")))
    except ValidationError:
        return ""


def order_asked(request: HttpRequest) -> Order | None:
    """Return the order that the address names, for its customer or whoever holds its link."""
    number = number_asked(request)
    if not number:
        return None
    links = AccessLink.objects.opened_by(request.GET.get("cle", ""), AccessLink.Purpose.ORDER)
    allowed = Q(pk__in=orders_of(request).values("pk")) | Q(pk__in=links.values("order"))
    orders = Order.objects.filter(allowed, number=number)
    orders = orders.select_related("shipping_address", "billing_address")
    return orders.prefetch_related("lines__performance", "shipments").first()


def receipt_key(withdrawal: Withdrawal) -> str:
    """Return what the address of a receipt carries: only the declarer is given it."""
    return signing.Signer(salt=SALT).sign(withdrawal.reference)


def withdrawal_opened_by(key: str) -> Withdrawal | None:
    """Return the declaration whose receipt a key opens, or nothing to a stranger."""
    try:
        reference = signing.Signer(salt=SALT).unsign(key)
    except signing.BadSignature:
        return None
    return Withdrawal.objects.filter(reference=reference).first()
