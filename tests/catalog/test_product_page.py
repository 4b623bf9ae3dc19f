import gzip
import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine

from catalog.models import Product, StockMove, Variant
from tests import make
from tests.catalog.pages import cards, structured_data, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
# The menu and the merchant's name stand on every page.
SHELL = 2
SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def mug() -> Product:
    """Return a mug in two glazes, the second sold out."""
    mug = make.product(name="Mug Matin", slug="mug-matin")
    for name, color, stock in [("Craie", "#EDE6DA", 12), ("Nuit", "#2F3B4A", 0)]:
        variant = make.variant(product=mug, sku=f"MUG-{name.upper()}", label=name, stock=stock)
        variant.values.add(make.value("Émail", name, color=color))
        make.picture(mug, variant=variant, alt=f"Mug {name}", sizes={"640": f"{name}.webp"})
    return mug


def bowl() -> Product:
    """Return a bowl in two sizes and two glazes: no large one in sage."""
    bowl = make.product(name="Bol Brume", slug="bol-brume")
    rows = [("Petit", "Craie", "20.00"), ("Petit", "Sauge", "21.00"), ("Grand", "Craie", "30.00")]
    for size, glaze, price in rows:
        label = f"{size}, {glaze}"
        variant = make.variant(product=bowl, sku=f"BOL-{size}-{glaze}", label=label, price=price)
        variant.values.add(make.value("Taille", size), make.value("Émail", glaze))
    return bowl


def choose(client, product: Product, **values: str):
    """Send the form of options: {attribute: value} in words."""
    query = {}
    for attribute, name in values.items():
        value = make.value(attribute, name)
        query[f"option-{value.attribute_id}"] = value.pk
    return client.get(product.get_absolute_url(), query)


def test_the_page_says_what_it_costs_and_when_it_arrives(client, mug):
    """R2, K5, K12, L111-1."""
    with time_machine.travel(SUNDAY, tick=False):
        page = text(client.get("/produits/mug-matin/"))

    assert "Mug Matin Grès émaillé, 30 cl 24,90 € TVA incluse" in page
    assert "En stock Chez vous entre mer" in page
    assert re.search(r"Chez vous entre mer\.? 25 et jeu\.? 26 nov\.? — 5,90 €", page)
    assert re.search(r"Point relais entre jeu\.? 26 et ven\.? 27 nov\.? — 3,90 €", page)
    assert "offerte dès 60 €" in page
    assert page.index("14 jours pour changer d'avis, frais de retour à votre charge") < page.index(
        "Ajouter au panier"
    )


def test_the_variant_of_the_address_is_the_one_shown(client, mug):
    answer = client.get("/produits/mug-matin/?v=MUG-NUIT")
    gallery = answer.content.decode().split('id="galerie"')[1]

    assert "Épuisé" in text(answer)
    assert gallery.index("Mug Nuit") < gallery.index("Mug Craie")
    assert client.get("/produits/mug-matin/?v=INCONNU").context["variant"].sku == "MUG-CRAIE"


def test_the_first_variant_that_can_be_bought_is_shown_without_a_choice(client, mug):
    Variant.objects.filter(sku="MUG-CRAIE").update(position=2)

    assert client.get("/produits/mug-matin/").context["variant"].sku == "MUG-CRAIE"


def test_a_sold_out_choice_can_still_be_chosen(client, mug):
    page = client.get("/produits/mug-matin/").content.decode()

    assert page.count('type="radio" name="option-') == 2
    assert "Nuit · épuisé" in " ".join(page.split())
    assert 'fill="#2F3B4A"' in page


def test_choosing_an_option_leads_to_its_address(client, mug):
    answer = choose(client, mug, Émail="Nuit")

    assert (answer.status_code, answer["Location"]) == (302, "/produits/mug-matin/?v=MUG-NUIT")


def test_two_options_are_chosen_together(client):
    answer = choose(client, bowl(), Taille="Petit", Émail="Sauge")

    assert answer["Location"] == "/produits/bol-brume/?v=BOL-Petit-Sauge"


def test_what_was_changed_wins_when_a_combination_does_not_exist(client):
    product = bowl()
    shown = {"v": "BOL-Petit-Sauge"}
    large, sage = make.value("Taille", "Grand"), make.value("Émail", "Sauge")
    query = {f"option-{value.attribute_id}": value.pk for value in (large, sage)}

    assert "Grand · indisponible" in text(client.get("/produits/bol-brume/", shown))
    answer = client.get(product.get_absolute_url(), shown | query)
    assert answer["Location"] == "/produits/bol-brume/?v=BOL-Grand-Craie"


def test_values_that_are_not_the_product_s_lead_nowhere_else(client, mug):
    answer = client.get("/produits/mug-matin/?option-999=7&option-1=x")

    assert answer["Location"] == "/produits/mug-matin/?v=MUG-CRAIE"


def test_a_reduction_is_counted_from_the_lowest_price_of_thirty_days(client):
    """K9, R50: 100 € for long, 80 € ten days ago, now 75 €: −6 %, never −25 %."""
    pot = make.variant(price="100.00", product__slug="theiere")
    make.past(pot, {14: "80.00", 11: "100.00"})
    make.offer(pot, "75.00")

    page = text(client.get("/produits/theiere/"))

    assert "75 € Ancien prix 80 € −6 % TVA incluse" in page
    assert "Prix le plus bas des 30 derniers jours : 80 €" in page


def test_without_thirty_days_of_history_nothing_is_struck(client):
    """K9."""
    make.offer(make.variant(price="99.00", product__slug="theiere"), "79.00", days_of_history=29)

    page = text(client.get("/produits/theiere/"))

    assert "79 € TVA incluse" in page
    assert "99 €" not in page


@pytest.mark.parametrize(
    ("fields", "held", "words"),
    [
        ({"stock": 12}, 0, "En stock"),
        ({"stock": 12}, 9, "Plus que 3 en stock"),
        ({"stock": 12, "product__made_to_order_days": 10}, 0, "Sur commande : 10 jours"),
        ({"stock": 2}, 2, "Tous les exemplaires sont dans des paniers : essayez"),
        (
            {"stock": 0, "restock_on": date(2026, 12, 14)},
            0,
            "De retour en stock vers le lundi 14 décembre 2026",
        ),
        ({"stock": 0}, 0, "Nous ne connaissons pas encore la date de son retour en stock"),
    ],
)
def test_stock_is_said_as_it_is(client, fields, held, words):
    """K5, R18."""
    variant = make.variant(product__slug="mug", **fields)
    Variant.objects.filter(pk=variant.pk).update(held=held)

    page = text(client.get("/produits/mug/"))

    assert words in page
    assert ("Ajouter au panier" in page) is (fields["stock"] > 0)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("3", "Article personnalisé : pas de droit de rétractation (art. L221-28 3°)."),
        ("4", "Denrée périssable : pas de droit de rétractation (art. L221-28 4°)."),
        ("5", "Article scellé par hygiène : plus de rétractation une fois descellé"),
    ],
)
def test_an_exception_to_withdrawal_is_said_before_the_button(client, code, words):
    """R38."""
    make.variant(product__slug="mug", product__withdrawal_exception=code)

    page = text(client.get("/produits/mug/"))

    assert page.index(words) < page.index("Ajouter au panier")
    assert "14 jours pour changer d'avis" not in page


def test_the_add_form_names_what_a_cart_needs(client):
    make.variant(sku="MUG-1", stock=4, product__slug="mug", product__personalisation_length=12)

    form = client.get("/produits/mug/").content.decode().split('id="ajout"')[1].split("</form>")[0]
    page = client.get("/produits/mug/").content.decode()

    assert 'name="variant" value="MUG-1"' in form
    assert 'name="quantity"' in form
    assert 'max="4"' in form
    assert 'form="ajout" maxlength="12"' in page


def test_the_maker_and_the_warnings_are_on_the_page(client):
    """R78."""
    make.variant(
        product__slug="bougie",
        product__eu_responsible="Brumelle Europe, 1 rue Haute, Lille",
        product__safety_warning="Ne pas laisser brûler sans surveillance.",
    )

    page = text(client.get("/produits/bougie/"))

    assert "Fabricant Maison Brumelle" in page
    assert "12 rue des Ateliers, 69003 Lyon" in page
    assert "bonjour@maison-brumelle.example" in page
    assert "Brumelle Europe, 1 rue Haute, Lille" in page
    assert "Ne pas laisser brûler sans surveillance." in page


def test_four_neighbours_of_the_department_are_proposed(client, mug):
    for number in range(5):
        make.variant(product__name=f"Bol {number}", product__category=mug.category)
    make.variant(product__name="Bougie", product__category=make.category())

    assert cards(client.get("/produits/mug-matin/")) == ["Bol 4", "Bol 3", "Bol 2", "Bol 1"]


def test_search_engines_read_the_offers_and_the_way(client, mug, settings):
    """D2."""
    data = structured_data(client.get("/produits/mug-matin/"))

    group = data["ProductGroup"]
    offers = [
        (variant["sku"], variant["offers"]["price"], variant["offers"]["availability"])
        for variant in group["hasVariant"]
    ]
    assert offers == [
        ("MUG-CRAIE", "24.90", "https://schema.org/InStock"),
        ("MUG-NUIT", "24.90", "https://schema.org/OutOfStock"),
    ]
    assert group["image"][0] == f"{settings.SITE_URL}/media/Craie.webp"
    names = [step["name"] for step in data["BreadcrumbList"]["itemListElement"]]
    assert names == ["Accueil", mug.category.name, "Mug Matin"]


def test_a_name_cannot_end_the_structured_data(client):
    make.variant(product__slug="mug", product__name="Mug </script><script>alert(1)</script> & co")

    answer = client.get("/produits/mug/")

    assert "<script>alert" not in answer.content.decode()
    name = structured_data(answer)["Product"]["name"]
    assert name == "Mug </script><script>alert(1)</script> & co"


def test_every_variant_has_the_same_canonical_address(client, mug, settings):
    site = settings.SITE_URL
    page = client.get("/produits/mug-matin/?v=MUG-NUIT").content.decode()

    assert f'<link rel="canonical" href="{site}/produits/mug-matin/">' in page
    assert f'<meta property="og:image" content="{site}/media/Nuit.webp">' in page


def test_the_page_sets_no_cookie(client, mug):
    assert not client.get("/produits/mug-matin/").cookies


def test_an_unpublished_product_is_for_staff_alone(client):
    make.variant(product__slug="mug", product__published_at=None)
    assert client.get("/produits/mug/").status_code == 404

    client.force_login(make.user())
    assert client.get("/produits/mug/").status_code == 404

    client.force_login(make.staff())
    answer = client.get("/produits/mug/")
    assert "Aperçu : ce produit n'est pas publié." in text(answer)
    assert "noindex" in answer.content.decode()


def test_a_product_without_variant_cannot_be_bought(client):
    make.product(slug="mug")

    page = text(client.get("/produits/mug/"))

    assert "Bientôt disponible" in page
    assert "Ajouter au panier" not in page


def _of(product: Product, count: int) -> None:
    """Give a product so many variants at once: 11 glazes, as many sizes as it takes."""
    rows = [
        Variant(product=product, sku=f"S-{n:03}", label=f"{n}", price=Decimal(30), position=n)
        for n in range(count)
    ]
    links = [
        link
        for n, variant in enumerate(Variant.objects.bulk_create(rows))
        for value in (make.value("Émail", f"Émail {n % 11}"), make.value("Taille", f"{n // 11} cm"))
        for link in [Variant.values.through(variant=variant, value=value)]
    ]
    Variant.values.through.objects.bulk_create(links)
    rows[-1].move_stock(5, StockMove.Kind.RECEIVED)
    make.offer(rows[-1], "25.00")
    make.picture(product, variant=rows[-1])


@pytest.mark.parametrize("count", [1, 132])
def test_a_product_asks_for_the_same_rows_whatever_it_is_made_of(
    client, django_assert_num_queries, count
):
    mug = make.product(slug="mug")
    _of(mug, count)
    for _number in range(6):
        make.variant(product__category=mug.category)

    # The product with its pictures, guides and proposals; variants, offers, values; delivery;
    # questions.
    with django_assert_num_queries((6 if count > 1 else 5) + SHELL):
        answer = client.get("/produits/mug/")

    assert len(answer.context["proposals"]) == 4
    assert len(gzip.compress(answer.content, 6)) < 14_000


def test_of_132_variants_each_has_its_page_and_a_long_option_is_a_list(client):
    """K5: 11 glazes to press, 12 sizes to choose from a list once there are 13."""
    mug = make.product(slug="mug")
    _of(mug, 143)
    last = mug.variants.last()

    answer = client.get("/produits/mug/", {"v": last.sku})
    page = answer.content.decode()

    assert answer.context["variant"] == last
    assert page.count('type="radio" name="option-') == 11
    assert page.count("<option value=") == 13
    assert re.search(r"<option value=\"\d+\" selected[^>]*>12 cm</option>", page)
    assert choose(client, mug, Émail="Émail 10", Taille="12 cm")["Location"].endswith(last.sku)
