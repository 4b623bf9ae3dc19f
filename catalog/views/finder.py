"""A guided choice: its questions, and with the answers in the address, what they lead to (K11)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.choosing import answers_given, choose, name_of
from catalog.models import Finder
from catalog.models.listing import fetch_cards


@require_safe
def finder(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask, and show what fits the answers with the reason for each product."""
    finders = Finder.objects.with_questions()
    found = get_object_or_404(finders, slug=slug)
    if not found.is_published and not request.user.has_perm("catalog.view_finder"):
        found = get_object_or_404(finders.published(), slug=slug)
    given = answers_given(found, request.GET)
    choice = choose(given) if given else None
    if choice:
        fetch_cards([match.product for match in choice.found])
    context = {
        "finder": found,
        "questions": [(name_of(question), question) for question in found.questions.all()],
        "given": {answer.pk for answer in given},
        "choice": choice,
    }
    return render(request, "catalog/finder.html", context)
