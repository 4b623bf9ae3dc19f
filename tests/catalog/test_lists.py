"""Lists narrowed by facets: what is counted is what is shown, at every moment."""

import random
import threading
from datetime import timedelta
from decimal import Decimal
from itertools import product as combinations
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from catalog.invariants import INVARIANTS
from catalog.lists import ProductList, read_list
from catalog.models import Attribute, Brand, ListChange, Product, Variant
from catalog.tasks import settle_lists
from tests import make
from tests.catalog.pages import cards, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
# The menu and the merchant's name stand on every page.
SHELL = 2
TABLE = "/rayons/table/"


@pytest.fixture(autouse=True)
def _table() -> None:
    make.category(name="Table en grès", slug="table")


def asked(**address: Any) -> ProductList:
    """Return the list that an address asks for, of all that is published."""
    names = {name.replace("_", "-"): value for name, value in address.items()}
    return read_list(RequestFactory().get(TABLE, names), Product.objects.published(), scope="all")


def wares() -> None:
    """Put on sale what differs in every way that a list may be narrowed by."""
    chance = random.Random(7)
    brands = [Brand.objects.create(name=name, slug=name.lower()) for name in ("Brume", "Halo")]
    glazes = [make.value("Émail", name) for name in ("Craie", "Sauge", "Nuit")]
    sizes = [make.value("Taille", name) for name in ("Petit", "Grand")]
    Attribute.objects.create(name="Matière")
    for _ in range(14):
        sold = make.product(
            brand=chance.choice([*brands, None]),
            features={"Matière": chance.choice(["Grès", "Grès, hêtre", "hêtre"])},
        )
        for glaze in chance.sample(glazes, chance.randint(1, 2)):
            price = f"{chance.randint(5, 90)}.90"
            values = [glaze, chance.choice(sizes)]
            make.variant(product=sold, price=price, stock=chance.randint(0, 1), values=values)
        if chance.random() < 0.5:
            sold.keep_rating(Decimal(chance.choice(["2.50", "3.40", "4.00", "4.80"])), 3)


STATES: list[dict[str, Any]] = [
    {},
    {"email": ["sauge"]},
    {"email": ["sauge", "nuit"], "taille": ["petit"]},
    {"marque": ["brume"], "stock": "1"},
    {"prix_min": "20", "prix_max": "60", "matiere": ["hetre"]},
    {"note": "3", "email": ["craie"], "marque": ["halo", "brume"]},
    {"stock": "1", "prix_max": "50", "email": ["craie"], "taille": ["grand"], "note": "3"},
]


@pytest.mark.usefixtures("verified")
def test_each_count_is_what_ticking_it_alone_in_its_facet_shows() -> None:
    wares()
    for state in STATES:
        found = asked(**state)
        assert found.total == len(found.products)
        for facet in [*found.facets.values, *filter(None, [found.facets.rating])]:
            for choice in facet.choices:
                alone = asked(**{**state, facet.parameter: choice.value})
                assert (facet.name, choice.name, choice.n) == (
                    facet.name,
                    choice.name,
                    alone.total,
                )
        assert found.facets.in_stock == asked(**{**state, "stock": "1"}).total
        rest = {name: value for name, value in state.items() if not name.startswith("prix")}
        for preset in found.facets.presets:
            stretch = {"prix_min": preset.low, "prix_max": preset.last or ""}
            assert preset.n == asked(**rest, **stretch).total


def test_filters_say_or_within_a_facet_and_and_between_facets() -> None:
    rows = combinations(["Sauge", "Craie", "Nuit"], ["Petit", "Grand"])
    for glaze, size in rows:
        values = [make.value("Émail", glaze), make.value("Taille", size)]
        make.variant(product__name=f"{glaze} {size}", values=values)

    found = asked(email=["sauge", "nuit"], taille="grand")

    assert sorted(map(str, found)) == ["Nuit Grand", "Sauge Grand"]


def test_characteristics_filter_once_staff_make_them_an_option(client) -> None:
    make.variant(product__features={"Matière": "grès, hêtre", "Hauteur": "9,2 cm"})
    make.variant(product__features={"Matière": "Lin"})
    assert asked().facets.values == []
    client.force_login(make.staff())

    fields = {"name": "Matière", "is_filter": "on", "position": "0"}
    inlines = {f"values-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    client.post("/admin/catalog/attribute/add/", {**fields, **inlines})

    (facet,) = asked().facets.values
    named = [(choice.value, choice.name, choice.n) for choice in facet.choices]
    assert named == [("gres", "Grès", 1), ("hetre", "Hêtre", 1), ("lin", "Lin", 1)]


def test_what_is_ticked_is_told_and_can_be_taken_back(client) -> None:
    glaze = make.value("Émail", "Sauge", color="#8C9A83")
    make.variant(values=[glaze])
    make.variant(values=[make.value("Émail", "Craie")])

    answer = client.get(TABLE, {"email": "sauge", "prix-max": "30", "tri": "nouveautes"})

    page, html = text(answer), answer.content.decode()
    assert "Filtres actifs : Retirer le filtre Prix : jusqu'à 30 €" in page
    assert "Retirer le filtre Émail : Sauge Tout effacer" in page
    assert 'href="/rayons/table/?tri=nouveautes&amp;prix-max=30"' in html
    assert 'href="/rayons/table/?tri=nouveautes" data-list-link>Tout effacer' in html
    assert 'value="sauge" id="email-sauge" checked' in html
    assert 'fill="#8C9A83"' in html


def test_a_filtered_list_is_not_indexed_and_names_the_whole_one(client) -> None:
    """D2."""
    make.variant()

    page = client.get(TABLE, {"stock": "1"}).content.decode()

    assert '<meta name="robots" content="noindex, follow">' in page
    assert '/rayons/table/">' in page.split('rel="canonical"')[1][:80]


def test_a_value_that_nothing_has_any_more_can_be_unticked(client) -> None:
    sage, chalk = make.value("Émail", "Sauge"), make.value("Émail", "Craie")
    make.variant(values=[sage], price="20.00")
    make.variant(values=[chalk], price="50.00")

    answer = client.get(TABLE, {"email": "sauge", "prix-min": "30"})

    assert "Aucun produit ne correspond à ces filtres." in text(answer)
    assert "Sauge (0)" in text(answer)
    assert "Craie (1)" in text(answer)
    assert '/rayons/table/?prix-min=30" data-list-link>Retirer le dernier filtre' in (
        answer.content.decode()
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("prix-min=abc", "Écrivez un prix en euros, par exemple 25 ou 24,90."),
        ("prix-max=1e999", "Écrivez un prix en euros, par exemple 25 ou 24,90."),
        ("prix-min=NaN&prix-max=-1", "Écrivez un prix en euros, par exemple 25 ou 24,90."),
        ("prix-min=50&prix-max=20", "Ce prix est inférieur à celui du champ « De »."),
        ("prix-min=20,50", "1 produit"),
        ("couleur=rose&utm_source=lettre", "2 produits"),
        ("email=fuchsia&email=&=&%FF=%FF", "2 produits"),
        ("&".join(f"facette{n}=valeur{n}" for n in range(300)), "2 produits"),
        ("tri=password&note=9&page=-1", "Cette page n'existe pas. Voici la page 1 sur 1."),
        ("page=99999999999999999999", "Cette page n'existe pas. Voici la page 1 sur 1."),
        ("stock=' OR 1=1 --&marque=%25_%27", "2 produits"),
    ],
)
def test_an_address_that_asks_for_nonsense_has_a_clear_answer(client, address, said) -> None:
    make.variant(price="20.00", values=[make.value("Émail", "Sauge")])
    make.variant(price="30.00")

    answer = client.get(f"{TABLE}?{address}")

    assert answer.status_code == 200
    assert said in text(answer)


def test_what_was_typed_wrongly_is_still_there(client) -> None:
    make.variant(price="20.00")

    page = client.get(TABLE, {"prix-min": "vingt", "prix-max": "40"}).content.decode()

    assert 'value="vingt" placeholder="20,00" aria-invalid="true"' in page
    assert 'name="prix-max" id="prix-max" value="40"' in page


def test_best_rated_is_offered_once_something_is_rated(client) -> None:
    rows = [("Bol", "4.50", 2), ("Mug", "4.50", 9), ("Plat", "3.00", 50), ("Vase", None, 0)]
    products = {name: make.variant(product__name=name).product for name, *_rest in rows}
    assert "Mieux notés" not in text(client.get(TABLE))

    for name, average, count in rows:
        if average:
            products[name].keep_rating(Decimal(average), count)

    assert "Mieux notés" in text(client.get(TABLE))
    assert cards(client.get(TABLE, {"tri": "mieux-notes"})) == ["Mug", "Bol", "Plat", "Vase"]
    assert sorted(cards(client.get(TABLE, {"note": "4"}))) == ["Bol", "Mug"]
    assert "4 étoiles et plus (2)" in text(client.get(TABLE))


def test_an_offer_begins_and_ends_in_lists_while_nobody_writes(client) -> None:
    now = timezone.now()
    mug = make.variant(price="30.00", product__name="Mug")
    make.variant(price="25.00", product__name="Bol")
    make.offer(mug, "20.00", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))

    def by_price() -> list[str]:
        return cards(client.get(TABLE, {"tri": "prix-croissant"}))

    assert by_price() == ["Bol", "Mug"]
    with time_machine.travel(now + timedelta(hours=1, seconds=1), tick=False):
        assert by_price() == ["Mug", "Bol"]
        assert cards(client.get(TABLE, {"prix-max": "21"})) == ["Mug"]
        assert "20 € Ancien prix 30 €" in text(client.get("/"))
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        settle_lists()
        settle_lists()
        assert by_price() == ["Bol", "Mug"]


def test_a_publication_to_come_comes_in_counts_too(client) -> None:
    now = timezone.now()
    make.variant(product__published_at=now - timedelta(days=1))
    make.variant(product__published_at=now + timedelta(hours=1))

    assert "1 produit " in text(client.get(TABLE))
    with time_machine.travel(now + timedelta(hours=1, seconds=1), tick=False):
        assert "2 produits" in text(client.get(TABLE))


@pytest.mark.usefixtures("verified")
def test_the_last_one_sold_is_sold_out_in_lists_until_it_comes_back(client) -> None:
    last = make.variant(product__name="Mug", stock=1)
    make.variant(product__name="Bol")
    assert "En stock uniquement" not in text(client.get(TABLE))

    order = make.order(last)

    assert cards(client.get(TABLE)) == ["Bol", "Mug"]
    assert "Épuisé" in text(client.get(TABLE))
    assert cards(client.get(TABLE, {"stock": "1"})) == ["Bol"]
    Variant.objects.put_back(order.quantities(), reference=order.number)
    assert "Épuisé" not in text(client.get(TABLE))


def test_counts_are_remembered_until_something_changes(django_assert_num_queries) -> None:
    sold = make.variant(price="20.00")
    assert asked(prix_max="25").total == 1

    with django_assert_num_queries(3):
        assert asked(prix_max="25").total == 1
    sold.change_price(Decimal("30.00"))

    assert asked(prix_max="25").total == 0


def test_a_plain_save_leaves_what_lists_read() -> None:
    before = make.variant(stock=1).product
    before.refresh_from_db()
    make.order(before.variants.get())

    before.name = "Mug bleu"
    before.save()

    after = Product.objects.get(pk=before.pk)
    assert (after.name, after.is_obtainable) == ("Mug bleu", False)


def test_what_is_written_behind_the_lists_is_found_and_mended() -> None:
    make.variant(price="20.00", values=[make.value("Émail", "Sauge")])
    (invariant,) = [one for one in INVARIANTS if one.violations.__name__ == "_wrongly_listed"]
    assert invariant.violations() == 0

    Product.objects.update(lowest_price=Decimal("1.00"))
    assert invariant.violations() == 1
    call_command("refresh_lists")
    assert invariant.violations() == 0

    Product.facet_values.through.objects.all().delete()
    assert invariant.violations() == 1
    Product.objects.refresh_lists()
    assert invariant.violations() == 0


def test_old_notes_of_changes_are_dropped_but_the_last() -> None:
    ListChange.objects.note()
    ListChange.objects.note()
    ListChange.objects.update(at=timezone.now() - timedelta(hours=2))

    settle_lists()

    assert ListChange.objects.count() == 1


def _many(products: int, variants: int) -> None:
    """Put so many products on sale, of so many variants each, ten facets apart."""
    values = [[make.value(f"Option {n}", f"Choix {m}") for m in range(3)] for n in range(10)]
    brand = Brand.objects.create(name="Brume", slug="brume")
    for number in range(products):
        sold = make.product(brand=brand)
        chosen = [row[number % 3] for row in values]
        rows = [
            Variant(product=sold, sku=f"P{number}-{n}", price=Decimal(20 + n), stock=n + 1)
            for n in range(variants)
        ]
        Variant.objects.bulk_create(rows)
        Variant.objects.get(sku=f"P{number}-0").values.set(chosen)
    Product.objects.refresh_lists()


@pytest.mark.parametrize(("products", "variants"), [(3, 1), (3, 132), (60, 1)])
def test_a_list_asks_for_the_same_rows_whatever_it_shows(
    client, django_assert_num_queries, products, variants
) -> None:
    _many(products, variants)
    facets = {f"option-{n}": ["choix-0", "choix-1"] for n in range(10)}

    with django_assert_num_queries(5 + SHELL):
        client.get(TABLE)
    with django_assert_num_queries(6 + SHELL):
        answer = client.get(TABLE, {**facets, "stock": "1", "prix-min": "5", "marque": "brume"})

    assert len(cards(answer)) == min(24, products - products // 3)
    with django_assert_num_queries(4 + SHELL):
        client.get(TABLE)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_last_ones_of_each_variant_sold_at_once_leave_nothing_to_have() -> None:
    mug = make.variant(stock=1).product
    variants = [mug.variants.get(), *(make.variant(product=mug, stock=1) for _ in range(3))]

    def buy(variant: Variant) -> None:
        with transaction.atomic():
            Variant.objects.take({variant.pk: (1, 0)}, reference=f"C-{variant.pk}")
        connection.close()

    threads = [threading.Thread(target=buy, args=[variant]) for variant in variants]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not Product.objects.get(pk=mug.pk).is_obtainable
