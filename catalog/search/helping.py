"""What is searched for and is no product: help."""

from catalog.search.vocabulary import words

# A topic, as `templates/catalog/_search_help.html` shows it, and the words that ask for it.
TOPICS = {
    "return": "retour retourner renvoyer renvoi échange échanger remboursement rembourser",
    "withdrawal": "rétractation rétracter renoncer annuler annulation",
    "delivery": "livraison livrer livré expédition colis transporteur port frais délai",
    "order": "commande suivi suivre facture",
    "guarantee": "garantie conformité réparation sav panne cassé",
    "terms": "cgv conditions médiation médiateur",
    "contact": "contact contacter téléphone horaires adresse service client",
    "privacy": "confidentialité rgpd cookies données personnelles",
}
_ASKS = {
    part: topic for topic, asked in TOPICS.items() for word in words(asked) for part in word.parts
}


def topics(text: str) -> list[str]:
    """Return the topics that a query asks for, at most two.

    >>> topics("frais de livraison"), topics("mug")
    (['delivery'], [])
    """
    parts = [part for word in words(text) for part in word.parts]
    return list(dict.fromkeys(_ASKS[part] for part in parts if part in _ASKS))[:2]
