"""Who the demo shop belongs to: a company that does not exist."""

from shop.demo.legal import TEXTS
from shop.models import LegalText, Merchant

NBSP = "\u00a0"


def plant_merchant() -> None:
    """Give the shop its identity and its legal texts, where it has none."""
    if not Merchant.objects.exists():
        Merchant.objects.create(**IDENTITY)
    for text in TEXTS:
        LegalText.publish(
            text.code,
            text.version,
            title=text.title,
            title_en=text.title_en,
            body=text.body,
            valid_from=text.valid_from,
        )


IDENTITY = {
    "name": "Maison Brumelle",
    "legal_name": "Maison Brumelle SARL (boutique fictive)",
    "legal_form": "société à responsabilité limitée",
    "capital": f"10{NBSP}000{NBSP}€",
    "street": "12 rue des Ateliers",
    "postcode": "69003",
    "city": "Lyon",
    # A range of numbers that is kept for fiction.
    "phone": "04 65 71 00 00",
    "email": "bonjour@maison-brumelle.example",
    "opening_hours": f"du lundi au vendredi, 9{NBSP}h–12{NBSP}h et 14{NBSP}h–18{NBSP}h",
    "siren": "000 000 000",
    "siret": "000 000 000 00000",
    "rcs": "RCS Lyon 000 000 000",
    "vat_number": "FR12000000000",
    "publication_director": "Jeanne Brumelle",
    "host_name": "Hébergeur Exemple SAS (société fictive)",
    "host_address": "1 rue des Serveurs, 75002 Paris, France",
    "host_phone": "01 99 00 00 00",
    "mediator_name": "Médiateur Exemple (organisme fictif)",
    "mediator_address": "2 rue de l'Entente, 75002 Paris, France",
    "mediator_website": "https://mediateur.example/",
    "epr_ids": [
        {"stream": "Emballages ménagers", "number": "FR000000_01XXXX"},
        {"stream": "Textiles", "number": "FR000000_11XXXX"},
    ],
    # The sample that banks print in their own documents.
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "bic": "XXXXFRPPXXX",
    "bank_name": "Banque Exemple",
    "order_prefix": "MB",
    "announcement": f"Point relais offert dès 60{NBSP}€ d'achat · 14 jours pour changer d'avis",
}
