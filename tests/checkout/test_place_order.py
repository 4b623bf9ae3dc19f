from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cart.flows.change_quantity import change_quantity
from catalog.models import Offer, OutOfStock, Variant
from checkout.flows.place_order import (
    EmptyCart,
    IncompleteCheckout,
    PriceChanged,
    place_order,
)
from checkout.models import Checkout, Document, Order, Payment
from shop.models import Consent, LegalText, Message
from tests import make

pytestmark = pytest.mark.usefixtures("shop", "verified")


def place(checkout: Checkout, total: str = "55.70", **fields) -> Order:
    return place_order(
        checkout,
        total_shown=Decimal(total),
        **{"means": "transfer", "agreement": make.AGREEMENT, **fields},
    )


def test_an_order_copies_what_was_agreed():
    mug = make.variant(stock=5, price="24.90", label="Craie", product__name="Mug Matin")

    order = place(make.checkout(make.cart(mug, quantity=2)))

    line = order.lines.get()
    assert (line.name, line.label, line.sku) == ("Mug Matin", "Craie", mug.sku)
    assert (line.quantity, line.unit_price, line.total) == (2, Decimal("24.90"), Decimal("49.80"))
    assert (line.vat_rate, line.vat) == (Decimal("20.00"), Decimal("8.30"))
    assert (order.goods_total, order.delivery_price) == (Decimal("49.80"), Decimal("5.90"))
    assert (order.delivery_vat, order.vat) == (Decimal("0.98"), Decimal("9.28"))
    assert order.total == Decimal("55.70")
    assert order.shipping_address.lines() == [
        "Julie Martin",
        "8 rue de la République",
        "69002 Lyon",
    ]


def test_the_hold_becomes_a_sale():
    mug = make.variant(stock=5)
    cart = make.cart(mug, quantity=2)

    order = place(make.checkout(cart))

    mug.refresh_from_db()
    cart.refresh_from_db()
    assert (mug.stock, mug.held) == (3, 0)
    assert cart.closed_at is not None
    assert mug.stock_moves.get(kind="sold").reference == order.number


def test_a_product_that_changes_afterwards_changes_no_contract():
    """I4."""
    mug = make.variant(product__name="Mug Matin")
    order = make.order(mug)

    mug.product.name = "Autre chose"
    mug.product.save()
    mug.change_price(Decimal("99.00"))

    line = order.lines.get()
    assert (line.name, line.unit_price) == ("Mug Matin", Decimal("24.90"))


def test_a_second_click_finds_the_order_already_made():
    """I17."""
    checkout = make.checkout(make.cart(make.variant(), quantity=2))

    first, second = place(checkout), place(checkout)

    assert first == second
    assert Order.objects.count() == 1
    assert Payment.objects.count() == 1


def test_another_total_than_the_one_shown_orders_nothing():
    """I9."""
    mug = make.variant(stock=5)
    checkout = make.checkout(make.cart(mug, quantity=2))
    mug.change_price(Decimal("26.00"))

    with pytest.raises(PriceChanged) as refusal:
        place(checkout)

    assert (refusal.value.shown, refusal.value.total) == (Decimal("55.70"), Decimal("57.90"))
    mug.refresh_from_db()
    assert (mug.stock, mug.held, Order.objects.count()) == (5, 2, 0)
    assert Message.objects.count() == 0


def test_an_offer_that_ended_meanwhile_is_not_taken_for_the_price():
    mug = make.variant(price="30.00")
    Offer.objects.create(
        variant=mug, price=Decimal("20.00"), starts_at=timezone.now() - timedelta(days=1)
    )
    checkout = make.checkout(make.cart(mug))
    Offer.objects.update(ends_at=timezone.now())

    with pytest.raises(PriceChanged):
        place(checkout, "25.90")


def test_out_of_stock_leaves_nothing_behind():
    mug = make.variant(stock=1)
    checkout = make.checkout(make.cart(mug))
    # The hold ended, and somebody else bought the last one.
    checkout.cart.lines.update(held=0)
    Variant.objects.filter(pk=mug.pk).update(held=0)
    other = make.variant(stock=3)
    late = make.checkout(make.cart(mug, other), email="autre@example.fr")
    place(late, "55.70")

    with pytest.raises(EmptyCart):
        place(checkout, "30.80")

    assert Order.objects.count() == 1


def test_stock_that_an_ended_hold_still_counts_is_sold():
    """I14."""
    mug = make.variant(stock=1)
    checkout = make.checkout(make.cart(mug))
    checkout.cart.lines.update(held=0)
    Variant.objects.filter(pk=mug.pk).update(held=0)
    ended = timezone.now() - timedelta(minutes=1)
    other = make.cart(mug)
    type(other).objects.filter(pk=other.pk).update(held_until=ended)

    order = place(Checkout.objects.get(pk=checkout.pk), "30.80")

    mug.refresh_from_db()
    assert (order.total, mug.stock, mug.held) == (Decimal("30.80"), 0, 0)


def test_an_empty_cart_orders_nothing():
    mug = make.variant()
    cart = make.cart(mug)
    change_quantity(cart.lines.get(), 0)

    with pytest.raises(EmptyCart):
        place(make.checkout(cart))


@pytest.mark.parametrize(
    "missing",
    [
        {"email": ""},
        {"ship_line1": ""},
        {"delivery_method": None},
        {"method": "relais", "pickup_point": None},
        {"ship_postcode": "97400"},
    ],
)
def test_an_unfinished_checkout_orders_nothing(missing):
    checkout = make.checkout(make.cart(make.variant(), quantity=2), **missing)

    with pytest.raises(IncompleteCheckout):
        place(checkout)

    assert Order.objects.count() == 0


def test_the_texts_of_the_contract_are_frozen_with_their_hashes():
    """R5, R15."""
    order = make.order()
    LegalText.publish(
        "cgv",
        "2026-11-15",
        title="CGV",
        body="Autre texte",
        valid_from=timezone.localdate(),
    )
    later = make.order()

    contract = order.contract
    assert contract.cgv_version == "2026-11-01"
    assert later.contract.cgv_version == "2026-11-15"
    assert "Maison Brumelle" in contract.cgv.html
    assert contract.button == "Commande avec obligation de paiement"
    assert contract.notice == later.contract.notice
    assert Document.objects.count() == 4


def test_delivery_vat_follows_the_rates_of_the_goods():
    mug = make.variant(price="20.00")
    honey = make.variant(price="10.00", product__vat_rate=Decimal("5.50"))

    order = make.order(mug, honey)

    # 5.90 € are shared 3.93 and 1.97 over goods of 20 € and 10 €.
    assert order.vat_by_rate() == {
        Decimal("20.00"): Decimal("3.33") + Decimal("0.66"),
        Decimal("5.50"): Decimal("0.52") + Decimal("0.10"),
    }
    assert order.vat == sum(order.vat_by_rate().values())


def test_the_standard_price_of_delivery_is_kept_for_a_withdrawal():
    """R34."""
    express = make.order(method="express", phone="+33612345678")
    collection = make.order(method="retrait")

    assert (express.delivery_price, express.standard_delivery_price) == (
        Decimal("11.90"),
        Decimal("3.90"),
    )
    assert (collection.delivery_price, collection.standard_delivery_price) == (
        Decimal("0.00"),
        Decimal("3.90"),
    )


def test_the_newsletter_is_asked_for_only_by_its_box():
    """R57."""
    make.order()
    make.order(email="oui@example.fr", wants_newsletter=True)

    consent = Consent.objects.get()
    assert (consent.email, consent.purpose, consent.basis) == (
        "oui@example.fr",
        "newsletter",
        "consent",
    )


def test_time_to_pay_depends_on_the_means():
    card, transfer = make.order(means="card"), make.order()

    assert card.pay_before - card.placed_at == timedelta(minutes=45)
    assert transfer.pay_before - transfer.placed_at == timedelta(days=7)


def test_a_last_unit_is_refused_to_the_second_buyer():
    mug = make.variant(stock=1)
    first = make.checkout(make.cart(mug))
    second = make.checkout(make.cart(make.variant()), email="autre@example.fr")
    second.cart.lines.create(variant=mug, quantity=1, price_seen=mug.price)
    shown = second.total()
    place(first, "30.80")

    with pytest.raises((PriceChanged, OutOfStock)):
        place(second, str(shown + Decimal("24.90")))

    assert Order.objects.count() == 1
