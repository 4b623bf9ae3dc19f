"""Orders as staff work through them: a list, one page, and acts that ask once."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Variant
from checkout.flows.refund_payment import fail_refund
from checkout.models import Order, Payment, Refund, Shipment
from shop import calendar
from shop.models import Message, User
from tests import make

pytestmark = pytest.mark.django_db
LIST = "admin:checkout_order_changelist"


@pytest.fixture
def staff() -> User:
    return make.staff()


@pytest.fixture
def admin(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def reader(client: Client) -> Client:
    """Return the browser of somebody who may look at orders, and no more."""
    user = make.user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_order"))
    client.force_login(user)
    return client


def page_of(order: Order) -> str:
    return reverse("admin:checkout_order_change", args=[order.pk])


def act(name: str, order: Order) -> str:
    return reverse(f"admin:order_{name}", args=[order.pk])


def confirmed(order: Order) -> Order:
    confirmation = Message.objects.filter(key=f"order-confirmation:{order.number}")
    assert confirmation.update(status=Message.Status.SENT, sent_at=timezone.now()) == 1
    return order


def paid_by_card(variant: Variant | None = None) -> Order:
    """Return an order whose card Stripe has charged."""
    order = make.order(*filter(None, [variant]), means="card")
    order.payments.update(status="captured", intent_id="pi_1", captured_at=timezone.now())
    order.move_to(Order.Status.PAID, paid_at=timezone.now())
    return order


def refused_refund(order: Order, amount: str = "5.00") -> Refund:
    refund = make.refund(order.payments.get(), amount)
    fail_refund(refund, "failed")
    return refund


def test_a_hundred_orders_cost_a_dozen_queries(
    admin: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    order = make.order(paid=True)
    copies = []
    for number in range(100):
        cart = make.cart()
        fields = {f.attname: getattr(order, f.attname) for f in Order._meta.concrete_fields}
        copies.append(Order(**fields | {"id": None, "cart_id": cart.pk, "number": f"T-{number}"}))
    Order.objects.bulk_create(copies)

    with django_assert_max_num_queries(12):
        page = admin.get(reverse(LIST)).content.decode()

    assert page.count("Julie Martin") == 50


@pytest.mark.parametrize("of", ["number", "email", "name", "sku", "tracking"])
def test_an_order_is_found_by_what_a_buyer_tells(admin: Client, of: str) -> None:
    wanted = confirmed(make.order(make.variant(sku="MUG-OCRE"), email="zoe@example.fr", paid=True))
    make.order(ship_family_name="Durand")
    admin.post(act("ship", wanted), {"carrier": "Colissimo", "tracking_number": "8R99"})
    said = {"number": wanted.number, "email": "zoe@", "name": "martin"}
    said |= {"sku": "mug-ocre", "tracking": "8r99"}

    page = admin.get(reverse(LIST), {"q": said[of]})

    assert [order.pk for order in page.context["cl"].result_list] == [wanted.pk]


def test_each_list_of_work_holds_its_own_orders(admin: Client) -> None:
    to_ship, late = make.order(paid=True), make.order(paid=True)
    Order.objects.filter(pk=late.pk).update(
        delivery_first_on=calendar.today() - timedelta(days=3),
        delivery_last_on=calendar.today() - timedelta(days=1),
    )
    transfer = make.order()
    to_check = paid_by_card()
    refused_refund(to_check)

    def listed(work: str) -> set[int]:
        page = admin.get(reverse(LIST), {"travail": work})
        return {order.pk for order in page.context["cl"].result_list}

    assert listed("expedier") == {to_ship.pk, late.pk, to_check.pk}
    assert listed("retard") == {late.pk}
    assert listed("virements") == {transfer.pk}
    assert listed("verifier") == {to_check.pk}
    assert listed("rendre") == set()
    assert "en retard</strong>" in admin.get(page_of(late)).content.decode()


def test_shipping_mails_the_number_without_its_spaces(admin: Client) -> None:
    order = confirmed(make.order(paid=True))

    typed = {"carrier": " Colissimo ", "tracking_number": " 8r 123 456 "}
    admin.post(act("ship", order), typed)

    shipment = Shipment.objects.get(order=order)
    assert (shipment.carrier, shipment.tracking_number) == ("Colissimo", "8R123456")
    assert "8R123456" in Message.objects.get(key__startswith="order-shipped:").text
    page = admin.get(page_of(order)).content.decode()
    assert "Expédiée" in page
    assert "8R123456" in page


def test_a_second_click_ships_nothing_more(admin: Client) -> None:
    order = confirmed(make.order(paid=True))
    typed = {"carrier": "Colissimo", "tracking_number": "8R1"}
    admin.post(act("ship", order), typed)

    answer = admin.post(act("ship", order), typed, follow=True)

    assert "rien n&#x27;a été fait" in answer.content.decode()
    assert Shipment.objects.count() == 1
    assert Message.objects.filter(key__startswith="order-shipped:").count() == 1


def test_a_number_is_asked_where_parcels_are_followed(admin: Client) -> None:
    order = confirmed(make.order(paid=True))
    order.delivery_method.tracking_url = "https://suivi.example/{number}"
    order.delivery_method.save()

    answer = admin.post(act("ship", order), {"carrier": "Colissimo", "tracking_number": "   "})

    assert answer.status_code == 200
    assert not Shipment.objects.exists()


def test_no_parcel_leaves_before_the_confirmation_without_a_reason(admin: Client) -> None:
    """R15."""
    order = make.order(paid=True)
    typed = {"carrier": "Colissimo", "tracking_number": "8R1"}

    refused = admin.post(act("ship", order), typed).content.decode()
    admin.post(act("ship", order), {**typed, "override": "remise en main propre"})

    assert "donnez une raison" in refused
    shipped = order.events.get(kind="shipped")
    assert shipped.data["override"] == "remise en main propre"
    assert "remise en main propre" in admin.get(page_of(order)).content.decode()


def test_a_transfer_that_arrived_pays_the_order(admin: Client, staff: User) -> None:
    order = make.order()

    admin.post(act("receive", order))
    again = admin.post(act("receive", order), follow=True).content.decode()

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert order.events.get(kind="paid").actor == staff
    assert "rien n&#x27;a été fait" in again


def test_cancelling_gives_stock_and_money_back(admin: Client, staff: User) -> None:
    variant = make.variant(stock=5)
    order = make.order(variant, quantity=2, paid=True)

    admin.post(act("cancel", order), {"note": "Article cassé"})

    order.refresh_from_db()
    variant.refresh_from_db()
    assert (order.status, variant.stock) == (Order.Status.CANCELLED, 5)
    refund = Refund.objects.get(payment__order=order)
    assert (refund.amount, refund.status) == (order.total, Refund.Status.REQUESTED)
    assert "Article cassé" in admin.get(page_of(order)).content.decode()
    assert admin.get(reverse(LIST), {"travail": "rendre"}).context["cl"].result_count == 1

    admin.post(act("send_back", order))

    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert order.events.get(kind="refunded").actor == staff


@pytest.mark.parametrize("amount", ["0", "-1", "1000", "beaucoup"])
def test_no_more_is_given_back_than_was_paid(admin: Client, amount: str) -> None:
    order = make.order(paid=True)

    answer = admin.post(act("refund", order), {"amount": amount, "reason": "Geste"})

    assert answer.status_code == 200
    assert not Refund.objects.exists()


def test_a_part_is_given_back_with_a_french_comma(admin: Client) -> None:
    order = make.order(paid=True)

    admin.post(act("refund", order), {"amount": "4,50", "reason": "Tasse ébréchée"})

    assert Refund.objects.get().amount == Decimal("4.50")
    assert order.payments.get().refunded == Decimal("4.50")


def test_a_refund_that_failed_is_asked_for_again_under_another_key(admin: Client) -> None:
    """I29, I30, I32."""
    order = paid_by_card()
    refund = refused_refund(order)
    Refund.objects.filter(pk=refund.pk).update(created_at=timezone.now() - timedelta(days=2))
    refund.refresh_from_db()
    first_key = refund.key
    page = admin.get(page_of(order)).content.decode()

    admin.post(act("retry_refund", order))
    again = admin.post(act("retry_refund", order), follow=True)

    refund.refresh_from_db()
    assert "refusé par la banque" in page
    assert refund.status == Refund.Status.REQUESTED
    assert refund.key != first_key
    assert order.payments.get().refunded == Decimal("5.00")
    assert again.status_code == 200
    assert Payment.objects.get(order=order).refundable == order.total - Decimal("5.00")


def test_notes_stay_on_the_timeline(admin: Client, staff: User) -> None:
    order = make.order()

    admin.post(act("comment", order), {"text": "A téléphoné : livrer le soir."})

    assert order.events.get(kind="comment").actor == staff
    assert "livrer le soir" in admin.get(page_of(order)).content.decode()


@pytest.mark.parametrize("kind", ["cgv", "notice", "form"])
def test_staff_open_the_texts_of_the_contract(admin: Client, kind: str) -> None:
    order = make.order()
    address = reverse("admin:order_document", args=[order.pk, kind])

    assert address in admin.get(page_of(order)).content.decode()
    assert admin.get(address).status_code == 200
    assert admin.get(reverse("admin:order_document", args=[order.pk, "autre"])).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["ship", "perform", "receive", "cancel", "refund", "retry_refund", "send_back", "comment"],
)
def test_who_may_only_look_cannot_act(reader: Client, name: str) -> None:
    order = make.order(paid=True)

    page = reader.get(page_of(order))
    asked, posted = reader.get(act(name, order)), reader.post(act(name, order), {"text": "Non"})

    assert page.status_code == 200
    assert act("comment", order) not in page.content.decode()
    assert (asked.status_code, posted.status_code) == (403, 403)
    assert not order.events.filter(kind__in=["comment", "shipped", "cancelled"]).exists()


def test_an_order_is_never_typed_over(admin: Client) -> None:
    order = make.order(paid=True)

    answers = [
        admin.post(page_of(order), {"total": "1.00", "status": "cancelled"}),
        admin.post(reverse("admin:checkout_order_delete", args=[order.pk])),
        admin.get(reverse("admin:checkout_order_add")),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Order.objects.get(pk=order.pk).total == order.total
