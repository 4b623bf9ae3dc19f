"""What a product's page says beside its price: film, durable facts, environment, proposals."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from cart.browser import COOKIE
from catalog.claims import forbidden_claims, generic_claims
from catalog.flows.publish_product import NotReady, publish_product
from catalog.models import Complement, Product
from shop.models import Merchant
from shop.todo import todo
from shop.uploads import MEGABYTE, FileIs
from tests import make
from tests.catalog.pages import cards, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
WEBM = b"\x1a\x45\xdf\xa3 film"
PNG = b"\x89PNG\r\n\x1a\n avis"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_the_eco_participation_is_said_with_the_price_and_kept_in_the_contract(client):
    """R79: part of the price, for one unit."""
    variant = make.variant(price="49.00", eco_participation=Decimal("0.12"))

    page = text(client.get(variant.get_absolute_url()))
    order = make.order(variant, quantity=2)

    assert "49 € TVA incluse dont 0,12 € d'éco-participation" in page
    assert order.lines.get().eco_participation == Decimal("0.12")
    assert order.lines.get().total == Decimal("98.00")


def test_the_unit_price_follows_an_offer(client):
    """R49."""
    honey = make.variant(
        price="9.50", product__slug="miel", product__net_quantity=250, product__net_unit="g"
    )
    assert "38,00 €/kg" in text(client.get("/produits/miel/"))

    make.offer(honey, "8.00")

    assert "32,00 €/kg" in text(client.get("/produits/miel/"))


def test_durability_is_said_near_the_price_and_among_the_guarantees(client):
    """R46, R79."""
    make.variant(
        product__slug="lampe",
        product__index_kind="repair",
        product__index_score="8.1",
        product__spare_parts="Disponibles 10 ans",
        product__software_updates="Garanties jusqu'au 31 décembre 2031",
        product__guarantee_years="5.0",
        product__guarantee_model="Lampe Nord",
    )

    page = text(client.get("/produits/lampe/"))

    assert page.index("Indice de réparabilité : 8,1/10") < page.index("Ajouter au panier")
    assert "Pièces détachées Disponibles 10 ans" in page
    assert "Mises à jour du logiciel Garanties jusqu'au 31 décembre 2031" in page
    assert "producteur 5 ans, sans frais, sur tout le bien" in page


def test_the_environment_has_a_sheet_with_the_title_of_the_law(client):
    """R79: C. env. R541-223."""
    make.variant(
        product__slug="plaid",
        product__environment={"Matière recyclée": "40 % au moins"},
        product__sheds_microfibres=True,
    )

    page = text(client.get("/produits/plaid/"))

    title = "Fiche produit relative aux qualités et caractéristiques environnementales"
    assert f"{title} Matière recyclée 40 % au moins Rejette des microfibres plastiques" in page


@pytest.mark.parametrize("years", ["1.0", "2.0"])
def test_a_durability_guarantee_is_longer_than_the_legal_one(years):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.product(guarantee_years=years)


def test_what_the_law_forbids_to_claim_is_not_published():
    """AGEC, C. env. L541-9-1."""
    soap = make.product(published_at=None, description="Un savon Biodégradable, doux.")
    make.variant(product=soap)
    make.picture(soap)

    with pytest.raises(NotReady) as refusal:
        publish_product(soap, actor=None)

    wanted = "une autre formule que « biodégradable », interdite (C. env. L541-9-1)"
    assert [reason.replace("\u00a0", " ") for reason in refusal.value.reasons] == [wanted]


@pytest.mark.parametrize(
    ("words", "forbidden", "generic"),
    [
        ("Respectueuse de l'environnement", ["respectueuse de l'environnement"], []),
        ("respectueux pour la planète", ["respectueux pour la planète"], []),
        ("Éco-responsable et neutre en carbone", [], ["éco-responsable", "neutre en carbone"]),
        ("Un émail vert sauge, une base durablement nue", [], []),
        ("Un choix vert, écologique", [], ["choix vert", "écologique"]),
    ],
)
def test_claims_are_told_from_colours(words, forbidden, generic):
    product = Product(name="Savon", benefit=words)

    assert forbidden_claims(product) == forbidden
    assert generic_claims(product) == generic


def test_a_film_is_the_shop_s_own_and_waits_for_the_click(client):
    """K4: nothing of it is loaded before, and nobody else learns of it."""
    mug = make.variant(product__slug="mug").product
    make.picture(mug)
    mug.video.save("Film.WEBM", ContentFile(WEBM), save=False)
    mug.video_captions.save("film.vtt", ContentFile(b"WEBVTT\n"), save=False)
    mug.save()

    page = client.get("/produits/mug/").content.decode()

    film = page.split("<video")[1].split("</video>")[0]
    assert 'preload="none"' in film
    assert 'poster="/media/pictures/mug-640.webp"' in film
    assert f'<source src="{mug.video.url}" type="video/webm">' in film
    assert 'kind="captions"' in film
    assert mug.video.name.startswith("videos/")
    assert "Film" not in mug.video.name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("film.webm", WEBM, ""),
        ("film.mp4", b"\0\0\0\x18ftypmp42", ""),
        ("film.mp4", WEBM, "nature attendue"),
        ("film.html", b"\0\0\0\x18ftypmp42", "nature attendue"),
        ("film.mp4", b"<html>", "nature attendue"),
        ("film.webm", WEBM + bytes(2 * MEGABYTE), "dépasse 1 Mo"),
    ],
)
def test_a_file_is_told_by_its_beginning_and_its_name(name, content, words):
    check, file = FileIs("MP4", "WebM", most=MEGABYTE), SimpleUploadedFile(name, content)

    if words:
        with pytest.raises(ValidationError, match=words):
            check(file)
    else:
        check(file)


def test_the_official_notice_is_shown_once_uploaded_and_asked_for_until_then(client):
    """R45."""
    make.variant(product__slug="mug")
    staff, wanted = make.staff(), "Avis de garantie à déposer"
    Merchant.objects.update(guarantee_notice="")
    assert wanted in [str(task.label) for task in todo(staff)]

    merchant = Merchant.current()
    merchant.guarantee_notice_url = "https://europa.example/garantie"
    merchant.guarantee_notice.save("avis.png", ContentFile(PNG))

    page = client.get("/produits/mug/").content.decode()
    assert f'<img src="{merchant.guarantee_notice.url}" alt="Avis officiel' in page
    assert '<a href="https://europa.example/garantie"' in page
    assert wanted not in [str(task.label) for task in todo(staff)]


def test_what_staff_named_comes_first_then_what_costs_about_the_same(client):
    mug = make.variant(price="20.00", product__name="Mug", product__slug="mug").product
    other = make.category()
    far = make.variant(price="90.00", product__name="Tisane", product__category=other).product
    for price in ("80.00", "21.00", "35.00", "18.00"):
        make.variant(price=price, product__name=f"Bol {price}", product__category=mug.category)
    make.variant(stock=0, price="20.00", product__name="Parti", product__category=mug.category)
    Complement.objects.create(product=mug, other=far)

    proposed = cards(client.get("/produits/mug/"))

    assert proposed == ["Tisane", "Bol 21.00", "Bol 18.00", "Bol 35.00"]


def test_what_is_named_but_cannot_be_had_is_not_proposed(client):
    mug = make.variant(product__slug="mug").product
    for fields in ({"stock": 0}, {"product__published_at": None}):
        gone = make.variant(product__category=make.category(), **fields).product
        Complement.objects.create(product=mug, other=gone)

    assert cards(client.get("/produits/mug/")) == []


def test_what_was_seen_is_asked_for_by_name_and_leaves_no_trace(client):
    for name in ("Mug", "Bol", "Vase"):
        make.variant(product__name=name, product__slug=name.lower())
    make.variant(product__slug="caché", product__published_at=None)

    answer = client.get("/vus-recemment/", {"p": ["vase", "mug", "x" * 5000, "caché", "vase"]})

    assert cards(answer) == ["Vase", "Mug"]
    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "noindex"
    assert cards(client.get("/vus-recemment/")) == []
    assert client.post("/vus-recemment/").status_code == 405


def test_what_the_cart_holds_already_is_said_under_the_button(client):
    mug = make.variant(product__slug="mug")
    assert "Déjà" not in text(client.get("/produits/mug/"))

    client.cookies[COOKIE] = make.cart(mug, make.variant(), quantity=2).token

    page = text(client.get("/produits/mug/"))
    assert page.index("Ajouter au panier") < page.index("Déjà 2 dans votre panier")


def test_a_product_is_shared_by_nobody_else_s_script(client, settings):
    """D4."""
    make.variant(product__slug="mug", product__name="Mug & bol")

    page = client.get("/produits/mug/").content.decode()

    address = f"{settings.SITE_URL}/produits/mug/"
    assert f'data-copy="{address}"' in page
    assert "mailto:?subject=Mug%20%26%20bol&amp;body=http%3A%2F%2F" in page
    assert all(script.startswith('src="/') for script in re.findall(r"src=[^ >]+", page))
