"""Write one row: the variant by its SKU, its product, options, price, stock and pictures.

Each row has a savepoint of its own: what is refused leaves nothing behind and stops nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from catalog.imports import values
from catalog.imports.products import add_pictures, create_product, update_product
from catalog.imports.report import Outcome, ReportLine
from catalog.imports.row import Row
from catalog.imports.shelf import Shelf
from catalog.models import OutOfStock, Product, ProductOrigin, StockMove, Variant
from shop.models import User
from shop.money import rounded

log = structlog.get_logger(__name__)


class Writer:
    """Writes the rows of a few products; call it in a transaction."""

    def __init__(
        self,
        rows: Sequence[Row],
        *,
        first_lines: Mapping[str, int],
        reference: str,
        actor: User | None,
        keeps_stock: bool = False,
    ) -> None:
        """Take the rows, and where each SKU stands first; `reference` goes to the ledger."""
        self.rows = rows
        self.first_lines = first_lines
        self.reference = reference
        self.actor = actor
        self.keeps_stock = keeps_stock
        self.shelf = Shelf(rows)
        # The products written, by the key of their rows.
        self.written: dict[str, Product] = {}
        # Those that lists and search must read again.
        self.changed: set[int] = set()

    def write(self, row: Row) -> ReportLine:
        """Write one row in a savepoint and say what became of it."""
        reasons = self._refusals(row)
        outcome = Outcome.REFUSED
        if not reasons:
            try:
                with transaction.atomic():
                    outcome = self._write(row)
            except (OperationalError, InterfaceError):
                raise
            except Exception as error:
                # One bad row must not stop those that follow.
                reasons = _reasons(error)
                self.shelf.load([r for r in self.rows if r.product.key == row.product.key])
        notes = [] if reasons else self._notes(row)
        return ReportLine(row.line, row.sku, outcome, reasons, notes)

    def _refusals(self, row: Row) -> list[str]:
        first = self.first_lines.get(row.sku, row.line)
        repeated = [] if first == row.line else [_("SKU déjà lu à la ligne %d") % first]
        return [*row.refusals, *repeated]

    def _notes(self, row: Row) -> list[str]:
        if row.gtin and not values.is_gtin(row.gtin):
            return [*row.notes, _("code-barres à la clé de contrôle fausse : à vérifier")]
        return list(row.notes)

    def _write(self, row: Row) -> Outcome:
        facts, variant = row.product, self.shelf.variants.get(row.sku)
        known = variant.product if variant else self.shelf.products.get(facts.key)
        named = self.shelf.products.get(facts.key)
        if facts.is_ours and variant and named and named.pk != variant.product_id:
            raise ValidationError(_("ce SKU est celui d'un autre produit : « %s »") % known)
        if facts.origin and known is None and facts.origin.must_exist:
            raise ValidationError(
                _("produit n° %s inconnu : importez d'abord le fichier des produits")
                % facts.origin.key
            )
        product = known or create_product(facts, self.shelf, actor=self.actor)
        changed = bool(known and update_product(known, facts, self.shelf, actor=self.actor))
        changed |= add_pictures(product, facts.pictures, self.shelf)
        if facts.origin and known and variant is None:
            variant, row = self._of_combinations(known, row)
        if row.is_bare:
            is_new = known is None
        elif variant is None:
            variant, is_new = self._create(product, row), True
        else:
            changed |= self._update(variant, row)
            is_new = False
        if variant:
            changed |= add_pictures(product, row.pictures, self.shelf, variant)
        self.written[facts.key] = product
        if known is None or changed or is_new:
            self.changed.add(product.pk)
        self._note_origin(product, row)
        if is_new:
            return Outcome.CREATED
        return Outcome.UPDATED if changed else Outcome.UNCHANGED

    def _of_combinations(self, product: Product, row: Row) -> tuple[Variant | None, Row]:
        """Return the plain variant that a combination takes over, and what is left of the row.

        A product that has combinations is sold in these alone: its own line brings no variant.
        """
        plain = product.variants.filter(values__isnull=True)
        if not row.options and product.variants.exclude(pk__in=plain).exists():
            return None, replace(row, sku="", price=None)
        locked = plain.select_for_update(of=("self",), no_key=True)
        variant = locked.first() if row.takes_over else None
        if variant is None:
            return None, row
        variant.product = product
        variant.sku = row.sku
        self._save(variant, update_fields=["sku"])
        return variant, row

    def _note_origin(self, product: Product, row: Row) -> None:
        """Remember the number of a product, and the price that its combinations add to."""
        facts = row.product
        if facts.origin is None or facts.origin.must_exist:
            return
        known = self.shelf.origins.get(facts.key)
        if known and known.product_id == product.pk and known.price == (row.price or known.price):
            return
        self.shelf.origins[facts.key], _created = ProductOrigin.objects.update_or_create(
            source=facts.origin.source,
            key=facts.origin.key,
            defaults={"product": product, "price": row.price or (known.price if known else None)},
        )

    def _price(self, product: Product, row: Row) -> Decimal | None:
        """Return the price of a row, which may be told by what it adds to its product's."""
        origin = self.shelf.origins.get(row.product.key)
        if row.surcharge is None or origin is None or origin.price is None:
            return row.price
        return rounded(origin.price + row.surcharge * (1 + product.vat_rate / 100))

    def _create(self, product: Product, row: Row) -> Variant:
        price = self._price(product, row)
        if price is None or price <= 0:
            raise ValidationError(_("prix absent"))
        place = self.shelf.places[product.pk]
        variant = Variant(
            product=product,
            sku=row.sku,
            gtin=row.gtin,
            label=row.title,
            weight=row.weight or 0,
            price=price,
            priced_by=self.actor,
            position=place,
            **row.also,
        )
        self._save(variant)
        variant.values.add(*(self.shelf.value(name, choice) for name, choice in row.options))
        self._set_stock(variant, row.stock, StockMove.Kind.RECEIVED)
        self.shelf.places[product.pk] = place + 1
        return variant

    def _update(self, variant: Variant, row: Row) -> bool:
        changed = self._set_options(variant, row)
        said = {"gtin": row.gtin, "weight": row.weight, "label": row.label, **row.also}
        if changed:
            said["label"] = row.title
        if row.gtin.lstrip("0") == variant.gtin.lstrip("0"):
            said["gtin"] = ""  # spreadsheets drop the zeros in front
        new = {
            name: value
            for name, value in said.items()
            if value not in (None, "") and value != getattr(variant, name)
        }
        for name, value in new.items():
            setattr(variant, name, value)
        if new:
            self._save(variant, update_fields=list(new))
        price = self._price(variant.product, row)
        if price is not None and price != variant.price:
            variant.change_price(price, actor=self.actor, refresh=False)
            changed = True
        if row.stock is not None and row.stock != variant.stock and not self.keeps_stock:
            is_first = not variant.stock_moves.exists()
            kind = StockMove.Kind.RECEIVED if is_first else StockMove.Kind.CORRECTION
            self._set_stock(variant, row.stock, kind)
            changed = True
        return changed or bool(new)

    def _save(self, variant: Variant, **how: Any) -> None:
        variant.clean_fields(exclude={"product"})
        if how.get("update_fields") != []:
            variant._history_user = self.actor  # type: ignore[attr-defined]
            variant.save(**how)

    def _set_options(self, variant: Variant, row: Row) -> bool:
        there = {(value.attribute.name, value.name) for value in variant.values.all()}
        said = {(name[:60], choice[:80]) for name, choice in row.options}
        if not said or said == there:
            return False
        variant.values.set(self.shelf.value(name, choice) for name, choice in row.options)
        return True

    def _set_stock(self, variant: Variant, stock: int | None, kind: str) -> None:
        if stock is None:
            return
        try:
            variant.move_stock(
                stock - variant.stock,
                kind,
                reference=self.reference,
                actor=self.actor,
                refresh=False,
            )
        except OutOfStock as error:
            raise ValidationError(
                _("stock %(stock)d refusé : des paniers en réservent %(held)d")
                % {"stock": stock, "held": variant.held}
            ) from error


def _reasons(error: Exception) -> list[str]:
    if isinstance(error, ValidationError):
        return _named(error)
    log.warning("import.row_failed", error=type(error).__name__)
    return [_("erreur inattendue : %s") % error]


def _named(error: ValidationError) -> list[str]:
    """Return each message, with the name of its column where there is one."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    named = []
    for field, messages in error.message_dict.items():
        name = next((_label(m, field) for m in (Variant, Product) if _has(m, field)), "")
        named += [f"{name} : {message}" if name else message for message in messages]
    return named


def _has(model: type[Product | Variant], field: str) -> bool:
    return any(column.name == field for column in model._meta.concrete_fields)


def _label(model: type[Product | Variant], field: str) -> str:
    return str(getattr(model._meta.get_field(field), "verbose_name", field))
