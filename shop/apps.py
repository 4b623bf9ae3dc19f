"""The shop app."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from shop.checks import production_settings


class ShopConfig(AppConfig):
    """The site itself: people, the merchant, legal texts, messages."""

    name = "shop"
    verbose_name = _("Boutique")

    def ready(self) -> None:
        """Let every command that checks the site refuse unsafe settings."""
        register(production_settings, Tags.security)


class StaffConfig(admin_apps.AdminConfig):
    """Django's admin, on the shop's own site."""

    default = False  # what "shop" stands for is the config above
    default_site = "shop.site.StaffSite"
