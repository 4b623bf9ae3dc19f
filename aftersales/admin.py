"""Cases as staff work through them: a list, a thread, and an answer."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.flows.answer_case import answer_case
from aftersales.forms import AnswerForm
from aftersales.models import Case
from shop import calendar
from shop.models import Message, User
from shop.staff import FactsAdmin, row_number
from shop.states import IllegalMove


@admin.register(Case)
class CaseAdmin(FactsAdmin):
    """Read-only cases; buttons answer them, close them and open them again."""

    list_display = ["reference", "opened", "topic", "email", "order_number", "state"]
    list_filter = ["status", "topic", "opened_at"]
    search_fields = ["reference", "email", "order_number", "messages__text"]
    list_per_page = 50
    date_hierarchy = "opened_at"

    @admin.display(description=gettext_lazy("date"), ordering="opened_at")
    def opened(self, case: Case) -> str:
        """Return the day and hour of the first message, in Paris."""
        return f"{case.opened_at.astimezone(calendar.PARIS):%d/%m/%Y %H:%M}"

    @admin.display(description=gettext_lazy("état"), ordering="status")
    def state(self, case: Case) -> SafeString:
        """Return the state in words, with a colour that only underlines them."""
        return format_html(
            '<span class="state state--{}">{}</span>', case.status, case.get_status_display()
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Return the cases, those that wait for an answer first."""
        return super().get_queryset(request).select_related("order")

    def get_urls(self) -> list[URLPattern]:
        """Add what staff do to the case's own pages."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/reponse/", wrap(self.answer), name="case_answer"),
            path("<int:pk>/etat/", wrap(self.move), name="case_move"),
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the thread, and the form of an answer when one is waited for."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        return self._page(request, get_object_or_404(Case, pk=row_number(object_id)), AnswerForm())

    def _page(self, request: HttpRequest, case: Case, form: AnswerForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": case.reference,
            "opts": self.opts,
            "case": case,
            "thread": case.messages.select_related("author"),
            "sent": Message.objects.about(case.subject),
            "answer_form": form,
        }
        return render(request, "admin/aftersales/case/page.html", context)

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send an answer."""
        case, actor = _to_act_on(request, pk)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._page(request, case, form)
        try:
            answer_case(case, form.cleaned_data["text"], actor=actor)
        except IllegalMove:
            messages.error(request, _("Une réponse est déjà partie : celle-ci n'est pas envoyée."))
        else:
            messages.success(request, _("La réponse est envoyée."))
        return redirect(reverse("admin:aftersales_case_change", args=[pk]))

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close a case, or open it again."""
        case, _actor = _to_act_on(request, pk)
        try:
            case.move_to(request.POST.get("status", ""))
        except IllegalMove:
            messages.error(request, _("La demande a changé entre-temps : rien n'a été fait."))
        return redirect(reverse("admin:aftersales_case_change", args=[pk]))


def _to_act_on(request: HttpRequest, pk: int) -> tuple[Case, User]:
    allowed = request.method == "POST" and request.user.has_perm("aftersales.change_case")
    if not allowed or not isinstance(request.user, User):
        raise PermissionDenied
    return get_object_or_404(Case.objects.select_related("order"), pk=pk), request.user
