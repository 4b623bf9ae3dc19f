"""How the staff's timeline tells the details of an event."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from checkout.models import OrderEvent
from shop import money

register = template.Library()

# What the site itself writes as a reason; what staff write is shown as it is.
WORDS = {
    "late": gettext_lazy("paiement arrivé trop tard"),
    "cancelled": gettext_lazy("annulation"),
    "order_cancelled": gettext_lazy("commande annulée"),
    "not paid in time": gettext_lazy("impayée dans le délai"),
    "superseded": gettext_lazy("remplacé par un autre paiement"),
    "changed": gettext_lazy("autre moyen choisi"),
    "failed": gettext_lazy("refusé par la banque"),
    "card_declined": gettext_lazy("carte refusée"),
    "generic_decline": gettext_lazy("carte refusée"),
    "insufficient_funds": gettext_lazy("provision insuffisante"),
    "expired_card": gettext_lazy("carte expirée"),
    "authentication_required": gettext_lazy("authentification demandée"),
}


@register.filter
def in_words(reason: str) -> str:
    """Write a reason as staff would say it."""
    return str(WORDS.get(reason, reason))


@register.filter
def details(event: OrderEvent) -> str:
    """Write what is worth reading of an event: amount, carrier, reason."""
    data = event.data
    amount = data.get("amount") or data.get("total")
    written = [money.euros(Decimal(amount))] if amount else []
    written += [str(data[name]) for name in ("carrier", "tracking_number") if data.get(name)]
    written += [
        in_words(str(data[name])) for name in ("code", "reason", "note", "text") if data.get(name)
    ]
    if data.get("override"):
        written.append(_("avant la confirmation : %(reason)s") % {"reason": data["override"]})
    return " – ".join(written)
