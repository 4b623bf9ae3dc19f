"""Addresses last: a page that moved leads on, one that left says so, a draft was never there."""

import pytest
from django.urls import reverse

from catalog.flows.publish_product import publish_product
from catalog.flows.unpublish_product import unpublish_product
from catalog.models import Category, OldAddress, Product
from tests import make
from tests.catalog.pages import cards, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


@pytest.fixture
def mug() -> Product:
    return make.variant(product__name="Mug Matin", product__slug="mug-matin").product


def rename(client, row: Category | Product, slug: str) -> None:
    """Type another address in the admin, as staff do."""
    client.force_login(make.staff())
    name = row._meta.model_name
    address = reverse(f"admin:catalog_{name}_change", args=[row.pk])
    page = client.get(address).context
    form = page["adminform"].form
    sent = {key: form[key].value() for key in form.fields}
    sent = {
        key: value for key, value in sent.items() if value or (value == 0 and value is not False)
    }
    for inline in page["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = client.post(address, sent | {"slug": slug, "features": ""})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    client.logout()
    row.refresh_from_db()


def leads_to(client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    return answer.status_code, answer.headers.get("Location", "")


def test_a_moved_product_is_found_at_every_address_it_had(client, mug):
    """D2."""
    rename(client, mug, "mug-du-matin")
    rename(client, mug, "mug-aube")

    assert leads_to(client, "/produits/mug-matin/?v=A%26B") == (301, "/produits/mug-aube/?v=A%26B")
    assert leads_to(client, "/produits/mug-du-matin/") == (301, "/produits/mug-aube/")
    assert leads_to(client, "/en/produits/mug-matin/") == (301, "/en/produits/mug-aube/")
    assert client.get("/produits/mug-aube/").status_code == 200


def test_a_moved_department_keeps_its_page_number(client, mug):
    shelf = mug.category
    before = shelf.get_absolute_url()
    rename(client, shelf, "la-table")

    assert leads_to(client, f"{before}?page=2") == (301, "/rayons/la-table/?page=2")


def test_a_new_product_may_take_an_old_address(client, mug):
    OldAddress.objects.remember(mug, "bol")
    make.variant(product__name="Bol Brume", product__slug="bol")

    assert "Bol Brume" in text(client.get("/produits/bol/"))
    rename(client, Product.objects.get(slug="bol"), "bol-brume")
    assert leads_to(client, "/produits/bol/") == (301, "/produits/bol-brume/")


def test_a_product_that_came_back_to_its_address_is_not_sent_around(client, mug):
    rename(client, mug, "mug-aube")
    rename(client, mug, "mug-matin")

    assert client.get("/produits/mug-matin/").status_code == 200
    assert leads_to(client, "/produits/mug-aube/") == (301, "/produits/mug-matin/")


def test_what_is_no_longer_sold_says_so_and_shows_its_like(client, mug):
    """Ux 3.17."""
    make.variant(product__name="Mug Nuit", product__category=mug.category)
    OldAddress.objects.remember(mug, "mug-vieux")
    unpublish_product(mug, actor=None)

    for address in ("/produits/mug-matin/", "/produits/mug-vieux/"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "Ce produit n'est plus proposé" in text(answer)
        assert cards(answer) == ["Mug Nuit"]


def test_back_on_sale_a_product_is_itself_again(client, mug):
    unpublish_product(mug, actor=None)
    publish_product(mug, actor=None, missing=lambda _product: [])

    assert client.get("/produits/mug-matin/").status_code == 200
    assert Product.objects.get().retired_at is None


def test_a_deleted_product_is_remembered_by_its_name(client):
    mug = make.product(name="Mug Matin", slug="mug-matin")
    client.force_login(make.staff())
    client.post(reverse("admin:catalog_product_delete", args=[mug.pk]), {"post": "yes"})
    client.logout()

    answer = client.get("/produits/mug-matin/")
    assert not Product.objects.exists()
    assert answer.status_code == 410
    assert "Mug Matin a quitté la boutique" in text(answer)


def test_a_draft_was_never_there(client):
    draft = make.variant(product__slug="secret", product__published_at=None).product
    unpublish_product(draft, actor=None)
    rename(client, draft, "plus-secret")

    assert client.get("/produits/secret/").status_code == 404
    assert client.get("/produits/plus-secret/").status_code == 404
    assert not OldAddress.objects.exists()


def test_an_address_that_never_was_is_unknown(client):
    assert client.get("/produits/rien/").status_code == 404
    assert client.get("/rayons/rien/").status_code == 404


def test_a_farewell_asks_for_few_rows(client, mug, django_assert_num_queries):
    for _ in range(6):
        make.variant(product__category=mug.category)
    unpublish_product(mug, actor=None)

    # Published, retired, neighbours, what their cards show; menu and merchant.
    with django_assert_num_queries(6):
        client.get("/produits/mug-matin/")
