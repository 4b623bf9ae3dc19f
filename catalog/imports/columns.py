"""Our own columns: their headers in a file, the field that each stands for, how a cell is read.

What is exported comes back without a change, so each cell is read exactly as it is written.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from catalog.imports import values
from catalog.imports.formulas import CONTROL
from catalog.imports.values import BadValue
from catalog.models import Product, Variant

_YES = {"1", "oui", "vrai", "true", "yes", "x"}
_NO = {"0", "non", "faux", "false", "no"}


class Column(NamedTuple):
    """A column of our files: its word in mappings, its header, and its field if it is plain."""

    name: str
    header: str
    model: type[models.Model]
    field: str = ""

    @property
    def is_of_product(self) -> bool:
        """Tell whether the rows of one product share it."""
        return self.model is Product


# Headers are part of the format: the same in every language.
COLUMNS = [
    Column("address", "Adresse", Product),
    Column("name", "Nom", Product),
    Column("category", "Rayon", Product),
    Column("brand", "Marque", Product),
    Column("benefit", "Bénéfice", Product, "benefit"),
    Column("description", "Description", Product),
    Column("features", "Caractéristiques", Product),
    Column("vat_rate", "TVA (%)", Product),
    Column("is_public", "Publié", Product),
    Column("pictures", "Images", Product),
    Column("kind", "Nature", Product, "kind"),
    Column("withdrawal_exception", "Exception L221-28", Product, "withdrawal_exception"),
    Column("net_quantity", "Quantité nette", Product, "net_quantity"),
    Column("net_unit", "Unité", Product, "net_unit"),
    Column("delivery_class", "Classe de livraison", Product, "delivery_class"),
    Column("made_to_order_days", "Délai de fabrication (jours)", Product, "made_to_order_days"),
    Column("personalisation_label", "Texte demandé", Product, "personalisation_label"),
    Column("personalisation_length", "Longueur du texte", Product, "personalisation_length"),
    Column("service_duration", "Durée de la prestation", Product, "service_duration"),
    Column("service_terms", "Où et quand", Product, "service_terms"),
    Column("manufacturer_name", "Fabricant", Product, "manufacturer_name"),
    Column("manufacturer_address", "Adresse du fabricant", Product, "manufacturer_address"),
    Column("manufacturer_email", "E-mail du fabricant", Product, "manufacturer_email"),
    Column("eu_responsible", "Responsable dans l'Union", Product, "eu_responsible"),
    Column("safety_warning", "Avertissements", Product, "safety_warning"),
    Column("gpsr_exemption", "Exemption de sécurité", Product, "gpsr_exemption"),
    Column("index_kind", "Indice (nature)", Product, "index_kind"),
    Column("index_score", "Indice (note sur 10)", Product, "index_score"),
    Column("spare_parts", "Pièces détachées", Product, "spare_parts"),
    Column("repair_information", "Réparation", Product, "repair_information"),
    Column("software_updates", "Mises à jour du logiciel", Product, "software_updates"),
    Column("guarantee_years", "Garantie de durabilité (ans)", Product, "guarantee_years"),
    Column("guarantee_model", "Modèle du label", Product, "guarantee_model"),
    Column("environment", "Qualités environnementales", Product, "environment"),
    Column("sheds_microfibres", "Microfibres", Product, "sheds_microfibres"),
    Column("meta_title", "Titre pour les moteurs", Product, "meta_title"),
    Column("meta_description", "Résumé pour les moteurs", Product, "meta_description"),
    Column("new_until", "Nouveauté jusqu'au", Product, "new_until"),
    Column("is_featured", "Essentiel", Product, "is_featured"),
    Column("sku", "SKU", Variant),
    Column("gtin", "Code-barres", Variant),
    Column("options", "Options", Variant),
    Column("label", "Intitulé", Variant),
    Column("price", "Prix TTC", Variant),
    Column("eco_participation", "Éco-participation", Variant, "eco_participation"),
    Column("weight", "Poids (g)", Variant),
    Column("stock", "Stock", Variant),
    Column("restock_on", "Retour en stock le", Variant, "restock_on"),
    Column("is_unlimited", "Sans limite de places", Variant, "is_unlimited"),
    Column("takes_place_at", "A lieu le", Variant, "takes_place_at"),
    Column("variant_pictures", "Images de la variante", Variant),
]
# What other software writes and our own never: a price is what is paid.
ONLY_IN = [Column("net_price", "Prix HT", Variant)]
PRODUCT_FIELDS = [column for column in COLUMNS if column.field and column.is_of_product]
VARIANT_FIELDS = [column for column in COLUMNS if column.field and not column.is_of_product]


def exact(cell: str) -> str:
    """Return a text as it was written, with the new lines of the web."""
    return CONTROL.sub("", cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def yes(cell: str) -> bool:
    """Return what « oui », « 1 » or « false » mean; raises BadValue."""
    word = cell.strip().casefold()
    if word not in _YES | _NO:
        raise BadValue(_("ni oui ni non : « %s »") % cell.strip()[:80])
    return word in _YES


def day(cell: str) -> date:
    """Return a day, written as in France or as in a database; raises BadValue."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", cell.strip())
    parsed = values.day(f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else cell)
    if parsed is None:
        raise BadValue(_("date illisible : « %s »") % cell.strip()[:80])
    return parsed


def moment(cell: str) -> datetime:
    """Return a moment, in the shop's time where no other is written; raises BadValue."""
    try:
        parsed = parse_datetime(cell.strip())
    except ValueError:
        parsed = None
    if parsed is None:
        raise BadValue(_("date illisible : « %s »") % cell.strip()[:80])
    return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)


def pairs(cell: str) -> list[tuple[str, str]]:
    """Return lines « Matière : Grès » as pairs; raises BadValue for a line without « : »."""
    found = []
    for line in filter(str.strip, cell.splitlines()):
        name, colon, text = _cut(line)
        if not (colon and name and text):
            raise BadValue(_("ligne sans « nom : valeur » : « %s »") % line.strip()[:80])
        found.append((name, text))
    return found


def paired(names: list[tuple[str, str]]) -> str:
    r"""Return pairs as lines; a colon inside a name is written « \: ».

    >>> pairs(paired([("Taille: L", "a:b"), ("B", "c")]))
    [('Taille: L', 'a:b'), ('B', 'c')]
    """
    lines = [(name.replace(":", r"\:"), " ".join(text.split("\n"))) for name, text in names]
    return "\n".join(f"{name} : {text}" for name, text in lines)


def path(cell: str) -> tuple[str, ...]:
    r"""Return « Table > Mugs » as a path; « \> » stands for the sign itself.

    >>> path("Table > Mugs \> 30 cl")
    ('Table', 'Mugs > 30 cl')
    """
    parts = re.split(r"(?<!\\)>", cell)
    return tuple(name for part in parts if (name := part.replace("\\>", ">").strip()))


def unpath(names: list[str]) -> str:
    """Return a path as `path` reads it."""
    return " > ".join(name.replace(">", r"\>") for name in names)


def reader(column: Column) -> Callable[[str], Any]:
    """Return what reads the cells of a plain column; it raises BadValue."""
    field = column.model._meta.get_field(column.field)
    if getattr(field, "choices", None):
        return lambda cell: _choice(field, cell)
    kinds: list[tuple[type, Callable[[str], Any]]] = [
        (models.BooleanField, yes),
        (models.DateTimeField, moment),
        (models.DateField, day),
        (models.DecimalField, lambda cell: values.decimal(cell, _said(field))),
        (models.IntegerField, lambda cell: values.whole(cell, _said(field))),
        (models.JSONField, lambda cell: dict(pairs(cell))),
    ]
    return next((read for kind, read in kinds if isinstance(field, kind)), exact)


def written(value: Any) -> str | int | Decimal:
    """Return the cell that says a value: numbers plain, yes as 1, no as 0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, dict):
        return paired(list(value.items()))
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return value.isoformat() if isinstance(value, date) else exact(str(value))


def _cut(line: str) -> tuple[str, str, str]:
    name, colon, text = re.fullmatch(r"((?:\\:|[^:])*)(:?)(.*)", line, re.S).groups()  # type: ignore[union-attr]
    return name.replace("\\:", ":").strip(), colon, text.strip()


def _choice(field: Any, cell: str) -> str:
    word = cell.strip().casefold()
    for value, label in field.flatchoices:
        if word in {str(value).casefold(), str(label).casefold()}:
            return str(value)
    known = ", ".join(str(value) for value, _label in field.flatchoices if value)
    raise BadValue(
        _("%(what)s inconnu : « %(cell)s » (possible : %(known)s)")
        % {"what": _said(field), "cell": cell.strip()[:80], "known": known}
    )


def _said(field: Any) -> str:
    return str(field.verbose_name)
