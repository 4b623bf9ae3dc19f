"""The fields of a product that only some laws ask for, folded away until they are needed."""

from django.utils.translation import gettext_lazy as _

LEGAL_FIELDSETS = [
    (
        _("Réparation et durabilité"),
        {
            "classes": ["collapse"],
            "description": _(
                "Ce que la page dit à côté du prix (indice) et dans « Livraison, retours et "
                "garanties ». La garantie du producteur demande sa marque et son modèle."
            ),
            "fields": [
                ("index_kind", "index_score"),
                "spare_parts",
                "repair_information",
                "software_updates",
                ("guarantee_years", "guarantee_model"),
            ],
        },
    ),
    (
        _("Environnement"),
        {
            "classes": ["collapse"],
            "description": _(
                "La « Fiche produit relative aux qualités et caractéristiques environnementales » "
                "(C. env. L541-9-1). « Biodégradable » et « respectueux de l'environnement » sont "
                "interdits ; « écologique », « durable » ou « neutre en carbone » se prouvent."
            ),
            "fields": ["environment", "sheds_microfibres"],
        },
    ),
]
