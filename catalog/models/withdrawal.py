"""What a buyer reads, before buying, of the exceptions to the right of withdrawal (R38)."""

from django.utils.translation import gettext_lazy as _

# C. conso. L221-28: the number of the exception, and why there is no right.
EXCEPTION_NOTES = {
    "3": _("Article personnalisé : pas de droit de rétractation (art. L221-28 3°)."),
    "4": _("Denrée périssable : pas de droit de rétractation (art. L221-28 4°)."),
    "5": _(
        "Article scellé par hygiène : plus de rétractation une fois descellé (art. L221-28 5°)."
    ),
    "6": _(
        "Article qui se mélange à d'autres : plus de rétractation une fois livré et mélangé "
        "(art. L221-28 6°)."
    ),
    "7": _(
        "Boisson alcoolisée à livraison différée, dont la valeur suit le marché : pas de droit de "
        "rétractation (art. L221-28 7°)."
    ),
    "9": _(
        "Enregistrement ou logiciel scellé : plus de rétractation une fois descellé "
        "(art. L221-28 9°)."
    ),
    "10": _("Journal ou magazine : pas de droit de rétractation (art. L221-28 10°)."),
    "12": _("Prestation à une date choisie : pas de droit de rétractation (art. L221-28 12°)."),
}
