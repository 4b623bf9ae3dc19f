"""Legal texts: versioned, dated, never changed once in force."""

import hashlib
from datetime import date

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shop import calendar


class LegalTextQuerySet(models.QuerySet["LegalText"]):
    """The words to ask for legal texts."""

    def in_force(self, on: date | None = None) -> "LegalTextQuerySet":
        """Return the texts that apply on a day, the newest version first."""
        return self.filter(valid_from__lte=on or calendar.today()).order_by("-valid_from", "-pk")

    def current(self, code: str, on: date | None = None) -> "LegalText":
        """Return the version of a text in force on a day; raises LegalText.DoesNotExist."""
        text = self.in_force(on).filter(code=code).first()
        if text is None:
            raise LegalText.DoesNotExist(code)
        return text


class LegalText(models.Model):
    """One version of one legal text; its body is a template limited to the merchant's data."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("titre"), max_length=150)
    title_en = models.CharField(_("titre anglais"), max_length=150, blank=True)
    body = models.TextField(_("texte"))
    valid_from = models.DateField(_("en vigueur le"))
    sha256 = models.CharField(max_length=64, editable=False)

    objects = LegalTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("texte légal")
        verbose_name_plural = _("textes légaux")
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="one_text_per_code_and_version"
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="legal_text_has_its_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @classmethod
    def publish(  # noqa: PLR0913 - the columns of one version
        cls,
        code: str,
        version: str,
        *,
        title: str,
        body: str,
        valid_from: date,
        title_en: str = "",
    ) -> "LegalText":
        """Store a version with its hash; an existing version is returned as it is."""
        text, _created = cls.objects.get_or_create(
            code=code,
            version=version,
            defaults={
                "title": title,
                "title_en": title_en,
                "body": body,
                "valid_from": valid_from,
                "sha256": hashlib.sha256(body.encode()).hexdigest(),
            },
        )
        return text

    @property
    def heading(self) -> str:
        """Return the title in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title
