"""The addresses that pages had once, so that a link written years ago still leads somewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OldAddressQuerySet(models.QuerySet["OldAddress"]):
    """The words to ask where a page went."""

    def remember(self, row: models.Model, slug: str) -> None:
        """Keep a slug that a row had; the last row to leave a slug is the one it leads to."""
        self.update_or_create(
            kind=row._meta.model_name,
            slug=slug,
            defaults={"row_id": row.pk, "name": str(row)[:150]},
        )

    def of(self, model: type[models.Model], slug: str) -> "OldAddress | None":
        """Return where a slug leads, if a row of this model had it once."""
        return self.filter(kind=model._meta.model_name, slug=slug).first()


class OldAddress(models.Model):
    """A slug that a product, a department or a guide had once.

    It names the row and not the next slug: however often a page moves, one step leads to it. The
    row may be gone; then the name is all that is left of it.
    """

    kind = models.CharField(_("nature"), max_length=20)
    slug = models.CharField(_("ancienne adresse"), max_length=150)
    row_id = models.PositiveBigIntegerField(_("fiche"))
    name = models.CharField(_("nom"), max_length=150)
    left_at = models.DateTimeField(_("quittée le"), auto_now=True)

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("ancienne adresse")
        verbose_name_plural = _("anciennes adresses")
        ordering = ["-left_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"], name="an_old_address_leads_to_one_page"
            ),
            models.CheckConstraint(condition=~models.Q(slug=""), name="old_address_has_a_slug"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.slug}"
