"""How the demo shop delivers: four methods, and twelve pick-up points that do not exist."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from checkout.models import DeliveryMethod, DeliveryRate, PickupPoint

_POINTS = Path(__file__).parent / "pickup_points.csv"
_HEAVIEST = 30_000


def plant_delivery() -> None:
    """Set up the methods with their rates, and the pick-up points, where there are none."""
    if not DeliveryMethod.objects.exists():
        for position, (fields, rates) in enumerate(METHODS):
            _plant_method(position, fields, rates)
    if not PickupPoint.objects.exists():
        with _POINTS.open(encoding="utf-8", newline="") as file:
            PickupPoint.objects.bulk_create(PickupPoint(**row) for row in csv.DictReader(file))


def _plant_method(position: int, fields: dict[str, Any], rates: dict[int, str]) -> None:
    method = DeliveryMethod.objects.create(
        position=position, countries=["FR"], excluded_postcodes=["97", "98"], **fields
    )
    DeliveryRate.objects.bulk_create(
        DeliveryRate(method=method, up_to=grams, price=Decimal(price))
        for grams, price in rates.items()
    )


METHODS: list[tuple[dict[str, Any], dict[int, str]]] = [
    (
        {
            "code": "relais",
            "name": "Point relais",
            "description": "Votre colis vous attend dans un commerce près de chez vous.",
            "kind": DeliveryMethod.Kind.RELAY,
            "carrier": "Mondial Relay",
            "tracking_url": "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition={number}",
            "free_from": Decimal("60.00"),
            "first_days": 3,
            "last_days": 4,
        },
        {5_000: "3.90", 10_000: "6.90", 20_000: "11.90", _HEAVIEST: "15.90"},
    ),
    (
        {
            "code": "domicile",
            "name": "À domicile",
            "description": "Remis en main propre ou en boîte aux lettres.",
            "kind": DeliveryMethod.Kind.HOME,
            "carrier": "Colissimo",
            "tracking_url": "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
            "first_days": 2,
            "last_days": 3,
        },
        {5_000: "5.90", 10_000: "8.90", 20_000: "14.90", _HEAVIEST: "19.90"},
    ),
    (
        {
            "code": "express",
            "name": "Express avant 13\u00a0h",
            "description": "Le lendemain matin, les jours ouvrés. Le livreur vous appelle.",
            "kind": DeliveryMethod.Kind.HOME,
            "carrier": "Chronopost",
            "tracking_url": "https://www.chronopost.fr/tracking-no-cms/suivi-page"
            "?listeNumerosLT={number}",
            "first_days": 1,
            "last_days": 1,
            "needs_phone": True,
        },
        {5_000: "11.90", 10_000: "16.90", 20_000: "24.90", _HEAVIEST: "32.90"},
    ),
    (
        {
            "code": "retrait",
            "name": "Retrait à l'atelier",
            "description": "12 rue des Ateliers, Lyon 3e, du lundi au vendredi.",
            "kind": DeliveryMethod.Kind.COLLECTION,
            "first_days": 1,
            "last_days": 1,
        },
        {_HEAVIEST: "0.00"},
    ),
]
