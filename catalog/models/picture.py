"""Pictures of products, in the sizes that screens ask for."""

from typing import ClassVar

from django.core.files.storage import Storage, default_storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.states import Stateful


def private_files() -> Storage:
    """Return where originals are kept: a photograph may say where and by whom it was taken."""
    return storages["private"]


class ProductImageQuerySet(models.QuerySet["ProductImage"]):
    """The words to ask for pictures."""

    def to_refine(self) -> "ProductImageQuerySet":
        """Return the pictures that are shown and whose lighter sizes are not made yet."""
        ready = self.filter(status=ProductImage.Status.READY, avif__isnull=True)
        return ready.exclude(original="")


class ProductImage(Stateful):
    """One picture: its original, what it shows in words, and its derived sizes."""

    class Status(models.TextChoices):
        PENDING = "pending", _("à préparer")
        READY = "ready", _("prête")
        MISSING = "missing", _("introuvable")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PENDING: {Status.READY, Status.MISSING},
        Status.MISSING: {Status.PENDING, Status.READY},
        Status.READY: {Status.PENDING},
    }

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="pictures")
    variant = models.ForeignKey(
        "catalog.Variant",
        models.SET_NULL,
        related_name="pictures",
        null=True,
        blank=True,
        verbose_name=_("variante montrée"),
    )
    original = models.ImageField(
        _("fichier"), storage=private_files, upload_to="originals/", blank=True
    )
    source_url = models.URLField(_("adresse d'origine"), max_length=1000, blank=True)
    alt = models.CharField(_("texte alternatif"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    error = models.CharField(_("pourquoi elle manque"), max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    # {"320": "pictures/<hash>-320.webp", …}
    sizes = models.JSONField(default=dict, editable=False)
    # The same in AVIF, where it is lighter: made later by the worker; None until then.
    avif = models.JSONField(null=True, default=None, editable=False)

    objects = ProductImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(original="") | ~models.Q(source_url=""),
                name="picture_has_a_file_or_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.alt or self.original.name or self.source_url

    @property
    def srcset(self) -> str:
        """Return every derived size for a browser to choose from."""
        return _srcset(self.sizes)

    @property
    def avif_srcset(self) -> str:
        """Return the lighter sizes for a browser that reads AVIF, or nothing."""
        return _srcset(self.avif or {})

    def url(self, width: int = 640) -> str:
        """Return the address of the smallest derived size that is at least `width` pixels wide."""
        widths = sorted(int(w) for w in self.sizes)
        if not widths:
            return ""
        fitting = next((w for w in widths if w >= width), widths[-1])
        return default_storage.url(self.sizes[str(fitting)])

    @property
    def thumb(self) -> str:
        """Return the address of the smallest picture."""
        return self.url(1)

    @property
    def small(self) -> str:
        """Return the address of the picture for a cart line."""
        return self.url(320)

    @property
    def large(self) -> str:
        """Return the address of the picture for a product page."""
        return self.url(960)

    @property
    def largest(self) -> str:
        """Return the address of the picture to look at closely."""
        return self.url(100_000)


def _srcset(sizes: dict[str, str]) -> str:
    return ", ".join(f"{default_storage.url(path)} {width}w" for width, path in sizes.items())
