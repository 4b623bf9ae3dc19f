"""Declarations of withdrawal as staff read them, each with the day by which to refund."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.models import Order
from returns.flows.match_withdrawal import AlreadyMatched, match_withdrawal
from returns.models import Withdrawal
from shop import calendar
from shop.staff import FactsAdmin


class WorkFilter(admin.SimpleListFilter):
    """What is to be done with declarations."""

    title = _("à faire")
    parameter_name = "travail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Name the lists."""
        return [("traiter", _("À traiter")), ("rapprocher", _("Commande à rapprocher"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the declarations down to one list."""
        if self.value() == "traiter":
            return queryset.to_handle()
        return queryset.filter(order=None) if self.value() == "rapprocher" else queryset


class MatchForm(forms.Form):
    """The order that staff recognise."""

    number = forms.CharField(label=_("Numéro de la commande"), max_length=16)

    def clean_number(self) -> Order:
        """Return the order with this number."""
        number = str(self.cleaned_data["number"]).strip().upper()
        order = Order.objects.filter(number=number).first()
        if order is None:
            raise forms.ValidationError(gettext("Aucune commande ne porte ce numéro."))
        return order


@admin.register(Withdrawal)
class WithdrawalAdmin(FactsAdmin):
    """Read-only declarations: a legal act is answered, never edited."""

    list_display = ["reference", "name", "declared", "order_link", "refund_due"]
    list_filter = [WorkFilter, "declared_at"]
    list_select_related = ["order"]
    list_per_page = 50
    search_fields = ["reference", "name", "email", "contract", "order__number"]
    date_hierarchy = "declared_at"
    fields = [
        "reference",
        "declared",
        "refund_due",
        "order_link",
        "name",
        "email",
        "contract",
        "declaration",
    ]
    readonly_fields = ["declared", "refund_due", "order_link"]

    @admin.display(description=_("déclarée le"), ordering="declared_at")
    def declared(self, withdrawal: Withdrawal) -> str:
        """Return the day and the hour, to the second, in Paris."""
        return f"{withdrawal.declared_at.astimezone(calendar.PARIS):%d/%m/%Y %H:%M:%S}"

    @admin.display(description=_("commande"), ordering="order__number")
    def order_link(self, withdrawal: Withdrawal) -> SafeString | str:
        """Return the order with a link to it, or say that it is to be found."""
        if withdrawal.order is None:
            return str(_("à rapprocher"))
        page = reverse("admin:checkout_order_change", args=[withdrawal.order.pk])
        return format_html('<a href="{}">{}</a>', page, withdrawal.order)

    @admin.display(description=_("à rembourser au plus tard le"), ordering="declared_at")
    def refund_due(self, withdrawal: Withdrawal) -> str:
        """Return the last day to refund (L221-24)."""
        return f"{withdrawal.refund_due_on:%d/%m/%Y}"

    def get_urls(self) -> list[URLPattern]:
        """Add the page that ties a declaration to its order."""
        match = self.admin_site.admin_view(self.match)
        own = [path("<int:pk>/commande/", match, name="withdrawal_match")]
        return own + super().get_urls()

    def match(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Tie a declaration to the order that staff recognise."""
        if not request.user.has_perm("returns.change_withdrawal"):
            raise PermissionDenied
        withdrawal = get_object_or_404(Withdrawal, pk=pk)
        form = MatchForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                match_withdrawal(withdrawal, form.cleaned_data["number"], actor=request.user)  # type: ignore[arg-type]
            except AlreadyMatched:
                messages.error(request, gettext("Cette rétractation a déjà sa commande."))
            else:
                messages.success(request, gettext("La commande est rapprochée."))
            return redirect("admin:returns_withdrawal_change", pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        context |= {"title": gettext("Rapprocher de sa commande"), "withdrawal": withdrawal}
        return render(request, "admin/returns/withdrawal/match.html", context)
