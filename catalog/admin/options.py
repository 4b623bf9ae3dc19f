"""Staff keep brands, and the options that variants differ by."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from catalog.flows.index_again import index_again
from catalog.models import Attribute, Brand, ListChange, Product, Value


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin[Brand]):
    """The makers' names."""

    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Brand, form: Any, change: Any) -> None:
        """Write the brand; search learns its name."""
        super().save_model(request, obj, form, change)
        ListChange.objects.note()
        if "name" in form.changed_data:
            index_again(Q(brand=obj))


class ValueInline(admin.TabularInline[Value, Attribute]):
    """The choices of an option."""

    model = Value
    extra = 1


@admin.register(Attribute)
class AttributeAdmin(admin.ModelAdmin[Attribute]):
    """An option with its choices; a filter also has the characteristic of the same name."""

    list_display = ["name", "is_filter", "position"]
    list_editable = ["is_filter", "position"]
    search_fields = ["name"]
    inlines = [ValueInline]

    def save_model(self, request: HttpRequest, obj: Attribute, form: Any, change: Any) -> None:
        """Write the option; lists learn of it."""
        super().save_model(request, obj, form, change)
        names = {obj.name, form.initial.get("name", obj.name)}
        Product.objects.characterised_by(names).leave_to_lists()

    def delete_model(self, request: HttpRequest, obj: Attribute) -> None:
        """Delete the option; lists learn of it."""
        super().delete_model(request, obj)
        ListChange.objects.note()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """Write the choices; search learns their names."""
        super().save_formset(request, form, formset, change)
        if formset.changed_objects:
            renamed = [value.pk for value, _changed in formset.changed_objects]
            index_again(Q(variants__values__in=renamed))


@admin.register(Value)
class ValueAdmin(admin.ModelAdmin[Value]):
    """Found by name when a variant is given its choices; kept on the option's page."""

    search_fields = ["name", "attribute__name"]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Stay out of the index."""
        return {}
