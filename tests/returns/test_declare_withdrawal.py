"""Declaring a withdrawal: one row, one receipt, and an order recognised only on proof."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from returns.access import receipt_key
from returns.flows.declare_withdrawal import Declaration, declare_withdrawal
from returns.invariants import INVARIANTS
from returns.models import Withdrawal
from returns.wording import declaration_text
from shop.models import Merchant, Message
from tests import make

SENT_AT = datetime(2026, 11, 22, 14, 42, 7, tzinfo=UTC)


def declaration(token: str = "one", **fields: str) -> Declaration:
    """Return a declaration as page two makes it."""
    typed = {"name": "Julie Martin", "contract": "MB-22222222", "email": "julie@example.fr"}
    number = fields.pop("order_number", "")
    typed |= fields
    text = declaration_text(**typed)
    return Declaration(**typed, text=text, form_token=token, order_number=number)


def message(withdrawal: Withdrawal, kind: str = "receipt") -> Message:
    """Return the message of a declaration."""
    return Message.objects.get(key=f"withdrawal-{kind}:{withdrawal.reference}")


def test_the_declaration_follows_the_model_of_the_law(shop: None) -> None:
    """R221-1."""
    assert declaration().text == (
        "À l'attention de Maison Brumelle SARL, 12 rue des Ateliers, 69003 Lyon, France, "
        "bonjour@maison-brumelle.example\u00a0:\n\n"
        "Je vous notifie par la présente ma rétractation du contrat portant sur la vente des "
        "biens ci-dessous\u00a0:\n\n"
        "MB-22222222\n\n"
        "Nom du consommateur\u00a0: Julie Martin\n"
        "Adresse électronique pour l'accusé de réception\u00a0: julie@example.fr"
    )


@time_machine.travel(SENT_AT, tick=False)
def test_the_receipt_says_what_was_declared_when_and_what_follows(shop: None) -> None:
    """R29, R32, R37: content, day, hour; refund and return within 14 days of the declaration."""
    withdrawal = declare_withdrawal(declaration())

    sent = message(withdrawal)
    assert sent.recipient == "julie@example.fr"
    assert sent.subject == "Accusé de réception de votre rétractation — 22/11/2026 à 15 h 42"
    assert "envoyée le 22/11/2026 à 15:42:07 (heure de Paris)" in sent.text
    assert withdrawal.declaration in sent.text
    assert f"Référence\u00a0: {withdrawal.reference}" in sent.text
    assert "renvoyez-les au plus tard le dimanche 6 décembre 2026" in sent.text
    assert "la livraison standard au plus tard le dimanche 6 décembre 2026" in sent.text
    assert receipt_key(withdrawal) in sent.text
    assert "accept" not in (sent.subject + sent.text + sent.html).lower()
    assert "15:42:07" in sent.html
    assert (withdrawal.refund_due_on, withdrawal.return_by) == (date(2026, 12, 6),) * 2


def test_the_merchant_is_told_at_once(shop: None) -> None:
    withdrawal = declare_withdrawal(declaration())

    told = message(withdrawal, "declared")
    assert told.recipient == "bonjour@maison-brumelle.example"
    assert told.subject == f"Rétractation {withdrawal.reference} – commande à rapprocher"
    assert withdrawal.declaration in told.text
    assert f"/admin/returns/withdrawal/{withdrawal.pk}/change/" in told.text


def test_the_same_form_sent_twice_is_one_declaration(shop: None) -> None:
    """F77, I33."""
    first = declare_withdrawal(declaration())
    second = declare_withdrawal(declaration())

    assert first == second
    assert Withdrawal.objects.count() == 1
    assert Message.objects.count() == 2
    assert [invariant.violations() for invariant in INVARIANTS] == [0]


@pytest.mark.parametrize(
    "written",
    [
        "{number}",
        "{lower}",
        "commande n° {number}, merci",
        "{prefix} {signs}",
        "{signs}",
        "{glued}",
    ],
)
def test_an_order_is_recognised_by_its_number_and_its_email(shop: None, written: str) -> None:
    order = make.order()
    prefix, signs = order.number.split("-")
    contract = written.format(
        number=order.number,
        lower=order.number.lower(),
        prefix=prefix,
        signs=signs,
        glued=prefix + signs,
    )

    withdrawal = declare_withdrawal(declaration(contract=contract, email="JULIE@Example.fr"))

    assert withdrawal.order == order
    assert message(withdrawal).about == order.subject


@pytest.mark.parametrize(
    ("contract", "email"),
    [("MB-22222222", "julie@example.fr"), ("{number}", "paul@example.fr"), ("un mug", "")],
)
def test_what_is_not_recognised_is_taken_all_the_same(
    shop: None, contract: str, email: str
) -> None:
    """R27."""
    order = make.order()

    withdrawal = declare_withdrawal(
        declaration(contract=contract.format(number=order.number), email=email or order.email)
    )

    assert withdrawal.order is None
    assert message(withdrawal).recipient == (email or order.email)


def test_the_receipt_of_an_order_opened_by_its_link_may_go_elsewhere(shop: None) -> None:
    """R27: the address of the receipt may differ from the order's."""
    order = make.order()
    proved = declaration(contract=order.number, email="maman@example.fr", order_number=order.number)

    assert declare_withdrawal(proved).order == order


def test_two_orders_in_one_declaration_are_left_to_staff(shop: None) -> None:
    first, second = make.order(), make.order()

    withdrawal = declare_withdrawal(declaration(contract=f"{first.number} et {second.number}"))

    assert withdrawal.order is None


def test_a_cancelled_order_can_be_declared_too(shop: None) -> None:
    """F77: staff answer; the declaration is never dropped."""
    order = make.order()
    order.move_to(order.Status.CANCELLED)

    assert declare_withdrawal(declaration(contract=order.number)).order == order


def test_it_works_before_the_merchant_is_set_up(db: None) -> None:
    withdrawal = declare_withdrawal(declaration())

    assert Merchant.objects.count() == 0
    assert message(withdrawal).recipient == "julie@example.fr"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_make_one_declaration_and_one_receipt() -> None:
    """F77."""
    make.shop()
    wanted = declaration()
    together = Barrier(10)

    def click(_: int) -> str:
        together.wait()
        try:
            return declare_withdrawal(wanted).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        references = set(threads.map(click, range(10)))

    assert references == {Withdrawal.objects.get().reference}
    assert Message.objects.filter(key__startswith="withdrawal-receipt:").count() == 1
    assert Message.objects.filter(key__startswith="withdrawal-declared:").count() == 1
