"""Freezing the texts of a contract in the transaction of its order (R5, R15)."""

from django.utils import timezone

from checkout.models import Contract, DeliveryMethod, Document, Order
from shop import money
from shop.legal.texts import LegalContext, render_text
from shop.legal.withdrawal_form import withdrawal_form
from shop.legal.withdrawal_notice import withdrawal_notice
from shop.models import LegalText, Merchant


def freeze_contract(order: Order, box: str, button: str, ip: str | None) -> Contract:
    """Keep what the buyer agreed to: texts with their hashes, the words of box and button."""
    context = LegalContext(Merchant.current(), delivery=DeliveryMethod.objects.legal_rows())
    terms = LegalText.objects.current("cgv")
    notice = withdrawal_notice(context.merchant, function_url=context.withdrawal_url, on=context.on)
    return Contract.objects.create(
        order=order,
        cgv_version=terms.version,
        cgv=Document.freeze(
            Document.Kind.CGV,
            f"{terms.title} – version {terms.version}",
            render_text(terms, context),
        ),
        notice=Document.freeze(Document.Kind.NOTICE, "Droit de rétractation", notice.html()),
        form=Document.freeze(
            Document.Kind.FORM,
            "Formulaire de rétractation",
            withdrawal_form(context.merchant, context.on).html(),
        ),
        accepted_at=timezone.now(),
        button=button,
        box=box,
        total_shown=money.euros(order.total),
        ip=ip,
    )
