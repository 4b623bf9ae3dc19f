"""« M'avertir du retour en stock »: asked for, confirmed, given up; no cookie is needed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.flows.await_stock import await_stock, confirm_wait, give_up
from catalog.forms.back_in_stock import BackInStockForm
from catalog.models import BackInStock, Variant
from catalog.views.limits import Mail, may_mail
from shop.origin import from_our_pages


@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
def back_in_stock(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and for its reader's word; the answer is the same for every address."""
    variant = get_object_or_404(Variant.objects.on_sale().for_cart(), sku=_sku(request))
    if variant.is_over:
        raise Http404
    if variant.can_be_added:
        messages.info(request, _("%(name)s est de nouveau en stock.") % {"name": variant})
        return redirect(variant)
    form = BackInStockForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form, variant)
    email = form.cleaned_data["email"]
    mail = may_mail(request, email)
    if mail is Mail.TOO_MANY:
        form.add_error(None, _("Trop de demandes. Réessayez dans une heure."))
        return _page(request, form, variant, status=429)
    if mail is Mail.YES:
        await_stock(variant, email, get_language() or "fr")
    return redirect("catalog:asked_for_stock")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way."""
    return render(request, "catalog/asked_for_stock.html")


@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest, key: str) -> HttpResponse:
    """Let whoever came by the link of the mail confirm, or give up; looking changes nothing."""
    rows = BackInStock.objects.opened_by(key).select_related("variant__product")
    wish = rows.first()
    if wish is None:
        raise Http404
    if request.method == "POST":
        if "stop" in request.POST:
            give_up(wish)
        else:
            confirm_wait(wish)
        wish = rows.first()
    return render(request, "catalog/waiting.html", {"wish": wish})


def _sku(request: HttpRequest) -> str:
    return (request.POST if request.method == "POST" else request.GET).get("v", "")


def _page(
    request: HttpRequest, form: BackInStockForm, variant: Variant, status: int = 200
) -> HttpResponse:
    context = {"form": form, "variant": variant}
    return render(request, "catalog/back_in_stock.html", context, status=status)
