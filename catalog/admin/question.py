"""Questions about products as staff answer them: in public, in private, or not at all."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.flows.answer_question import answer_question, refuse_question
from catalog.models import Question
from shop.forms import Paragraphs
from shop.models import Message, User
from shop.staff import FactsAdmin, row_number
from shop.states import IllegalMove


class AnswerForm(forms.Form):
    """What staff answer."""

    answer = Paragraphs(
        label=gettext_lazy("Réponse"),
        max_length=4000,
        rows=8,
        error_messages={"required": gettext_lazy("Écrivez la réponse")},
        help_text=gettext_lazy("Elle part aussitôt par e-mail à qui a posé la question."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.attrs["class"] = "vLargeTextField"


@admin.register(Question)
class QuestionAdmin(FactsAdmin):
    """Read-only questions; buttons answer them, hide an answer or put them aside."""

    list_display = ["asked_at", "product", "words", "name", "state"]
    list_filter = ["status", "asked_at"]
    list_select_related = ["product"]
    search_fields = ["text", "answer", "name", "product__name"]
    date_hierarchy = "asked_at"

    @admin.display(description=gettext_lazy("question"))
    def words(self, question: Question) -> str:
        """Return the first words."""
        return Truncator(question.text).chars(80)

    @admin.display(description=gettext_lazy("état"), ordering="status")
    def state(self, question: Question) -> SafeString:
        """Return the state in words, with a colour that only underlines them."""
        tone = {"waiting": "open", "published": "paid"}.get(question.status, "")
        label = question.get_status_display()
        return format_html('<span class="state state--{}">{}</span>', tone, label)

    def get_urls(self) -> list[URLPattern]:
        """Add what staff do to the question's own pages."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/reponse/", wrap(self.answer), name="question_answer"),
            path("<int:pk>/etat/", wrap(self.move), name="question_move"),
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the question, and the form of an answer when one is waited for."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        rows = Question.objects.select_related("product", "answered_by")
        return self._page(request, get_object_or_404(rows, pk=row_number(object_id)), AnswerForm())

    def _page(self, request: HttpRequest, question: Question, form: AnswerForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": str(question.product),
            "opts": self.opts,
            "question": question,
            "sent": Message.objects.about(question.subject),
            "answer_form": form,
        }
        return render(request, "admin/catalog/question/page.html", context)

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer, in public or in private."""
        question, actor = _to_act_on(request, pk)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._page(request, question, form)
        text, in_public = form.cleaned_data["answer"], "public" in request.POST
        try:
            answer_question(question, text, actor=actor, in_public=in_public)
        except IllegalMove:
            messages.error(request, _("Une réponse est déjà partie : celle-ci n'est pas envoyée."))
        else:
            messages.success(request, _("La réponse est envoyée."))
        return redirect(reverse("admin:catalog_question_change", args=[pk]))

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a question aside, show an answer or hide it; nothing is mailed."""
        question, _actor = _to_act_on(request, pk)
        status = request.POST.get("status", "")
        try:
            if question.status == Question.Status.WAITING and status != Question.Status.REFUSED:
                raise IllegalMove(status)
            if status == Question.Status.REFUSED:
                refuse_question(question)
            else:
                question.move_to(status)
        except IllegalMove:
            messages.error(request, _("La question a changé entre-temps : rien n'a été fait."))
        return redirect(reverse("admin:catalog_question_change", args=[pk]))


def _to_act_on(request: HttpRequest, pk: int) -> tuple[Question, User]:
    allowed = request.method == "POST" and request.user.has_perm("catalog.change_question")
    if not allowed or not isinstance(request.user, User):
        raise PermissionDenied
    return get_object_or_404(Question.objects.select_related("product"), pk=pk), request.user
