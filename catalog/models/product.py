"""Products: what a page shows, and what the law wants it to show."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models.category import Category
from catalog.models.durability import Durable, durability_constraints
from catalog.models.listed import LISTED, RATED, Listed
from catalog.models.listing import ProductQuerySet
from catalog.models.picture import ProductImage
from catalog.models.variant import Variant
from catalog.models.video import Filmed
from catalog.models.withdrawal import EXCEPTION_NOTES

models.TextField.register_lookup(Length)

# A list says « Épuisé » only when nothing is left of any variant.
BEST_FIRST = ["in_stock", "to_order", "low", "held", "out"]


# One for each order that a list may be read in, over what is published or about to be.
_SHOWN = models.Q(published_at__isnull=False)
LISTS = [
    models.Index(
        fields=["-is_obtainable", "-is_featured", "-published_at", "-id"],
        name="products_by_relevance",
        condition=_SHOWN,
    ),
    models.Index(fields=["-published_at", "-id"], name="products_by_age", condition=_SHOWN),
    models.Index(fields=["lowest_price", "id"], name="products_by_price", condition=_SHOWN),
    models.Index(
        fields=["-rating_average", "-rating_count", "-id"],
        name="products_by_rating",
        condition=models.Q(rating_count__gt=0),
    ),
    # What the front page puts forward.
    models.Index(
        fields=["-published_at", "-id"],
        name="products_put_forward",
        condition=_SHOWN & models.Q(is_featured=True),
    ),
    models.Index(
        fields=["new_until"],
        name="products_announced_as_new",
        condition=_SHOWN & models.Q(new_until__isnull=False),
    ),
    # All that facets count and lists sort of a department: neither reads whole products for it.
    models.Index(
        fields=[
            "category",
            "published_at",
            "is_obtainable",
            "is_featured",
            "lowest_price",
            "brand",
            "rating_average",
            "rating_count",
            "id",
        ],
        name="products_of_a_category",
        condition=_SHOWN,
    ),
    models.Index(
        fields=["lists_due_at"],
        name="products_due_in_lists",
        condition=models.Q(lists_due_at__isnull=False),
    ),
]


class Brand(models.Model):
    """The maker's name that goods are known by."""

    name = models.CharField(_("nom"), max_length=80, unique=True)
    slug = models.SlugField(_("adresse"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("marque")
        verbose_name_plural = _("marques")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(Durable, Filmed, Listed):
    """A thing or a service sold, in one or several variants; its page."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("article à livrer")
        SERVICE = "service", _("prestation de service")

    class Exception_(models.TextChoices):  # noqa: N801 - « Exception » is taken by Python
        NONE = "", _("aucune : droit de rétractation de 14 jours")
        PERSONALISED = "3", _("3° personnalisé")
        PERISHABLE = "4", _("4° périssable")
        HYGIENE = "5", _("5° descellé, hygiène ou santé")
        MIXED = "6", _("6° mélangé de manière indissociable")
        ALCOHOL = "7", _("7° certaines boissons alcoolisées")
        RECORDINGS = "9", _("9° enregistrement ou logiciel descellé")
        PRESS = "10", _("10° journal ou magazine")
        DATED = "12", _("12° hébergement, transport, restauration ou loisir à une date déterminée")

    class Unit(models.TextChoices):
        GRAM = "g", "g"
        MILLILITRE = "ml", "ml"
        METRE = "m", "m"
        PIECE = "piece", _("pièce")

    class DeliveryClass(models.TextChoices):
        STANDARD = "standard", _("colis ordinaire")
        FRAGILE = "fragile", _("fragile")
        BULKY = "bulky", _("encombrant")

    kind = models.CharField(_("nature"), max_length=7, choices=Kind.choices, default=Kind.GOODS)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("rayon")
    )
    brand = models.ForeignKey(
        Brand,
        models.PROTECT,
        related_name="products",
        verbose_name=_("marque"),
        null=True,
        blank=True,
    )
    name = models.CharField(_("nom"), max_length=150)
    slug = models.SlugField(_("adresse"), max_length=150, unique=True)
    benefit = models.CharField(
        _("bénéfice"), max_length=140, blank=True, help_text=_("Le premier texte après le titre.")
    )
    description = models.TextField(_("description"), blank=True)
    meta_title = models.CharField(
        _("titre pour les moteurs de recherche"),
        max_length=60,
        blank=True,
        help_text=_("Vide : le nom, puis celui de la boutique."),
    )
    meta_description = models.CharField(
        _("description pour les moteurs de recherche"),
        max_length=160,
        blank=True,
        help_text=_("Vide : le bénéfice et le début de la description."),
    )
    # What a buyer compares (« Matière » → « Grès »), in the merchant's order.
    features = models.JSONField(_("caractéristiques"), default=dict, blank=True)
    vat_rate = models.DecimalField(
        _("taux de TVA (%)"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("20.00"),
        validators=[MinValueValidator(0), MaxValueValidator(25)],
    )
    withdrawal_exception = models.CharField(
        _("exception au droit de rétractation (L221-28)"),
        max_length=2,
        choices=Exception_.choices,
        default=Exception_.NONE,
        blank=True,
    )
    net_quantity = models.DecimalField(
        _("quantité nette"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    net_unit = models.CharField(_("unité"), max_length=6, choices=Unit.choices, blank=True)
    delivery_class = models.CharField(
        _("classe de livraison"),
        max_length=10,
        choices=DeliveryClass.choices,
        default=DeliveryClass.STANDARD,
    )
    made_to_order_days = models.PositiveSmallIntegerField(
        _("délai de fabrication (jours)"),
        default=0,
        help_text=_("0 : expédié depuis le stock. Sinon « Sur commande : x jours »."),
    )
    personalisation_label = models.CharField(
        _("texte demandé à l'acheteur"), max_length=60, blank=True
    )
    personalisation_length = models.PositiveSmallIntegerField(
        _("longueur du texte"), default=0, help_text=_("0 : rien à graver ni à broder.")
    )
    service_duration = models.CharField(
        _("durée de la prestation"), max_length=60, blank=True, help_text=_("« 2 heures ».")
    )
    service_terms = models.CharField(
        _("où et quand elle a lieu"),
        max_length=250,
        blank=True,
        help_text=_("« À l'atelier, sur rendez-vous, sous trois semaines. »"),
    )
    manufacturer_name = models.CharField(_("fabricant"), max_length=150, blank=True)
    manufacturer_address = models.CharField(
        _("adresse postale du fabricant"), max_length=250, blank=True
    )
    manufacturer_email = models.EmailField(_("adresse électronique du fabricant"), blank=True)
    eu_responsible = models.CharField(
        _("responsable dans l'Union, si le fabricant est ailleurs"), max_length=250, blank=True
    )
    safety_warning = models.TextField(_("avertissements de sécurité"), blank=True)
    gpsr_exemption = models.CharField(
        _("sécurité des produits : pourquoi la règle ne s'applique pas"),
        max_length=150,
        blank=True,
        help_text=_("Par exemple : denrée alimentaire. Vide : le fabricant est obligatoire."),
    )

    new_until = models.DateField(_("nouveauté jusqu'au"), null=True, blank=True)
    is_featured = models.BooleanField(_("essentiel de l'accueil"), default=False)
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True, db_index=True)
    # Set when shoppers could see it and no longer can: its address says so instead of « unknown ».
    retired_at = models.DateTimeField(_("retiré le"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProductQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at", *LISTED, *RATED])

    class Meta:
        verbose_name = _("produit")
        verbose_name_plural = _("produits")
        ordering = ["name"]
        indexes = [
            *LISTS,
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True)
                | (models.Q(description__length__gt=0) & ~models.Q(benefit="")),
                name="published_product_has_benefit_and_description",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True) | models.Q(retired_at__isnull=True),
                name="product_is_published_or_retired_not_both",
            ),
            models.CheckConstraint(
                condition=models.Q(vat_rate__gte=0, vat_rate__lte=25),
                name="vat_rate_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(net_quantity__isnull=True) | models.Q(net_quantity__gt=0),
                name="net_quantity_is_positive",
            ),
            *durability_constraints(),
            # L221-28: 12° is about services alone, and the other exceptions kept here about goods.
            models.CheckConstraint(
                condition=models.Q(kind="goods") & ~models.Q(withdrawal_exception="12")
                | models.Q(kind="service", withdrawal_exception__in=["", "12"]),
                name="withdrawal_exception_fits_goods_or_service",
                violation_error_message=_(
                    "Seul le 12° convient à une prestation, et il ne convient pas à un article."
                ),
            ),
        ]

    # Filled by `fetch_page`.
    choices: list[Variant]
    shown: list[ProductImage]
    # Filled by `around`: the guides that speak of it.
    advice: list[Any]
    gathered_pictures: list[dict[str, Any]]
    gathered_guides: list[dict[str, Any]]
    places: list[dict[str, int]]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the product's page."""
        return reverse("catalog:product", args=[self.slug])

    @property
    def is_published(self) -> bool:
        """Tell whether shoppers see the product."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_known(self) -> bool:
        """Tell whether the world has heard of its address: it is, will be or was published."""
        return self.published_at is not None or self.retired_at is not None

    @property
    def main_choice(self) -> Variant | None:
        """Return the first variant that a cart may take, or the first of all."""
        buyable = (variant for variant in self.choices if variant.can_be_added)
        return next(buyable, self.choices[0] if self.choices else None)

    @property
    def cheapest(self) -> Variant | None:
        """Return the variant that costs least now, among those that a cart may take if any."""
        buyable = [variant for variant in self.choices if variant.can_be_added]
        return min(buyable or self.choices, key=lambda v: v.current_price, default=None)

    @property
    def availability(self) -> str:
        """Return the best availability among the variants (see `Variant.availability`)."""
        found = {variant.availability for variant in self.choices}
        return next((word for word in BEST_FIRST if word in found), "out")

    @property
    def picture(self) -> ProductImage | None:
        """Return the picture that lists show."""
        return self.shown[0] if self.shown else None

    def pictures_of(self, variant: Variant | None) -> list[ProductImage]:
        """Return the pictures, those of one variant first."""
        pk = variant.pk if variant else None
        return sorted(self.shown, key=lambda picture: pk is None or picture.variant_id != pk)

    @property
    def is_service(self) -> bool:
        """Tell whether it is performed, and not delivered."""
        return self.kind == self.Kind.SERVICE

    @property
    def is_personalised(self) -> bool:
        """Tell whether the buyer writes a text."""
        return self.personalisation_length > 0

    @property
    def withdrawal_note(self) -> str:
        """Return why nobody can withdraw from a sale of it (R38), or nothing."""
        return str(EXCEPTION_NOTES.get(self.withdrawal_exception, ""))
