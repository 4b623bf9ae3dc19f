"""What the staff pages of all apps share: facts are shown, never typed over."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest


def row_number(object_id: str) -> int:
    """Return the row that an address of the admin names; raises Http404 for what is no number."""
    try:
        return int(object_id)
    except ValueError:
        raise Http404 from None


class _Facts:
    """Permissions of what nobody adds, changes or deletes by hand."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: rows of this kind are made by what happens in the shop."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: a fact is not changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: a fact is not deleted."""
        return False


class FactsAdmin(_Facts, admin.ModelAdmin[Any]):
    """A list and a page of facts, for reading only."""

    show_full_result_count = False


class FactsInline(_Facts, admin.TabularInline[Any, Any]):
    """Facts that belong to another row, for reading only."""

    extra = 0
    can_delete = False
