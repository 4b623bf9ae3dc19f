"""Staff keep brands, and the options that variants differ by."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from catalog.flows.index_again import index_again
from catalog.models import Attribute, Brand, Value


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin[Brand]):
    """The makers' names."""

    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Brand, form: Any, change: Any) -> None:
        """Write the brand; search learns its name."""
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            index_again(Q(brand=obj))


class ValueInline(admin.TabularInline[Value, Attribute]):
    """The choices of an option."""

    model = Value
    extra = 1


@admin.register(Attribute)
class AttributeAdmin(admin.ModelAdmin[Attribute]):
    """An option with its choices."""

    list_display = ["name", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    inlines = [ValueInline]

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
