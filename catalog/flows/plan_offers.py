"""Planning offers: for one variant or for a whole department, seen before it is saved."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Offer, Product, Variant
from shop import money


class Cut(TextChoices):
    """The ways of saying how much a price falls."""

    PERCENT = "percent", gettext_lazy("un pourcentage (%)")
    AMOUNT = "amount", gettext_lazy("un montant (€)")
    PRICE = "price", gettext_lazy("un nouveau prix (€)")


class Plan(NamedTuple):
    """What several offers have in common; amounts in euros with VAT."""

    cut: str
    value: Decimal
    starts_at: datetime
    ends_at: datetime | None = None
    share: int | None = None
    is_short_dated: bool = False


class Draft(NamedTuple):
    """An offer that is not saved, and why it cannot be, if it cannot."""

    offer: Offer
    refusal: str


def draft_offers(variants: Iterable[Variant], plan: Plan) -> list[Draft]:
    """Return the offer that a plan makes of each variant, rounded to the cent; nothing is saved."""
    return [_draft(variant, plan) for variant in variants]


@transaction.atomic
def plan_offers(variants: Sequence[Variant], plan: Plan) -> list[Offer]:
    """Save the offers of a plan that can be; a second call for the same plan saves none."""
    ids = [variant.pk for variant in variants]
    rows = Variant.objects.select_for_update(of=["self"], no_key=True).select_related("product")
    locked = rows.filter(pk__in=ids).order_by("pk")
    saved = [draft.offer for draft in draft_offers(locked, plan) if not draft.refusal]
    Offer.objects.bulk_create(saved)
    follow(ids)
    return saved


def follow(variant_ids: Iterable[int]) -> None:
    """Bring up to date what depends on the offers of some variants: series, and lists."""
    ids = set(variant_ids)
    Offer.objects.link_series(ids)
    products = Variant.objects.filter(pk__in=ids).values_list("product_id", flat=True)
    Variant.objects.refresh_lists(set(products))


def _draft(variant: Variant, plan: Plan) -> Draft:
    offer = Offer(
        variant=variant,
        price=_price(variant, plan),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        share=plan.share,
        is_short_dated=plan.is_short_dated,
    )
    refusal = refusal_of(offer)
    if not refusal and (before := offer.continued()):
        offer.reduced_since = before.reduced_since or before.starts_at
    return Draft(offer, refusal)


def _price(variant: Variant, plan: Plan) -> Decimal:
    if plan.cut == Cut.PERCENT:
        # No reduction touches the eco-participation (C. env. L541-10-20).
        touched = variant.price - variant.eco_participation
        fall = money.rounded(touched * plan.value / 100)
    elif plan.cut == Cut.AMOUNT:
        fall = plan.value
    else:
        return plan.value
    price: Decimal = variant.price - fall
    return price


def refusal_of(offer: Offer) -> str:
    """Return why an offer cannot be as it is, in words for staff, or nothing."""
    variant = offer.variant
    if offer.price <= 0:
        return _("Le prix serait nul ou négatif.")
    if offer.price >= variant.price:
        return _("Le prix doit être inférieur au prix courant, %s.") % money.euros(variant.price)
    if offer.price <= variant.eco_participation:
        return _("Le prix serait inférieur à l'éco-participation, qu'aucune réduction ne touche.")
    is_perishable = variant.product.withdrawal_exception == Product.Exception_.PERISHABLE
    if offer.is_short_dated and not is_perishable:
        return _("« Date courte » ne vaut que pour une denrée périssable (L221-28 4°).")
    return _clash(offer)


def _clash(offer: Offer) -> str:
    others = offer.variant.offers.overlapping(offer.starts_at, offer.ends_at).exclude(pk=offer.pk)
    if others.filter(starts_at=offer.starts_at).exists():
        return _("Une autre offre commence au même moment.")
    in_force = others.filter(starts_at__lte=offer.starts_at, share=None, price__lte=offer.price)
    if same := in_force.order_by("price").first():
        return _("Une offre à %s court déjà : celle-ci ne changerait rien.") % money.euros(
            same.price
        )
    return ""
