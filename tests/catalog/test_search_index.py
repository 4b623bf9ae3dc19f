"""The index follows what is sold: each flow says so at once, and the sweep finds the rest."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from catalog import search
from catalog.flows.import_products import import_products
from catalog.flows.note_search_miss import MOST_KEPT, note_search_miss
from catalog.flows.publish_product import publish_product
from catalog.flows.unpublish_product import unpublish_product
from catalog.imports.row import ProductFacts, Row
from catalog.invariants import INVARIANTS
from catalog.models import Brand, Product, SearchEntry, SearchMiss, SearchWord
from tests import make

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    found = search.find(text)
    return [product.name for product in found.products] if found else []


def wrongly_indexed() -> int:
    return next(i.violations() for i in INVARIANTS if i.code == "K2")


@pytest.fixture
def staff(client: Any) -> Any:
    client.force_login(make.staff())
    return client


def test_publishing_and_unpublishing_are_seen_at_once(verified: None) -> None:
    draft = make.variant(product__name="Pendule", product__published_at=None).product
    make.picture(draft)
    assert names("pendule") == []

    publish_product(draft, actor=None)
    assert names("pendules") == ["Pendule"]

    unpublish_product(draft, actor=None)
    assert names("pendule") == []
    assert not SearchEntry.objects.exists()


def test_what_is_rolled_back_was_never_found() -> None:
    draft = make.variant(product__name="Pendule", product__published_at=None).product
    make.picture(draft)

    with transaction.atomic():
        publish_product(draft, actor=None)
        transaction.set_rollback(True)

    assert names("pendule") == []


def test_a_product_that_is_deleted_leaves_the_index(verified: None) -> None:
    product = make.product(name="Pendule")
    search.index([product.pk])
    assert names("pendule") == ["Pendule"]

    product.delete()

    assert names("pendule") == []


def test_a_new_name_is_found_and_the_old_one_no_longer(verified: None) -> None:
    product = make.variant(product__name="Pendule").product
    Product.objects.filter(pk=product.pk).update(name="Horloge")

    search.index([product.pk])

    assert names("horloge") == ["Horloge"]
    assert names("pendule") == []


def test_an_import_is_found_at_once(verified: None) -> None:
    facts = ProductFacts(key="p", name="Pendule", benefit="Sonne", description="Juste.")
    row = Row(line=2, product=facts, sku="PEN-1", price=Decimal("90"))

    import_products([row], name="a.csv", publish=True)
    assert names("pendule") == ["Pendule"]
    assert search.named("pen-1") is not None

    facts.name = "Horloge"
    import_products([row], name="b.csv")
    assert names("horloge") == ["Horloge"]
    assert names("pendule") == []


def test_a_name_saved_in_the_admin_of_brands_departments_and_options_is_learnt(
    staff: Any, django_capture_on_commit_callbacks: Any
) -> None:
    brand = Brand.objects.create(name="Ancienne", slug="ancienne")
    below = make.category(name="Vieux rayon", slug="vieux")
    glaze = make.value("Teinte", "Passée")
    make.variant(product__name="Bol", product__brand=brand, product__category=below, values=[glaze])
    pages = [
        ("brand", brand.pk, {"name": "Novelle", "slug": "ancienne"}),
        ("category", below.pk, {"name": "Rayonnant", "slug": "vieux", "position": 0}),
        ("attribute", glaze.attribute_id, _renamed(glaze, "Fraîche")),
    ]
    for page, pk, typed in pages:
        address = reverse(f"admin:catalog_{page}_change", args=[pk])
        with django_capture_on_commit_callbacks() as asked:
            answer = staff.post(address, typed)
        assert answer.status_code == 302, answer.context["errors"]
        assert any("catalog.tasks.sweep_search" in str(callback) for callback in asked), page

    assert names("novelle") == []
    assert search.sweep() == 1
    assert [names(text) for text in ("novelle", "rayonnant", "fraîche")] == [["Bol"]] * 3
    assert [names(text) for text in ("ancienne", "vieux", "passée")] == [[]] * 3
    assert search.sweep() == 0


def _renamed(value: Any, name: str) -> dict[str, Any]:
    rows = {"id": value.pk, "attribute": value.attribute_id, "name": name, "position": 0}
    typed = {"name": "Teinte", "position": 0, "slug": "teinte", "is_filter": "on"}
    typed |= {"values-TOTAL_FORMS": 1, "values-INITIAL_FORMS": 1}
    return typed | {f"values-0-{field}": said for field, said in rows.items()}


def test_the_sweep_finds_what_no_flow_told_of() -> None:
    late = make.product(name="Pendule", published_at=timezone.now() + timedelta(hours=1))
    gone = make.variant(product__name="Sablier").product
    search.index([gone.pk])
    Product.objects.filter(pk=late.pk).update(published_at=timezone.now())
    Product.objects.filter(pk=gone.pk).update(published_at=None)
    assert wrongly_indexed() == 2

    assert search.sweep() == 2

    assert wrongly_indexed() == 0
    assert names("pendule") == ["Pendule"]
    assert names("sablier") == []


def test_a_product_saved_by_any_code_is_swept() -> None:
    product = make.variant(product__name="Pendule").product
    product.refresh_from_db()
    product.name = "Horloge"
    product.save()

    assert search.sweep() == 1
    assert names("horloge") == ["Horloge"]
    assert search.sweep() == 0


def test_rebuilding_mends_and_then_finds_nothing_to_do(capsys: Any) -> None:
    product = make.variant(product__name="Pendule").product
    SearchEntry.objects.filter(pk=product.pk).update(name="sablier")
    SearchWord.objects.create(word="fantome", written="fantôme", stem="fantom", products=3)

    call_command("rebuild_search")
    call_command("rebuild_search")

    assert capsys.readouterr().out.splitlines() == [
        "1 products indexed anew.",
        "0 products indexed anew.",
    ]
    assert names("pendule") == ["Pendule"]
    assert names("sablier") == []
    assert not SearchWord.objects.filter(word="fantome").exists()
    assert SearchWord.objects.get(word="pendule").products == 1


def test_misses_are_counted_by_their_words_and_forget_persons() -> None:
    for text in ["Théière rouge", "theiere  ROUGE", "lea@example.fr", "06 12 34 56 78", "…"]:
        note_search_miss(text)

    assert list(SearchMiss.objects.values_list("words", "count")) == [
        ("theiere rouge", 2),
        ("...", 1),
    ]


def test_the_list_of_misses_does_not_grow_for_ever() -> None:
    SearchMiss.objects.bulk_create(
        SearchMiss(words=f"mot {number}", count=2) for number in range(MOST_KEPT)
    )
    SearchMiss.objects.create(words="rare", count=1)

    note_search_miss("nouveau")

    assert SearchMiss.objects.count() == MOST_KEPT
    assert SearchMiss.objects.filter(words="nouveau").exists()
    assert not SearchMiss.objects.filter(words="rare").exists()


def test_staff_go_from_a_miss_to_its_synonym(staff: Any) -> None:
    make.variant(product__name="Pendule")
    note_search_miss("toquante")

    page = staff.get(reverse("admin:catalog_searchmiss_changelist")).content.decode()
    assert "/synonym/add/?words=toquante%2C+" in page
    alone = {"words": "toquante, "}
    refused = staff.post(reverse("admin:catalog_synonym_add"), alone)
    assert "Indiquez au moins deux mots." in refused.content.decode()
    staff.post(reverse("admin:catalog_synonym_add"), {"words": "toquante, pendule"})

    assert names("toquante") == ["Pendule"]
