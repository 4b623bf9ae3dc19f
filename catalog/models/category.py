"""The tree of departments."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from catalog.models.picture import ProductImage

# How deep the menu goes: the rest is one click further.
MENU_DEPTH = 2


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

    def menu(self) -> list["Category"]:
        """Return the first departments that sell something, each with those just below (`below`).

        One look into an index for each department of the tree, whatever it sells.
        """
        own = Exists(_goods(self.model).filter(category=OuterRef("pk")))
        tree = list(self.annotate(sells=own).order_by("path"))
        selling = [place.path for place in tree if place.sells]
        shown = [
            place
            for place in tree
            if place.depth <= MENU_DEPTH and any(path.startswith(place.path) for path in selling)
        ]
        for place in shown:
            under = len(place.path) + place.steplen
            place.below = [
                one for one in shown if len(one.path) == under and one.path.startswith(place.path)
            ]
            place.first_shelf = next(one for one in tree if one.sells and one.is_in(place))
        return [place for place in shown if place.depth == 1]


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

    # Filled by `menu`.
    sells: bool
    below: list["Category"]
    first_shelf: "Category"
    # Filled by `fetch_faces`.
    face_cover: dict[str, Any] | None

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the department's page."""
        return reverse("catalog:category", args=[self.slug])

    @property
    def face(self) -> ProductImage | None:
        """Return a picture of what the department sells."""
        return ProductImage(**self.face_cover) if self.face_cover else None

    def is_in(self, other: "Category") -> bool:
        """Tell whether the department is another one, or stands somewhere below it."""
        return str(self.path).startswith(other.path)

    def trail(self) -> list["Category"]:
        """Return the departments from the top of the tree down to this one."""
        return [*Category.objects.get_ancestors(self), self]


def fetch_faces(departments: Iterable[Category]) -> None:
    """Fetch for departments of the menu a picture each: the newest of their first shelf."""
    shelves = [department.first_shelf.pk for department in departments]
    goods = _goods(Category).filter(category=OuterRef("pk"), cover__isnull=False)
    first = goods.order_by("-published_at").values("cover")[:1]
    rows = Category.objects.filter(pk__in=shelves).annotate(found=Subquery(first))
    covers = dict(rows.values_list("pk", "found"))
    for department in departments:
        department.face_cover = covers[department.first_shelf.pk]


def _goods(model: type[Category]) -> Any:
    """Return what is published; products know departments, and not the other way round."""
    products = model._meta.get_field("products").related_model
    return products._default_manager.published()
