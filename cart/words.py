"""What the cart answers, in words; an amount that was lowered is always said."""

from collections.abc import Iterable

from django.contrib import messages
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cart.flows.add_wishlist import Poured
from cart.flows.hold_cart import Adjusted
from cart.models import Cart, CartLine
from cart.models.line import MOST_PER_LINE
from catalog.models import Variant
from shop import money
from shop.templatetags.shop_tags import clock


def added(line: CartLine) -> str:
    """Say that an article is in the cart."""
    return _("%(name)s ajouté à votre panier.") % {"name": line.variant.product.name}


def poured(outcome: Poured) -> list[tuple[int, str]]:
    """Say how much of a list is in the cart, and name what is not and why."""
    told = []
    if outcome.there:
        text = ngettext(
            "%(n)d article de votre liste est dans votre panier.",
            "%(n)d articles de votre liste sont dans votre panier.",
            outcome.there,
        )
        told.append((messages.SUCCESS, text % {"n": outcome.there}))
    if outcome.sold_out:
        text = _("Épuisé, gardé dans votre liste : %(names)s.")
        told.append((messages.WARNING, text % {"names": ", ".join(outcome.sold_out)}))
    if outcome.to_write:
        text = _("À personnaliser sur sa page avant de l'ajouter : %(names)s.")
        told.append((messages.WARNING, text % {"names": ", ".join(outcome.to_write)}))
    return told or [(messages.INFO, _("Rien de cette liste ne peut être ajouté au panier."))]


def removed(line: CartLine) -> str:
    """Say that an article is no longer in the cart."""
    return _("%(name)s retiré de votre panier.") % {"name": line.variant.product.name}


def lowered(line: CartLine) -> str:
    """Say why a line counts fewer than were asked for: so many are left, or so many are sold."""
    facts = {"name": line.variant.product.name, "n": line.quantity}
    if line.variant.product.is_service:
        return _("%(name)s : %(n)d au plus ; le nombre a été ajusté.") % facts
    if line.quantity == MOST_PER_LINE:
        return _("%(name)s : %(n)d exemplaires au plus ; la quantité a été ajustée.") % facts
    text = ngettext(
        "%(name)s : il ne reste que %(n)d exemplaire ; la quantité a été ajustée.",
        "%(name)s : il ne reste que %(n)d exemplaires ; la quantité a été ajustée.",
        line.quantity,
    )
    return text % facts


def adjusted(changes: Iterable[Adjusted]) -> list[str]:
    """Say which lines were lowered, and from what to what."""
    return [_adjusted(change) for change in changes]


def _adjusted(change: Adjusted) -> str:
    product = change.line.variant.product
    if product.is_service:
        text = _("%(name)s : %(n)d encore libres, au lieu de %(wanted)d demandées.")
        return text % {"name": product.name, "n": change.quantity, "wanted": change.wanted}
    text = ngettext(
        "%(name)s : il ne reste que %(n)d exemplaire, au lieu de %(wanted)d demandés.",
        "%(name)s : il ne reste que %(n)d exemplaires, au lieu de %(wanted)d demandés.",
        change.quantity,
    )
    return text % {"name": product.name, "n": change.quantity, "wanted": change.wanted}


def out_of_stock(variant: Variant) -> str:
    """Say that nothing is left: for good, or while others hold it."""
    name = variant.product.name
    if variant.is_over:
        return _("%(name)s : cette date est passée.") % {"name": name}
    if variant.product.is_service:
        return _("%(name)s : il n'y a plus de place pour le moment.") % {"name": name}
    if variant.stock > 0:
        return _(
            "Tous les exemplaires de %(name)s sont réservés dans d'autres paniers. "
            "Réessayez dans quelques minutes."
        ) % {"name": name}
    return _("%(name)s est épuisé.") % {"name": name}


def price_changed(line: CartLine) -> str:
    """Say what an article cost when it was last seen, and what it costs now."""
    language = get_language() or "fr"
    return _("Le prix de « %(name)s » est passé de %(before)s à %(now)s.") % {
        "name": line.variant,
        "before": money.price(line.price_seen, language),
        "now": money.price(line.unit_price, language),
    }


def gone() -> str:
    """Say that a line is no longer there to be changed."""
    return _("Cet article n'est plus dans votre panier.")


def held(cart: Cart) -> str:
    """Say until when the articles are held."""
    return _("Vos articles sont réservés jusqu'à %(end)s.") % {"end": _end(cart)}


def nothing_held() -> str:
    """Say that nothing could be held."""
    return _("Aucun de vos articles n'est disponible pour le moment.")


def prolonged(cart: Cart) -> str:
    """Say the new end of the hold."""
    return _("Réservation prolongée jusqu'à %(end)s.") % {"end": _end(cart)}


def hold_ended() -> str:
    """Say that a hold came to its end before it was prolonged."""
    return _("La réservation a pris fin. Vous pouvez réserver à nouveau.")


def longest_hold(cart: Cart) -> str:
    """Say that a hold has its last end."""
    text = _("La réservation ne peut plus être prolongée : elle se termine à %(end)s.")
    return text % {"end": _end(cart)}


def _end(cart: Cart) -> str:
    return clock(cart.held_until) if cart.held_until else ""
