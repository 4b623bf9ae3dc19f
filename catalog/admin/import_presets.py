"""Who may import, and the columns of other software that they have named."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.models import ImportPreset

PERMISSIONS = ["catalog.add_product", "catalog.change_product"]


class MayImport:
    """Whoever may add and change products may import them."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perms(PERMISSIONS)

    has_add_permission = has_change_permission = has_view_permission
    has_module_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ImportPreset)
class ImportPresetAdmin(MayImport, admin.ModelAdmin[ImportPreset]):
    """The columns of other software, by the name that staff gave them."""

    fields = ["name"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a preset is kept from the page of a file."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let whoever keeps presets drop them."""
        return self.has_view_permission(request)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Stay out of the index: the page of a file leads here."""
        return {}
