"""The pages of search: results, help, near misses, nothing found, and suggestions."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import search
from catalog.models import Guide, SearchMiss, Synonym
from catalog.tasks import note_search_miss
from tests import make
from tests.catalog.pages import cards, text

pytestmark = pytest.mark.django_db
# What every page reads: the departments of the menu, and the merchant.
SHELL = 2


@pytest.fixture
def mugs(db: None) -> list[Any]:
    """Two mugs and a teapot on sale."""
    make.merchant()
    shelf = make.category(name="Table en grès", slug="table")
    made = [
        make.variant(product__name=name, product__category=shelf, sku=sku, price=price).product
        for name, sku, price in [
            ("Mug Matin", "MUG-1", "24.90"),
            ("Mug Soir", "MUG-2", "32.00"),
            ("Théière Veillée", "THE-1", "79.00"),
        ]
    ]
    search.rebuild()
    return made


def test_results_are_a_list_with_its_filters(client: Any, mugs: list[Any]) -> None:
    page = client.get("/recherche/?q=Mugs")

    assert "<title>Résultats pour « Mugs » — Maison Brumelle</title>" in page.content.decode()
    assert "Résultats pour « Mugs »" in text(page)
    assert "2 produits" in text(page)
    assert sorted(cards(page)) == ["Mug Matin", "Mug Soir"]
    assert '<meta name="robots" content="noindex, follow">' in page.content.decode()
    assert 'value="Mugs"' in page.content.decode()
    assert not page.cookies

    cheap = client.get("/recherche/?q=mugs&prix-max=30")
    assert cards(cheap) == ["Mug Matin"]
    assert "?q=mugs" in cheap.content.decode()
    dear = client.get("/recherche/?q=mugs&tri=prix-decroissant")
    assert cards(dear) == ["Mug Soir", "Mug Matin"], text(dear)
    none = client.get("/recherche/?q=mugs&prix-min=900")
    assert "Aucun produit ne correspond à ces filtres." in text(none)


def test_a_reference_leads_to_its_product(client: Any, mugs: list[Any]) -> None:
    answer = client.get("/recherche/?q=mug-2")

    assert answer.status_code == 302
    assert answer["Location"] == "/produits/" + mugs[1].slug + "/?v=MUG-2"


def test_a_mistyped_word_is_told_and_answered(client: Any, mugs: list[Any]) -> None:
    page = client.get("/recherche/?q=theierre")

    assert "Aucun résultat pour « theierre »." in text(page)
    assert "Essayez « théière »" in text(page)
    assert '<a href="/recherche/?q=th%C3%A9i%C3%A8re">' in page.content.decode()
    assert cards(page) == ["Théière Veillée"]


def test_near_misses_say_that_they_are(client: Any, mugs: list[Any]) -> None:
    page = client.get("/recherche/?q=théière+violette")

    assert "Résultats proches de « théière violette »" in text(page)
    assert "Aucun produit ne répond à tous ces mots." in text(page)
    assert cards(page) == ["Théière Veillée"]


def test_nothing_found_leads_on(client: Any, mugs: list[Any]) -> None:
    page = client.get("/recherche/?q=%3Cb%3Exyzzy%22")

    assert page.status_code == 200
    assert 'Aucun résultat pour « <b>xyzzy" ».' in text(page)
    assert "&lt;b&gt;xyzzy&quot;" in page.content.decode()
    for word in ["Table en grès", "Nos essentiels", "Décrivez-nous ce que vous cherchez"]:
        assert word in text(page)
    assert len(cards(page)) == 3


@pytest.mark.parametrize(
    ("asked", "label", "address"),
    [
        ("retour", "Retourner un article", "/pages/livraison/"),
        ("frais de livraison", "Livraison et retours", "/pages/livraison/"),
        ("CGV", "Conditions générales de vente", "/pages/cgv/"),
        ("rétractation", "Renoncer au contrat ici", "/renoncer-au-contrat/"),
        ("suivre ma commande", "Suivre ma commande", "/suivi/"),
    ],
)
def test_help_answers_what_is_no_product(
    client: Any, mugs: list[Any], asked: str, label: str, address: str
) -> None:
    page = client.get("/recherche/", {"q": asked})

    assert f"Aide pour « {asked} »" in text(page)
    helped = page.content.decode().split('id="aide"')[1].split("</section>")[0]
    assert label in helped
    assert f'href="{address}' in helped


def test_an_empty_query_shows_departments_and_what_came_last(client: Any, mugs: list[Any]) -> None:
    for address in ["/recherche/", "/recherche/?q=", "/recherche/?q=+++"]:
        page = client.get(address)
        assert "Derniers arrivés" in text(page)
        assert "Table en grès" in text(page)
        assert len(cards(page)) == 3


def test_a_long_query_is_cut(client: Any, mugs: list[Any]) -> None:
    page = client.get("/recherche/", {"q": "mug " * 3000})

    assert 'value="' + ("mug " * 25).strip() + '"' in page.content.decode()
    assert len(cards(page)) == 2


HOSTILE = [
    '"',
    "*",
    "mug*",
    'mug" OR "bol',
    "NEAR(mug bol, 3)",
    "mug AND",
    "AND OR NOT",
    "{name}: mug",
    "name:mug",
    "-mug",
    "^mug +bol",
    "&|!()<->:*",
    "'mug':A & !bol",
    "mug\\",
    "'; DROP TABLE catalog_product; --",
    "1' OR '1'='1",
    "%' OR 1=1 --",
    "🎉🫖",
    "مرحبا بالعالم",
    "\u202emug\u200b",
    "ﬁn Ⅻ ½ ²",
    "<script>alert(1)</script>",
    "m" * 10_000,
    "mug " * 2_500,
    " ".join(f"mot{number}" for number in range(1000)),
    "a-" * 5_000,
    "((((" * 2_000,
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_answered(client: Any, mugs: list[Any], hostile: str) -> None:
    for address in ["/recherche/", "/recherche/suggestions/"]:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address, {"q": hostile})
        assert answer.status_code == 200
        assert len(asked) < 40
        assert b"<script>alert" not in answer.content


@pytest.mark.parametrize(
    "address",
    ["?q=mug&page=-1", "?q=mug&tri=password", "?q=mug&couleur=", "?q=mug&q=bol", "?q[]=1"],
)
def test_a_forged_address_is_answered(client: Any, mugs: list[Any], address: str) -> None:
    assert client.get("/recherche/" + address).status_code == 200
    assert client.post("/recherche/" + address).status_code == 405


@pytest.mark.parametrize("count", [3, 30])
def test_results_cost_the_same_whatever_they_show(
    client: Any, mugs: list[Any], django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        made = make.variant(product__name=f"Mug {number}", product__category=mugs[0].category)
        make.picture(made.product)
        Synonym.objects.create(words=f"mot{number}, autre{number}")

    with django_assert_max_num_queries(5 + SHELL):
        page = client.get("/recherche/?q=mug")

    assert len(cards(page)) == min(count + 2, 24)


def test_only_a_search_in_vain_is_noted(
    client: Any, mugs: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    def noted(query: str) -> bool:
        with django_capture_on_commit_callbacks() as asked:
            client.get("/recherche/" + query)
        return any("note_search_miss" in str(callback) for callback in asked)

    assert noted("?q=xyzzy")
    assert noted("?q=theierre")
    assert not noted("?q=mug")
    assert not noted("?q=livraison")
    assert not noted("?q=xyzzy&page=2")
    note_search_miss("xyzzy")
    assert SearchMiss.objects.get().words == "xyzzy"


def test_suggestions_offer_words_departments_guides_and_products(
    client: Any, mugs: list[Any]
) -> None:
    Guide.objects.create(
        title="Choisir sa théière", slug="choisir", published_at=mugs[0].published_at
    )

    page = client.get("/recherche/suggestions/?q=thei")

    html = page.content.decode()
    assert "thé<b>ière</b>" not in html
    assert "théi<b>ère</b>" in html
    assert 'href="/recherche/?q=th%C3%A9i%C3%A8re"' in html
    assert "Choisir sa théière" in html
    assert "Théière Veillée" in html
    assert "79 €" in text(page)
    assert "Voir tous les résultats pour « thei »" in text(page)
    assert "3 suggestions" in text(page)
    assert page["Cache-Control"] == "public, max-age=60"
    assert not page.cookies
    assert "Table en grès" in text(client.get("/recherche/suggestions/?q=tabl"))


def test_suggestions_go_on_only_where_something_is_found(client: Any, mugs: list[Any]) -> None:
    assert [word.text for word in search.suggest("mug so").words] == ["mug soir"]
    assert search.suggest("théière so").words == []
    assert search.suggest("m").number == 0
    assert [product.name for product in search.suggest("theirre").products] == ["Théière Veillée"]


def test_suggestions_are_cheap(
    client: Any, mugs: list[Any], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(10):
        client.get("/recherche/suggestions/?q=mug")


def test_every_page_has_a_form_of_search(client: Any, mugs: list[Any]) -> None:
    for address in ["/", "/produits/" + mugs[0].slug + "/", "/panier/"]:
        html = client.get(address).content.decode()
        assert '<form method="get" action="/recherche/"' in html
        assert html.count('id="recherche"') == 1
    assert client.get("/recherche/?q=mug").content.decode().count('id="recherche"') == 1
