"""Offers in the back office: seen before they are saved, facts once they have begun."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from catalog.models import Offer
from tests import make

pytestmark = pytest.mark.django_db
ADD = "/admin/catalog/offer/add/"
DAY = timedelta(days=1)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make.staff())
    return client


def text(answer) -> str:
    return " ".join(unescape(strip_tags(answer.content.decode())).split())


def seen(answer) -> str:
    found = re.search(r'name="seen" value="(\w+)"', answer.content.decode())
    return found[1] if found else ""


def plan(staff: Client, **typed: object):
    """Look at the preview, then confirm it."""
    sent = {"cut": "percent", "references": "", **typed}
    before = staff.post(ADD, sent)
    return staff.post(ADD, {**sent, "seen": seen(before), "confirm": "1"}, follow=True)


def test_a_department_is_cut_by_a_percentage_each_price_to_the_cent(staff, verified):
    """R50: nothing is saved before it was looked at; twice saves once."""
    table = make.category(name="Table")
    mug = make.variant(price="24.90", sku="MUG", product__category=table)
    bowl = make.variant(price="9.99", sku="BOL", product__category=table)
    make.variant(price="50.00", product__category=make.category())
    make.past(mug, {40: "24.90"})

    typed = {"category": table.pk, "value": "15", "cut": "percent"}
    preview = staff.post(ADD, typed)

    assert Offer.objects.count() == 0
    shown = text(preview)
    assert "24,90 € 21,16 € 24,90 € −15 %" in shown
    assert "Prix le plus bas des 30 derniers jours : 24,90 €, du" in shown
    assert "Rien de barré : moins de trente jours d'historique." in shown

    answer = plan(staff, **typed)
    again = plan(staff, **typed)

    assert "2 offres prévues." in text(answer)
    assert "Aucune offre prévue" in text(again) or "Pas d'offre." in text(again)
    offers = {offer.variant.sku: offer.price for offer in Offer.objects.all()}
    assert offers == {"MUG": Decimal("21.16"), "BOL": Decimal("8.49")}
    assert bowl.current_price == Decimal("8.49")


def test_products_are_chosen_in_their_list(staff):
    mug, bowl = make.variant(sku="MUG"), make.variant(sku="BOL 2")
    chosen = {"action": "plan_offer", "_selected_action": [mug.product_id, bowl.product_id]}

    page = staff.post("/admin/catalog/product/", chosen, follow=True)

    assert page.context["form"]["references"].value().splitlines() == ["MUG", "BOL 2"]


def test_what_was_typed_after_the_preview_is_looked_at_first(staff):
    mug = make.variant(price="24.90")
    sent = {"references": mug.sku, "cut": "amount", "value": "5"}
    token = seen(staff.post(ADD, sent))

    answer = staff.post(ADD, {**sent, "value": "15", "seen": token, "confirm": "1"})

    assert Offer.objects.count() == 0
    assert "9,90" in text(answer)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"value": ""}, "obligatoire"),
        ({"value": "100"}, "Moins de 100"),
        ({"value": "abc"}, "nombre"),
        ({"references": "INCONNUE"}, "Inconnues : INCONNUE."),
        ({"references": ""}, "Choisissez un rayon, ou des références."),
        ({"starts_at": "2020-01-01T08:00"}, "Une offre ne commence pas dans le passé."),
        ({"starts_at": "demain"}, "valide"),
        ({"ends_at": "2020-01-01T08:00"}, "La fin vient après le début."),
        ({"ends_at": "9999-01-01T08:00"}, "Un an au plus."),
        ({"share": "0"}, "supérieure ou égale à 1"),
        ({"cut": "price", "value": "24,90"}, "Le prix doit être inférieur au prix courant"),
        ({"cut": "amount", "value": "24,90"}, "nul ou négatif"),
        ({"is_short_dated": "on"}, "denrée périssable"),
        ({"category": "999"}, "choix"),
        ({"references": "x" * 30_000}, "Raccourcissez"),
    ],
)
def test_what_cannot_be_planned_is_said_and_nothing_is_lost(staff, typed, told):
    make.variant(price="24.90", sku="MUG")
    sent = {"references": "MUG", "cut": "percent", "value": "20", "confirm": "1", **typed}

    answer = staff.post(ADD, sent)

    assert answer.status_code == 200
    assert told in text(answer)
    assert Offer.objects.count() == 0


def test_a_flash_offer_is_planned_with_its_share(staff):
    mug = make.variant(price="30.00", sku="MUG")
    end = (timezone.now() + 2 * DAY).strftime("%Y-%m-%dT%H:%M")

    plan(staff, references="MUG", cut="price", value="19,90", share="10", ends_at=end)

    offer = Offer.objects.get()
    assert (offer.price, offer.share, offer.sold) == (Decimal("19.90"), 10, 0)
    assert mug.current_price == Decimal("19.90")


def test_growing_cuts_planned_one_after_another_are_linked(staff):
    mug = make.variant(price="100.00", sku="POT")
    make.past(mug, {90: "100.00"})
    middle = (timezone.now() + 2 * DAY).strftime("%Y-%m-%dT%H:%M")

    plan(staff, references="POT", value="10", ends_at=middle)
    plan(staff, references="POT", value="20", starts_at=middle)

    first, second = Offer.objects.order_by("starts_at")
    assert second.reduced_since == first.starts_at
    page = text(staff.get(reverse("admin:catalog_offer_change", args=[second.pk])))
    assert "Prix avant la première réduction : 100,00 €" in page

    staff.post(reverse("admin:offer_end", args=[first.pk]))

    second.refresh_from_db()
    assert second.reduced_since is None


def test_an_offer_to_come_is_changed_and_withdrawn(staff):
    mug = make.variant(price="30.00")
    start = timezone.now() + DAY
    offer = Offer.objects.create(variant=mug, price="25.00", starts_at=start)
    change = reverse("admin:catalog_offer_change", args=[offer.pk])
    when = {"starts_at_0": f"{start:%d/%m/%Y}", "starts_at_1": "08:00"}
    when |= {"ends_at_0": "", "ends_at_1": ""}

    dear = staff.post(change, {**when, "price": "31,00"})
    staff.post(change, {**when, "price": "22,00"})

    assert "Le prix doit être inférieur" in text(dear)
    offer.refresh_from_db()
    assert offer.price == Decimal("22.00")
    staff.post(reverse("admin:catalog_offer_delete", args=[offer.pk]), {"post": "yes"})
    assert Offer.objects.count() == 0


def test_an_offer_that_has_begun_is_only_ended(staff, verified):
    """R50 counts it: no field of it is typed over, it is not deleted, it can end now."""
    offer = make.offer(make.variant(price="24.90"), "19.90", ends_at=timezone.now() + DAY)
    change = reverse("admin:catalog_offer_change", args=[offer.pk])

    assert "Terminer l'offre maintenant" in text(staff.get(change))
    assert staff.post(change, {"price": "1,00"}).status_code == 403
    delete = reverse("admin:catalog_offer_delete", args=[offer.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    assert staff.get(reverse("admin:offer_end", args=[offer.pk])).status_code == 403

    ended = staff.post(reverse("admin:offer_end", args=[offer.pk]), follow=True)
    again = staff.post(reverse("admin:offer_end", args=[offer.pk]), follow=True)

    assert "L'offre est terminée. Elle reste dans l'historique." in text(ended)
    assert "rien n'a été fait" in text(again)
    assert Offer.objects.get().state() == Offer.State.ENDED
    assert "Terminer l'offre maintenant" not in text(staff.get(change))


def test_no_form_lets_staff_type_a_struck_price_or_a_percentage(staff):
    """R50, K9."""
    variant = make.variant()
    pages = [
        reverse("admin:catalog_product_change", args=[variant.product_id]),
        reverse("admin:catalog_product_add"),
        reverse("admin:catalog_variant_change", args=[variant.pk]),
    ]
    for page in pages:
        names = re.findall(r'name="([^"]+)"', staff.get(page).content.decode())
        typed = [
            name for name in names if re.search("struck|lowest|reference_price|reduc|was", name)
        ]
        assert typed == []


def test_the_price_history_explains_the_reference(staff):
    pot = make.variant(price="100.00")
    make.past(pot, {5: "100.00", 10: "80.00", 60: "100.00"})

    page = staff.get(reverse("admin:catalog_variant_change", args=[pot.pk]))

    assert "Prix le plus bas des 30 jours : 80,00 €, du" in text(page)
    assert "<polyline" in page.content.decode()


@pytest.mark.parametrize("month", ["", "2026-12", "x", "0000-00", "99999-99"])
def test_the_calendar_shows_a_month(staff, month):
    make.offer(make.variant(product__name="Théière"), "19.90")

    answer = staff.get(reverse("admin:offer_calendar"), {"mois": month})

    assert answer.status_code == 200
    if not month:
        assert "Théière" in text(answer)


def test_offers_are_for_those_who_may_plan_them():
    offer = make.offer(make.variant(), "19.90")
    stranger = Client()
    stranger.force_login(make.user(is_staff=True))

    assert stranger.get(ADD).status_code == 403
    assert stranger.get(reverse("admin:offer_calendar")).status_code == 403
    assert stranger.post(reverse("admin:offer_end", args=[offer.pk])).status_code == 403
