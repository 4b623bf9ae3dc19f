"""Reckon anew what lists read of every product: after a bulk load, or a repair by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.models import Product


class Command(BaseCommand):
    """`manage.py refresh_lists`: a second for a thousand products; the shop may stay open."""

    help = "Reckons anew what lists read of every product."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Reckon, a few hundred products a transaction."""
        Product.objects.refresh_lists()
