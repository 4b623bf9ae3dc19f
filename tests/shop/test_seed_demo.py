"""The demo shop: complete by the law's own list, planted once, never over the merchant's work."""

import stat
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Sum
from django.test import override_settings
from django.utils import timezone

from catalog.flows.publish_product import missing_to_publish
from catalog.models import (
    Category,
    Guide,
    Offer,
    PriceChange,
    Product,
    ProductImage,
    StockMove,
    Variant,
)
from checkout.models import DeliveryMethod, PickupPoint
from shop import calendar
from shop.demo import plant
from shop.first_admin import first_admin, password_file
from shop.models import LegalText, Merchant, User

FEATURED = [
    "mug-matin",
    "bol-brume",
    "vase-galet",
    "torchons-lin",
    "bougie-sous-bois",
    "planche-a-decouper",
    "theiere-veillee",
    "miel-chataignier",
]


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker, tmp_path_factory):
    """Plant once for the whole file; each test undoes only what it does itself."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        plant()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(planted, db) -> None:
    """Open the demo shop."""


def _counts() -> list[int]:
    models = [Merchant, Category, Product, Variant, ProductImage, PriceChange, Offer, StockMove]
    models += [DeliveryMethod, PickupPoint, LegalText]
    return [model.objects.count() for model in models]


@pytest.mark.usefixtures("demo")
def test_the_shop_has_its_goods_and_planting_again_adds_nothing() -> None:
    before = _counts()
    assert before[:5] == [1, 9, 41, 69, 45]
    assert (DeliveryMethod.objects.count(), PickupPoint.objects.count()) == (4, 12)
    assert LegalText.objects.current("cgv")

    assert plant() is False

    assert _counts() == before


@pytest.mark.usefixtures("demo")
def test_what_the_merchant_changed_or_removed_stays_so() -> None:
    Product.objects.filter(slug="mug-matin").update(name="Mug du soir")
    Merchant.objects.update(announcement="Fermé en août")
    DeliveryMethod.objects.get(code="express").delete()

    plant()

    assert Product.objects.get(slug="mug-matin").name == "Mug du soir"
    assert Merchant.current().announcement == "Fermé en août"
    assert not DeliveryMethod.objects.filter(code="express").exists()


@pytest.mark.usefixtures("demo")
def test_every_product_is_on_sale_and_lacks_nothing() -> None:
    """R2, R78, K4, D9."""
    for product in Product.objects.all():
        assert product.is_published
        assert missing_to_publish(product) == [], product.slug
        assert product.brand is not None
        assert product.features, product.slug


@pytest.mark.usefixtures("demo")
def test_every_picture_is_ready_and_described() -> None:
    for picture in ProductImage.objects.all():
        assert (picture.status, picture.width, picture.height) == ("ready", 600, 750)
        assert 20 <= len(picture.alt) <= 125, picture.alt
    shown = ProductImage.objects.filter(variant__isnull=False)
    assert sorted(p.variant.label for p in shown) == ["Craie", "Nuit", "Ocre", "Sauge"]


@pytest.mark.usefixtures("demo")
def test_the_teapot_is_struck_at_its_price_of_before() -> None:
    """R50."""
    teapot = Variant.objects.get(product__slug="theiere-veillee")

    assert teapot.current_price == Decimal("79.00")
    assert teapot.reference_price == Decimal("99.00")
    assert teapot.reduction == 20
    assert Offer.objects.count() == 2


@pytest.mark.usefixtures("demo")
def test_the_candle_has_a_flash_offer_that_the_law_lets_the_page_tell() -> None:
    candle = Variant.objects.get(product__slug="bougie-sous-bois")
    assert (candle.reduction, candle.offer.share) == (20, 12)
    assert candle.offer.ends_at > candle.offer.starts_at
    assert Guide.objects.published().count() == 2
    assert candle.reference_price == candle.price


@pytest.mark.usefixtures("demo")
def test_every_price_has_a_past_and_every_stock_its_ledger() -> None:
    old = timezone.now() - timedelta(days=59)
    for variant in Variant.objects.all():
        change = variant.price_changes.get()
        assert (change.price, change.at < old) == (variant.price, True)
        moves = variant.stock_moves.aggregate(total=Sum("quantity"))["total"] or 0
        assert variant.stock == moves


@pytest.mark.usefixtures("demo")
def test_the_particular_cases_are_there() -> None:
    exceptions = dict(
        Product.objects.exclude(withdrawal_exception="").values_list("slug", "withdrawal_exception")
    )
    assert exceptions == {
        "mug-prenom": "3",
        "eucalyptus-frais": "4",
        "savon-surgras": "5",
        "atelier-emaillage": "12",
    }
    mug = Product.objects.get(slug="mug-prenom")
    assert (mug.made_to_order_days, mug.personalisation_length) == (10, 12)
    assert mug.personalisation_label == "Prénom à graver"
    diffuser = Variant.objects.get(product__slug="diffuseur-linge-frais")
    assert (diffuser.stock, diffuser.restock_on) == (0, calendar.today() + timedelta(days=10))
    oil = Variant.objects.get(product__slug="huile-olive")
    assert oil.unit_price == Decimal("35.00")
    featured = Product.objects.published().featured().values_list("slug", flat=True)
    assert list(featured) == FEATURED
    assert Product.objects.filter(new_until__gte=calendar.today()).count() == 4
    assert Variant.objects.get(sku="BOL-BRUME-14-SAUGE").label == "Moyen — 14 cm, Sauge"


@pytest.mark.usefixtures("demo")
def test_delivery_costs_what_the_shop_announces() -> None:
    quotes = DeliveryMethod.objects.quotes(goods_total=Decimal("59.99"), weight=1000)
    assert [(q.method.code, q.price) for q in quotes] == [
        ("relais", Decimal("3.90")),
        ("domicile", Decimal("5.90")),
        ("express", Decimal("11.90")),
        ("retrait", Decimal("0.00")),
    ]
    free = DeliveryMethod.objects.quotes(goods_total=Decimal("60.00"), weight=30_000)
    assert free[0].price == Decimal("0.00")
    overseas = DeliveryMethod.objects.quotes(
        goods_total=Decimal("20.00"), weight=1000, postcode="97400"
    )
    assert [q.method.code for q in overseas] == ["retrait"]
    too_heavy = DeliveryMethod.objects.quotes(goods_total=Decimal("20.00"), weight=30_001)
    assert too_heavy == []


@pytest.mark.usefixtures("demo")
def test_the_merchant_is_complete_and_plainly_fictional() -> None:
    merchant = Merchant.current()
    assert merchant.missing_fields() == []
    assert "fictive" in merchant.legal_name
    assert merchant.order_prefix == "MB"


def test_the_first_login_is_made_once_and_kept_from_others(db, settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path

    login = first_admin()

    assert first_admin() == login
    assert User.objects.get(is_superuser=True).check_password(login.password)
    assert stat.S_IMODE(password_file().stat().st_mode) == 0o600


def test_a_changed_password_is_not_printed_any_more(db, settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    user = User.objects.get(email=first_admin().email)
    user.set_password("une autre phrase de passe")
    user.save()

    assert first_admin() is None
    assert User.objects.filter(is_superuser=True).count() == 1


@pytest.mark.usefixtures("demo")
def test_the_command_tells_how_to_enter(settings, tmp_path, capsys) -> None:
    settings.VAR_DIR = tmp_path

    call_command("seed_demo", skip_checks=True)

    told = capsys.readouterr().out
    assert "There are products already: none was added." in told
    assert password_file().read_text().split()[1] in told


@pytest.mark.usefixtures("demo")
def test_some_goods_show_what_only_some_laws_ask_for() -> None:
    """K4, R46, R79: a film of our own, a durable mill, a cushion that pays its own recycling."""
    mug = Product.objects.get(slug="mug-matin")
    assert mug.video.size < 200_000
    assert mug.video_captions.read().startswith(b"WEBVTT")
    assert mug.complements.count() == 2
    assert Product.objects.get(slug="moulins-duo").guarantee_years == 10
    cushion = Variant.objects.get(sku="COUSSIN-BANC-RAY")
    assert cushion.eco_participation == Decimal("0.12")
    assert cushion.product.has_environment_sheet
