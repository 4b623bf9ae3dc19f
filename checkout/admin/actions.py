"""What staff can do with an order, in the order of the buttons."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checkout.admin.act import Act
from checkout.admin.forms import (
    CancellationForm,
    CommentForm,
    PerformanceForm,
    Question,
    RefundForm,
    ShippingForm,
)
from checkout.flows.cancel_order import cancel_order
from checkout.flows.perform_service import perform_service
from checkout.flows.refund_payment import finish_refund, refund_payment
from checkout.flows.retry_refund import retry_refund
from checkout.flows.settle_payment import receive_transfer
from checkout.flows.ship_order import confirmation_sent, ship_order
from checkout.models import Order, Payment, Refund
from shop.models import User
from shop.states import IllegalMove


def _shipping(data: Any, *, order: Order) -> forms.Form:
    return ShippingForm(data, order=order, confirmation_sent=confirmation_sent(order))


def _plain(form: type[forms.Form]) -> Callable[..., forms.Form]:
    def make(data: Any, *, order: Order) -> forms.Form:
        return form(data)

    return make


def _ship(order: Order, typed: dict[str, Any], actor: User) -> None:
    ship_order(
        order,
        carrier=typed["carrier"],
        tracking_number=typed["tracking_number"],
        override=typed.get("override", ""),
        actor=actor,
    )


def _perform(order: Order, typed: dict[str, Any], actor: User) -> None:
    perform_service(
        typed["performance"],
        begun_at=typed["begun_at"],
        done_at=typed["done_at"],
        override=typed["override"],
        actor=actor,
    )


def _receive(order: Order, typed: dict[str, Any], actor: User) -> None:
    transfer = _transfer(order).first()
    if transfer is None:
        raise IllegalMove(order.number)
    receive_transfer(transfer, actor=actor)


def _cancel(order: Order, typed: dict[str, Any], actor: User) -> None:
    cancel_order(order, actor=actor, note=typed["note"])


def _refund(order: Order, typed: dict[str, Any], actor: User) -> None:
    refund_payment(typed["payment"], typed["amount"], reason=typed["reason"], actor=actor)


def _retry(order: Order, typed: dict[str, Any], actor: User) -> None:
    for refund in _failed_refunds(order):
        retry_refund(refund, actor=actor)


def _send_back(order: Order, typed: dict[str, Any], actor: User) -> None:
    for refund in _refunds_by_transfer(order):
        finish_refund(refund, actor=actor)


def _comment(order: Order, typed: dict[str, Any], actor: User) -> None:
    order.log("comment", actor=actor, text=typed["text"])


def _transfer(order: Order) -> Any:
    return order.payments.pending().filter(means=Payment.Means.TRANSFER)


def _failed_refunds(order: Order) -> Any:
    return Refund.objects.filter(payment__order=order, status=Refund.Status.FAILED)


def _refunds_by_transfer(order: Order) -> Any:
    return Refund.objects.filter(
        payment__order=order,
        payment__means=Payment.Means.TRANSFER,
        status=Refund.Status.REQUESTED,
    )


ACTS = [
    Act(
        "ship",
        "expedition",
        _("Marquer comme expédiée"),
        _("Le client reçoit aussitôt un e-mail avec le numéro de suivi."),
        lambda order: order.can_be_shipped,
        _shipping,
        _ship,
        is_main=True,
    ),
    Act(
        "perform",
        "prestation",
        _("Prestation effectuée"),
        _("Le client voit ces dates sur la page de sa commande."),
        lambda order: (
            order.is_paid and any(not line.performance.done_at for line in order.services)
        ),
        PerformanceForm,
        _perform,
        is_main=True,
    ),
    Act(
        "receive",
        "virement",
        _("Virement reçu"),
        _("Vérifiez le montant et la référence sur le relevé de la banque."),
        lambda order: order.is_awaiting_payment and _transfer(order).exists(),
        Question,
        _receive,
        is_main=True,
    ),
    Act(
        "send_back",
        "remboursement-fait",
        _("Remboursement par virement fait"),
        _("Confirmez que vous avez fait le virement au client."),
        lambda order: _refunds_by_transfer(order).exists(),
        Question,
        _send_back,
        is_main=True,
    ),
    Act(
        "retry_refund",
        "remboursement-a-nouveau",
        _("Réessayer le remboursement"),
        _("Le remboursement qui a échoué est demandé à nouveau, par le même moyen."),
        lambda order: _failed_refunds(order).exists(),
        Question,
        _retry,
        is_main=True,
    ),
    Act(
        "refund",
        "remboursement",
        _("Rembourser"),
        _("L'argent repart par le moyen du paiement ; le client en est averti."),
        lambda order: order.refundable_payment is not None and not _failed_refunds(order).exists(),
        RefundForm,
        _refund,
    ),
    Act(
        "cancel",
        "annulation",
        _("Annuler la commande"),
        _("Le stock est remis en vente, ce qui a été payé est remboursé."),
        lambda order: order.can_be_cancelled,
        _plain(CancellationForm),
        _cancel,
    ),
    Act(
        "comment",
        "note",
        _("Ajouter une note"),
        _("Seule l'équipe la voit."),
        lambda order: True,
        _plain(CommentForm),
        _comment,
    ),
]
