"""Postal addresses: written once with an order, never edited afterwards."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Address(models.Model):
    """Where a parcel or an invoice goes; part of a contract, so never changed."""

    given_name = models.CharField(_("prénom"), max_length=80)
    family_name = models.CharField(pgettext_lazy("personne", "nom"), max_length=80)
    company = models.CharField(_("société"), max_length=120, blank=True)
    line1 = models.CharField(_("adresse"), max_length=150)
    line2 = models.CharField(_("complément"), max_length=150, blank=True)
    postcode = models.CharField(_("code postal"), max_length=12)
    city = models.CharField(_("ville"), max_length=100)
    country = models.CharField(_("pays"), max_length=2, default="FR")

    class Meta:
        verbose_name = _("adresse")
        verbose_name_plural = _("adresses")

    def __str__(self) -> str:
        return ", ".join(self.lines())

    @property
    def name(self) -> str:
        """Return the person's full name."""
        return f"{self.given_name} {self.family_name}"

    def lines(self) -> list[str]:
        """Return the lines to write on a parcel."""
        town = f"{self.postcode} {self.city}"
        parts = [self.name, self.company, self.line1, self.line2, town]
        return [part for part in parts if part]
