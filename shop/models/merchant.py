"""The merchant: who sells, as every page, contract and invoice must say (R1, R74)."""

import secrets
from pathlib import PurePath
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shop.uploads import MEGABYTE, FileIs


def notice_name(_merchant: models.Model, name: str) -> str:
    """Return a name of its own for each file: browsers keep what is served for a year."""
    return f"notices/{secrets.token_hex(8)}{PurePath(name).suffix.lower()}"


class MerchantQuerySet(models.QuerySet["Merchant"]):
    """The words to ask for the merchant."""

    def lacking_notice(self) -> "MerchantQuerySet":
        """Return the merchant while the official notice of the guarantee is not uploaded (R45)."""
        return self.filter(guarantee_notice="")


class Merchant(models.Model):
    """The identity of the one seller of this shop."""

    name = models.CharField(_("nom de la boutique"), max_length=100)
    legal_name = models.CharField(_("dénomination sociale"), max_length=150)
    legal_form = models.CharField(_("forme juridique"), max_length=100)
    capital = models.CharField(_("capital social"), max_length=50, blank=True)
    street = models.CharField(_("adresse"), max_length=200)
    postcode = models.CharField(_("code postal"), max_length=12)
    city = models.CharField(_("ville"), max_length=100)
    country = models.CharField(_("pays"), max_length=60, default="France")
    registered_office = models.CharField(
        _("siège social, si différent"), max_length=250, blank=True
    )
    return_address_text = models.CharField(
        _("adresse de retour, si différente"), max_length=250, blank=True
    )
    phone = models.CharField(_("téléphone"), max_length=30)
    email = models.EmailField(_("adresse e-mail"))
    opening_hours = models.CharField(_("horaires"), max_length=200, blank=True)
    siren = models.CharField("SIREN", max_length=11)
    siret = models.CharField("SIRET", max_length=17)
    rcs = models.CharField("RCS", max_length=80)
    vat_number = models.CharField(_("numéro de TVA"), max_length=20)
    publication_director = models.CharField(_("directeur de la publication"), max_length=150)
    host_name = models.CharField(_("hébergeur"), max_length=150)
    host_address = models.CharField(_("adresse de l'hébergeur"), max_length=250)
    host_phone = models.CharField(_("téléphone de l'hébergeur"), max_length=30)
    mediator_name = models.CharField(_("médiateur de la consommation"), max_length=150)
    mediator_address = models.CharField(_("adresse du médiateur"), max_length=250)
    mediator_website = models.URLField(_("site du médiateur"))
    epr_ids = models.JSONField(
        _("identifiants uniques REP"),
        default=list,
        blank=True,
        help_text=_("Une liste de {« stream », « number »} (C. env. R541-173)."),
    )
    guarantee_notice = models.FileField(
        _("avis officiel sur la garantie légale, en français"),
        upload_to=notice_name,
        validators=[FileIs("PNG", "JPEG", "WebP", "PDF", most=5 * MEGABYTE)],
        blank=True,
        help_text=_("Tel que l'Union le publie : ni redessiné, ni recadré (règl. (UE) 2025/1960)."),
    )
    guarantee_notice_en = models.FileField(
        _("le même avis, en anglais"),
        upload_to=notice_name,
        validators=[FileIs("PNG", "JPEG", "WebP", "PDF", most=5 * MEGABYTE)],
        blank=True,
    )
    guarantee_notice_url = models.URLField(
        _("adresse écrite sur l'avis"),
        blank=True,
        help_text=_("La page « Your Europe » où mène son code QR."),
    )
    iban = models.CharField("IBAN", max_length=40)
    bic = models.CharField("BIC", max_length=11)
    bank_name = models.CharField(_("banque"), max_length=100, blank=True)
    order_prefix = models.CharField(_("préfixe des commandes"), max_length=4, default="CO")
    announcement = models.CharField(
        _("bandeau"), max_length=150, blank=True, help_text=_("Une ligne en haut de chaque page.")
    )
    is_single = models.BooleanField(default=True, editable=False, unique=True)

    objects = MerchantQuerySet.as_manager()

    class Meta:
        verbose_name = _("identité de la boutique")
        verbose_name_plural = _("identité de la boutique")
        constraints = [
            models.CheckConstraint(condition=models.Q(is_single=True), name="there_is_one_merchant")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Merchant":
        """Return the merchant, or one without a word before the set-up is done."""
        return cls.objects.first() or cls(name="Comptoir")

    @property
    def notice(self) -> FieldFile:
        """Return the official notice of the legal guarantee in the reader's language (R45)."""
        english = self.guarantee_notice_en if get_language() == "en" else None
        return english or self.guarantee_notice

    @property
    def one_line_address(self) -> str:
        """Return « 12 rue des Ateliers, 69003 Lyon, France »."""
        return f"{self.street}, {self.postcode} {self.city}, {self.country}"

    @property
    def return_address(self) -> str:
        """Return where goods are sent back to."""
        return self.return_address_text or f"{self.legal_name}, {self.one_line_address}"

    def missing_fields(self) -> list[str]:
        """Name what the law wants and the merchant has not filled in (R1, R74, R75)."""
        optional = {"capital", "registered_office", "return_address_text", "opening_hours"}
        optional |= {"announcement", "bank_name", "epr_ids", "is_single", "id"}
        optional |= {"guarantee_notice", "guarantee_notice_en", "guarantee_notice_url"}
        fields: list[Any] = [f for f in self._meta.concrete_fields if f.name not in optional]
        return [str(f.verbose_name) for f in fields if not getattr(self, f.name)]
