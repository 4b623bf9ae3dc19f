"""Every e-mail says everything it means to say, in both languages."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.template import engines

from aftersales.flows.open_case import open_case
from aftersales.models import Case
from catalog.flows.ask_question import ask_question
from checkout.flows.ship_order import ship_order
from checkout.models import Order
from returns import wording
from returns.flows.declare_withdrawal import Declaration, declare_withdrawal
from shop import accounts, messaging
from tests import make

FOLDER = Path("templates/emails")
GOOD = {
    "name": "Mug Matin",
    "url": "http://127.0.0.1/x/",
    "price": Decimal("19.90"),
    "before": Decimal("24.90"),
    "was_told": False,
    "lowest": Decimal("22.00"),
}
NAMES = sorted(path.stem for path in FOLDER.glob("[!_]*.mjml"))


@pytest.fixture
def strict_templates() -> Iterator[None]:
    """Let a template that names what is not there show it."""
    engine = engines["django"].engine
    engine.string_if_invalid = "NOT THERE: %s"
    yield
    engine.string_if_invalid = ""


def facts(order: Order) -> dict[str, Any]:
    """Return what all e-mails together speak of."""
    payment = order.payments.get()
    refund = make.refund(payment, "5.00")
    shipment = ship_order(
        order, carrier="Colissimo", tracking_number="6A1", actor=None, override="test"
    )
    declaration = Declaration("Julie Martin", order.number, order.email, "Je renonce.", "token")
    withdrawal = declare_withdrawal(declaration)
    case = open_case(
        topic=Case.Topic.COMPLAINT, email=order.email, message="Bonjour", form_token="token"
    )
    product = order.lines.get().variant.product
    question = ask_question(product, name="Léa", email=order.email, text="Et au four ?")
    question.answer = "Non, jamais."
    return {
        "order": order,
        "question": question,
        "is_public": True,
        "good": GOOD,
        "goods": [GOOD],
        "cheaper": [GOOD],
        "returned": [GOOD],
        "lines": list(order.lines.all()),
        "vat_by_rate": order.vat_by_rate().items(),
        "payment": payment,
        "refund": refund,
        "refunded": refund.amount,
        "shipment": shipment,
        "withdrawal": withdrawal,
        "steps": wording.next_steps(withdrawal),
        "case": case,
        "message": case.messages.get(),
        "words": accounts.ASKED["password_reset_key"],
        "code": "K7QX-M2PD",
        "is_done": False,
        "is_transfer": True,
        "is_complaint": True,
        **dict.fromkeys(
            ["order_url", "withdrawal_url", "receipt_url", "admin_url", "stop_url", "url"],
            "http://127.0.0.1/x/",
        ),
    }


@pytest.mark.django_db
def test_every_email_renders_in_both_languages(strict_templates: None) -> None:
    context = facts(make.order(paid=True))

    assert len(NAMES) > 5
    for name in NAMES:
        for language in ("fr", "en"):
            message = messaging.post(
                f"{name}:{language}", name, "julie@example.fr", context, language=language
            )
            assert "NOT THERE" not in message.subject + message.text + message.html, name
            assert "<mj-" not in message.html, name
            assert "{" not in message.subject + message.text, name
            assert 5 < len(message.subject) < 80, name
            assert len(message.text) > 50, name


def test_every_email_has_its_three_parts() -> None:
    for name in NAMES:
        assert (FOLDER / f"{name}.txt").exists()
        assert (FOLDER / f"{name}.subject.txt").exists()
