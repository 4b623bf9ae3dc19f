"""What templates say of goods: availability, unit price, card."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.models import Product, Variant, WishlistLine
from shop import money

register = template.Library()
TONES = {"in_stock": "ok", "low": "low", "to_order": "info", "held": "low", "out": "out"}


@register.filter
def availability_words(variant: Variant) -> str:
    """Write « En stock », « Plus que 3 en stock », « Sur commande : 10 jours », « Épuisé »."""
    if variant.product.is_service:
        return _service_words(variant)
    days = variant.product.made_to_order_days
    words = {
        "in_stock": _("En stock"),
        "low": _("Plus que %(n)s en stock") % {"n": variant.available},
        "to_order": ngettext("Sur commande : %(n)s jour", "Sur commande : %(n)s jours", days)
        % {"n": days},
        "held": _("Réservé en ce moment"),
        "out": _("Épuisé"),
    }
    return words[variant.availability]


def _service_words(variant: Variant) -> str:
    left = ngettext("Plus que %(n)s place", "Plus que %(n)s places", variant.available)
    words = {
        "low": left % {"n": variant.available},
        "held": _("Réservé en ce moment"),
        "out": _("Date passée") if variant.is_over else _("Complet"),
    }
    return words.get(variant.availability, _("Disponible"))


@register.filter
def availability_tone(variant: Variant) -> str:
    """Return the colour that goes with the words of availability."""
    return TONES[variant.availability]


@register.filter
def net_quantity(product: Product) -> str:
    """Write « 250 g », or nothing for what is not sold by quantity."""
    if not product.net_quantity or product.net_unit in {"", Product.Unit.PIECE}:
        return ""
    number = f"{product.net_quantity.normalize():f}"
    if get_language() != "en":
        number = number.replace(".", ",")
    return f"{number}{money.NBSP}{product.net_unit}"


@register.filter
def unit_price(variant: Variant) -> str:
    """Write « 38,00 €/kg » (R49), or nothing."""
    if variant.unit_price is None:
        return ""
    unit = {"g": "kg", "ml": "l", "m": "m"}[variant.product.net_unit]
    return f"{money.euros(variant.unit_price, get_language() or 'fr')}/{unit}"


@register.filter
def reduction(reduced: Variant | Product) -> str:
    """Write « −20 % », or nothing when the law allows no percentage (R50)."""
    share = reduced.reduction
    space = "" if get_language() == "en" else money.NBSP
    return f"−{share}{space}%" if share else ""


@register.simple_tag
def price_change(line: WishlistLine) -> str:
    """Write « −5 € depuis votre ajout »."""
    amount = money.price(abs(line.price_change), get_language() or "fr")
    sign = "−" if line.price_change < 0 else "+"
    return _("%(change)s depuis votre ajout") % {"change": f"{sign}{amount}"}


@register.inclusion_tag("components/card.html")
def product_card(
    product: Product, *, eager: bool = False, reasons: Iterable[str] = ()
) -> dict[str, Any]:
    """Show in a list a product that `fetch_cards` was asked for, and why it is proposed."""
    face = product.face
    shown = {
        "url": product.get_absolute_url(),
        "name": product.name,
        "src": face.small if face else "",
        "srcset": face.srcset if face else "",
        "eager": eager,
        "note": _card_note(product),
        "reasons": ", ".join(reasons),
    }
    if product.lowest_price is None:
        return shown | {"availability": _("Bientôt disponible")}
    return shown | {
        "pk": product.pk,
        "amount": product.lowest_price,
        "starting": product.has_several_prices,
        "was": product.struck_price,
        "lowest": product.struck_price,
        "share": reduction(product),
        "unit": unit_price(product.best),
        "availability": _card_availability(product.best),
    }


def _card_note(product: Product) -> str:
    count = product.versions
    if count > 1:
        return ngettext("%(n)s version", "%(n)s versions", count) % {"n": count}
    return net_quantity(product)


def _card_availability(best: Variant) -> str:
    # « En stock » is what a visitor expects: only the rest is said.
    return "" if best.availability == "in_stock" else availability_words(best)
