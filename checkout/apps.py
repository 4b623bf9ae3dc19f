"""The checkout app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckoutConfig(AppConfig):
    """The contract."""

    name = "checkout"
    verbose_name = _("Commandes")
