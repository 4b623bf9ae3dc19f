"""The demo merchant's legal texts: bodies in the files beside, one entry each."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

_HERE = Path(__file__).parent
VERSION = "2026-11-01"
VALID_FROM = date(2026, 11, 1)


@dataclass(frozen=True)
class DemoText:
    """One legal text to publish; its fields are those of LegalText."""

    code: str
    title: str
    title_en: str
    version: str = VERSION
    valid_from: date = VALID_FROM

    @property
    def body(self) -> str:
        """Return the template of the text."""
        return (_HERE / f"{self.code}.html").read_text(encoding="utf-8")


TEXTS = (
    DemoText("cgv", "Conditions générales de vente", "Terms and conditions of sale"),
    DemoText("mentions-legales", "Mentions légales", "Legal notice"),
    DemoText("confidentialite", "Données personnelles", "Personal data"),
    DemoText("livraison", "Livraison et retours", "Delivery and returns"),
    DemoText("retractation", "Droit de rétractation", "Right of withdrawal"),
    DemoText("garanties", "Garanties légales", "Legal guarantees"),
    DemoText("avis-clients", "Avis clients : notre contrôle", "Customer reviews: how they work"),
    DemoText("accessibilite", "Accessibilité", "Accessibility"),
)
