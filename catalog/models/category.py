"""The tree of departments."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from catalog.models.picture import ProductImage


class CategoryQuerySet(MP_NodeQuerySet):
    """The words to ask for departments."""

    def around(self, slug: str) -> "CategoryQuerySet":
        """Return a department, those above it and those just below, from the top of the tree."""
        here = self.filter(slug=slug)
        rows = self.annotate(
            here=Subquery(here.values("path")[:1]), level=Subquery(here.values("depth")[:1])
        )
        above = Q(here__startswith=F("path"))
        below = Q(path__startswith=F("here"), depth=F("level") + 1)
        family: CategoryQuerySet = rows.filter(above | below).order_by("path")
        return family

    def with_goods(self) -> "CategoryQuerySet":
        """Return the departments where a shopper finds something, there or further down."""
        stocked = self.model.objects.filter(
            path__startswith=OuterRef("path"), products__published_at__lte=timezone.now()
        )
        rows: CategoryQuerySet = self.filter(Exists(stocked))
        return rows

    def with_face(self) -> "CategoryQuerySet":
        """Fetch with each department the sizes of a picture from it (`face`)."""
        pictures = ProductImage.objects.filter(
            status=ProductImage.Status.READY,
            product__published_at__lte=timezone.now(),
            product__category__path__startswith=OuterRef("path"),
        )
        first = pictures.order_by("-product_id", "position").values("sizes")[:1]
        rows: CategoryQuerySet = self.annotate(face_sizes=Subquery(first))
        return rows


class CategoryManager(MP_NodeManager):
    """Gives departments in the order of the tree, with the words above."""

    def get_queryset(self) -> CategoryQuerySet:
        """Return every department."""
        rows: CategoryQuerySet = CategoryQuerySet(self.model, using=self._db).order_by("path")
        return rows


class Category(MP_Node):
    """A department of the shop; its products are its own and those of the departments below."""

    name = models.CharField(_("nom"), max_length=80)
    slug = models.SlugField(_("adresse"), max_length=80, unique=True)
    intro = models.CharField(_("phrase d'introduction"), max_length=200, blank=True)
    meta_title = models.CharField(
        _("titre pour les moteurs"),
        max_length=60,
        blank=True,
        help_text=_("60 caractères au plus. Vide : le nom du rayon."),
    )
    meta_description = models.CharField(
        _("description pour les moteurs"),
        max_length=160,
        blank=True,
        help_text=_("160 caractères au plus. Vide : la phrase d'introduction."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    node_order_by = ["position", "name"]
    objects = CategoryManager()

    class Meta:
        verbose_name = _("rayon")
        verbose_name_plural = _("rayons")

    # Filled by `with_face`.
    face_sizes: dict[str, str] | None

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the department's page."""
        return reverse("catalog:category", args=[self.slug])

    @property
    def face(self) -> ProductImage | None:
        """Return a picture of what the department sells."""
        return ProductImage(sizes=self.face_sizes) if self.face_sizes else None

    def trail(self) -> list["Category"]:
        """Return the departments from the top of the tree down to this one."""
        return [*Category.objects.get_ancestors(self), self]
