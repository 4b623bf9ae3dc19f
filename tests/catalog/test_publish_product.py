"""Publishing: what the law and the page want is asked for first (R2, R78, K4, D9)."""

import pytest

from catalog.flows.publish_product import NotReady, missing_to_publish, publish_product
from catalog.flows.unpublish_product import unpublish_product
from catalog.models import Product
from tests import make

pytestmark = pytest.mark.django_db


def _draft(**fields: object) -> Product:
    variant = make.variant(
        product__published_at=None, **{f"product__{k}": v for k, v in fields.items()}
    )
    return variant.product


def test_a_complete_product_is_published_and_its_history_says_by_whom() -> None:
    product, staff = _draft(), make.staff()
    make.picture(product)

    published = publish_product(product, actor=staff)

    assert published.is_published
    assert Product.objects.published().get() == product
    assert published.history.first().history_user == staff


def test_everything_that_lacks_is_named_at_once() -> None:
    product = make.product(
        published_at=None,
        benefit="",
        description="",
        manufacturer_name="",
        manufacturer_address="",
        manufacturer_email="",
        net_quantity=100,
        personalisation_length=12,
    )

    with pytest.raises(NotReady) as refusal:
        publish_product(product, actor=None)

    assert refusal.value.reasons == [
        "le bénéfice, en une phrase",
        "la description",
        "au moins une variante, avec son prix",
        "l'unité de la quantité nette",
        "le texte à demander à l'acheteur",
        "une image",
        "le nom du fabricant",
        "l'adresse postale du fabricant",
        "l'adresse électronique du fabricant",
    ]
    product.refresh_from_db()
    assert product.published_at is None


def test_a_picture_needs_its_text_and_must_be_ready() -> None:
    product = _draft()
    picture = make.picture(product, alt="", status="pending")
    assert missing_to_publish(product) == ["une image"]

    picture.move_to("ready")
    assert missing_to_publish(product) == ["le texte alternatif de chaque image"]


def test_food_needs_no_manufacturer() -> None:
    product = _draft(manufacturer_name="", gpsr_exemption="denrée alimentaire")
    make.picture(product)

    assert missing_to_publish(product) == []


def test_publishing_twice_keeps_the_first_date_and_hiding_twice_is_harmless() -> None:
    product = _draft()
    make.picture(product)

    first = publish_product(product, actor=None).published_at
    assert publish_product(product, actor=None).published_at == first

    assert unpublish_product(product, actor=None).published_at is None
    assert unpublish_product(product, actor=None).published_at is None
    assert product.history.count() == 3
