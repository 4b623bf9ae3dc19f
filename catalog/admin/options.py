"""Staff keep brands, and the options that variants differ by."""

from django.contrib import admin
from django.http import HttpRequest

from catalog.models import Attribute, Brand, Value


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin[Brand]):
    """The makers' names."""

    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


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


@admin.register(Value)
class ValueAdmin(admin.ModelAdmin[Value]):
    """Found by name when a variant is given its choices; kept on the option's page."""

    search_fields = ["name", "attribute__name"]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Stay out of the index."""
        return {}
