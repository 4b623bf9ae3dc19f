"""Withdrawing from services: their own last day, and never a line that is closed (K6, R30)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from checkout.flows.perform_service import perform_service
from checkout.models import Order, Performance
from returns.deadline import last_day, service_last_day
from returns.models import Withdrawal
from returns.templatetags.returns_tags import withdrawal_url
from shop.models import Message
from tests import make
from tests.catalog.pages import text
from tests.returns.test_withdrawal_page import declare

pytestmark = pytest.mark.usefixtures("shop", "verified")
NOW = datetime(2026, 11, 5, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def sold(*variants: object, asked: bool) -> Order:
    order = make.order(*variants, paid=True, early=asked)
    confirmation = Message.objects.filter(key=f"order-confirmation:{order.number}")
    confirmation.update(status="sent", sent_at=timezone.now())
    return order


def performed(*, finished: bool) -> None:
    moment = timezone.now()
    perform_service(
        Performance.objects.get(),
        begun_at=moment,
        done_at=moment if finished else None,
        actor=make.staff(),
        override="essai",
    )


def test_the_delay_of_services_runs_from_the_contract_and_that_of_goods_does_not() -> None:
    """R21, R22: ordered on Thursday the 5th, until Thursday the 19th."""
    order = sold(make.variant(), make.service(), asked=False)

    assert str(service_last_day(order)) == "2026-11-19"
    assert last_day(order) is None


def test_without_a_confirmation_the_end_is_not_certain() -> None:
    """R24."""
    assert service_last_day(make.order(make.service(), paid=True)) is None


@pytest.mark.parametrize(
    ("asked", "begun", "finished", "words"),
    [
        (True, False, False, "Rétractation possible jusqu'au jeudi 19 novembre 2026."),
        (True, True, False, "à votre demande : vous payez un montant proportionnel"),
        (True, True, True, "à votre demande expresse : le droit de rétractation a pris fin"),
        (False, True, True, "sans votre demande expresse : rien n'est dû."),
    ],
    ids=["planned", "begun as asked", "done as asked", "done unasked"],
)
def test_each_service_says_where_its_right_stands_and_can_be_chosen(
    client: Client, *, asked: bool, begun: bool, finished: bool, words: str
) -> None:
    """L221-25, L221-28 1°, R30."""
    order = sold(make.service(), asked=asked)
    if begun:
        performed(finished=finished)

    page = client.get(withdrawal_url(order))

    assert words in text(page)
    assert "disabled" not in page.content.decode()


def test_an_end_that_has_passed_is_told_without_the_guarantee_of_goods(
    client: Client, clock: Any
) -> None:
    order = sold(make.service(), asked=False)
    clock.move_to(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))

    page = text(client.get(withdrawal_url(order)))

    assert "Délai terminé le jeudi 19 novembre 2026." in page
    assert "garantie légale" not in page


def test_the_declaration_and_its_receipt_speak_of_services(client: Client) -> None:
    order = sold(make.service(), asked=True)
    typed = {"name": "Julie Martin", "contract": order.number, "email": order.email}

    receipt = client.get(declare(client, withdrawal_url(order), **typed)["Location"])

    assert (
        "portant sur la prestation de services ci-dessous" in Withdrawal.objects.get().declaration
    )
    assert "il n'y a rien à renvoyer" in text(receipt)
    assert "renvoyez-les" not in text(receipt)


def test_a_mixed_declaration_names_goods_and_services(client: Client) -> None:
    order = sold(make.variant(), make.service(), asked=True)
    typed = {"name": "Julie Martin", "contract": order.number, "email": order.email}

    receipt = client.get(declare(client, withdrawal_url(order), **typed)["Location"])

    declared = Withdrawal.objects.get().declaration
    assert "la vente des biens et sur la prestation de services ci-dessous" in declared
    assert "renvoyez-les" in text(receipt)
    assert "nous gardons le montant proportionnel" in text(receipt)
