"""From answers to products: those that have all that was asked for, else the nearest."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from catalog.models import Finder, FinderAnswer, FinderQuestion, Product
from catalog.models.listing import Sort

MOST_SHOWN = 12


class Found(NamedTuple):
    """A product, and the answers that it is true to."""

    product: Product
    reasons: list[str]


class Choice(NamedTuple):
    """What was asked for, the products that it leads to, and whether they have all of it."""

    chosen: list[FinderAnswer]
    found: list[Found]
    is_whole: bool


def answers_given(finder: Finder, query: Mapping[str, str]) -> list[FinderAnswer]:
    """Return the answers that an address names (`q1=12`), of a finder fetched `with_questions`."""
    given = []
    for question in finder.questions.all():
        named = query.get(name_of(question))
        given += [answer for answer in question.answers.all() if str(answer.pk) == named]
    return given


def name_of(question: FinderQuestion) -> str:
    """Return the name of a question in addresses."""
    return f"q{question.position}"


def choose(answers: list[FinderAnswer]) -> Choice:
    """Return the products that answers lead to, in one query or two, what can be had first."""
    asking = {f"has_{answer.pk}": (answer, _condition(answer)) for answer in answers}
    asking = {name: pair for name, pair in asking.items() if pair[1]}
    rows = Product.objects.published().sorted_by(Sort.RELEVANCE)
    every = [condition for _answer, condition in asking.values()]
    found = list(rows.filter(*every)[:MOST_SHOWN])
    if found or len(every) < 2:
        reasons = [answer.told_reason for answer, _condition in asking.values()]
        return Choice(answers, [Found(product, reasons) for product in found], is_whole=True)
    near = _nearest(rows, asking)
    return Choice(answers, list(near), is_whole=False)


def _condition(answer: FinderAnswer) -> Q:
    """Return what an answer asks of a product; nothing when it asks nothing."""
    asked = Q()
    if answer.category:
        asked &= Q(category__path__startswith=answer.category.path)
    if values := [value.pk for value in answer.values.all()]:
        through = Product.facet_values.through.objects
        asked &= Q(Exists(through.filter(product=OuterRef("pk"), value__in=values)))
    if answer.lowest_price is not None:
        asked &= Q(lowest_price__gte=answer.lowest_price)
    if answer.highest_price is not None:
        asked &= Q(lowest_price__lte=answer.highest_price)
    return asked


def _nearest(
    rows: "QuerySet[Product]", asking: Mapping[str, tuple[FinderAnswer, Q]]
) -> Iterable[Found]:
    """Return the products that are true to most of the answers."""
    flags = {name: _flag(condition) for name, (_answer, condition) in asking.items()}
    score = sum((F(name) for name in flags), Value(0))
    scored = rows.annotate(**flags).annotate(score=Coalesce(score, 0)).filter(score__gt=0)
    for product in scored.order_by("-score", *rows.query.order_by)[:MOST_SHOWN]:
        true = [answer for name, (answer, _condition) in asking.items() if getattr(product, name)]
        yield Found(product, [answer.told_reason for answer in true])


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())
