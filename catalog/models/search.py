"""What search keeps: each product as words, the words of the shop, synonyms, searches in vain."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product

LONGEST_WORD = 40


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    """The words to ask for entries of the index."""

    def hidden(self) -> "SearchEntryQuerySet":
        """Return the entries of products that shoppers do not see."""
        return self.exclude(product__published_at__lte=timezone.now())

    def stale(self) -> "SearchEntryQuerySet":
        """Return the entries that may no longer say what their product says."""
        return self.filter(Q(is_stale=True) | Q(product__updated_at__gt=F("indexed_at")))


class SearchEntry(models.Model):
    """A published product as search reads it, in words that `catalog.search.vocabulary` made.

    The database itself keeps the columns of words in a full-text index of its own
    (migrations/0002_search_index.py).
    """

    product = models.OneToOneField(
        Product, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    head = models.CharField(max_length=LONGEST_WORD, blank=True)
    name = models.TextField(blank=True)
    facts = models.TextField(blank=True)
    departments = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # Set when a department, a brand or a value is renamed: the sweep writes the entry anew.
    is_stale = models.BooleanField(default=False)
    indexed_at = models.DateTimeField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiche de recherche")
        verbose_name_plural = _("fiches de recherche")
        indexes = [
            models.Index(
                fields=["product"], condition=Q(is_stale=True), name="stale_search_entries"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def missing() -> "models.QuerySet[Product]":
        """Return the published products that the index does not hold."""
        known = SearchEntry.objects.filter(product=OuterRef("pk"))
        return Product.objects.published().filter(~Exists(known))


class SearchWord(models.Model):
    """A word of the shop, to complete and to correct what is typed."""

    word = models.CharField(max_length=LONGEST_WORD, unique=True)
    written = models.CharField(max_length=LONGEST_WORD)
    stem = models.CharField(max_length=LONGEST_WORD, db_index=True)
    # How many products are named or described by it; 0: it only stands in running text.
    products = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("mot de la boutique")
        verbose_name_plural = _("mots de la boutique")

    def __str__(self) -> str:
        return self.written


class Synonym(models.Model):
    """Words that find each other; one way, the first finds the others."""

    words = models.CharField(
        _("mots"),
        max_length=300,
        help_text=_("Séparés par des virgules : « mug, tasse, chope ». Effet immédiat."),
    )
    is_one_way = models.BooleanField(
        _("sens unique"),
        default=False,
        help_text=_("Le premier mot trouve aussi les autres, sans l'inverse."),
    )

    class Meta:
        verbose_name = _("synonyme")
        verbose_name_plural = _("synonymes")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    @property
    def terms(self) -> list[str]:
        """Return the words or groups of words, as typed."""
        return [term.strip() for term in self.words.split(",") if term.strip()]

    def clean(self) -> None:
        """Refuse a word alone."""
        if len(self.terms) < 2:
            raise ValidationError({"words": _("Indiquez au moins deux mots.")})


class SearchMiss(models.Model):
    """Words that found nothing: what shoppers miss, and nothing of who they are."""

    words = models.CharField(_("mots cherchés"), max_length=100, unique=True)
    count = models.PositiveIntegerField(_("fois"), default=1)
    last_at = models.DateTimeField(_("dernière fois"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("recherche sans résultat")
        verbose_name_plural = _("recherches sans résultat")
        ordering = ["-count", "-last_at"]

    def __str__(self) -> str:
        return self.words
