"""The news of a list that are mailed: asked for, and confirmed by whoever reads the address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.browser import lists_of
from catalog.flows.set_alerts import Wanted, confirm_alert, set_alerts
from catalog.forms.wishlist import alert_form
from catalog.models import WishlistAlert
from catalog.views.limits import Mail, may_mail
from catalog.views.wishlist import show
from shop.origin import from_our_pages


@from_our_pages
@require_POST
def alerts(request: HttpRequest, pk: int) -> HttpResponse:
    """Set which news of a list are mailed."""
    mine = lists_of(request).select_related("alert", "customer")
    found = get_object_or_404(mine, pk=pk)
    form = alert_form(found, None, request.POST)
    if not form.is_valid():
        return show(request, found, alert_form=form)
    is_wanted = form.cleaned_data["on_price"] or form.cleaned_data["on_stock"]
    email = form.cleaned_data.get("email", "") if is_wanted else ""
    mail = may_mail(request, email) if email else Mail.YES
    if mail is Mail.TOO_MANY:
        form.add_error(None, _("Trop de demandes. Réessayez dans une heure."))
        return show(request, found, alert_form=form, status=429)
    wanted = Wanted(
        form.cleaned_data["on_price"],
        form.cleaned_data["on_stock"],
        email,
        get_language() or "fr",
    )
    alert = set_alerts(found, wanted) if mail is Mail.YES else None
    _tell(request, is_asked=bool(email) and not (alert and alert.confirmed_at))
    return redirect(found)


def _tell(request: HttpRequest, *, is_asked: bool) -> None:
    if is_asked:
        messages.info(
            request, _("Un e-mail vous attend : ouvrez son lien pour confirmer votre adresse.")
        )
    else:
        messages.success(request, _("Vos choix sont enregistrés."))


@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, key: str) -> HttpResponse:
    """Ask whoever came by the link of the mail to confirm; looking confirms nothing."""
    alert = WishlistAlert.objects.opened_by(key).select_related("wishlist__customer").first()
    if alert is None:
        raise Http404
    if request.method == "POST":
        confirm_alert(alert)
        alert.refresh_from_db()
    return render(request, "catalog/alert_confirmation.html", {"alert": alert})
