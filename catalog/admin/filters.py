"""How staff narrow the list of products."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant


class StateFilter(admin.SimpleListFilter):
    """Products by what shoppers see of them."""

    title = _("état")
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the states."""
        return [
            ("published", _("publiés")),
            ("drafts", _("brouillons")),
            ("out", _("publiés et épuisés")),
            ("images", _("images introuvables")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the products in the state asked for."""
        if self.value() == "drafts":
            return queryset.drafts()
        if self.value() == "out":
            left = Variant.objects.obtainable().filter(product=OuterRef("pk"))
            return queryset.published().filter(~Exists(left))
        if self.value() == "images":
            return queryset.lacking_pictures()
        return queryset.published() if self.value() == "published" else queryset
