"""Write one row: the variant by its SKU, its product, options, price, stock and pictures.

Each row has a savepoint of its own: what is refused leaves nothing behind and stops nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export.resources import ModelResource

from catalog.imports import values
from catalog.imports.products import add_pictures, create_product, update_product
from catalog.imports.report import Outcome, Report, ReportLine
from catalog.imports.row import Row
from catalog.models import Attribute, OutOfStock, Product, StockMove, Value, Variant
from shop.models import User
from shop.money import ZERO

_OUTCOMES = {"new": Outcome.CREATED, "update": Outcome.UPDATED, "skip": Outcome.UNCHANGED}


def dataset(rows: Iterable[Row]) -> tablib.Dataset:
    """Return rows as the table that the resource reads."""
    table = tablib.Dataset(headers=["sku", "gtin", "weight", "label", "row"])
    for row in rows:
        table.append([row.sku, row.gtin, row.weight, row.label, row])
    return table


class VariantResource(ModelResource):  # type: ignore[misc]
    """Imports rows, each a variant; run again, a row finds its variant by SKU."""

    class Meta:
        model = Variant
        fields = ("sku", "gtin", "weight", "label")
        import_id_fields = ("sku",)
        skip_unchanged = True
        skip_html_diff = True
        use_transactions = False

    def __init__(
        self, report: Report, *, reference: str, actor: User | None, on_row: Callable[[], object]
    ) -> None:
        """Write to a report; `reference` goes to the stock's ledger."""
        super().__init__()
        self.report = report
        self.reference = reference
        self.actor = actor
        self.on_row = on_row
        self.products: dict[str, int] = {}
        self.read_at: dict[str, int] = {}

    def before_import(self, dataset: tablib.Dataset, **_kwargs: Any) -> None:
        """Find the products that the file speaks of by the SKUs of any of their variants."""
        keys = {row.sku: row.product.key for row in dataset["row"] if row.sku}
        skus = list(keys)
        for start in range(0, len(skus), 500):
            known = Variant.objects.filter(sku__in=skus[start : start + 500])
            for sku, product_id in known.values_list("sku", "product_id"):
                self.products.setdefault(keys[sku], product_id)

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> Any:
        """Write one row in a savepoint and report it."""
        with transaction.atomic():
            result = super().import_row(row, instance_loader, **kwargs)
            is_refused = bool(result.errors or result.validation_error)
            if is_refused:
                transaction.set_rollback(True)
        source: Row = row["row"]
        if not is_refused:
            self.products[source.product.key] = row["product"].pk
        notes = [] if is_refused else list(source.notes)
        if source.gtin and not is_refused and not values.is_gtin(source.gtin):
            notes.append(_("code-barres à la clé de contrôle fausse : à vérifier"))
        outcome = Outcome.REFUSED if is_refused else _OUTCOMES[result.import_type]
        self.report.lines.append(
            ReportLine(source.line, source.sku, outcome, _reasons(result), notes)
        )
        self.on_row()
        return result

    def before_import_row(self, row: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse what the preset refused, and a SKU that the file has given already."""
        source: Row = row["row"]
        refusals = list(source.refusals)
        if source.sku in self.read_at:
            refusals.append(_("SKU déjà lu à la ligne %d") % self.read_at[source.sku])
        elif source.sku:
            self.read_at[source.sku] = source.line
        if refusals:
            raise ValidationError(refusals)

    def get_instance(self, _instance_loader: Any, row: dict[str, Any]) -> Variant | None:
        """Return the variant, kept from other hands until its stock is set."""
        return Variant.objects.select_for_update().filter(sku=row["sku"]).first()

    def init_instance(self, row: dict[str, Any] | None = None) -> Variant:
        """Return a variant to be, with its first price."""
        source: Row = (row or {})["row"]
        return Variant(sku=source.sku, price=source.price or ZERO)

    def after_init_instance(
        self,
        instance: Variant,
        new: bool,  # noqa: FBT001 - the library calls it so
        row: dict[str, Any],
        **_kwargs: Any,
    ) -> None:
        """Make or update the product first: a variant cannot be without one."""
        source: Row = row["row"]
        facts = source.product
        known = None if new else instance.product
        if known is None and facts.key in self.products:
            known = Product.objects.get(pk=self.products[facts.key])
        product = known or create_product(facts)
        row["product"] = product
        row["changed"] = bool(known and update_product(known, facts))
        row["changed"] |= add_pictures(product, facts.pictures)
        if new:
            instance.product = product
            instance.position = product.variants.count()
        else:
            row["changed"] |= add_pictures(product, source.pictures, instance)

    def import_field(
        self, field: Any, instance: Variant, row: dict[str, Any], *args: Any, **kwargs: Any
    ) -> None:
        """Leave what an empty cell says nothing of."""
        if row.get(field.column_name) not in {None, ""}:
            super().import_field(field, instance, row, *args, **kwargs)

    def validate_instance(
        self,
        instance: Variant,
        import_validation_errors: Any = None,
        validate_unique: Any = None,
    ) -> None:
        """Check the columns; what the row has looked up already is not looked up again."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        instance.clean_fields(exclude={"product"})

    def skip_row(
        self,
        instance: Variant,
        original: Variant,
        row: dict[str, Any],
        import_validation_errors: Any = None,
    ) -> bool:
        """Tell whether the shop says already all that the row says."""
        source: Row = row["row"]
        if instance._state.adding or row["changed"] or instance.price != source.price:
            return False
        if source.stock is not None and source.stock != instance.stock:
            return False
        if source.options and source.label != original.label:
            return False
        return bool(super().skip_row(instance, original, row, import_validation_errors))

    def after_save_instance(self, instance: Variant, row: dict[str, Any], **_kwargs: Any) -> None:
        """Write what is not a plain column: price, options, stock, pictures."""
        source: Row = row["row"]
        instance.change_price(source.price or ZERO, actor=self.actor)
        if source.options:
            instance.values.set(_value(name, choice) for name, choice in source.options)
        self._set_stock(instance, source.stock)
        add_pictures(row["product"], source.pictures, instance)

    def _set_stock(self, variant: Variant, stock: int | None) -> None:
        if stock is None:
            return
        is_first = not variant.stock_moves.exists()
        kind = StockMove.Kind.RECEIVED if is_first else StockMove.Kind.CORRECTION
        try:
            variant.move_stock(
                stock - variant.stock, kind, reference=self.reference, actor=self.actor
            )
        except OutOfStock as error:
            raise ValidationError(
                _("stock %(stock)d refusé : des paniers en réservent %(held)d")
                % {"stock": stock, "held": variant.held}
            ) from error


def _value(name: str, choice: str) -> Value:
    attribute, _created = Attribute.objects.get_or_create(name=name[:60])
    value, _created = Value.objects.get_or_create(attribute=attribute, name=choice[:80])
    return value


def _reasons(result: Any) -> list[str]:
    if result.validation_error:
        return list(result.validation_error.messages)
    return [_("erreur inattendue : %s") % error.error for error in result.errors]
