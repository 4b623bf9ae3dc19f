"""The messages of the contract, each written in the transaction of its cause, under one key."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from checkout.models import AccessLink, Document, Order, Payment, Refund, Shipment
from shop import messaging
from shop.models import Message
from shop.states import IllegalMove

# A card is paid within a few minutes, and then one message says it all.
CARD_PATIENCE = timedelta(minutes=3)


def confirmation_key(order: Order) -> str:
    """Return the key of the one confirmation of an order."""
    return f"order-confirmation:{order.number}"


def received_key(order: Order) -> str:
    """Return the key of the acknowledgement of an order."""
    return f"order-received:{order.number}"


def transfer_key(order: Order) -> str:
    """Return the key of the instructions to a buyer who changed to a transfer."""
    return f"transfer-instructions:{order.number}"


def order_received(order: Order, payment: Payment, link: AccessLink) -> None:
    """Acknowledge an order (C. civ. 1127-2, R14): at once for a transfer, which it explains.

    For a card it goes only if the payment has not arrived within three minutes.
    """
    if payment.means == Payment.Means.TRANSFER:
        _explain_transfer(received_key(order), order, payment, link)
    else:
        _post(
            received_key(order),
            "order_received",
            order,
            {"payment": payment, "is_transfer": False},
            link,
            delay=CARD_PATIENCE,
        )


def transfer_chosen(order: Order, payment: Payment, link: AccessLink) -> None:
    """Explain the transfer to a buyer who first chose a card; replaces what has not left."""
    withdraw_order_received(order)
    _explain_transfer(transfer_key(order), order, payment, link)


def _explain_transfer(key: str, order: Order, payment: Payment, link: AccessLink) -> None:
    context = {"payment": payment, "is_transfer": True}
    _post(key, "order_received", order, context, link, attachments=_documents(order))


def withdraw_order_received(order: Order) -> None:
    """Drop an acknowledgement that has not left: another message says more."""
    unsent = [Message.Status.WAITING, Message.Status.QUEUED]
    keys = [received_key(order), transfer_key(order)]
    for message in Message.objects.filter(key__in=keys, status__in=unsent):
        try:
            message.move_to(Message.Status.CANCELLED)
        except IllegalMove:
            continue


def order_confirmed(order: Order, payment: Payment, link: AccessLink) -> None:
    """Confirm the contract on a durable medium, with its three documents (L221-13, R15)."""
    _post(
        confirmation_key(order),
        "order_confirmed",
        order,
        {"payment": payment},
        link,
        attachments=_documents(order),
    )


def order_shipped(order: Order, shipment: Shipment, link: AccessLink) -> None:
    """Say that the parcel has left, and how to follow it."""
    _post(
        f"order-shipped:{order.number}:{shipment.pk}",
        "order_shipped",
        order,
        {"shipment": shipment},
        link,
    )


def order_cancelled(order: Order) -> None:
    """Say that the order is off, and what becomes of the money."""
    link = AccessLink.to(order, AccessLink.Purpose.ORDER)
    refunds = Refund.objects.filter(payment__order=order)
    _post(
        f"order-cancelled:{order.number}",
        "order_cancelled",
        order,
        {"refunded": sum(refund.amount for refund in refunds)},
        link,
    )


def refund_done(order: Order, refund: Refund) -> None:
    """Say that money is on its way back."""
    link = AccessLink.to(order, AccessLink.Purpose.ORDER)
    _post(f"refund-done:{order.number}:{refund.pk}", "refund_done", order, {"refund": refund}, link)


def tracking_link(order: Order, link: AccessLink) -> None:
    """Send the link that opens the whole order; asked for again within an hour, nothing goes."""
    hour = timezone.localtime().strftime("%Y-%m-%d-%H")
    _post(f"tracking-link:{order.number}:{hour}", "tracking_link", order, {}, link)


def _post(  # noqa: PLR0913, PLR0917 - the envelope of a message
    key: str,
    template: str,
    order: Order,
    context: dict[str, Any],
    link: AccessLink,
    attachments: list[dict[str, str]] | None = None,
    delay: timedelta = timedelta(0),
) -> None:
    with translation.override(order.language):
        page = settings.SITE_URL + order.get_absolute_url()
        withdrawal = settings.SITE_URL + reverse("returns:withdrawal")
    facts = {
        "order": order,
        "lines": list(order.lines.all()),
        "vat_by_rate": order.vat_by_rate().items(),
        "order_url": f"{page}?cle={link.key}",
        "withdrawal_url": f"{withdrawal}?commande={order.number}&cle={link.key}",
    }
    messaging.post(
        key,
        template,
        order.email,
        {**facts, **context},
        about=order.subject,
        language=order.language,
        attachments=attachments or [],
        delay=delay,
    )


def _documents(order: Order) -> list[dict[str, str]]:
    return [_attachment(document) for document in order.contract.documents]


def _attachment(document: Document) -> dict[str, str]:
    return {
        "name": document.file_name,
        "path": document.pdf_path,
        "document": document.sha256,
    }
