"""Staff cut prices for a time; what may be struck is told, never typed (R50)."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.admin.calendar import month_of
from catalog.admin.plan_offers import PlanForm, Shown, preview, shown
from catalog.flows.end_offer import NotRunning, end_offer
from catalog.flows.plan_offers import Draft, follow, plan_offers, refusal_of
from catalog.flows.withdraw_offer import withdraw_offer
from catalog.models import Offer
from shop import money
from shop.calendar import PARIS

FIELDS = ["price", "starts_at", "ends_at", "share", "is_short_dated"]
_LIST = "admin:catalog_offer_changelist"


class OfferForm(forms.ModelForm[Offer]):
    """An offer that has not begun."""

    class Meta:
        model = Offer
        fields = FIELDS
        localized_fields = ["price"]

    def clean(self) -> dict[str, Any]:
        """Refuse what lowers nothing, and what would have begun already."""
        data = super().clean() or self.cleaned_data
        if data.get("starts_at") and data["starts_at"] <= timezone.now():
            self.add_error("starts_at", _("Une offre prévue commence plus tard."))
        if not self.errors:
            typed = {name: data[name] for name in FIELDS}
            offer = Offer(pk=self.instance.pk, variant=self.instance.variant, **typed)
            if refusal := refusal_of(offer):
                self.add_error("price", refusal)
        return data


class OfferStateFilter(admin.SimpleListFilter):
    """Where offers stand."""

    title = gettext_lazy("état")
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer planned, running and ended."""
        states = (Offer.State.RUNNING, Offer.State.PLANNED, Offer.State.ENDED)
        return [(state.value, state.label.capitalize()) for state in states]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Offer]) -> QuerySet[Offer]:
        """Return the offers of the state that was chosen."""
        now = timezone.now()
        offers = Offer.objects.all()
        chosen = {
            Offer.State.RUNNING: offers.running(now),
            Offer.State.PLANNED: offers.planned(now),
            Offer.State.ENDED: offers.filter(Q(ends_at__lte=now)) | offers.sold_out(),
        }.get(cast("Offer.State", self.value()))
        return (
            queryset if chosen is None else queryset.filter(pk__in=chosen.order_by().values("pk"))
        )


@admin.register(Offer)
class OfferAdmin(admin.ModelAdmin[Offer]):
    """Price cuts: planned together, seen before they are saved, ended, and never rewritten."""

    form = OfferForm
    list_display = ["of", "amount", "struck", "where", "begins", "ends", "of_share"]
    list_select_related = ["variant__product"]
    list_filter = [OfferStateFilter]
    search_fields = ["variant__sku", "variant__product__name"]
    date_hierarchy = "starts_at"
    actions = None
    readonly_fields = ["of", "sold"]
    fields = ["of", "price", ("starts_at", "ends_at"), ("share", "sold"), "is_short_dated"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        """Fetch what may be struck with each offer."""
        return Offer.objects.with_history().order_by("-starts_at", "-pk")

    @admin.display(description=gettext_lazy("variante"), ordering="variant__product__name")
    def of(self, offer: Offer) -> str:
        """Return what is offered."""
        return str(offer.variant)

    @admin.display(description=gettext_lazy("prix TTC"), ordering="price")
    def amount(self, offer: Offer) -> str:
        """Return the lowered price in euros with VAT."""
        return money.euros(offer.price)

    @admin.display(description=gettext_lazy("prix barré"))
    def struck(self, offer: Offer) -> str:
        """Return the price that the page strikes, or that there is none to strike."""
        reference = offer.reference_price
        if reference is None or reference <= offer.price:
            return _("aucun : moins de trente jours d'historique, ou prix plus bas")
        return money.euros(reference)

    @admin.display(description=gettext_lazy("début"), ordering="starts_at")
    def begins(self, offer: Offer) -> str:
        """Return the start in Paris."""
        return f"{offer.starts_at.astimezone(PARIS):%d/%m/%Y %H:%M}"

    @admin.display(description=gettext_lazy("fin"), ordering="ends_at")
    def ends(self, offer: Offer) -> str:
        """Return the end in Paris, or a dash without one."""
        return f"{offer.ends_at.astimezone(PARIS):%d/%m/%Y %H:%M}" if offer.ends_at else "–"

    @admin.display(description=gettext_lazy("part vendue"))
    def of_share(self, offer: Offer) -> str:
        """Return « 3 / 10 », or a dash without a share."""
        return "–" if offer.share is None else f"{offer.sold} / {offer.share}"

    @admin.display(description=gettext_lazy("état"))
    def where(self, offer: Offer) -> SafeString:
        """Return the state in words, with a colour that only underlines them."""
        state = offer.state()
        tone = "state--paid" if state == Offer.State.RUNNING else ""
        label = Offer.State(state).label
        return format_html('<span class="state {}">{}</span>', tone, label)

    def get_urls(self) -> list[URLPattern]:
        """Add the calendar, and what staff do to an offer."""
        wrap = self.admin_site.admin_view
        own = [
            path("calendrier/", wrap(self.calendar), name="offer_calendar"),
            path("<int:pk>/fin/", wrap(self.end), name="offer_end"),
        ]
        return own + super().get_urls()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Plan offers for a department or for some references, and show them before saving."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            typed = {"references": request.GET.get("references", "").replace(",", "\n")}
            return self._plan_page(request, PlanForm(initial=typed))
        form = PlanForm(request.POST)
        if not form.is_valid():
            return self._plan_page(request, form)
        if request.POST.get("seen") != form.fingerprint() or "confirm" not in request.POST:
            return self._plan_page(request, form, preview(form.variants(), form.plan()))
        self._tell(request, plan_offers(form.variants(), form.plan()))
        return redirect(_LIST)

    def _plan_page(
        self, request: HttpRequest, form: PlanForm, rows: list[Shown] | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Prévoir des offres"),
            "opts": self.opts,
            "form": form,
            "rows": rows,
            "possible": sum(not row.refusal for row in rows or []),
            "seen": form.fingerprint() if rows is not None else "",
        }
        return render(request, "admin/catalog/offer/plan.html", context)

    def _tell(self, request: HttpRequest, saved: list[Offer]) -> None:
        for offer in saved:
            self.log_addition(request, offer, [{"added": {}}])
        if saved:
            told = ngettext("%(n)d offre prévue.", "%(n)d offres prévues.", len(saved))
            messages.success(request, told % {"n": len(saved)})
        else:
            messages.warning(
                request, _("Aucune offre prévue : elles existent déjà, ou rien ne baisse.")
            )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kw: Any) -> Any:
        """Show beside an offer what the page shows of it, and what can still be done."""
        if offer := kw.get("obj"):
            context["shown"] = shown(Draft(offer, ""))
            is_on = offer.state() in {Offer.State.RUNNING, Offer.State.SOLD_OUT}
            context["can_end"] = is_on and super().has_change_permission(request)
        return super().render_change_form(request, context, *args, **kw)

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End a running offer now."""
        if request.method != "POST" or not super().has_change_permission(request):
            raise PermissionDenied
        offer = get_object_or_404(Offer, pk=pk)
        try:
            end_offer(offer)
        except NotRunning:
            messages.error(request, _("Cette offre n'est pas en cours : rien n'a été fait."))
        else:
            self.log_change(request, offer, _("Offre terminée."))
            messages.success(request, _("L'offre est terminée. Elle reste dans l'historique."))
        return redirect(reverse("admin:catalog_offer_change", args=[pk]))

    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Show the offers of a month, a row for those that begin and end together."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Calendrier des offres"),
            "opts": self.opts,
            "month": month_of(request.GET.get("mois", "")),
        }
        return render(request, "admin/catalog/offer/calendar.html", context)

    def save_model(self, request: HttpRequest, obj: Offer, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save an offer to come, and what depends on it."""
        super().save_model(request, obj, form, change)
        follow([obj.variant_id])

    def delete_model(self, request: HttpRequest, obj: Offer) -> None:
        """Withdraw an offer to come."""
        withdraw_offer(obj)

    def has_change_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        """Refuse what has begun: it is a fact (R50)."""
        return super().has_change_permission(request, obj) and not (obj and obj.has_begun)

    def has_delete_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        """Refuse what has begun: it is a fact (R50)."""
        return super().has_delete_permission(request, obj) and not (obj and obj.has_begun)
