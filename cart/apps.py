"""The cart app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CartConfig(AppConfig):
    """What is wanted."""

    name = "cart"
    verbose_name = _("Paniers")
