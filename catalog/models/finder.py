"""Guided choices: a few questions of the merchant's that lead to a short list (K11)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category
from catalog.models.variant import Value
from shop.money import MoneyField

MOST_QUESTIONS = 5


class FinderQuerySet(models.QuerySet["Finder"]):
    """The words to ask for guided choices."""

    def published(self) -> "FinderQuerySet":
        """Return what visitors may follow."""
        return self.filter(is_published=True)

    def with_questions(self) -> "FinderQuerySet":
        """Fetch the questions, their answers, and what each answer asks of a product."""
        answers = FinderAnswer.objects.select_related("category").prefetch_related("values")
        questions = FinderQuestion.objects.prefetch_related(models.Prefetch("answers", answers))
        return self.prefetch_related(models.Prefetch("questions", questions))


class Finder(models.Model):
    """A guided choice: « Trouver un cadeau »."""

    title = models.CharField(_("titre"), max_length=60)
    slug = models.SlugField(_("adresse"), max_length=60, unique=True)
    intro = models.CharField(_("phrase d'introduction"), max_length=160, blank=True)
    is_published = models.BooleanField(_("publié"), default=False)

    objects = FinderQuerySet.as_manager()

    class Meta:
        verbose_name = _("choix guidé")
        verbose_name_plural = _("choix guidés")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of its questions."""
        return reverse("catalog:finder", args=[self.slug])


class FinderQuestion(models.Model):
    """One question of a guided choice; its place is its number, and there are five."""

    finder = models.ForeignKey(Finder, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(
        _("place"),
        choices=[(n, str(n)) for n in range(1, MOST_QUESTIONS + 1)],
    )
    text = models.CharField(_("question"), max_length=120)

    class Meta:
        verbose_name = _("question d'un choix guidé")
        verbose_name_plural = _("questions des choix guidés")
        ordering = ["finder", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["finder", "position"], name="one_question_per_place_of_a_finder"
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=MOST_QUESTIONS),
                name="a_finder_asks_five_questions_at_most",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class FinderAnswer(models.Model):
    """An answer, and what it asks of a product; an answer that asks nothing leaves all of them."""

    question = models.ForeignKey(FinderQuestion, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.CharField(_("réponse"), max_length=60)
    reason = models.CharField(
        _("raison"),
        max_length=60,
        blank=True,
        help_text=_("Après « Parce que vous cherchez : ». Par exemple : en grès."),
    )
    category = models.ForeignKey(
        Category, models.SET_NULL, null=True, blank=True, verbose_name=_("dans le rayon")
    )
    values = models.ManyToManyField(
        Value, blank=True, verbose_name=_("avec l'une de ces caractéristiques")
    )
    lowest_price = MoneyField(_("à partir de (€ TTC)"), null=True, blank=True)
    highest_price = MoneyField(_("jusqu'à (€ TTC)"), null=True, blank=True)

    class Meta:
        verbose_name = _("réponse d'un choix guidé")
        verbose_name_plural = _("réponses des choix guidés")
        ordering = ["question", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lowest_price__isnull=True)
                | models.Q(highest_price__isnull=True)
                | models.Q(highest_price__gte=models.F("lowest_price")),
                name="an_answer_s_prices_are_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def told_reason(self) -> str:
        """Return what the answer says of a product that it leads to."""
        return self.reason or f"{self.text[:1].lower()}{self.text[1:]}"
