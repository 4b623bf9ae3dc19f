"""Open the demo shop « Maison Brumelle »."""

from typing import Any

from django.core.management.base import BaseCommand

from shop.demo import plant
from shop.first_admin import first_admin


class Command(BaseCommand):
    """Plant the demo shop; what the merchant has of their own is never touched."""

    help = "Open the demo shop: each part is planted only where there is nothing yet."

    def handle(self, **_options: Any) -> None:
        """Plant what is missing and tell how to enter the admin."""
        planted = plant()
        self.stdout.write(
            "The demo shop is open." if planted else "There are products already: none was added."
        )
        login = first_admin()
        if login:
            self.stdout.write(f"Admin: {login.email} / {login.password}")
