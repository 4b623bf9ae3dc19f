"""Show a product to shoppers, once the page can say everything that the law wants (R2, R78)."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import search
from catalog.claims import forbidden_claims
from catalog.models import Product, ProductImage
from shop.models import User


class NotReady(Exception):
    """The page would lack something; `reasons` is the list « À compléter »."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


def missing_to_sell(product: Product) -> list[str]:
    """Name what the contract itself lacks: characteristics and price (C. conso. L111-1, R2)."""
    wanted = {
        _("le bénéfice, en une phrase"): product.benefit,
        _("la description"): product.description,
        _("au moins une variante, avec son prix"): bool(product.variants.all()),
        _("l'unité de la quantité nette"): product.net_unit or not product.net_quantity,
        _("le texte à demander à l'acheteur"): (
            product.personalisation_label or not product.is_personalised
        ),
        **(_of_a_service(product) if product.is_service else {}),
    }
    return [name for name, is_there in wanted.items() if not is_there] + _without_claims(product)


def _without_claims(product: Product) -> list[str]:
    """Name the words that may not stand on a product (AGEC, R79)."""
    told = _("une autre formule que « %s », interdite (C. env. L541-9-1)")
    return [told % claim for claim in forbidden_claims(product)]


def _of_a_service(product: Product) -> dict[str, bool]:
    """Say what stands for the delivery of goods, and what 12° of L221-28 rests on (R2, R38)."""
    has_dates = all(variant.takes_place_at for variant in product.variants.all())
    is_dated = product.withdrawal_exception == Product.Exception_.DATED
    return {
        _("où et quand la prestation a lieu"): bool(product.service_terms),
        _("la date de chaque variante, pour l'exception 12°"): has_dates or not is_dated,
    }


def missing_to_publish(product: Product) -> list[str]:
    """Return the list « À compléter »: what the contract, the page and the safety rule lack.

    A picture with its text (K4), a benefit (D9), who answers for the product (R78).
    """
    return [*missing_to_sell(product), *_missing_pictures(product), *_missing_safety(product)]


@transaction.atomic
def publish_product(
    product: Product,
    *,
    actor: User | None,
    missing: Callable[[Product], list[str]] = missing_to_publish,
    refresh: bool = True,
) -> Product:
    """Publish a product from now on; raises NotReady. Published already, nothing changes.

    Without `refresh` the caller brings lists and search up to date.
    """
    product = Product.objects.select_for_update().get(pk=product.pk)
    if reasons := missing(product):
        raise NotReady(reasons)
    if not product.is_published:
        product.published_at, product.retired_at = timezone.now(), None
        # What simple-history reads to know who did it.
        product._history_user = actor  # type: ignore[attr-defined]
        product.save(update_fields=["published_at", "retired_at", "updated_at"])
        if refresh:
            Product.objects.refresh_lists([product.pk])
            search.index([product.pk])
    return product


def _missing_pictures(product: Product) -> list[str]:
    ready = [p for p in product.pictures.all() if p.status == ProductImage.Status.READY]
    if not ready:
        return [_("une image")]
    if not all(picture.alt for picture in ready):
        return [_("le texte alternatif de chaque image")]
    return []


def _missing_safety(product: Product) -> list[str]:
    if product.gpsr_exemption or product.is_service:  # the rule is about goods
        return []
    wanted = {
        _("le nom du fabricant"): product.manufacturer_name,
        _("l'adresse postale du fabricant"): product.manufacturer_address,
        _("l'adresse électronique du fabricant"): product.manufacturer_email,
    }
    return [name for name, is_there in wanted.items() if not is_there]
