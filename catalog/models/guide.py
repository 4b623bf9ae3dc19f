"""Guides: what the shop knows about its goods, written for shoppers (D1)."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.picture import private_files


class GuideQuerySet(models.QuerySet["Guide"]):
    """The words to ask for guides."""

    def published(self, at: datetime | None = None) -> "GuideQuerySet":
        """Return what shoppers may read: nothing before its date."""
        return self.filter(published_at__lte=at or timezone.now()).order_by("-published_at", "-pk")


class Guide(models.Model):
    """One page of advice, with the goods it speaks of."""

    title = models.CharField(_("titre"), max_length=60, unique=True)
    slug = models.SlugField(_("adresse"), max_length=80, unique=True)
    summary = models.CharField(
        _("résumé"),
        max_length=160,
        help_text=_("Sous le titre, dans la liste et dans les moteurs de recherche."),
    )
    body = models.TextField(
        _("texte"),
        help_text=_(
            "HTML simple : h2, h3, p, ul, ol, li, strong, em, a, blockquote, table. "
            "Sans balise, une ligne vide fait un paragraphe."
        ),
    )
    original = models.ImageField(_("image"), storage=private_files, upload_to="guides/", blank=True)
    alt = models.CharField(_("texte alternatif de l'image"), max_length=200, blank=True)
    # {"320": "pictures/<hash>-320.webp", …}
    sizes = models.JSONField(default=dict, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    products = models.ManyToManyField(
        "catalog.Product", related_name="guides", verbose_name=_("produits"), blank=True
    )
    published_at = models.DateTimeField(
        _("publié le"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Vide : brouillon. Une date à venir : lisible à partir de cette date."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(slug=""),
                name="guide_has_a_title_and_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(original="") | ~models.Q(alt=""),
                name="picture_of_a_guide_is_described",
                violation_error_message=_("Dites ce que l'image montre."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the guide's page."""
        return reverse("catalog:guide", args=[self.slug])

    @property
    def name(self) -> str:
        """Return the title, as breadcrumbs call it."""
        return self.title

    @property
    def is_published(self) -> bool:
        """Tell whether shoppers may read it."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_known(self) -> bool:
        """Tell whether somebody may have its address."""
        return self.is_published

    @property
    def picture(self) -> str:
        """Return the address of the largest size of the picture, or nothing."""
        widths = sorted(int(width) for width in self.sizes)
        return default_storage.url(self.sizes[str(widths[-1])]) if widths else ""

    @property
    def srcset(self) -> str:
        """Return every size of the picture for a browser to choose from."""
        sizes = self.sizes.items()
        return ", ".join(f"{default_storage.url(path)} {width}w" for width, path in sizes)
