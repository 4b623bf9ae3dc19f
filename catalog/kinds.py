"""What the options of a merchant mean to machines, which know four of them only."""

from django.utils.text import slugify

# The words of merchants, without accents; what is in none of the lists is told to no machine.
_WORDS = {
    "color": ("couleur", "coloris", "teinte", "nuance", "email", "color", "colour"),
    "size": ("taille", "pointure", "format", "dimension", "dimensions", "size"),
    "material": ("matiere", "materiau", "essence", "tissu", "material"),
    "pattern": ("motif", "imprime", "decor", "pattern"),
}
KINDS = {word: kind for kind, words in _WORDS.items() for word in words}


def kind_of(option: str, *, is_coloured: bool = False) -> str:
    """Return `color`, `size`, `material`, `pattern` or nothing for the name of an option.

    `is_coloured`: its values have a colour to show, whatever the merchant calls it.

    >>> kind_of("Matière"), kind_of("Finition"), kind_of("Finition", is_coloured=True)
    ('material', '', 'color')
    """
    return KINDS.get(slugify(option), "color" if is_coloured else "")
