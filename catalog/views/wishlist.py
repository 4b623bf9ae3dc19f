"""The page of one's lists, and the lists themselves."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.browser import lists_of, owner, remember
from catalog.flows.mail_wishlist import mail_wishlist
from catalog.forms.wishlist import AddressForm, NameForm, alert_form
from catalog.models import Product, Wishlist, WishlistAlert, WishlistLine
from catalog.models.listing import fetch_cards
from catalog.models.wishlist import MOST_LISTS, NOTE_LENGTH
from catalog.views.limits import Mail, may_begin, may_mail
from shop.consent import may_send
from shop.models import Consent
from shop.origin import from_our_pages
from shop.references import row_id

SIMILAR = 4


@require_safe
def wishlist(request: HttpRequest) -> HttpResponse:
    """Show one of the visitor's lists, the first unless the address names another."""
    mine = lists_of(request).select_related("alert", "customer")
    asked = request.GET.get("liste", "")
    if asked:
        return show(request, get_object_or_404(mine, pk=row_id(asked)))
    return show(request, mine.first())


def show(
    request: HttpRequest, shown: Wishlist | None, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Answer with the page of a list; `forms` are those that were sent and refused."""
    lists = list(lists_of(request))
    lines = list(shown.lines.for_page()) if shown else []
    context = {
        "wishlist": shown,
        "lists": lists,
        "others": [other for other in lists if other != shown],
        "lines": lines,
        "can_buy": any(line.can_be_added for line in lines),
        "similar": _similar(lines),
        "note_length": NOTE_LENGTH,
        "can_create": len(lists) < MOST_LISTS,
        "create_form": NameForm(others=lists_of(request), prefix="nouvelle"),
        **(_forms_of(shown) if shown else {}),
        **forms,
    }
    return render(request, "catalog/wishlist.html", context, status=status)


def _forms_of(shown: Wishlist) -> dict[str, Any]:
    alert = getattr(shown, "alert", None)
    is_refused = alert is not None and alert.confirmed_at is not None and not _is_heard(alert)
    return {
        "rename_form": NameForm(
            others=Wishlist.objects.none(), initial={"name": str(shown)}, prefix="nom"
        ),
        "address_form": AddressForm(prefix="envoi"),
        "alert_form": alert_form(shown, None if is_refused else alert),
        "is_alert_asked": alert is not None and alert.confirmed_at is None,
    }


def _is_heard(alert: WishlistAlert) -> bool:
    return may_send(alert.recipient, Consent.Channel.EMAIL, Consent.Purpose.FAVOURITES)


def _similar(lines: list[WishlistLine]) -> list[Product]:
    """Return what the departments of articles no longer sold have to offer instead."""
    gone = [line for line in lines if not line.is_on_sale]
    if not gone:
        return []
    departments = {line.variant.product.category_id for line in gone if line.variant}
    there = [line.variant.product_id for line in lines if line.variant]
    found = Product.objects.published().exclude(pk__in=there).newest()
    # Of an article that was deleted the department is not known any more.
    similar = list((found.filter(category__in=departments) if departments else found)[:SIMILAR])
    fetch_cards(similar)
    return similar


@from_our_pages
@require_POST
def lists(request: HttpRequest) -> HttpResponse:
    """Make a new list."""
    mine = lists_of(request)
    form = NameForm(request.POST, others=mine, prefix="nouvelle")
    if not form.is_valid():
        return show(request, mine.first(), create_form=form)
    if mine.count() >= MOST_LISTS:
        messages.error(request, _("Vous avez déjà %(n)d listes.") % {"n": MOST_LISTS})
        return redirect("catalog:wishlist")
    if not may_begin(request):
        form.add_error(None, _("Trop de demandes. Réessayez dans une heure."))
        return show(request, None, create_form=form, status=429)
    made, _is_new = Wishlist.objects.get_or_create(**owner(request), **form.cleaned_data)
    messages.success(request, _("La liste « %(name)s » est prête.") % {"name": made})
    return remember(request, redirect(made))


@from_our_pages
@require_POST
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a list another name."""
    mine = lists_of(request)
    found = get_object_or_404(mine.select_related("alert", "customer"), pk=pk)
    form = NameForm(request.POST, others=mine.exclude(pk=pk), prefix="nom")
    if not form.is_valid():
        return show(request, found, rename_form=form)
    try:
        with transaction.atomic():
            mine.filter(pk=pk).update(name=form.cleaned_data["name"])
    except IntegrityError:  # the other tab was quicker
        messages.error(request, _("Vous avez déjà une liste de ce nom."))
    else:
        messages.success(request, _("La liste a changé de nom."))
    return redirect(found)


@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before a list is deleted with its notes, and delete it."""
    found = get_object_or_404(lists_of(request), pk=pk)
    if request.method != "POST":
        return render(request, "catalog/wishlist_deletion.html", {"wishlist": found})
    name = str(found)
    found.delete()
    messages.success(request, _("La liste « %(name)s » est supprimée.") % {"name": name})
    return redirect("catalog:wishlist")


@from_our_pages
@require_POST
def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a list to whoever has its address, or close it."""
    found = get_object_or_404(lists_of(request), pk=pk)
    if "stop" in request.POST:
        found.stop_sharing()
        messages.success(request, _("L'ancien lien n'ouvre plus rien."))
    else:
        found.share()
        messages.success(request, _("Votre liste a un lien : copiez-le pour le donner."))
    return redirect(found)


@from_our_pages
@require_POST
def sending(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a list to an address, once."""
    mine = lists_of(request).select_related("alert", "customer")
    found = get_object_or_404(mine, pk=pk)
    form = AddressForm(request.POST, prefix="envoi")
    if not form.is_valid():
        return show(request, found, address_form=form)
    email = form.cleaned_data["email"]
    mail = may_mail(request, email)
    if mail is Mail.TOO_MANY:
        form.add_error(None, _("Trop de demandes. Réessayez dans une heure."))
        return show(request, found, address_form=form, status=429)
    if mail is Mail.YES:
        mail_wishlist(found, email, get_language() or "fr")
    messages.success(request, _("Votre liste part à l'adresse %(email)s.") % {"email": email})
    return redirect(found)
