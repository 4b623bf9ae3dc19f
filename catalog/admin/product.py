"""Products as staff see them: what is on sale, what lacks something, and one page for it all."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from catalog import search
from catalog.admin.actions import fetch_again, plan_offer, publish, unpublish
from catalog.admin.durability import LEGAL_FIELDSETS
from catalog.admin.filters import StateFilter
from catalog.admin.forms import ProductForm
from catalog.admin.history import WordedHistory
from catalog.admin.inlines import (
    ComplementInline,
    PictureInline,
    VariantInline,
    forms_to_save,
    name_variant,
    save_picture,
    save_variant,
    thumbnail,
)
from catalog.claims import generic_claims
from catalog.flows.keep_address import keep_address, keep_name
from catalog.flows.publish_product import missing_to_publish
from catalog.models import ListChange, OutOfStock, Product, ProductImage, Variant
from shop import money
from shop.staff import row_number


@admin.register(Product)
class ProductAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Products, with their variants and pictures; publishing asks for what the law wants."""

    form = ProductForm
    list_display = ["face", "name", "state", "price", "in_stock", "category", "to_fill_in", "page"]
    list_display_links = ["face", "name"]
    list_filter = [StateFilter, "kind", "category", "brand", "is_featured", "withdrawal_exception"]
    search_fields = ["name", "slug", "variants__sku", "variants__gtin"]
    list_per_page = 50
    autocomplete_fields = ["category", "brand"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["state", "to_fill_in", "page"]
    inlines = [VariantInline, PictureInline, ComplementInline]
    actions = [publish, unpublish, plan_offer, fetch_again]
    fieldsets = [
        (None, {"fields": [("state", "to_fill_in", "page")]}),
        (
            gettext_lazy("La fiche"),
            {
                "fields": [
                    "kind",
                    ("name", "slug"),
                    ("category", "brand"),
                    "benefit",
                    "description",
                    "features",
                    ("video", "video_captions"),
                ]
            },
        ),
        (
            gettext_lazy("Prix et livraison"),
            {
                "fields": [
                    "vat_rate",
                    ("net_quantity", "net_unit"),
                    ("delivery_class", "made_to_order_days"),
                ]
            },
        ),
        (
            gettext_lazy("Prestation de service"),
            {
                "classes": ["collapse"],
                "description": gettext_lazy(
                    "Sans livraison, sans poids ni fabricant. Les places et les dates se règlent "
                    "sur chaque variante. L'exception 12° ne vaut que pour l'hébergement, le "
                    "transport, la restauration et les loisirs à une date déterminée."
                ),
                "fields": ["service_duration", "service_terms"],
            },
        ),
        (
            gettext_lazy("Personnalisation et rétractation"),
            {
                "fields": [
                    ("personalisation_label", "personalisation_length"),
                    "withdrawal_exception",
                ]
            },
        ),
        (
            gettext_lazy("Sécurité du produit"),
            {
                "fields": [
                    ("manufacturer_name", "manufacturer_email"),
                    "manufacturer_address",
                    "eu_responsible",
                    "safety_warning",
                    "gpsr_exemption",
                ]
            },
        ),
        *LEGAL_FIELDSETS,
        (
            gettext_lazy("Mise en avant"),
            {"fields": [("new_until", "is_featured"), "meta_title", "meta_description"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        """Fetch what the list shows in three queries."""
        rows: QuerySet[Product] = super().get_queryset(request)
        return rows.select_related("category", "brand").prefetch_related("variants", "pictures")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what was changed, and when; what is no number names no product."""
        history: HttpResponse = super().history_view(
            request, str(row_number(object_id)), extra_context
        )
        return history

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> WordedHistory:
        """Tell changes in words."""
        return WordedHistory(self.model, historical_record)

    def view_on_site(self, product: Product) -> str:
        """Return the page; staff see a draft's too."""
        return product.get_absolute_url()

    @admin.display(description="")
    def face(self, product: Product) -> SafeString | str:
        """Return the first picture, in small."""
        return thumbnail(next(iter(product.pictures.all()), None))

    @admin.display(description=gettext_lazy("état"), ordering="published_at")
    def state(self, product: Product) -> SafeString:
        """Return whether shoppers see the product, in a word."""
        if product.is_published:
            return format_html('<span class="state state--paid">{}</span>', _("publié"))
        word = _("retiré de la vente") if product.retired_at else _("brouillon")
        return format_html('<span class="state">{}</span>', word)

    @admin.display(description=gettext_lazy("prix TTC"))
    def price(self, product: Product) -> str:
        """Return the price, or the lowest and the highest."""
        prices = sorted({variant.price for variant in product.variants.all()})
        return " – ".join(money.price(price) for price in [*prices[:1], *prices[1:][-1:]]) or "–"

    @admin.display(description=gettext_lazy("stock"))
    def in_stock(self, product: Product) -> int:
        """Return the stock of all variants."""
        return sum(variant.stock for variant in product.variants.all())

    @admin.display(description=gettext_lazy("à compléter"))
    def to_fill_in(self, product: Product) -> str:
        """Name what is missing before the product can be published."""
        return ", ".join(missing_to_publish(product)) if product.pk else "–"

    @admin.display(description=gettext_lazy("page"))
    def page(self, product: Product) -> SafeString | str:
        """Return a link to the page as shoppers see it, or will see it."""
        if not product.pk:
            return "–"
        label = _("voir") if product.is_published else _("aperçu")
        return format_html('<a href="{}">{}</a>', product.get_absolute_url(), label)

    def save_model(
        self, request: HttpRequest, obj: Product, form: ProductForm, change: Any
    ) -> None:
        """Write the product, and keep the address that it leaves."""
        # Sales lock variants, then the products that they end: so does the admin.
        Variant.objects.filter(product=obj.pk).lock()
        super().save_model(request, obj, form, change)
        if change:
            keep_address(obj, before=form.initial.get("slug", ""))

    def delete_model(self, request: HttpRequest, obj: Product) -> None:
        """Delete a product, whose address will say that it is no longer sold."""
        keep_name(obj)
        super().delete_model(request, obj)
        ListChange.objects.note()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        """Delete several, each remembered."""
        for product in queryset:
            keep_name(product)
        super().delete_queryset(request, queryset)
        ListChange.objects.note()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """Write variants and pictures by their own rules."""
        if formset.model is Variant:
            self._save_variants(request, formset)
        elif formset.model is not ProductImage:
            formset.save()
        else:
            for written in forms_to_save(formset):
                if not save_picture(written.instance, written.changed_data):
                    messages.error(request, written.instance.error)

    def _save_variants(self, request: HttpRequest, formset: Any) -> None:
        saved = forms_to_save(formset)
        for written in saved:
            try:
                save_variant(written, actor=request.user)  # type: ignore[arg-type]
            except OutOfStock:
                told = _("%s : stock non modifié, des paniers viennent d'en réserver davantage.")
                messages.error(request, told % written.instance.sku)
        formset.save_m2m()
        for written in saved:
            name_variant(written.instance)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Warn when a page that shoppers see lacks something."""
        super().save_related(request, form, formsets, change)
        Product.objects.refresh_lists([form.instance.pk])
        search.index([form.instance.pk])
        product = Product.objects.get(pk=form.instance.pk)
        missing = missing_to_publish(product)
        if product.is_published and missing:
            told = _("Cette fiche est publiée, mais il lui manque : %s.")
            messages.warning(request, told % ", ".join(missing))
        if claims := generic_claims(product):
            told = _("Une allégation environnementale générale se prouve ou se retire : « %s ».")
            messages.warning(request, told % " », « ".join(claims))
