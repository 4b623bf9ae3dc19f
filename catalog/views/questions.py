"""Questions about a product: no cookie is needed to ask one."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from catalog.flows.ask_question import ask_question
from catalog.forms.question import QuestionForm
from catalog.models import Product
from shop.limits import allows
from shop.network import client_network
from shop.origin import from_our_pages

MOST = 5


@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was asked about a product, and take a question."""
    product = get_object_or_404(Product.objects.published(), slug=slug)
    if request.method != "POST":
        return _page(request, product, QuestionForm())
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, product, form)
    if not allows("question", client_network(request), most=MOST, per=timedelta(hours=1)):
        return _page(request, product, form, is_too_many=True, status=429)
    typed = {name: form.cleaned_data[name] for name in ("name", "email", "text")}
    ask_question(product, **typed, language=get_language() or "fr")
    return redirect("catalog:question_asked", slug)


@require_safe
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that the question has arrived, and what becomes of it."""
    product = get_object_or_404(Product.objects.published(), slug=slug)
    return render(request, "catalog/question_asked.html", {"product": product})


def _page(
    request: HttpRequest,
    product: Product,
    form: QuestionForm,
    *,
    is_too_many: bool = False,
    status: int = 200,
) -> HttpResponse:
    answered = product.questions.all().published()
    context = {"product": product, "form": form, "answered": answered, "is_too_many": is_too_many}
    return render(request, "catalog/questions.html", context, status=status)
