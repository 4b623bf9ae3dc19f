"""What people agreed to or refused: the proof that the merchant owes (R57, R61)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentQuerySet(models.QuerySet["Consent"]):
    """The words to ask for consents."""

    def about(self, email: str, channel: str, purpose: str) -> "ConsentQuerySet":
        """Return what a person said on one subject, the last word first."""
        return self.filter(email=email.lower(), channel=channel, purpose=purpose).order_by("-pk")


class Consent(models.Model):
    """One word of one person about one use of one channel; never changed, only followed."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("SMS")
        PHONE = "phone", _("téléphone")

    class Purpose(models.TextChoices):
        NEWSLETTER = "newsletter", _("lettre de la maison")
        SIMILAR_GOODS = "similar_goods", _("produits similaires")
        FAVOURITES = "favourites", _("nouvelles des favoris")
        BACK_IN_STOCK = "back_in_stock", _("retour en stock d'un article")

    class Basis(models.TextChoices):
        CONSENT = "consent", _("consentement")
        SALE = "sale", _("vente, avec possibilité de s'opposer")

    email = models.EmailField(_("adresse e-mail"))
    channel = models.CharField(_("canal"), max_length=10, choices=Channel.choices)
    purpose = models.CharField(_("usage"), max_length=20, choices=Purpose.choices)
    granted = models.BooleanField(_("accordé"))
    basis = models.CharField(_("fondement"), max_length=10, choices=Basis.choices)
    wording = models.TextField(_("texte présenté"))
    source = models.CharField(_("origine"), max_length=60)
    at = models.DateTimeField(_("date"), auto_now_add=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consentement")
        verbose_name_plural = _("consentements")
        indexes = [models.Index(fields=["email", "channel", "purpose", "-id"], name="last_word")]

    def __str__(self) -> str:
        return f"{self.email} {self.channel} {self.purpose}: {'+' if self.granted else '−'}"
