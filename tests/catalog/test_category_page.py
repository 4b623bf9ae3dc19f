from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Category
from tests import make
from tests.catalog.pages import cards, structured_data, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
# The menu and the merchant's name stand on every page.
SHELL = 2


@pytest.fixture
def table() -> Category:
    return make.category(name="Table en grès", slug="table", intro="À utiliser tous les jours.")


def below(parent: Category, **fields: str) -> Category:
    return Category.objects.add_child(parent, instance=Category(**fields))


def test_a_department_shows_its_products_and_those_of_the_departments_below(client, table):
    mugs = below(table, name="Mugs", slug="mugs")
    make.variant(product__name="Bol", product__category=table)
    make.variant(product__name="Mug", product__category=Category.objects.get(pk=mugs.pk))
    make.variant(product__name="Bougie", product__category=make.category())

    answer = client.get("/rayons/table/")

    assert sorted(cards(answer)) == ["Bol", "Mug"]
    assert "À utiliser tous les jours." in text(answer)
    assert "2 produits" in text(answer)
    assert '<a class="chip" href="/rayons/mugs/">Mugs</a>' in answer.content.decode()


def test_a_department_below_shows_the_way_to_it(client, table):
    below(table, name="Mugs", slug="mugs")

    answer = client.get("/rayons/mugs/")

    assert "Accueil Table en grès Mugs" in text(answer)
    steps = structured_data(answer)["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Accueil", "Table en grès", "Mugs"]


def test_an_unpublished_product_is_not_listed(client, table):
    make.variant(product__category=table, product__published_at=None)
    make.variant(product__category=table, product__published_at=timezone.now() + timedelta(days=1))

    assert "Cette catégorie se prépare." in text(client.get("/rayons/table/"))


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("pertinence", ["Essentiel", "Récent", "Ancien", "Épuisé"]),
        ("nouveautes", ["Récent", "Épuisé", "Ancien", "Essentiel"]),
        ("prix-croissant", ["Épuisé", "Essentiel", "Récent", "Ancien"]),
        ("prix-decroissant", ["Ancien", "Récent", "Essentiel", "Épuisé"]),
        ("n'importe quoi", ["Essentiel", "Récent", "Ancien", "Épuisé"]),
    ],
)
def test_the_list_is_sorted_as_asked(client, table, order, names):
    now = timezone.now()
    rows = [
        ("Récent", "30.00", 5, 1, False),
        ("Épuisé", "10.00", 0, 2, False),
        ("Ancien", "40.00", 5, 3, False),
        ("Essentiel", "50.00", 5, 4, True),
    ]
    for name, price, stock, age, featured in rows:
        sold = make.variant(
            price=price,
            stock=stock,
            product__name=name,
            product__category=table,
            product__is_featured=featured,
            product__published_at=now - timedelta(days=age),
        )
        if featured:
            make.offer(sold, "20.00")

    assert cards(client.get("/rayons/table/", {"tri": order})) == names


def test_a_card_shows_the_lowest_price_that_can_be_bought(client, table):
    plate = make.product(name="Assiette", category=table)
    make.variant(product=plate, price="15.00", stock=0)
    make.variant(product=plate, price="18.00")
    make.variant(product=plate, price="24.00")

    assert "à partir de 18 € 3 versions" in text(client.get("/rayons/table/"))


def test_a_card_strikes_only_the_lowest_price_of_thirty_days(client, table):
    """K9, R50."""
    make.offer(make.variant(price="99.00", product__category=table), "79.00")
    make.offer(make.variant(price="60.00", product__category=table), "50.00", days_of_history=10)

    page = text(client.get("/rayons/table/"))

    assert "79 € Ancien prix 99 € −20 % Prix le plus bas des 30 derniers jours : 99 €" in page
    assert page.count("Ancien prix") == 1
    assert "60 €" not in page


def test_a_card_says_when_stock_is_not_plain(client, table):
    make.variant(stock=2, product__category=table)
    make.variant(stock=0, product__category=table)
    make.variant(product__made_to_order_days=10, product__category=table)

    page = text(client.get("/rayons/table/"))

    assert "Plus que 2 en stock" in page
    assert "Épuisé" in page
    assert "Sur commande : 10 jours" in page
    assert page.count("En stock") == 1  # the filter


def test_a_food_card_shows_its_unit_price(client, table):
    """R49."""
    make.variant(
        price="9.50", product__category=table, product__net_quantity=250, product__net_unit="g"
    )

    assert "9,50 € 38,00 €/kg 250 g" in text(client.get("/rayons/table/"))


def test_twenty_four_products_make_a_page(client, table):
    for number in range(25):
        make.variant(product__name=f"Mug {number}", product__category=table)

    first, second = client.get("/rayons/table/"), client.get("/rayons/table/?page=2")

    assert (len(cards(first)), len(cards(second))) == (24, 1)
    assert '<link rel="next" href="/rayons/table/?page=2">' in first.content.decode()
    assert '<link rel="prev" href="/rayons/table/">' in second.content.decode()
    assert '/rayons/table/?page=2">' in second.content.decode().split("canonical")[1][:80]
    assert "25 produits" in text(second)


@pytest.mark.parametrize("number", ["9", "0", "abc"])
def test_a_page_that_does_not_exist_shows_one_that_does_and_says_so(client, table, number):
    make.variant(product__category=table)

    answer = client.get("/rayons/table/", {"page": number})

    assert answer.status_code == 200
    assert len(cards(answer)) == 1
    assert "Cette page n'existe pas. Voici la page 1 sur 1." in text(answer)


def test_an_unknown_department_is_not_found(client):
    assert client.get("/rayons/inconnu/").status_code == 404


def test_a_sorted_list_is_not_indexed(client, table):
    """D2."""
    make.variant(product__category=table)

    assert "noindex" not in client.get("/rayons/table/").content.decode()
    assert "noindex" in client.get("/rayons/table/?tri=nouveautes").content.decode()


def test_a_department_sets_no_cookie(client, table):
    make.variant(product__category=table)

    assert not client.get("/rayons/table/").cookies


@pytest.mark.parametrize("count", [3, 30])
def test_a_department_asks_for_the_same_rows_whatever_it_shows(
    client, table, django_assert_num_queries, count
):
    below(table, name="Mugs", slug="mugs")
    for number in range(count):
        sold = make.variant(price="30.00", product__category=table)
        make.variant(product=sold.product, price="35.00")
        make.picture(sold.product)
        if number % 2:
            make.offer(sold, "25.00")

    with django_assert_num_queries(5 + SHELL):
        client.get("/rayons/table/")


def test_the_menu_opens_departments_onto_those_below_that_sell_something(client, table):
    mugs, _empty = below(table, name="Mugs", slug="mugs"), below(table, name="Plats", slug="plats")
    large = below(Category.objects.get(pk=mugs.pk), name="Grands mugs", slug="grands-mugs")
    make.variant(product__category=Category.objects.get(pk=large.pk))

    page = client.get("/rayons/table/").content.decode()

    menu = page.split('aria-label="Catégories"')[1].split("</nav>")[0]
    assert ">Table en grès</a>" in menu
    assert "Dans le rayon Table en grès</span></summary>" in menu
    assert ">Mugs</a>" in menu
    assert "Plats" not in menu
    assert "Grands mugs" not in menu
