"""Columns that the shop derives from others, so that a page need not."""

from typing import Any

from django.db import models
from django.utils.text import slugify

from shop.money import MoneyField


class Kept(models.Field[Any, Any]):
    """A column that lists read and `refresh_lists` writes.

    A plain save leaves it as the database has it: whoever has held a product for a while would
    otherwise write back what it was when they read it.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's
        """Return the value of a new row; of another, whatever is there."""
        return super().pre_save(model_instance, add) if add else models.F(self.attname)


class KeptMoney(Kept, MoneyField):
    """A kept amount in euros, VAT included."""


class KeptDecimal(Kept, models.DecimalField[Any, Any]):
    """A kept number."""


class KeptCount(Kept, models.PositiveIntegerField[Any, Any]):
    """A kept count."""


class KeptBoolean(Kept, models.BooleanField[Any, Any]):
    """A kept yes or no."""


class KeptMoment(Kept, models.DateTimeField[Any, Any]):
    """A kept moment."""


class KeptJSON(Kept, models.JSONField):
    """A kept structure."""


class SlugOf(models.SlugField[Any, Any]):
    """The slug of another column, formed anew each time that the row is written."""

    def __init__(self, source: str = "name", **kwargs: Any) -> None:
        """Follow a column."""
        self.source = source
        super().__init__(**{"editable": False, "max_length": 80, **kwargs})

    def deconstruct(self) -> Any:
        """Say which column is followed."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's
        """Return the slug, never empty: « — » still has an address."""
        slug = slugify(getattr(model_instance, self.source))[: self.max_length] or "-"
        setattr(model_instance, self.attname, slug)
        return slug
