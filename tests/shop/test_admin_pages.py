"""The back office: every page opens, facts stay as they are, and each right opens its own door."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftersales.flows.open_case import open_case
from catalog.flows.ask_question import ask_question
from catalog.flows.await_stock import await_stock
from catalog.models import Guide
from checkout.models import Refund
from returns.flows.declare_withdrawal import Declaration, declare_withdrawal
from returns.models import Withdrawal
from shop.demo.teams import plant_teams
from shop.models import LegalText, Merchant, Message
from shop.site import SECTIONS
from shop.staff import FactsAdmin
from tests import make

pytestmark = pytest.mark.django_db
INDEX = "admin:index"
NAMED = [name for _section, names in SECTIONS for name in names]
MODELS = sorted((model for model in admin.site._registry), key=lambda model: model._meta.label)
LISTED = [model for model in MODELS if model.__name__ in NAMED]
FACTS = [model for model in LISTED if isinstance(admin.site._registry[model], FactsAdmin)]


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(make.staff())
    return client


@pytest.fixture
def data(shop: None) -> None:
    """Leave a row of nearly every kind, by the shop's own flows."""
    order = make.order(make.variant(), paid=True)
    make.refund(order.payments.get(), "5.00")
    make.picture(order.lines.get().variant.product)
    await_stock(order.lines.get().variant, "julie@example.fr", "fr")
    make.offer(order.lines.get().variant, "20.00")
    declare(f"Commande {order.number}")
    product = order.lines.get().variant.product
    ask_question(product, name="Léa", email="lea@example.fr", text="Et au four ?")
    Guide.objects.create(title="Un guide", slug="un-guide", summary="Court.", body="Long.")
    open_case(topic="order", email=order.email, message="Bonjour ?", form_token="c")


def declare(contract: str) -> Withdrawal:
    text = "Je vous notifie ma rétractation."
    return declare_withdrawal(Declaration("Julie Martin", contract, "julie@example.fr", text, "w"))


def pages(model: type) -> dict[str, str]:
    meta = model._meta
    name = f"admin:{meta.app_label}_{meta.model_name}"
    row = model.objects.first()
    found = {"list": reverse(f"{name}_changelist"), "add": reverse(f"{name}_add")}
    return found | ({"change": reverse(f"{name}_change", args=[row.pk])} if row else {})


@pytest.mark.parametrize("model", LISTED, ids=lambda model: model._meta.label_lower)
def test_every_page_opens(client: Client, data: None, model: type) -> None:
    can_add = admin.site._registry[model].has_add_permission
    request = client.get(reverse(INDEX)).wsgi_request

    for kind, address in pages(model).items():
        wanted = 403 if kind == "add" and not can_add(request) else 200
        answer = client.get(address, follow=True)
        assert (address, answer.status_code) == (address, wanted)
        assert "Sélectionnez l" not in answer.content.decode()


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model._meta.label_lower)
def test_facts_are_read_and_never_typed_over(client: Client, data: None, model: type) -> None:
    for kind, address in pages(model).items():
        if kind != "list":
            assert client.post(address, {"reason": "autre"}).status_code == 403


@pytest.mark.parametrize("model", LISTED, ids=lambda model: model._meta.label_lower)
def test_staff_without_a_right_open_nothing(data: None, model: type) -> None:
    stranger = Client()
    stranger.force_login(make.user(is_staff=True))

    answers = [stranger.get(address).status_code for address in pages(model).values()]

    assert set(answers) == {403}


def test_the_front_page_lists_only_what_staff_use(client: Client) -> None:
    page = client.get(reverse(INDEX))

    names = [str(row["name"]) for part in page.context["app_list"] for row in part["models"]]
    assert names[:3] == ["Commandes", "Remboursements", "Rétractations"]
    assert len(names) == len(NAMED)
    assert not {"Authenticators", "Adresses e-mail"} & set(names)


def test_a_quiet_day_says_so(client: Client, shop: None) -> None:
    assert "Tout est à jour." in client.get(reverse(INDEX)).content.decode()


def test_what_waits_is_counted_and_linked_to_its_list(
    client: Client, data: None, django_assert_max_num_queries: Callable[..., object]
) -> None:
    Refund.objects.update(created_at=timezone.now() - timedelta(days=1))
    Message.objects.filter(pk=Message.objects.first().pk).update(status="failed")

    with django_assert_max_num_queries(20):
        page = client.get(reverse(INDEX))

    todo = {str(task.label): (task.number, task.url) for task in page.context["todo"]}
    assert {label: number for label, (number, _url) in todo.items()} == {
        "Commandes à expédier": 1,
        "Virements à rendre": 1,
        "Rétractations à traiter": 1,
        "Demandes sans réponse": 1,
        "Questions sans réponse": 1,
        "Messages non partis": 1,
    }
    for number, address in todo.values():
        assert client.get(address).context["cl"].result_count == number


def test_an_identity_with_holes_is_named(client: Client, shop: None) -> None:
    Merchant.objects.update(siren="", mediator_name="")

    page = client.get(reverse(INDEX)).content.decode()

    assert "Identité de la boutique à compléter" in page
    assert "SIREN, médiateur de la consommation" in page
    assert "Tout est à jour." not in page


def test_each_team_opens_its_own_lists(shop: None) -> None:
    plant_teams()
    packer = make.user(is_staff=True)
    packer.groups.add(Group.objects.get(name="Préparation"))
    browser = Client()
    browser.force_login(packer)

    page = browser.get(reverse(INDEX))

    names = {row["object_name"] for part in page.context["app_list"] for row in part["models"]}
    assert names == {"Order", "Product", "Variant", "StockMove"}
    assert browser.get(reverse("admin:shop_merchant_changelist")).status_code == 403


def test_a_message_is_read_in_a_frame_of_its_own(client: Client, data: None) -> None:
    message = Message.objects.get(key__startswith="order-received:")
    page = client.get(reverse("admin:shop_message_change", args=[message.pk]))
    letter = client.get(reverse("admin:message_letter", args=[message.pk]))

    assert "sandbox=" in page.content.decode()
    assert "frame-src" in page["Content-Security-Policy"]
    assert "script-src 'none'" in letter["Content-Security-Policy"]
    assert message.about.removeprefix("order:") in letter.content.decode()
    assert client.get(reverse("admin:message_enclosure", args=[message.pk, 99])).status_code == 404


def test_only_those_who_may_change_messages_send_them_again(data: None) -> None:
    message = Message.objects.first()
    Message.objects.filter(pk=message.pk).update(status="failed")
    reader = make.user(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_message"))
    browser = Client()
    address, chosen = reverse("admin:shop_message_changelist"), {"_selected_action": message.pk}

    browser.force_login(reader)
    browser.post(address, {"action": "send_again", **chosen})
    message.refresh_from_db()
    assert message.status == Message.Status.FAILED

    browser.force_login(make.staff())
    browser.post(address, {"action": "send_again", **chosen})
    message.refresh_from_db()
    assert message.status == Message.Status.QUEUED


def test_a_declaration_is_tied_to_its_order_once(client: Client) -> None:
    """R25."""
    order, other = make.order(paid=True), make.order(paid=True)
    withdrawal = declare("le mug vert de la semaine dernière")
    address = reverse("admin:withdrawal_match", args=[withdrawal.pk])

    unknown = client.post(address, {"number": "MB-INCONNUE"})
    client.post(address, {"number": f" {order.number.lower()} "})
    again = client.post(address, {"number": other.number}, follow=True)

    withdrawal.refresh_from_db()
    assert "Aucune commande ne porte ce numéro." in unknown.content.decode()
    assert withdrawal.order == order
    assert "déjà sa commande" in again.content.decode()
    page = client.get(reverse("admin:checkout_order_change", args=[order.pk])).content.decode()
    assert f"Rétractation {withdrawal.reference}" in page


def test_a_text_in_force_is_kept_and_the_next_begins_with_its_words(
    client: Client, shop: None
) -> None:
    text = LegalText.objects.current("cgv")
    page = reverse("admin:shop_legaltext_change", args=[text.pk])
    add = reverse("admin:shop_legaltext_add")

    refused = client.post(page, {"body": "<p>Autre</p>"})
    initial = client.get(f"{add}?copie={text.pk}").context["adminform"].form.initial
    typed = {"code": "cgv", "version": "2026-12-01", "title": "CGV", "valid_from": "01/12/2026"}
    broken = client.post(add, {**typed, "body": "<p>{{ merchant.nom }}</p>"})
    client.post(add, {**typed, "body": "<p>{{ merchant.name }}</p>"})

    assert refused.status_code == 403
    assert initial["body"] == text.body
    assert "ne peut pas être affiché" in broken.content.decode()
    text.refresh_from_db()
    assert text.body.startswith("<h2>")
    assert [t.version for t in LegalText.objects.filter(code="cgv")] == ["2026-12-01", text.version]


def test_identifiers_and_codes_are_typed_as_words(client: Client, shop: None) -> None:
    merchant = Merchant.current()
    address = reverse("admin:shop_merchant_change", args=[merchant.pk])
    initial = client.get(address).context["adminform"].form.initial
    fields = {name: value for name, value in initial.items() if not isinstance(value, FieldFile)}

    client.post(address, {**fields, "epr_ids": "Textiles : FR000000_11XXXX\n"})

    merchant.refresh_from_db()
    assert merchant.epr_ids == [{"stream": "Textiles", "number": "FR000000_11XXXX"}]
