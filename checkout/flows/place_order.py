"""Placing an order: the one way in which a cart becomes a contract."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from cart.flows.close_cart import close_cart
from cart.flows.hold_cart import free_expired_holds
from cart.models import Cart, CartLine
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
    Quote,
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
    order = _create_order(checkout, quote, lines, customer=customer, means=means, language=language)
    if order.total != total_shown:
        raise PriceChanged(total_shown, order.total)
    _take_stock(lines, order)
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


def _what_is_bought(checkout: Checkout) -> tuple[list[CartLine], Quote]:
    _free_what_others_let_go(checkout.cart)
    lines = checkout.cart.buyable
    if not lines:
        raise EmptyCart
    quote = checkout.quote()
    if not (checkout.has_contact and checkout.has_delivery and quote):
        raise IncompleteCheckout
    return lines, quote


def _create_order(  # noqa: PLR0913 - the parts of a contract
    checkout: Checkout,
    quote: Quote,
    lines: list[CartLine],
    *,
    customer: User | None,
    means: str,
    language: str,
) -> Order:
    copies = [_copy(line) for line in lines]
    gross = _gross_by_rate(copies)
    goods = sum(gross.values(), ZERO)
    shares = delivery_by_rate(quote.price, gross)
    delivery_vat = sum((money.vat_included(part, rate) for rate, part in shares.items()), ZERO)
    now = timezone.now()
    order = Order.objects.create(
        cart=checkout.cart,
        customer=customer,
        email=checkout.email,
        phone=checkout.phone,
        language=language,
        shipping_address=_saved(checkout.shipping_address()),
        billing_address=_saved(checkout.billing_address()),
        delivery_method=quote.method,
        delivery_name=quote.method.name,
        pickup_point=checkout.pickup_point if quote.method.is_relay else None,
        pickup_text=str(checkout.pickup_point) if quote.method.is_relay else "",
        delivery_first_on=quote.first,
        delivery_last_on=quote.last,
        delivery_price=quote.price,
        delivery_vat=delivery_vat,
        standard_delivery_price=_standard(checkout, quote),
        goods_total=goods,
        total=goods + quote.price,
        vat=sum((copy.vat for copy in copies), ZERO) + delivery_vat,
        note=checkout.note,
        is_gift=checkout.is_gift,
        placed_at=now,
        pay_before=now + _time_to_pay(means),
    )
    for copy in copies:
        copy.order = order
    OrderLine.objects.bulk_create(copies)
    return order


def _copy(line: CartLine) -> OrderLine:
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
        total=line.total,
        vat_rate=product.vat_rate,
        vat=money.vat_included(line.total, product.vat_rate),
        weight=variant.weight,
        withdrawal_exception=product.withdrawal_exception,
    )


def _gross_by_rate(copies: list[OrderLine]) -> dict[Decimal, Decimal]:
    gross: dict[Decimal, Decimal] = {}
    for copy in copies:
        gross[copy.vat_rate] = gross.get(copy.vat_rate, ZERO) + copy.total
    return gross


def _standard(checkout: Checkout, chosen: Quote) -> Decimal:
    # R34: the cheapest method that delivers to the address; fetching it oneself is no delivery.
    delivered = [quote.price for quote in checkout.quotes() if not quote.method.is_collection]
    return min(delivered, default=chosen.price)


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
    for line in lines:
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
