"""Staff fill in who sells."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from shop.admin.fields import EprField
from shop.models import Merchant


class MerchantForm(forms.ModelForm[Merchant]):
    """The identity of the shop; what the law lists is typed as lines."""

    epr_ids = EprField(
        label=_("Identifiants uniques REP"),
        required=False,
        help_text=_("Un par ligne : « Emballages ménagers : FR000000_01XXXX » (C. env. R541-173)."),
    )


@admin.register(Merchant)
class MerchantAdmin(admin.ModelAdmin[Merchant]):
    """The one identity of the shop."""

    form = MerchantForm
    readonly_fields = ["to_fill_in"]
    fieldsets = [
        (None, {"fields": ["to_fill_in", "name", "announcement", "order_prefix"]}),
        (
            _("Contact"),
            {
                "fields": [
                    *["email", "phone", "opening_hours"],
                    *["street", "postcode", "city", "country", "return_address_text"],
                ]
            },
        ),
        (
            _("Société"),
            {
                "fields": [
                    *["legal_name", "legal_form", "capital", "registered_office"],
                    *["siren", "siret", "rcs", "vat_number", "publication_director", "epr_ids"],
                ]
            },
        ),
        (
            _("Garantie légale"),
            {"fields": ["guarantee_notice", "guarantee_notice_en", "guarantee_notice_url"]},
        ),
        (_("Banque"), {"fields": ["iban", "bic", "bank_name"]}),
        (
            _("Médiateur de la consommation"),
            {"fields": ["mediator_name", "mediator_address", "mediator_website"]},
        ),
        (_("Hébergeur du site"), {"fields": ["host_name", "host_address", "host_phone"]}),
    ]

    @admin.display(description=_("à compléter"))
    def to_fill_in(self, merchant: Merchant) -> str:
        """Name what the law still wants."""
        return ", ".join(merchant.missing_fields()) or str(_("rien : tout ce qu'il faut y est"))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Open the one row rather than a list of one."""
        merchant = Merchant.objects.first()
        if merchant is None or not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect("admin:shop_merchant_change", merchant.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow one merchant."""
        return not Merchant.objects.exists() and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Merchant | None = None) -> bool:
        """Refuse: a shop has a seller."""
        return False
