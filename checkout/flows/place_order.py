"""Placing an order: the one way in which a cart becomes a contract."""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from cart.flows.close_cart import close_cart
from cart.flows.hold_cart import free_expired_holds
from cart.models import Cart, CartLine
from catalog.flows.claim_offers import ShareGone, claim_offers, show_ended
from catalog.models import Variant
from checkout import emails
from checkout.flows.freeze_contract import freeze_contract
from checkout.models import (
    AccessLink,
    Address,
    Checkout,
    Order,
    OrderLine,
    Payment,
    Performance,
    Quote,
    rights,
)
from checkout.models.order import CARD_TIME, TRANSFER_TIME, delivery_by_rate
from shop import consent, money
from shop.models import Consent, User
from shop.money import ZERO
from shop.queue import enqueue

NEWSLETTER_WORDING = "Je souhaite recevoir la lettre de la maison (une par mois)."


class EmptyCart(Exception):
    """Nothing in the cart can be ordered."""


class IncompleteCheckout(Exception):
    """A screen of the checkout is not filled in, or its delivery no longer serves the cart."""


class PriceChanged(Exception):
    """The total is not the one on the buyer's screen; nothing was ordered (I9)."""

    def __init__(self, shown: Decimal, total: Decimal) -> None:
        super().__init__(shown, total)
        self.shown = shown
        self.total = total


class Agreement(NamedTuple):
    """What the buyer saw and did on the last screen."""

    box: str
    button: str
    ip: str | None
    # The references of the services whose buyer ticked that they may begin early (L221-25).
    early_start: Collection[str] = ()


@transaction.atomic
def place_order(  # noqa: PLR0913 - each is a fact of the last screen
    checkout: Checkout,
    *,
    total_shown: Decimal,
    means: str,
    agreement: Agreement,
    customer: User | None = None,
    language: str = "fr",
) -> Order:
    """Turn a filled-in checkout into an order that holds its stock until it is paid.

    A second call for the same cart returns the order already made. Raises EmptyCart,
    IncompleteCheckout, PriceChanged or OutOfStock, and then nothing was done.
    """
    cart = Cart.objects.select_for_update().get(pk=checkout.cart_id)  # the second click waits here
    if already := Order.objects.filter(cart=cart).first():
        return already
    checkout = _read_again(checkout, cart)
    lines, quote = _what_is_bought(checkout)
    claimed = _claim_offers(checkout, lines, total_shown)
    order = _create_order(checkout, quote, lines, customer=customer, means=means, language=language)
    _plan_services(order, agreement.early_start)
    if order.total != total_shown:
        raise PriceChanged(total_shown, order.total)
    _take_stock(lines, order)
    show_ended(claimed)
    close_cart(cart)
    freeze_contract(order, agreement.box, agreement.button, agreement.ip)
    payment = Payment.objects.create(order=order, means=means, amount=order.total)
    order.log("placed", means=means, total=str(order.total))
    _remember_wishes(checkout)
    emails.order_received(order, payment, AccessLink.to(order, AccessLink.Purpose.ORDER))
    enqueue("checkout.tasks.render_documents")
    return order


def _read_again(checkout: Checkout, cart: Cart) -> Checkout:
    fresh = Checkout.objects.select_for_update(of=["self"]).select_related("pickup_point")
    checkout = fresh.get(pk=checkout.pk)
    checkout.cart = cart
    return checkout


def _what_is_bought(checkout: Checkout) -> tuple[list[CartLine], Quote | None]:
    _free_what_others_let_go(checkout.cart)
    lines = checkout.cart.buyable
    if not lines:
        raise EmptyCart
    quote = checkout.quote()
    is_reached = quote or not checkout.needs_delivery
    if not (checkout.has_contact and checkout.has_delivery and is_reached):
        raise IncompleteCheckout
    return lines, quote


def _claim_offers(checkout: Checkout, lines: list[CartLine], total_shown: Decimal) -> set[int]:
    """Count what is bought at the price of offers that have a share (M10).

    Who comes when too few are left is shown the price of this moment, and buys nothing yet.
    """
    wanted: Counter[int] = Counter()
    for line in lines:
        if line.offer and line.offer.share is not None:
            wanted[line.offer.pk] += line.quantity
    try:
        claim_offers(wanted)
    except ShareGone:
        checkout.cart.forget_lines()
        raise PriceChanged(total_shown, checkout.total() or ZERO) from None
    return set(wanted)


def _create_order(  # noqa: PLR0913 - the parts of a contract
    checkout: Checkout,
    quote: Quote | None,
    lines: list[CartLine],
    *,
    customer: User | None,
    means: str,
    language: str,
) -> Order:
    copies = [copy_of(line) for line in lines]
    goods = sum((copy.total for copy in copies), ZERO)
    delivery = _delivery(checkout, quote, copies) if quote else {}
    now = timezone.now()
    order = Order.objects.create(
        cart=checkout.cart,
        customer=customer,
        email=checkout.email,
        phone=checkout.phone,
        language=language,
        billing_address=_saved(checkout.billing_address()),
        goods_total=goods,
        total=goods + delivery.get("delivery_price", ZERO),
        vat=sum((copy.vat for copy in copies), ZERO) + delivery.get("delivery_vat", ZERO),
        placed_at=now,
        pay_before=now + _time_to_pay(means),
        **delivery,
    )
    for copy in copies:
        copy.order = order
    OrderLine.objects.bulk_create(copies)
    return order


def _delivery(checkout: Checkout, quote: Quote, copies: list[OrderLine]) -> dict[str, Any]:
    """Return what an order of goods says of their way; services have none."""
    is_relay = quote.method.is_relay
    shares = delivery_by_rate(quote.price, _gross_by_rate(copies))
    return {
        "shipping_address": _saved(checkout.shipping_address()),
        "delivery_method": quote.method,
        "delivery_name": quote.method.name,
        "pickup_point": checkout.pickup_point if is_relay else None,
        "pickup_text": str(checkout.pickup_point) if is_relay else "",
        "delivery_first_on": quote.first,
        "delivery_last_on": quote.last,
        "delivery_price": quote.price,
        "delivery_vat": sum((money.vat_included(v, rate) for rate, v in shares.items()), ZERO),
        "standard_delivery_price": _standard(checkout, quote),
        "note": checkout.note,
        "is_gift": checkout.is_gift,
    }


def copy_of(line: CartLine) -> OrderLine:
    """Return what the order keeps of a cart line, not saved."""
    variant, product = line.variant, line.variant.product
    picture = line.picture
    return OrderLine(
        variant=variant,
        sku=variant.sku,
        name=product.name,
        label=variant.label,
        benefit=product.benefit,
        features=product.features,
        personalisation=line.personalisation,
        picture=picture.small if picture else "",
        quantity=line.quantity,
        unit_price=line.unit_price,
        offer=line.offer,
        total=line.total,
        vat_rate=product.vat_rate,
        vat=money.vat_included(line.total, product.vat_rate),
        eco_participation=variant.eco_participation,
        weight=variant.weight,
        withdrawal_exception=product.withdrawal_exception,
        kind=product.kind,
        service_terms=product.service_terms,
        service_duration=product.service_duration,
        takes_place_at=variant.takes_place_at,
        takes_stock=not variant.is_unlimited,
    )


def _gross_by_rate(copies: list[OrderLine]) -> dict[Decimal, Decimal]:
    """Return what the goods cost under each rate: delivery is taxed as what it carries."""
    gross: dict[Decimal, Decimal] = {}
    for copy in (copy for copy in copies if not copy.is_service):
        gross[copy.vat_rate] = gross.get(copy.vat_rate, ZERO) + copy.total
    return gross


def _standard(checkout: Checkout, chosen: Quote) -> Decimal:
    # R34: the cheapest method that delivers to the address; fetching it oneself is no delivery.
    delivered = [quote.price for quote in checkout.quotes() if not quote.method.is_collection]
    return min(delivered, default=chosen.price)


def _plan_services(order: Order, early_start: Collection[str]) -> None:
    """Plan each service, and keep the request to begin early on those that were ticked."""
    last_day = rights.last_day_from(order.placed_at)
    services = order.services
    for line in services:
        if line.sku in early_start and line.may_be_asked_early(last_day):
            line.early_start = rights.request_words(line.title)
            line.early_start_at = order.placed_at
            line.save(update_fields=["early_start", "early_start_at"])
    Performance.objects.bulk_create(Performance(line=line) for line in services)


def _saved(address: Address) -> Address:
    address.save()
    return address


def _time_to_pay(means: str) -> timedelta:
    return TRANSFER_TIME if means == Payment.Means.TRANSFER else CARD_TIME


def _free_what_others_let_go(cart: Cart) -> None:
    """Free the ended holds that still count against this cart (I14)."""
    lines = cart.wanted()
    if any(line.is_short for line in lines):
        # All variants of the cart, as `take` locks them: two orders cannot lock each other out.
        free_expired_holds({line.variant_id for line in lines}, besides=cart)
        cart.forget_lines()


def _take_stock(lines: list[CartLine], order: Order) -> None:
    sales: dict[int, tuple[int, int]] = {}
    for line in (line for line in lines if not line.variant.is_unlimited):
        quantity, held = sales.get(line.variant_id, (0, 0))
        sales[line.variant_id] = (quantity + line.quantity, held + line.held)
    Variant.objects.take(sales, reference=order.number)


def _remember_wishes(checkout: Checkout) -> None:
    if checkout.wants_newsletter:
        consent.record(
            checkout.email,
            Consent.Channel.EMAIL,
            Consent.Purpose.NEWSLETTER,
            granted=True,
            basis=Consent.Basis.CONSENT,
            wording=NEWSLETTER_WORDING,
            source="checkout",
        )
