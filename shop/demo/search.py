"""Words that shoppers use for what the demo shop calls otherwise."""

from catalog.models import Synonym

_GROUPS = [
    "mug, tasse, chope",
    "plaid, couverture, jeté",
    "bougeoir, chandelier",
    "pichet, broc, cruche",
    "planche, billot",
    "gobelet, timbale",
    "torchon, essuie-main",
    "cache-pot, pot de fleurs, jardinière",
    "diffuseur, parfum d'intérieur",
    "personnalisé, gravé",
]
_ONE_WAY = [
    "vaisselle, assiette, bol, mug, saladier",
    "thé, théière, tisane",
    "infusion, tisane",
    "nappe, chemin de table",
    "vert, sauge",
    "bleu, nuit",
    "blanc, craie",
    "jaune, ocre",
    "poivre, moulins",
]


def plant_synonyms() -> None:
    """Add the words where there are none yet."""
    if not Synonym.objects.exists():
        Synonym.objects.bulk_create(
            [Synonym(words=words) for words in _GROUPS]
            + [Synonym(words=words, is_one_way=True) for words in _ONE_WAY]
        )
