"""The form that plans offers for one variant or for many, and what the page will then show."""

import hashlib
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.category import ParentField
from catalog.flows.plan_offers import Cut, Draft, Plan, draft_offers
from catalog.models import Category, Offer, Product, Variant
from catalog.models.reference import Reference, reference_of
from catalog.templatetags.offer_tags import former_price_words
from shop import money
from shop.forms import Paragraphs
from shop.templatetags.shop_tags import short_day

MOST = 500
LONGEST = timedelta(days=366)


class Moment(forms.DateTimeField):
    """A day and a time in Paris, by the browser's own control."""

    def __init__(self, **kwargs: Any) -> None:
        written = "%Y-%m-%dT%H:%M"
        widget = forms.DateTimeInput({"type": "datetime-local"}, format=written)
        formats = [written, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
        super().__init__(widget=widget, input_formats=formats, required=False, **kwargs)


class PlanForm(forms.Form):
    """What is offered, for how much less, and when; nobody types a struck price (R50)."""

    category = ParentField(
        Category.objects.none(),
        label=gettext_lazy("Tout un rayon"),
        required=False,
        empty_label="–",
    )
    references = Paragraphs(
        label=gettext_lazy("Et ces références (SKU), une par ligne"),
        required=False,
        max_length=20_000,
    )
    cut = forms.ChoiceField(label=gettext_lazy("Baisser de"), choices=Cut.choices)
    value = forms.DecimalField(
        label=gettext_lazy("Valeur"),
        max_digits=10,
        decimal_places=2,
        min_value=0.01,
        localize=True,
        help_text=gettext_lazy("20 pour −20 % ; 5 pour 5 € de moins ; 19,90 pour un prix."),
    )
    starts_at = Moment(label=gettext_lazy("Début"), help_text=gettext_lazy("Vide : maintenant."))
    ends_at = Moment(
        label=gettext_lazy("Fin"), help_text=gettext_lazy("Montrée sur la page. Vide : sans fin.")
    )
    share = forms.IntegerField(
        label=gettext_lazy("Part de stock (offre éclair)"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=gettext_lazy(
            "Unités de chaque variante à ce prix ; vendues, le prix remonte. Vide : toutes."
        ),
    )
    is_short_dated = forms.BooleanField(
        label=gettext_lazy("Date courte"),
        required=False,
        help_text=gettext_lazy("Denrées périssables proches de leur date, seulement."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.get_tree()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for something to offer, within a stretch of time to come."""
        data = super().clean() or self.cleaned_data
        start, end, now = data.get("starts_at"), data.get("ends_at"), timezone.now()
        if start and start < now - timedelta(minutes=1):
            self.add_error("starts_at", _("Une offre ne commence pas dans le passé."))
        if end and end <= (start or now):
            self.add_error("ends_at", _("La fin vient après le début."))
        if end and end > (start or now) + LONGEST:
            self.add_error("ends_at", _("Un an au plus."))
        if data.get("cut") == Cut.PERCENT and (data.get("value") or 0) >= 100:
            self.add_error("value", _("Moins de 100 %."))
        if not self.errors:
            self._find(data)
        return data

    def _find(self, data: dict[str, Any]) -> None:
        typed = re.split(r"[\n,;]", data["references"])
        wanted = {reference.strip() for reference in typed} - {""}
        named = Variant.objects.filter(sku__in=wanted)
        if missing := wanted - set(named.values_list("sku", flat=True)):
            self.add_error("references", _("Inconnues : %s.") % ", ".join(sorted(missing)[:10]))
        chosen = set(named.values_list("pk", flat=True)) | self._of_category(data)
        if not chosen:
            self.add_error(None, _("Choisissez un rayon, ou des références."))
        if len(chosen) > MOST:
            self.add_error(None, _("%d variantes au plus à la fois.") % MOST)
        data["chosen"] = chosen

    @staticmethod
    def _of_category(data: dict[str, Any]) -> set[int]:
        if not data["category"]:
            return set()
        products = Product.objects.in_category(data["category"])
        return set(Variant.objects.filter(product__in=products).values_list("pk", flat=True))

    def variants(self) -> list[Variant]:
        """Return what is offered."""
        rows = Variant.objects.filter(pk__in=self.cleaned_data["chosen"])
        return list(rows.select_related("product").order_by("product__name", "position", "pk"))

    def plan(self) -> Plan:
        """Return what the offers have in common."""
        names = ("cut", "value", "ends_at", "share", "is_short_dated")
        facts = {name: self.cleaned_data[name] for name in names}
        return Plan(starts_at=self.cleaned_data["starts_at"] or timezone.now(), **facts)

    def fingerprint(self) -> str:
        """Name what was typed, so that only what was looked at is saved."""
        typed = sorted((name, str(self.cleaned_data[name])) for name in self.fields)
        return hashlib.sha256(repr(typed).encode()).hexdigest()[:16]


class Shown(NamedTuple):
    """What the page of a variant will show of an offer, as things stand."""

    offer: Offer
    refusal: str
    now: str
    struck: str
    percent: str
    words: str
    overlaps: str


def preview(variants: Iterable[Variant], plan: Plan) -> list[Shown]:
    """Return what pages would show of a plan."""
    return [shown(draft) for draft in draft_offers(variants, plan)]


def shown(draft: Draft) -> Shown:
    """Return what the page would show of an offer, and why."""
    offer, reference = draft.offer, None if draft.refusal else reference_of(draft.offer)
    is_struck = reference is not None and reference.price > offer.price
    return Shown(
        offer,
        draft.refusal,
        money.euros(offer.price),
        money.euros(reference.price) if reference and is_struck else "",
        _percent(offer, reference) if is_struck else "",
        "" if draft.refusal else explained(offer, reference),
        "" if draft.refusal else _overlaps(offer),
    )


def explained(offer: Offer, reference: Reference | None) -> str:
    """Write where a struck price comes from, or why there is none."""
    if reference is None:
        return _("Rien de barré : moins de trente jours d'historique.")
    price = money.euros(reference.price)
    if reference.price <= offer.price:
        lower = _("Rien de barré : le prix était déjà de %(price)s, du %(day)s.")
        day = short_day(reference.since).removesuffix(".")
        return lower % {"price": price, "day": day}
    words = _("%(words)s, du %(day)s")
    offer.reduced_at = offer.reduced_since or offer.starts_at
    facts = {"words": former_price_words(offer, price), "day": short_day(reference.since)}
    return words % facts


def _percent(offer: Offer, reference: Reference | None) -> str:
    if reference is None:
        return ""
    share = int((reference.price - offer.price) * 100 // reference.price)
    return f"−{share}{money.NBSP}%" if share else ""


def _overlaps(offer: Offer) -> str:
    others = offer.variant.offers.overlapping(offer.starts_at, offer.ends_at).exclude(pk=offer.pk)
    prices = [money.euros(other.price) for other in others.order_by("price")[:3]]
    if not prices:
        return ""
    told = _("Une autre offre court en même temps (%s) : le prix le plus bas s'applique.")
    return told % ", ".join(prices)
