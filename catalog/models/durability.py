"""What the law wants a buyer to know of how long goods last, and of what they cost the planet."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

LEGAL_GUARANTEE_YEARS = 2


def half_years(value: Decimal) -> None:
    """Refuse what the European label cannot write: it counts in half years."""
    if value % Decimal("0.5"):
        raise ValidationError(_("Par demi-année : 2,5, 3, 3,5…"))


class Durable(models.Model):
    """Facts of repair, durability and environment (dir. (UE) 2024/825, AGEC: R46, R79)."""

    class Index(models.TextChoices):
        REPAIR = "repair", _("indice de réparabilité")
        DURABILITY = "durability", _("indice de durabilité")

    index_kind = models.CharField(
        _("indice affiché"),
        max_length=10,
        choices=Index.choices,
        blank=True,
        help_text=_("Appareils électriques et électroniques visés par un arrêté."),
    )
    index_score = models.DecimalField(
        _("note sur 10"),
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(10)],
    )
    spare_parts = models.CharField(
        _("pièces détachées"),
        max_length=150,
        blank=True,
        help_text=_("Par exemple : « Disponibles 10 ans après l'achat » (C. conso. L111-4)."),
    )
    repair_information = models.CharField(_("réparation"), max_length=200, blank=True)
    software_updates = models.CharField(
        _("mises à jour du logiciel"),
        max_length=150,
        blank=True,
        help_text=_("Par exemple : « Garanties jusqu'au 31 décembre 2031 »."),
    )
    guarantee_years = models.DecimalField(
        _("garantie de durabilité du producteur (années)"),
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[half_years],
        help_text=_(
            "Seulement si le producteur la donne sans frais, sur tout le bien, plus de 2 ans."
        ),
    )
    guarantee_model = models.CharField(
        _("modèle écrit sur le label de durabilité"), max_length=80, blank=True
    )
    # « Matière recyclée » → « 30 % au moins », under the title that the decree gives to the sheet.
    environment = models.JSONField(
        _("qualités et caractéristiques environnementales"), default=dict, blank=True
    )
    sheds_microfibres = models.BooleanField(
        _("plus de 50 % de fibres synthétiques"),
        default=False,
        help_text=_("La page dit alors que le textile rejette des microfibres au lavage."),
    )

    class Meta:
        abstract = True

    @property
    def has_durability_facts(self) -> bool:
        """Tell whether the page has something to say of repair and durability."""
        facts: list[Any] = [self.spare_parts, self.repair_information, self.software_updates]
        return any([*facts, self.guarantee_years])

    @property
    def has_environment_sheet(self) -> bool:
        """Tell whether the page carries the sheet of environmental qualities (R541-223)."""
        return bool(self.environment or self.sheds_microfibres)


def durability_constraints() -> list[models.BaseConstraint]:
    """Return what the database holds true of these facts."""
    return [
        models.CheckConstraint(
            condition=models.Q(guarantee_years__isnull=True)
            | models.Q(guarantee_years__gt=LEGAL_GUARANTEE_YEARS),
            name="durability_guarantee_is_longer_than_the_legal_one",
        ),
        models.CheckConstraint(
            condition=models.Q(index_kind="", index_score__isnull=True)
            | (~models.Q(index_kind="") & models.Q(index_score__gte=0, index_score__lte=10)),
            name="index_has_its_score_out_of_ten",
        ),
    ]
