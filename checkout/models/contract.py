"""The contract as it was agreed: frozen texts, known by their hashes (R5, R15)."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from checkout.models.order import Order


class DocumentQuerySet(models.QuerySet["Document"]):
    """The words to ask for documents."""

    def to_render(self) -> "DocumentQuerySet":
        """Return the documents whose PDF is not made yet."""
        return self.filter(pdf_sha256="").order_by("pk")


class Document(models.Model):
    """A frozen text, found by the hash of its HTML; its PDF is made once, whoever needs it."""

    class Kind(models.TextChoices):
        CGV = "cgv", _("Conditions générales de vente")
        NOTICE = "notice", _("Informations sur le droit de rétractation")
        FORM = "form", _("Formulaire de rétractation")
        RECAP = "recap", _("Récapitulatif de la commande")
        SERVICES = "services", _("Vos prestations de service")

    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("titre"), max_length=150)
    html = models.TextField("HTML")
    sha256 = models.CharField(max_length=64, unique=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def freeze(cls, kind: str, title: str, html: str) -> "Document":
        """Return the document with this very text, kept now if it is new."""
        sha256 = hashlib.sha256(f"{kind}\n{title}\n{html}".encode()).hexdigest()
        document, _created = cls.objects.get_or_create(
            sha256=sha256, defaults={"kind": kind, "title": title, "html": html}
        )
        return document

    @property
    def pdf_path(self) -> str:
        """Return where the PDF lies among the private files."""
        return f"documents/{self.kind}-{self.sha256}.pdf"

    @property
    def file_name(self) -> str:
        """Return the name that the buyer's computer saves it under."""
        names = {
            self.Kind.CGV: "conditions-generales-de-vente",
            self.Kind.NOTICE: "droit-de-retractation",
            self.Kind.FORM: "formulaire-de-retractation",
            self.Kind.RECAP: "recapitulatif-de-commande",
            self.Kind.SERVICES: "prestations-de-service",
        }
        return f"{names[self.Kind(self.kind)]}.pdf"


class Contract(models.Model):
    """What the buyer agreed to, when, how, and the texts that they were given."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="contract")
    cgv_version = models.CharField(_("version des CGV"), max_length=20)
    cgv = models.ForeignKey(Document, models.PROTECT, related_name="+")
    notice = models.ForeignKey(Document, models.PROTECT, related_name="+")
    form = models.ForeignKey(Document, models.PROTECT, related_name="+")
    services = models.ForeignKey(Document, models.PROTECT, related_name="+", null=True, blank=True)
    accepted_at = models.DateTimeField(_("CGV acceptées le"))
    # What the screen said: the proof is on the trader (C. conso. L221-7).
    button = models.CharField(_("bouton"), max_length=80)
    box = models.CharField(_("case cochée"), max_length=200)
    total_shown = models.CharField(_("total affiché"), max_length=20)
    ip = models.GenericIPAddressField(_("adresse IP"), null=True, blank=True)
    # The boxes that ask for services to begin early, one a line; empty when none was ticked.
    early_start = models.TextField(_("demandes de commencer plus tôt"), blank=True)
    early_start_version = models.CharField(_("version de la demande"), max_length=20, blank=True)
    early_start_at = models.DateTimeField(_("demandé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("contrat")
        verbose_name_plural = _("contrats")

    def __str__(self) -> str:
        return f"{self.order} – CGV {self.cgv_version}"

    @property
    def documents(self) -> list[Document]:
        """Return the texts that the confirmation carries, in order."""
        texts = [self.cgv, self.notice, self.form]
        return [*texts, self.services] if self.services else texts
