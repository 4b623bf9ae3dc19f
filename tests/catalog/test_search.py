"""What people type, and what they find first, in the demo shop: the same on both databases."""

import pytest
from django.db import transaction

from catalog import search
from catalog.models import Product, Synonym
from catalog.search import How
from shop.demo.catalogue import plant_catalogue
from shop.demo.search import plant_synonyms
from tests import make

# What is typed: what comes first.
EXACTLY = {
    # Words as they are written, in any case, with or without accents, in the plural.
    "mug": ["Mug Matin", "Mug Prénom gravé"],
    "MUGS": ["Mug Matin", "Mug Prénom gravé"],
    "bol": ["Bol Brume"],
    "bols": ["Bol Brume"],
    "théière": ["Théière Veillée"],
    "theiere": ["Théière Veillée"],
    "THÉIÈRES": ["Théière Veillée"],
    "bougie": ["Bougie Sous-bois", "Bougie de table en grès", "Bougies fuselées"],
    "Bougies": ["Bougie Sous-bois", "Bougie de table en grès", "Bougies fuselées"],
    "vases": ["Vase Galet", "Vase Goulot", "Vase à deux anses"],
    "soliflore": ["Trio de soliflores"],
    "assiettes": ["Assiette Rivage"],
    "gobelet": ["Gobelets de couleur"],
    "moulin": ["Duo de moulins"],
    "bougeoir": ["Bougeoirs tournés"],
    "saladier": ["Saladier en noyer", "Saladier Grand Large"],
    "cuillère": ["Pot et ses trois cuillères"],
    "savons": ["Savon surgras"],
    "émaillée": ["Mug Matin", "Bol Brume"],
    "hetre": ["Planche à découper", "Théière Veillée", "Duo de moulins"],
    # Several words, little words, elisions, hyphens.
    "mug matin": ["Mug Matin"],
    "planche noyer": ["Planche à découper"],
    "saladier en noyer": ["Saladier en noyer"],
    "torchons en lin": ["Torchons en lin"],
    "huile olive": ["Huile d'olive vierge extra"],
    "l'huile d'olive": ["Huile d'olive vierge extra"],
    "huile d’olive": ["Huile d'olive vierge extra"],
    "fleur de sel": ["Fleur de sel"],
    "chemin de table": ["Chemin de table"],
    "sous bois": ["Bougie Sous-bois"],
    "sousbois": ["Bougie Sous-bois"],
    "cache pots": ["Cache-pot Jardin"],
    "cachepot": ["Cache-pot Jardin"],
    "petit dejeuner": ["Plateau petit-déjeuner"],
    # Features, values, numbers, brand, departments.
    "lin": ["Torchons en lin", "Serviettes de table en lin"],
    "noyer": ["Saladier en noyer", "Planche à découper"],
    "bol sauge": ["Bol Brume"],
    "serviettes argile": ["Serviettes de table en lin"],
    "coussin rayé": ["Coussin de banc"],
    "savon avoine": ["Savon surgras"],
    "30 cl": ["Mug Matin", "Mug Prénom gravé"],
    "30cl": ["Mug Matin", "Mug Prénom gravé"],
    "pichet 1,5 l": ["Pichet Ruisseau"],
    "assiette 27 cm": ["Assiette Rivage"],
    "colza": ["Bougie de table en grès"],
    "maison brumelle": ["Mug Matin", "Bol Brume", "Vase Galet"],
    "soins": ["Bougie Sous-bois", "Bougie de table en grès"],
    "épicerie": ["Miel de châtaignier", "Confiture fraise & basilic"],
    # The beginning of a word.
    "bougi": ["Bougie Sous-bois"],
    "thei": ["Théière Veillée"],
    "confit": ["Confiture fraise & basilic"],
    "planc": ["Planche à découper"],
    "eucal": ["Eucalyptus frais"],
    "plateau dej": ["Plateau petit-déjeuner"],
    # Synonyms, both ways or one.
    "chope": ["Mug Matin", "Mug Prénom gravé"],
    "couverture": ["Plaid Terre"],
    "chandelier": ["Bougeoirs tournés"],
    "broc": ["Pichet Ruisseau"],
    "pot de fleurs": ["Cache-pot Jardin"],
    "jardinière": ["Cache-pot Jardin"],
    "mug vert": ["Mug Matin", "Mug Prénom gravé"],
    "infusion": ["Tisane verveine & tilleul"],
    # References, however they are typed.
    "THEIERE-VEILLE": ["Théière Veillée"],
    "carafe source": ["Carafe Source"],
    "mugmatinsauge": ["Mug Matin"],
}
CORRECTED = {
    "mugg": ("mug", ["Mug Matin", "Mug Prénom gravé"]),
    "theierre": ("théière", ["Théière Veillée"]),
    "teiere": ("théière", ["Théière Veillée"]),
    "boujie": ("bougie", ["Bougie Sous-bois"]),
    "asiette": ("assiette", ["Assiette Rivage"]),
    "tase": ("tasse", ["Tasse Poucet"]),
    "vaze": ("vase", ["Vase Galet"]),
    "beurier": ("beurrier", ["Beurrier Dimanche"]),
    "diffusseur": ("diffuseur", ["Diffuseur Linge frais"]),
    "solliflores": ("soliflores", ["Trio de soliflores"]),
    "torchn": ("torchons", ["Torchons en lin"]),
    "cousin rayé": ("coussin rayé", ["Coussin de banc"]),
    "confitrue": ("confiture", ["Confiture fraise & basilic"]),
    "huille d'olive": ("huile d'olive", ["Huile d'olive vierge extra"]),
    "eucaliptus": ("eucalyptus", ["Eucalyptus frais"]),
}
NEARLY = {
    "mug xyzzy": ["Mug Matin", "Mug Prénom gravé"],
    "théière rouge": ["Théière Veillée"],
}
NOTHING = ["xyzzy", "🎉", "...", "le de la", "بحث", "%%%"]


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    """Plant once for the whole file; each test undoes only what it does itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        plant_catalogue(is_illustrated=False)
        plant_synonyms()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(planted, db) -> None:
    """Open the demo shop."""


def answer(text: str) -> search.Found | None:
    found = search.find(text)
    return found if found and found.products.exists() else search.forgive(text)


def names(text: str) -> list[str]:
    found = search.find(text)
    return [product.name for product in found.products] if found else []


def first(text: str, how: How, number: int) -> list[str]:
    found = answer(text)
    assert found is not None, text
    assert found.how == how, text
    return [product.name for product in found.products[:number]]


def test_each_query_finds_first_what_people_mean(demo: None) -> None:
    found = {text: first(text, How.EXACTLY, len(names)) for text, names in EXACTLY.items()}

    assert found == EXACTLY


def test_mistyped_words_are_corrected(demo: None) -> None:
    found = {}
    for text, (_meant, names) in CORRECTED.items():
        products = first(text, How.CORRECTED, len(names))
        corrected = answer(text)
        assert corrected is not None
        found[text] = (corrected.text, products)

    assert found == CORRECTED


def test_what_matches_most_words_comes_when_nothing_matches_all(demo: None) -> None:
    assert {text: first(text, How.NEARLY, len(names)) for text, names in NEARLY.items()} == NEARLY


def test_what_is_no_word_of_the_shop_finds_nothing(demo: None) -> None:
    assert [text for text in NOTHING if answer(text)] == []


def test_what_can_be_had_comes_before_what_cannot(db: None) -> None:
    gone = make.variant(product__name="Pendule Brune", stock=0).product
    here = make.variant(product__name="Pendule Verte").product

    found = search.find("pendule")

    assert found is not None
    assert list(found.products) == [here, gone]


def test_a_reference_names_its_variant(db: None) -> None:
    make.variant(sku="MUG-MAT 12/B")
    wanted = make.variant(sku="MUG-MAT 12/C", gtin="3760000000017")

    for text in ["MUG-MAT 12/C", "mug-mat-12c", "mugmat12c", "3760000000017", "3 760000 000017"]:
        assert search.named(text) == wanted
    assert search.named("MUG-MAT 12") is None
    assert search.named("mug") is None


def test_synonyms_are_true_of_the_next_search(db: None) -> None:
    make.variant(product__name="Quinquet Brume")
    assert answer("lumignon") is None

    both = Synonym.objects.create(words="lumignon, quinquet, petite lueur")
    assert names("lumignon") == ["Quinquet Brume"]
    assert names("petites lueurs") == ["Quinquet Brume"]

    make.variant(product__name="Lumignon Jour")
    assert names("quinquet") == ["Quinquet Brume", "Lumignon Jour"]
    both.is_one_way = True
    both.save()
    assert names("lumignon") == ["Lumignon Jour", "Quinquet Brume"]
    assert names("quinquet") == ["Quinquet Brume"]


def test_what_is_typed_never_reaches_the_database_as_syntax(demo: None) -> None:
    everything = Product.objects.count()
    for text in [
        'mug" OR "bol',
        "mug NEAR bol",
        "mug* AND (bol",
        "mug:bol",
        "-mug",
        "^mug",
        "mug')",
    ]:
        found = answer(text)
        assert found is not None
        assert 0 < found.products.count() < everything
    long = " ".join(f"mot{number}" for number in range(2000))
    assert answer(long) is None
    assert answer("m" * 10_000) is None
    assert answer("mug\0matin") is not None
