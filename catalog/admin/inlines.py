"""Variants and pictures on their product's page, and how what is typed there is written."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog import pictures
from catalog.admin.forms import PictureForm, VariantForm, VariantFormSet
from catalog.models import Complement, Product, ProductImage, Variant
from shop.models import User


class VariantInline(admin.StackedInline[Variant, Product]):
    """The variants of a product; one that was sold or received stays."""

    model = Variant
    form = VariantForm
    formset = VariantFormSet  # type: ignore[assignment]  # of our own form, which is one of theirs
    extra = 0
    view_on_site = False
    autocomplete_fields = ["values"]
    readonly_fields = ["on_hand"]
    fields = [
        ("sku", "label"),
        ("values", "price", "eco_participation"),
        ("gtin", "weight"),
        ("restock_on", "position"),
        ("takes_place_at", "is_unlimited"),
        ("on_hand", "stock_change", "stock_kind", "stock_reason"),
    ]

    @admin.display(description=_("en stock"))
    def on_hand(self, variant: Variant) -> str:
        """Return « 12, dont 2 dans des paniers »."""
        if variant.is_unlimited:
            return str(_("non compté"))
        if not variant.held:
            return str(variant.stock)
        return _("%(stock)d, dont %(held)d dans des paniers") % {
            "stock": variant.stock,
            "held": variant.held,
        }


class PictureInline(admin.TabularInline[ProductImage, Product]):
    """The pictures of a product, in the order in which they are shown."""

    model = ProductImage
    form = PictureForm
    extra = 1
    readonly_fields = ["preview", "state"]
    fields = ["preview", "original", "alt", "variant", "position", "state"]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the variants of the same product."""
        if db_field.name == "variant":
            product_id = request.resolver_match.kwargs.get("object_id")
            own = Variant.objects.filter(product_id=product_id).select_related("product")
            kwargs["queryset"] = own
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("aperçu"))
    def preview(self, picture: ProductImage) -> SafeString | str:
        """Return the picture in small."""
        return thumbnail(picture)

    @admin.display(description=_("état"))
    def state(self, picture: ProductImage) -> SafeString | str:
        """Return the state, and why a picture is missing."""
        if picture._state.adding:
            return "–"
        return format_html("{}<br>{}", picture.get_status_display(), picture.error)


class ComplementInline(admin.TabularInline[Complement, Product]):
    """What goes with the product; the page completes it with its neighbours."""

    model = Complement
    fk_name = "product"
    extra = 0
    autocomplete_fields = ["other"]


def thumbnail(picture: ProductImage | None) -> SafeString | str:
    """Return a small picture for a list, or a dash."""
    if picture is None or not picture.sizes:
        return "–"
    return format_html('<img src="{}" width="60" height="75" alt="{}">', picture.small, picture.alt)


def save_variant(form: VariantForm, *, actor: User) -> None:
    """Write one variant: its price through its history, its stock through its ledger.

    Only the columns that were typed are written: stock and holds move under other hands.
    """
    variant, price = form.instance, form.cleaned_data["price"]
    if variant._state.adding:
        variant.priced_by = actor
        variant.save()
    else:
        own = {field.name for field in Variant._meta.concrete_fields} - {"price", "stock", "held"}
        if typed := own & set(form.changed_data):
            variant.save(update_fields=typed)
        variant.refresh_from_db(fields=["price", "stock", "held"])
    variant.change_price(price, actor=actor)
    variant.move_stock(
        form.cleaned_data.get("stock_change") or 0,
        form.cleaned_data["stock_kind"],
        reference=form.cleaned_data["stock_reason"],
        actor=actor,
    )


def name_variant(variant: Variant) -> None:
    """Form the label of a variant from its values, where none was typed."""
    if not variant.label:
        label = ", ".join(str(value) for value in variant.values.all())
        Variant.objects.filter(pk=variant.pk).update(label=label[:150])


def save_picture(picture: ProductImage, changed: list[str]) -> bool:
    """Write one picture and make its sizes; tell whether it can be shown."""
    picture.save()
    if "original" in changed and picture.original:
        return pictures.prepare(picture)
    return True


def forms_to_save(formset: Any) -> list[Any]:
    """Return the forms that say something new, after those that were ticked are deleted."""
    formset.save(commit=False)
    for gone in formset.deleted_objects:
        gone.delete()
    written = [*formset.initial_forms, *formset.extra_forms]
    return [f for f in written if f.has_changed() and f not in formset.deleted_forms]
