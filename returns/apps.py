"""The returns app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    """Sending back."""

    name = "returns"
    verbose_name = _("Rétractations et retours")
