"""Two to four products side by side, from their address alone (K3)."""

import pytest

from catalog.flows.unpublish_product import unpublish_product
from catalog.models import Product
from tests import make
from tests.catalog.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
# The menu and the merchant's name stand on every page.
SHELL = 2


@pytest.fixture
def shelf() -> list[Product]:
    """Return five products of one department, of which two differ in all that is compared."""
    shelf = make.category()
    mug = {"name": "Mug", "slug": "mug", "features": {"Matière": "Grès", "Contenance": "30 cl"}}
    bowl = {"name": "Bol", "slug": "bol", "features": {"Matière": "Grès", "Four": "non"}}
    more = [{"name": f"Vase {n}", "slug": f"vase-{n}"} for n in range(3)]
    made = []
    for number, fields in enumerate([mug, bowl, *more]):
        product = make.product(category=shelf, **fields)
        for label in ("Craie", "Nuit"):
            price, sku = f"{20 + number}.00", f"{product.slug}-{label}".upper()
            make.variant(product=product, price=price, label=label, sku=sku)
        made.append(product)
    return made


def compare(client, *keys: str, **query: str):
    return client.get("/comparer/", {"p": keys, **query})


def rows(answer) -> dict[str, tuple[list[str], bool]]:
    return {row.name: (row.cells, row.differs) for row in answer.context["rows"]}


def test_what_differs_is_marked_in_words(client, shelf):
    answer = compare(client, "mug", "bol")

    found = rows(answer)
    assert found["Prix TTC"] == (["20\u00a0€", "21\u00a0€"], True)
    assert found["Matière"] == (["Grès", "Grès"], False)
    assert found["Contenance"] == (["30 cl", ""], True)
    assert found["Droit de rétractation"] == (["14 jours", "14 jours"], False)
    assert "Contenance différent 30 cl – non précisé" in text(answer)
    assert "Matière Grès Grès" in text(answer)
    assert '<meta name="robots" content="noindex, follow">' in answer.content.decode()
    assert not answer.cookies


def test_only_the_differences_are_shown_when_asked(client, shelf):
    answer = compare(client, "mug", "bol", differences="oui")

    assert "Matière" not in rows(answer)
    assert set(rows(answer)) == {"Prix TTC", "Contenance", "Four"}
    assert "Montrer toutes les lignes" in text(answer)


def test_variants_of_one_product_are_compared_too(client, shelf):
    make.offer(shelf[0].variants.get(sku="MUG-NUIT"), "15.00")
    answer = compare(client, "mug:MUG-CRAIE", "mug:MUG-NUIT")

    assert rows(answer)["Version"] == (["Craie", "Nuit"], True)
    assert rows(answer)["Prix TTC"] == (["20\u00a0€", "15\u00a0€"], True)


def test_an_exception_to_withdrawal_is_said(client, shelf):
    """R38."""
    Product.objects.filter(slug="bol").update(withdrawal_exception="4")

    cells, differs = rows(compare(client, "mug", "bol"))["Droit de rétractation"]
    assert cells == ["14 jours", shelf[1]._meta.model(withdrawal_exception="4").withdrawal_note]
    assert differs


def test_stars_are_shown_when_there_are_some(client, shelf):
    assert "Note des clients" not in rows(compare(client, "mug", "bol"))
    Product.objects.filter(slug="bol").update(rating_average="4.50", rating_count=2)

    told = rows(compare(client, "mug", "bol"))["Note des clients"]
    assert told == (["", "4,5 sur 5, 2 avis"], True)


def test_what_is_unknown_or_too_much_is_said_and_left_out(client, shelf):
    unpublish_product(shelf[4], actor=None)
    page = text(compare(client, "mug", "rien", "vase-2", "mug"))
    assert "2 produits demandés ne sont pas, ou ne sont plus, dans la boutique." in page
    assert "Ajoutez au moins un produit" in page

    page = compare(client, "mug", "bol", "vase-0", "vase-1", "mug:MUG-NUIT")
    assert "Quatre produits au plus" in text(page)
    assert page.context["keys"] == ["mug", "bol", "vase-0", "vase-1"]


def test_products_are_added_and_taken_away_by_links(client, shelf):
    page = compare(client, "mug", "bol", differences="oui").content.decode()

    assert 'href="?p=mug&amp;p=bol&amp;differences=oui&amp;p=vase-2"' not in page
    assert "p=mug&amp;p=bol&amp;p=vase-2" in page
    assert 'href="?p=bol&amp;differences=oui"' in page


@pytest.mark.parametrize("keys", [[], ["rien"], [""], ["x" * 5000], ["mug:'; DROP"] * 300])
def test_nothing_to_compare_is_no_error(client, keys):
    answer = compare(client, *keys)

    assert answer.status_code == 200
    assert "Rien à comparer pour l'instant." in text(answer)


def test_what_is_sold_by_the_text_of_its_buyer_is_not_added_from_here(client, shelf):
    Product.objects.filter(slug="bol").update(personalisation_length=12)
    page = compare(client, "mug", "bol").content.decode()

    assert page.count('action="/panier/lignes/"') == 1
    assert 'value="MUG-CRAIE"' in page


@pytest.mark.parametrize("count", [2, 4])
def test_two_or_four_ask_for_the_same_rows(client, shelf, django_assert_max_num_queries, count):
    keys = [product.slug for product in shelf[:count]]

    # Products, variants, offers; what could join them while there is room.
    with django_assert_max_num_queries(4 + SHELL):
        compare(client, *keys)
