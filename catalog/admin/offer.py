"""Staff cut a price for a time; what may be struck is told, never typed (R50)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Offer
from shop import money


class OfferForm(forms.ModelForm[Offer]):
    """A lower price, from a moment to another."""

    class Meta:
        model = Offer
        fields = ["variant", "price", "starts_at", "ends_at"]
        labels = {"variant": _("Variante")}
        localized_fields = ["price"]

    def clean(self) -> dict[str, Any]:
        """Refuse what lowers nothing."""
        data = super().clean() or self.cleaned_data
        variant, price = data.get("variant"), data.get("price")
        if variant and price is not None and price >= variant.price:
            told = gettext("Le prix doit être inférieur au prix courant, %s.")
            self.add_error("price", told % money.euros(variant.price))
        return data


@admin.register(Offer)
class OfferAdmin(admin.ModelAdmin[Offer]):
    """Price cuts, with the price that the law lets the shop strike."""

    form = OfferForm
    list_display = ["of", "amount", "struck", "starts_at", "ends_at", "is_running"]
    list_select_related = ["variant__product"]
    search_fields = ["variant__sku", "variant__product__name"]
    autocomplete_fields = ["variant"]
    date_hierarchy = "starts_at"

    @admin.display(description=_("variante"), ordering="variant__product__name")
    def of(self, offer: Offer) -> str:
        """Return what is offered."""
        return str(offer.variant)

    @admin.display(description=_("prix TTC"), ordering="price")
    def amount(self, offer: Offer) -> str:
        """Return the lowered price in euros with VAT."""
        return money.euros(offer.price)

    @admin.display(description=_("prix barré"))
    def struck(self, offer: Offer) -> str:
        """Return the lowest price of the thirty days before, or that there is none to strike."""
        reference = offer.reference_price
        if reference is None or reference <= offer.price:
            return gettext("aucun : moins de trente jours d'historique, ou prix plus bas")
        return money.euros(reference)

    @admin.display(description=_("en cours"), boolean=True)
    def is_running(self, offer: Offer) -> bool:
        """Tell whether the offer applies now."""
        now = timezone.now()
        return offer.starts_at <= now and (offer.ends_at is None or now < offer.ends_at)
