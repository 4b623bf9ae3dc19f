"""The back office's front page: what waits for staff, then each list by what it is for."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from shop.door import GuardedSite
from shop.models import Merchant, User
from shop.todo import todo

# What staff use daily comes first; what is not named is kept by other pages, or by the libraries.
SECTIONS = [
    (
        _("Commandes"),
        ["Order", "Refund", "Withdrawal", "Case", "Cart"],
    ),
    (
        _("Catalogue"),
        [
            "Product",
            "Category",
            "Offer",
            "Question",
            "Guide",
            "Finder",
            "Variant",
            "Attribute",
            "Brand",
            "BackInStock",
            "Synonym",
            "SearchMiss",
            "ImportJob",
        ],
    ),
    (_("Livraison"), ["DeliveryMethod", "PickupPoint"]),
    (_("Boutique"), ["Merchant", "LegalText", "User", "Group"]),
    (_("Registres"), ["Message", "Consent", "StockMove", "PriceChange", "PaymentEvent"]),
]


class StaffSite(GuardedSite):
    """Django's admin, in the order in which a shop is run."""

    site_title = _("Gestion de la boutique")
    site_header = _("Gestion de la boutique")
    index_title = _("Gestion de la boutique")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the lists that a person may open, by what they are for."""
        if app_label:
            return super().get_app_list(request, app_label)
        apps = self._build_app_dict(request).values()
        lists = {model["object_name"]: model for app in apps for model in app["models"]}
        sections = [
            {"name": name, "app_label": f"section-{number}", "models": _named(lists, names)}
            for number, (name, names) in enumerate(SECTIONS)
        ]
        return [section for section in sections if section["models"]]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what is to be done, then the lists."""
        context = {"todo": todo(request.user), "missing_identity": _missing(request.user)}
        return super().index(request, {**context, **(extra_context or {})})


def _named(lists: dict[str, Any], names: list[str]) -> list[Any]:
    return [lists[name] for name in names if name in lists]


def _missing(user: User | AnonymousUser) -> list[str]:
    return Merchant.current().missing_fields() if user.has_perm("shop.change_merchant") else []
