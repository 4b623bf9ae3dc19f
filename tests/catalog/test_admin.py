"""The catalogue's admin: prices and stock move by their own rules, publishing by its flow."""

from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog.models import Attribute, Brand, Category, Offer, Product, ProductImage, Variant
from tests import make
from tests.catalog.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, settings: Any, tmp_path: Any) -> Client:
    """Sign the merchant in."""
    settings.MEDIA_ROOT = tmp_path
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(make.staff())
    return client


def _page(product: Product) -> str:
    return reverse("admin:catalog_product_change", args=[product.pk])


def _typed(client: Client, product: Product, **changes: Any) -> dict[str, Any]:
    """Return what the page would send back as it stands, with some fields typed anew."""
    response = client.get(_page(product))
    shown = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        shown += [inline.formset.management_form, *inline.formset.forms]
    sent: dict[str, Any] = {}
    for form in shown:
        for field in form:
            value = field.value()
            if value is None or isinstance(field.field, forms.FileField):
                continue
            sent[field.html_name] = getattr(value, "pk", value)
    return {**sent, **changes}


def _photo(width: int = 400) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (width, 500), "sienna").save(content, "PNG")
    return SimpleUploadedFile("photo.png", content.getvalue(), "image/png")


def test_every_list_and_form_opens(staff: Client) -> None:
    variant = make.variant()
    make.picture(variant.product)
    Offer.objects.create(variant=variant, price="19.90", starts_at=variant.product.created_at)
    names = ["category", "product", "brand", "attribute", "offer"]
    for name in [*names, "stockmove", "pricechange", "variant"]:
        assert staff.get(reverse(f"admin:catalog_{name}_changelist")).status_code == 200, name
    for name in names:
        assert staff.get(reverse(f"admin:catalog_{name}_add")).status_code == 200, name
    history = reverse("admin:catalog_product_history", args=[variant.product_id])
    assert staff.get(history).status_code == 200


def test_the_history_of_a_product_is_told_in_words(staff: Client) -> None:
    product = make.product(brand=None, is_featured=False, withdrawal_exception="")
    product.is_featured, product.withdrawal_exception = True, "3"
    product.brand = Brand.objects.create(name="Terres", slug="terres")
    product.published_at = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
    product.save()

    page = text(staff.get(reverse("admin:catalog_product_history", args=[product.pk])))

    for words in ["Changements", "non → oui", "→ Terres", "→ 5 janvier 2026 09:30"]:
        assert words in page
    assert str(product.get_withdrawal_exception_display()) in page
    assert not {"None", "Changes", "True"} & set(page.split())


def test_the_list_says_what_lacks_and_costs_no_query_a_row(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    for _row in range(5):
        make.picture(make.variant(product__published_at=None).product, alt="")

    with django_assert_max_num_queries(16):
        page = staff.get(reverse("admin:catalog_product_changelist") + "?etat=drafts")

    assert page.content.decode().count("le texte alternatif de chaque image") == 5
    assert "brouillon" in page.content.decode()


def test_saving_the_page_as_it_stands_changes_nothing(staff: Client) -> None:
    variant = make.variant(stock=5)
    make.picture(variant.product)

    response = staff.post(_page(variant.product), _typed(staff, variant.product))

    assert response.status_code == 302, response.context["errors"]
    fresh = Variant.objects.get()
    assert (fresh.stock, fresh.price_changes.count(), fresh.stock_moves.count()) == (5, 1, 1)
    assert fresh.history.count() == 1


def test_a_typed_price_goes_through_its_history(staff: Client) -> None:
    variant = make.variant(price="24.90")

    sent = _typed(staff, variant.product, **{"variants-0-price": "26,50"})
    staff.post(_page(variant.product), sent)

    variant.refresh_from_db()
    assert str(variant.price) == "26.50"
    changes = variant.price_changes.order_by("pk")
    assert [str(change.price) for change in changes] == ["24.90", "26.50"]
    assert changes.last().actor is not None


def test_stock_is_moved_with_its_reason_while_carts_go_on(staff: Client) -> None:
    variant = make.variant(stock=5)
    change = {
        "variants-0-stock_change": "-2",
        "variants-0-stock_kind": "correction",
        "variants-0-stock_reason": "Casse à l'atelier",
        "variants-0-weight": "400",
    }
    sent = _typed(staff, variant.product, **change)
    assert Variant.objects.hold(variant.pk, 1)

    assert staff.post(_page(variant.product), sent).status_code == 302

    variant.refresh_from_db()
    assert (variant.stock, variant.held, variant.weight) == (3, 1, 400)
    move = variant.stock_moves.first()
    assert (move.kind, move.quantity, move.reference) == ("correction", -2, "Casse à l'atelier")


@pytest.mark.parametrize(
    ("change", "reason", "told"),
    [("-4", "Casse", "des paniers en réservent 2"), ("3", "", "Dites pourquoi le stock change.")],
)
def test_stock_that_carts_hold_or_without_a_reason_is_refused(
    staff: Client, change: str, reason: str, told: str
) -> None:
    variant = make.variant(stock=5)
    Variant.objects.hold(variant.pk, 2)
    typed = {"variants-0-stock_change": change, "variants-0-stock_reason": reason}

    response = staff.post(_page(variant.product), _typed(staff, variant.product, **typed))

    assert told in response.content.decode()
    assert Variant.objects.get().stock == 5


def test_a_new_variant_gets_its_label_its_price_and_its_first_stock(staff: Client) -> None:
    variant = make.variant()
    value = Attribute.objects.create(name="Émail").values.create(name="Sauge")
    typed = {
        "variants-TOTAL_FORMS": "2",
        "variants-1-sku": "MUG-SAUGE",
        "variants-1-price": "29",
        "variants-1-weight": "380",
        "variants-1-position": "1",
        "variants-1-values": [value.pk],
        "variants-1-stock_change": "12",
        "variants-1-stock_kind": "received",
        "variants-1-stock_reason": "Livraison du four",
    }

    staff.post(_page(variant.product), _typed(staff, variant.product, **typed))

    sauge = Variant.objects.get(sku="MUG-SAUGE")
    assert (sauge.label, sauge.stock, sauge.price_changes.count()) == ("Sauge", 12, 1)


def test_an_added_picture_is_made_ready_at_once(staff: Client) -> None:
    variant = make.variant()
    product = variant.product
    typed = {
        "pictures-0-original": _photo(),
        "pictures-0-alt": "Un mug ocre",
        "pictures-0-variant": variant.pk,
    }

    staff.post(_page(product), _typed(staff, product, **typed))

    picture = ProductImage.objects.get()
    assert picture.variant == variant
    assert (picture.status, picture.alt, list(picture.sizes)) == (
        "ready",
        "Un mug ocre",
        ["320", "400"],
    )


@pytest.mark.parametrize(
    ("file", "alt", "told"),
    [
        (_photo(), "", "Dites ce que l'image montre."),
        (SimpleUploadedFile("a.png", b"<svg/>", "image/png"), "Un mug", "image"),
    ],
)
def test_a_picture_without_words_or_that_is_none_is_refused(
    staff: Client, file: SimpleUploadedFile, alt: str, told: str
) -> None:
    product = make.variant().product
    typed = {"pictures-0-original": file, "pictures-0-alt": alt}

    response = staff.post(_page(product), _typed(staff, product, **typed))

    assert response.status_code == 200
    assert told in unescape(response.content.decode())
    assert not ProductImage.objects.exists()


def test_publishing_names_what_lacks_and_publishes_the_rest(staff: Client) -> None:
    ready = make.variant(product__published_at=None).product
    make.picture(ready)
    bare = make.product(published_at=None, name="Sans rien")
    chosen = {"action": "publish", "_selected_action": [ready.pk, bare.pk]}

    page = staff.post(reverse("admin:catalog_product_changelist"), chosen, follow=True)

    assert list(Product.objects.published()) == [ready]
    assert "Sans rien n'est pas publié" in unescape(page.content.decode())

    chosen["action"] = "unpublish"
    staff.post(reverse("admin:catalog_product_changelist"), chosen)
    assert not Product.objects.published().exists()


def test_a_published_page_keeps_its_benefit(staff: Client) -> None:
    product = make.variant().product

    response = staff.post(_page(product), _typed(staff, product, benefit=""))

    assert "Un produit publié en a besoin." in response.content.decode()


def test_characteristics_are_lines(staff: Client) -> None:
    product = make.variant().product
    lines = "Matière : Grès\nLavage: 60 °C"

    staff.post(_page(product), _typed(staff, product, features=lines))
    product.refresh_from_db()
    assert product.features == {"Matière": "Grès", "Lavage": "60 °C"}

    response = staff.post(_page(product), _typed(staff, product, features="Grès"))
    assert "deux-points" in response.content.decode()


def test_missing_pictures_are_asked_for_again(staff: Client) -> None:
    product = make.product()
    make.picture(product, status="missing", error="Le site ne répond pas.")
    chosen = {"action": "fetch_again", "_selected_action": [product.pk]}

    staff.post(reverse("admin:catalog_product_changelist"), chosen)

    assert ProductImage.objects.get().status == "pending"


def test_departments_are_added_moved_and_kept_while_they_serve(staff: Client) -> None:
    add = reverse("admin:catalog_category_add")
    staff.post(add, {"name": "Table", "slug": "table", "position": 1})
    table = Category.objects.get()
    staff.post(add, {"name": "Mugs", "slug": "mugs", "position": 0, "parent": table.pk})
    staff.post(add, {"name": "Bois", "slug": "bois", "position": 0})
    mugs = Category.objects.get(slug="mugs")
    assert [(c.name, c.depth) for c in Category.objects.get_tree()] == [
        ("Bois", 1),
        ("Table", 1),
        ("Mugs", 2),
    ]

    change = reverse("admin:catalog_category_change", args=[mugs.pk])
    bois = Category.objects.get(slug="bois")
    sent = {"name": "Mugs", "slug": "mugs", "position": 0, "parent": bois.pk}
    assert staff.post(change, sent).status_code == 302
    assert Category.objects.get_parent(Category.objects.get(slug="mugs")) == bois
    staff.post(change, {**sent, "parent": "", "position": 5})
    assert [c.name for c in Category.objects.get_root_nodes()] == ["Bois", "Table", "Mugs"]

    make.product(category=Category.objects.get(slug="bois"))
    delete = reverse("admin:catalog_category_delete", args=[bois.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    assert Category.objects.find_problems() == ([], [], [], [], [])


def test_an_offer_must_lower_the_price_and_ledgers_are_only_read(staff: Client) -> None:
    variant = make.variant(price="24.90")
    sent = {"references": variant.sku, "cut": "price", "value": "24,90", "confirm": "1"}

    response = staff.post(reverse("admin:catalog_offer_add"), sent)

    assert "Le prix doit être inférieur" in response.content.decode()
    assert Offer.objects.count() == 0
    assert staff.get(reverse("admin:catalog_stockmove_add")).status_code == 403
    assert staff.get(reverse("admin:catalog_pricechange_add")).status_code == 403
    assert staff.get(reverse("admin:catalog_variant_add")).status_code == 403


def test_the_search_finds_by_sku(staff: Client) -> None:
    make.variant(sku="BOL-BRUME", product__name="Bol")
    make.variant(sku="MUG", product__name="Tasse")

    page = staff.get(reverse("admin:catalog_product_changelist") + "?q=bol-br")

    assert [product.name for product in page.context["cl"].result_list] == ["Bol"]
