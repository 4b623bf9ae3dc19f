import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template

from catalog.models import Variant
from checkout.models import DeliveryMethod
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def sunday():
    with time_machine.travel(SUNDAY, tick=False):
        yield


def show(tag: str, **context: object) -> str:
    """Return what a person reads of a tag."""
    html = Template("{% load delivery_tags %}{% " + tag + " %}").render(Context(context))
    words = re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").replace(".", "")
    return re.sub(r"\s+", " ", unescape(words)).strip()


def promise(variant: Variant) -> str:
    return show("delivery_promise variant", variant=variant)


def test_the_promise_names_the_door_then_the_pick_up_point():
    """K12."""
    assert promise(make.variant(price="24.90")) == (
        "Chez vous entre mer 25 et jeu 26 nov — 5,90 € "
        "Point relais entre jeu 26 et ven 27 nov — 3,90 €, offerte dès 60 €"
    )


def test_the_promise_counts_the_making_time():
    made = make.variant(product__made_to_order_days=10)

    assert "Chez vous entre lun 7 et mar 8 déc" in promise(made)


def test_free_delivery_is_said_to_be_free():
    assert "Point relais entre jeu 26 et ven 27 nov — offerte" in promise(
        make.variant(price="60.00")
    )


def test_a_method_that_does_not_take_the_weight_is_not_promised():
    heavy = make.variant(weight=30_001)

    assert promise(heavy).startswith("Date et prix de livraison : écrivez-nous")


def test_collection_is_promised_when_nothing_is_sent():
    DeliveryMethod.objects.exclude(code="retrait").update(is_active=False)

    assert promise(make.variant()) == "Retrait à l'atelier mar 24 nov — offerte"


def test_the_estimate_is_the_cheapest_delivery_and_never_collection():
    cart = make.cart(make.variant(price="24.90"))

    assert show("delivery_estimate cart", cart=cart) == (
        "Livraison estimée Point relais, entre jeu 26 et ven 27 nov 3,90 € "
        "Total TTC 28,80 € dont TVA 20 % 4,80 €"
    )


def test_without_a_method_the_total_says_that_it_is_without_delivery():
    DeliveryMethod.objects.update(is_active=False)
    cart = make.cart(make.variant(price="24.90"))

    assert show("delivery_estimate cart", cart=cart) == (
        "Livraison estimée selon votre adresse "
        "Total TTC, hors livraison 24,90 € dont TVA 20 % 4,15 €"
    )
