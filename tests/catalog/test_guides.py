"""Guides: written by staff, read from their date on, tied to goods (D1, D2)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from catalog.models import Guide
from shop.rich_text import safe_html
from tests import make
from tests.catalog.pages import text

pytestmark = pytest.mark.django_db
ADD = "/admin/catalog/guide/add/"


@pytest.fixture
def staff() -> Client:
    browser = Client()
    browser.force_login(make.staff())
    return browser


def guide(**fields) -> Guide:
    defaults = {
        "title": "Choisir un mug",
        "slug": "choisir-un-mug",
        "summary": "La bonne taille.",
        "body": "<h2>Taille</h2><p>30 cl.</p>",
        "published_at": timezone.now() - timedelta(minutes=1),
    }
    return Guide.objects.create(**{**defaults, **fields})


def test_before_its_date_a_guide_is_nowhere_and_after_it_everywhere(client, staff):
    """D1."""
    mug = make.variant(product__slug="mug").product
    later = guide(published_at=timezone.now() + timedelta(days=1))
    later.products.add(mug)
    places = ["/guides/", "/produits/mug/", "/sitemap-guides-1.xml"]

    assert client.get(later.get_absolute_url()).status_code == 404
    assert [later.slug in client.get(place).content.decode() for place in places[:2]] == [False] * 2
    preview = staff.get(later.get_absolute_url())
    assert "Aperçu : ce guide n'est pas publié." in text(preview)
    assert 'content="noindex"' in preview.content.decode()

    Guide.objects.update(published_at=timezone.now())

    page = client.get(later.get_absolute_url())
    assert "Taille 30 cl." in text(page)
    assert mug.name in text(page)
    for place in places:
        answer = client.get(place)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert later.slug in body.decode(), place
    assert not page.cookies


def test_a_guide_moves_with_its_address(client, staff):
    """D2."""
    old = guide()
    sent = {"title": old.title, "slug": "mugs", "summary": old.summary, "body": old.body}
    sent |= {"published_at_0": "01/11/2026", "published_at_1": "08:00", "products": []}

    staff.post(reverse("admin:catalog_guide_change", args=[old.pk]), sent)

    answer = client.get("/guides/choisir-un-mug/")
    assert (answer.status_code, answer["Location"]) == (301, "/guides/mugs/")
    assert client.get("/guides/autre/").status_code == 404


def test_staff_write_a_guide_with_a_picture_that_is_described(staff, client):
    file = BytesIO()
    Image.new("RGB", (800, 600), "teal").save(file, "PNG")
    mug = make.variant().product
    sent = {
        "title": "Un guide",
        "slug": "un-guide",
        "summary": "Court.",
        "body": "Bonjour.\n\nVoici.",
        "products": [mug.pk],
        "published_at_0": "01/11/2026",
        "published_at_1": "08:00",
    }

    def picture() -> SimpleUploadedFile:
        return SimpleUploadedFile("mug.png", file.getvalue(), "image/png")

    silent = staff.post(ADD, {**sent, "original": picture()})
    fake = SimpleUploadedFile("x.png", b"<svg onload=x()>", "image/png")
    false = staff.post(ADD, {**sent, "original": fake, "alt": "Un mug"})
    long = staff.post(ADD, {**sent, "title": "x" * 61})
    empty = staff.post(ADD, {**sent, "body": "<script>x()</script>"})
    assert "Dites ce que l'image montre." in text(silent)
    assert false.status_code == long.status_code == empty.status_code == 200
    assert Guide.objects.count() == 0

    staff.post(ADD, {**sent, "original": picture(), "alt": "Un mug"})

    page = client.get("/guides/un-guide/").content.decode()
    assert "<p>Bonjour.</p>" in page
    assert 'alt="Un mug"' in page
    assert 'width="800" height="600"' in page


def test_what_runs_is_taken_out_of_a_text():
    typed = '<p style="x">A<img src=x onerror=x()><a href="javascript:x()">b</a></p><iframe>'

    assert safe_html(typed) == "<p>A<a>b</a></p>"
    assert safe_html("a < b & c") == "a &lt; b &amp; c"


def test_a_guide_asks_for_few_rows(client, django_assert_max_num_queries):
    goods = [make.variant().product for _ in range(6)]
    guide().products.set(goods)
    client.get("/guides/choisir-un-mug/")

    with django_assert_max_num_queries(7):
        client.get("/guides/choisir-un-mug/")


@pytest.mark.parametrize("page", ["/guides/", "/guides/?page=-1", "/guides/?page=x"])
def test_an_empty_list_says_so(client, page):
    answer = client.get(page)

    assert answer.status_code == 200
    assert "Nos guides se préparent." in text(answer)
    assert client.post("/guides/").status_code == 405
