"""What the law wants said of goods, as staff type it."""

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.models import Brand, Product, Variant
from tests import make
from tests.catalog.test_admin import _page, _typed, staff  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def _save(client: Client, product: Product, **changes: Any) -> str:
    """Send the page with some fields typed anew; return what staff read then."""
    answer = client.post(_page(product), _typed(client, product, **changes), follow=True)
    return unescape(answer.content.decode()).replace("\u00a0", " ")


def test_an_index_and_a_guarantee_are_whole_or_refused(staff: Client) -> None:  # noqa: F811
    lamp = make.variant().product

    page = _save(staff, lamp, index_score="8,1", guarantee_years="2")
    assert "Un indice a un nom et une note." in page
    assert "La garantie légale dure déjà deux ans : celle-ci est plus longue." in page
    assert "Le label nomme la marque et le modèle : remplissez les deux." in page
    assert "Par demi-année : 2,5, 3, 3,5…" in _save(staff, lamp, guarantee_years="2,7")

    facts = {"index_kind": "repair", "index_score": "8,1", "guarantee_model": "Nord"}
    brand = Brand.objects.create(name="Brumelle", slug="brumelle").pk
    _save(staff, lamp, guarantee_years="2,5", brand=brand, **facts)

    lamp.refresh_from_db()
    assert (str(lamp.index_score), str(lamp.guarantee_years)) == ("8.1", "2.5")


def test_a_forbidden_claim_is_refused_and_a_vague_one_is_questioned(
    staff: Client,  # noqa: F811
) -> None:
    soap = make.variant().product

    refused = _save(staff, soap, benefit="Biodégradable")
    assert "« Biodégradable » est interdit sur un produit (C. env. L541-9-1)." in refused

    told = _save(staff, soap, benefit="Un savon écologique")
    assert "allégation environnementale générale se prouve ou se retire : « écologique »" in told
    soap.refresh_from_db()
    assert soap.benefit == "Un savon écologique"


def test_the_eco_participation_is_a_part_of_the_price(staff: Client) -> None:  # noqa: F811
    variant = make.variant(price="10.00")

    refused = _save(staff, variant.product, **{"variants-0-eco_participation": "10"})
    _save(staff, variant.product, **{"variants-0-eco_participation": "0,12"})

    assert "Elle est une partie du prix." in refused
    assert str(Variant.objects.get().eco_participation) == "0.12"


def test_a_film_that_is_none_is_refused_and_a_complement_is_kept(
    staff: Client,  # noqa: F811
) -> None:
    mug, bowl = make.variant().product, make.variant().product
    fake = SimpleUploadedFile("film.mp4", b"<html>", "video/mp4")
    film = SimpleUploadedFile("film.mp4", b"\0\0\0\x18ftypmp42", "video/mp4")

    assert "Ce fichier n'est pas de la nature attendue : MP4, WebM." in _save(
        staff, mug, video=fake
    )
    added = {"complements-TOTAL_FORMS": 1, "complements-0-other": bowl.pk}
    _save(staff, mug, video=film, **added, **{"complements-0-position": 0})

    mug.refresh_from_db()
    assert mug.video.name.endswith(".mp4")
    assert [complement.other for complement in mug.complements.all()] == [bowl]
