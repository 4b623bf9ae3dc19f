"""Offers with a share of the stock: nobody pays a price that was not on the screen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.models import Sum
from django.utils import timezone

from cart.flows.add_line import add_line
from cart.flows.change_quantity import change_quantity
from cart.models import Cart
from catalog.models import Offer, Product, Variant
from catalog.models.offer import OfferQuerySet
from checkout.flows.cancel_order import cancel_order
from checkout.flows.place_order import PriceChanged, place_order
from checkout.models import Checkout, Order, OrderLine
from tests import make
from tests.catalog.pages import text

BUYERS, SHARE = 50, 10
# The pool holds eight connections, one of which is the test's own.
TOGETHER = 7


def flash(share: int, *, stock: int = 100) -> tuple[Variant, Offer]:
    mug = make.variant(price="30.00", stock=stock, product__slug="mug")
    end = timezone.now() + timedelta(days=2)
    return mug, make.offer(mug, "20.00", share=share, ends_at=end)


def place(checkout: Checkout, total: str) -> Order:
    fresh = Checkout.objects.get(pk=checkout.pk)
    agreement = make.AGREEMENT
    return place_order(fresh, total_shown=Decimal(total), means="transfer", agreement=agreement)


@pytest.mark.django_db
def test_a_unit_sold_counts_and_the_last_one_ends_the_offer(shop, verified):
    """M10: whoever is shown 20 € when nothing is left is shown 30 €, and bought nothing."""
    mug, offer = flash(1)
    late = make.checkout(make.cart(mug))
    assert late.total() == Decimal("25.90")
    place(make.checkout(make.cart(mug)), "25.90")

    with pytest.raises(PriceChanged) as refusal:
        place(late, "25.90")

    assert (refusal.value.shown, refusal.value.total) == (Decimal("25.90"), Decimal("35.90"))
    offer.refresh_from_db()
    assert (offer.sold, offer.state(), Order.objects.count()) == (1, "sold_out", 1)
    assert Product.objects.get().lowest_price == Decimal("30.00")
    assert place(late, "35.90").lines.get().offer is None


@pytest.mark.django_db
def test_an_unpaid_order_gives_its_share_back_and_a_paid_one_does_not(shop, verified):
    mug, offer = flash(2)
    unpaid, paid = make.order(mug), make.order(mug, paid=True)
    assert Product.objects.get().lowest_price == Decimal("30.00")

    cancel_order(unpaid)
    cancel_order(paid)

    offer.refresh_from_db()
    assert offer.sold == 1
    assert Product.objects.get().lowest_price == Decimal("20.00")
    assert [str(line.unit_price) for line in OrderLine.objects.all()] == ["20.00", "20.00"]


@pytest.mark.django_db
def test_a_line_that_asks_for_more_than_is_left_has_the_plain_price_and_says_why(shop, client):
    mug, _offer = flash(2)
    client.post("/panier/lignes/", {"variant": mug.sku, "quantity": "3"})

    cart = Cart.objects.get()
    assert cart.goods_total == Decimal("90.00")
    page = text(client.get("/panier/"))
    assert "Il ne reste que 2 exemplaires à 20 € : prenez-en moins pour avoir ce prix." in page

    change_quantity(cart.lines.get(), 2)
    assert Cart.objects.get().goods_total == Decimal("40.00")


@pytest.mark.django_db
def test_two_lines_of_one_variant_share_what_is_left(shop, verified):
    mug, offer = flash(3)
    Product.objects.update(personalisation_length=20)
    cart = Cart.objects.create()
    for words in ("Léa", "Tom"):
        add_line(cart, mug, 2, personalisation=words)

    assert [line.unit_price for line in Cart.objects.get().buyable] == [Decimal("30.00")] * 2
    place(make.checkout(cart), "125.90")
    offer.refresh_from_db()
    assert offer.sold == 0


@pytest.mark.django_db
def test_the_page_says_the_true_end_and_what_is_left(shop, client):
    """M10: no end, no share: nothing is said; no counter runs."""
    mug = make.variant(price="30.00", product__slug="mug")
    end = timezone.now().replace(year=2099, month=11, day=24, hour=19, minute=0)
    make.offer(mug, "20.00", share=3, ends_at=end)

    page = client.get("/produits/mug/")
    assert "Offre valable jusqu'au 24 nov. 2099 à 20 h · Plus que 3 à ce prix" in text(page)

    mug.move_stock(-9, "correction", reference="test")
    assert "à ce prix" not in text(client.get("/produits/mug/")), "the stock says it: one is left"
    wide = make.variant(price="30.00", stock=99, product__slug="pot")
    make.offer(wide, "20.00", share=50)
    assert "50 exemplaires à ce prix" in text(client.get("/produits/pot/"))
    other = make.variant(price="30.00", product__slug="bol")
    make.offer(other, "20.00")
    assert "Offre valable" not in text(client.get("/produits/bol/"))


@pytest.mark.django_db
def test_an_end_at_midnight_is_the_day_before_included(client):
    mug = make.variant(price="30.00", product__slug="mug")
    end = timezone.now().replace(year=2099, month=11, day=24, hour=23, minute=0, second=0)
    make.offer(mug, "20.00", ends_at=end)

    assert "Offre valable jusqu'au 24 nov. 2099 inclus" in text(client.get("/produits/mug/"))


@pytest.mark.django_db
def test_the_last_screen_names_the_price_that_moved_and_keeps_what_was_typed(shop, client):
    mug, offer = flash(1)
    client.post("/panier/lignes/", {"variant": mug.sku, "quantity": "1"})
    make.checkout(Cart.objects.get())
    Offer.objects.filter(pk=offer.pk).update(sold=1)

    sent = {"means": "transfer", "cgv": "on", "total_shown": "25.90"}
    answer = client.post("/commande/paiement/", sent)

    page = text(answer)
    assert Order.objects.count() == 0
    assert f"Le prix de « {mug} » est passé de 20 € à 30 €." in page
    assert "35,90 €" in page


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Do all works, as many at a time as there are connections; give results and errors."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        except Exception as error:  # a deadlock must be seen by the test
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(run, works))


def fifty_buy() -> list[object]:
    make.shop()
    mug, _offer = flash(SHARE)
    checkouts = [make.checkout(make.cart(mug), email=f"c{n}@example.fr") for n in range(BUYERS)]

    def buy(checkout: Checkout) -> Order:
        try:
            return place(checkout, "25.90")
        except PriceChanged as change:
            return place(checkout, str(change.total))

    return at_once([lambda checkout=checkout: buy(checkout) for checkout in checkouts])


def at_the_offer() -> int:
    lines = OrderLine.objects.filter(unit_price="20.00")
    return lines.aggregate(sum=Sum("quantity", default=0))["sum"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_buyers_of_a_share_of_ten_make_ten_lines_at_its_price():
    """M10, I9: the other forty are told, and pay the plain price that they then saw."""
    results = fifty_buy()

    assert [result for result in results if not isinstance(result, Order)] == []
    offer = Offer.objects.get()
    assert (at_the_offer(), offer.sold, Order.objects.count()) == (SHARE, SHARE, BUYERS)
    totals = sorted(str(total) for total in Order.objects.values_list("total", flat=True))
    assert totals == ["25.90"] * SHARE + ["35.90"] * (BUYERS - SHARE)
    call_command("verify", "--quiet")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_guard_the_same_buyers_oversell_the_share(monkeypatch):
    """F46: what proves that the test above could fail, where buyers do act at once."""

    def check_then_act(offers: OfferQuerySet, offer_id: int, quantity: int) -> bool:
        offer = offers.get(pk=offer_id)
        if offer.has_room(quantity):
            offers.filter(pk=offer_id).update(sold=offer.sold + quantity)
        return offer.has_room(quantity)

    monkeypatch.setattr(OfferQuerySet, "claim", check_then_act)

    fifty_buy()

    # SQLite lets one writer in at a time: there nobody reads together with another.
    oversells = connections["default"].vendor == "postgresql"
    assert (at_the_offer() > SHARE) is oversells
