"""Count a search that found nothing, for the staff who may add a synonym, or the product."""

import re

from django.db.models import F
from django.utils import timezone

from catalog.models import SearchMiss
from catalog.search import fold, typed

# Who floods the list with nonsense pushes nonsense out of it: what was asked often stays.
MOST_KEPT = 1000
MOST_DIGITS = 7


def note_search_miss(text: str) -> None:
    """Count the words, without accents; what looks like an address or a number of a person is not.

    Nothing is kept of who asked.
    """
    words = fold(typed(text))[:100]
    if not words or is_personal(words):
        return
    now = timezone.now()
    row, is_new = SearchMiss.objects.get_or_create(words=words, defaults={"last_at": now})
    if not is_new:
        SearchMiss.objects.filter(pk=row.pk).update(count=F("count") + 1, last_at=now)
    elif (extra := SearchMiss.objects.count() - MOST_KEPT) > 0:
        rarest = SearchMiss.objects.exclude(pk=row.pk).order_by("count", "last_at")
        SearchMiss.objects.filter(pk__in=list(rarest.values_list("pk", flat=True)[:extra])).delete()


def is_personal(words: str) -> bool:
    """Tell whether words look like an e-mail address, a phone, card or order number.

    >>> [is_personal(words) for words in ["lea@example.fr", "06 12 34 56 78", "mug 30 cl"]]
    [True, True, False]
    """
    return "@" in words or len(re.sub(r"\D", "", words)) >= MOST_DIGITS
