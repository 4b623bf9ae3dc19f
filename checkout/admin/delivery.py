"""Staff set up how goods reach the buyer."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from checkout.models import DeliveryMethod, DeliveryRate, PickupPoint
from shop.money import MoneyField


class CodesField(forms.CharField):
    """Short codes that staff type with commas: « FR, BE »."""

    def prepare_value(self, value: Any) -> Any:
        """Return stored codes as one line."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the line as codes."""
        return super().clean(value).upper().replace(",", " ").split()

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether the codes themselves differ."""
        return bool(self.prepare_value(initial or []) != data)


class DeliveryMethodForm(forms.ModelForm[DeliveryMethod]):
    """A method, with its countries and postcodes in plain words."""

    countries = CodesField(label=_("Pays desservis"), help_text=_("Codes à deux lettres : FR, BE."))
    excluded_postcodes = CodesField(
        label=_("Codes postaux exclus"),
        required=False,
        help_text=_("Des débuts de code postal : « 97 » exclut l'outre-mer."),
    )


class RateInline(admin.TabularInline[DeliveryRate, DeliveryMethod]):
    """The prices of a method by weight."""

    model = DeliveryRate
    extra = 1
    formfield_overrides = {MoneyField: {"localize": True}}


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(admin.ModelAdmin[DeliveryMethod]):
    """The methods that the checkout offers; one that served an order can only be switched off."""

    form = DeliveryMethodForm
    list_display = ["name", "kind", "carrier", "free_from", "cutoff", "position", "is_active"]
    list_editable = ["position", "is_active"]
    inlines = [RateInline]
    formfield_overrides = {MoneyField: {"localize": True}}
    prepopulated_fields = {"code": ["name"]}


@admin.register(PickupPoint)
class PickupPointAdmin(admin.ModelAdmin[PickupPoint]):
    """The shops where parcels wait."""

    list_display = ["name", "street", "postcode", "city", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "postcode", "city"]
