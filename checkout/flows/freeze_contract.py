"""Freezing the texts of a contract in the transaction of its order (R5, R15)."""

from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from checkout.models import Contract, DeliveryMethod, Document, Order, OrderLine, rights
from shop import money
from shop.legal.texts import LegalContext, render_text
from shop.legal.withdrawal_form import withdrawal_form
from shop.legal.withdrawal_notice import Sold, withdrawal_notice
from shop.models import LegalText, Merchant
from shop.templatetags.shop_tags import clock, long_day


def freeze_contract(order: Order, box: str, button: str, ip: str | None) -> Contract:
    """Keep what the buyer agreed to: texts with their hashes, the words of boxes and button."""
    context = LegalContext(Merchant.current(), delivery=DeliveryMethod.objects.legal_rows())
    terms = LegalText.objects.current("cgv")
    return Contract.objects.create(
        order=order,
        cgv_version=terms.version,
        cgv=Document.freeze(
            Document.Kind.CGV,
            f"{terms.title} – version {terms.version}",
            render_text(terms, context),
        ),
        notice=Document.freeze(
            Document.Kind.NOTICE, "Droit de rétractation", _notice(order, context)
        ),
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
        **_services(order),
    )


def _notice(order: Order, context: LegalContext) -> SafeString:
    """Return the official notice: that of goods, that of services, or one after the other."""
    goods = {Sold.GOODS: "Pour les articles livrés"} if order.is_delivered else {}
    services = {Sold.SERVICE: "Pour les prestations de service"} if order.services else {}
    kinds = goods | services
    texts = [
        withdrawal_notice(
            context.merchant, function_url=context.withdrawal_url, sold=sold, on=context.on
        ).html()
        for sold in kinds
    ]
    if len(texts) == 1:
        return texts[0]
    titled = zip(kinds.values(), texts, strict=True)
    return format_html_join("\n", "<h2>{}</h2>\n{}", titled)


def _services(order: Order) -> dict[str, object]:
    """Return what the contract keeps of services: their document, and what was asked of them."""
    if not order.services:
        return {}
    # The document is in French whatever the page was (R19); a request stays as it was shown.
    with translation.override("fr"):
        html = format_html_join("\n", "{}", ((_service(line),) for line in order.services))
    asked = [line.early_start for line in order.services if line.early_start]
    return {
        "services": Document.freeze(
            Document.Kind.SERVICES, f"Vos prestations de service – {order.number}", html
        ),
        "early_start": "\n".join(asked),
        "early_start_version": rights.REQUEST_VERSION if asked else "",
        "early_start_at": order.placed_at if asked else None,
    }


def _service(line: OrderLine) -> SafeString:
    day = line.takes_place_at
    when = (
        _("Date : %(day)s à %(time)s") % {"day": long_day(day), "time": clock(day)} if day else ""
    )
    length = _("Durée : %s") % line.service_duration if line.service_duration else ""
    facts = [part for part in (line.service_terms, length, when) if part]
    asked = [_("Votre demande : « %s »") % line.early_start] if line.early_start else []
    price = f"{line.quantity} × {money.euros(line.unit_price)} = {money.euros(line.total)}"
    paragraphs = format_html_join("\n", "<p>{}</p>", ((t,) for t in [*facts, *line.rights, *asked]))
    return format_html("<h3>{}</h3>\n<p>{}</p>\n{}", line.title, price, paragraphs)
