"""Services in the catalogue: what their page says, and what publishing asks for (K6, R2, R38)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.flows.publish_product import missing_to_publish
from catalog.models import Product
from tests import make
from tests.catalog.pages import text
from tests.catalog.test_admin import _page, _typed
from tests.catalog.test_admin import staff as staff  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.usefixtures("shop")


def test_a_service_needs_its_terms_and_no_maker() -> None:
    """R2, R78 is about goods."""
    board = make.service(product__published_at=None, product__service_terms="")

    assert missing_to_publish(board.product) == [
        "où et quand la prestation a lieu",
        "une image",
    ]


def test_the_exception_of_dated_services_wants_a_date_on_each_variant() -> None:
    """R38: 12° is for what happens on a day that is set."""
    course = make.service(product__withdrawal_exception="12", product__published_at=None)
    make.picture(course.product)

    missing = missing_to_publish(course.product)

    assert missing == ["la date de chaque variante, pour l'exception 12°"]
    course.takes_place_at = timezone.now() + timedelta(days=30)
    course.save()
    assert missing_to_publish(Product.objects.get(pk=course.product_id)) == []


@pytest.mark.parametrize(("kind", "exception"), [("goods", "12"), ("service", "4")])
def test_goods_and_services_have_exceptions_of_their_own(kind: str, exception: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make.product(kind=kind, withdrawal_exception=exception)


def test_the_page_says_where_how_long_and_that_nothing_is_delivered(client: Client) -> None:
    board = make.service(product__slug="entretien")

    page = text(client.get("/produits/entretien/"))

    for words in ["Disponible", "À l'atelier, sur rendez-vous.", "1 heure", "rien n'est livré"]:
        assert words in page
    assert "14 jours pour changer d'avis à compter de la commande." in page
    for words in ["Chez vous", "frais de retour", "Garantie légale de conformité"]:
        assert words not in page
    assert f'value="{board.sku}"' in client.get("/produits/entretien/").content.decode()


def test_places_and_days_are_told_in_their_own_words(client: Client) -> None:
    day = timezone.now() + timedelta(days=30)
    product = make.service(
        stock=2, takes_place_at=day, product__slug="atelier", product__withdrawal_exception="12"
    ).product
    make.service(product=product, stock=3, takes_place_at=timezone.now(), label="Hier")

    page = text(client.get("/produits/atelier/"))

    assert "Plus que 2 places" in page
    assert "pas de droit de rétractation (art. L221-28 12°)" in page
    variant = product.variants.get(label="Hier")
    assert not variant.can_be_added
    assert variant not in product.variants.all().obtainable()


def test_endless_places_are_for_services_alone(staff: Client) -> None:
    mug = make.variant()

    answer = staff.post(
        _page(mug.product), _typed(staff, mug.product, **{"variants-0-is_unlimited": "on"})
    )

    mug.refresh_from_db()
    assert "Réservé aux prestations de service." in answer.content.decode()
    assert not mug.is_unlimited


def test_the_nature_of_what_has_variants_stays(staff: Client) -> None:
    mug = make.variant()

    answer = staff.post(_page(mug.product), _typed(staff, mug.product, kind="service"))

    assert "Cette fiche a des variantes" in answer.content.decode()
    assert reverse("admin:catalog_product_change", args=[mug.product_id]) == _page(mug.product)
