"""The aftersales app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AftersalesConfig(AppConfig):
    """Staying friends."""

    name = "aftersales"
    verbose_name = _("Service client")
