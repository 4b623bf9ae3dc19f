"""The hearts, and the lines of a list."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.browser import first_list, hearts_of, lists_of, remember
from catalog.flows.keep_variant import ListFull, keep_variant, put_back, take_out
from catalog.flows.move_line import move_line
from catalog.forms.wishlist import NoteForm, VariantForm, read_undo_token, undo_token
from catalog.models import WishlistLine
from catalog.models.wishlist import MOST_LINES, ListGone, WishlistLineQuerySet
from catalog.views.limits import may_begin
from catalog.views.wishlist import show
from shop.origin import from_our_pages
from shop.references import row_id


@from_our_pages
@require_POST
def lines(request: HttpRequest) -> HttpResponse:
    """Keep an article in the first list, take it out of all, or put back what was taken out."""
    try:
        if "undo" in request.POST:
            answer = _put_back(request)
        elif "remove" in request.POST:
            answer = _take_out(request)
        else:
            answer = _keep(request)
    except ListFull:
        answer = _answer(request, messages.ERROR, _full())
    except ListGone:
        answer = _answer(request, messages.ERROR, _("Cette liste n'existe plus."))
    return remember(request, answer)


def _keep(request: HttpRequest) -> HttpResponse:
    form = VariantForm(request.POST)
    if not form.is_valid():
        return _answer(request, messages.ERROR, str(next(iter(form.errors.values()))[0]))
    if not may_begin(request):
        return _answer(request, messages.ERROR, _("Trop de demandes. Réessayez dans une heure."))
    with transaction.atomic():
        kept = keep_variant(first_list(request), form.cleaned_data["variant"])
    text = _("%(name)s ajouté à vos favoris.") if kept.is_new else _("%(name)s y est déjà.")
    return _answer(request, messages.SUCCESS, text % {"name": kept.line.product_name})


def _take_out(request: HttpRequest) -> HttpResponse:
    found = list(_lines_named(request, request.POST["remove"]))
    taken = take_out(found)
    if not found:
        return _answer(request, messages.INFO, _("Cet article n'est plus dans vos favoris."))
    return _tell_taken_out(request, found[0], undo_token(taken))


def _tell_taken_out(request: HttpRequest, line: WishlistLine, token: str) -> HttpResponse:
    text = _("%(name)s retiré de vos favoris.") % {"name": line.product_name}
    return _answer(request, messages.SUCCESS, text, undo=token)


def _put_back(request: HttpRequest) -> HttpResponse:
    try:
        taken = read_undo_token(request.POST["undo"])
    except signing.BadSignature:
        raise BadRequest from None
    back = put_back(lists_of(request), taken)
    if not back:
        return _answer(request, messages.ERROR, _("Cette liste n'existe plus."))
    text = _("%(name)s ajouté à vos favoris.") % {"name": back[0].product_name}
    return _answer(request, messages.SUCCESS, text)


def _lines_named(request: HttpRequest, key: str) -> WishlistLineQuerySet:
    """Return the visitor's lines of a product (« p12 ») or of a variant (« v45 »)."""
    mine = WishlistLine.objects.filter(wishlist__in=lists_of(request).order_by())
    kind, number = key[:1], row_id(key[1:])
    if number is None or kind not in "pv":
        raise BadRequest
    field = "variant__product" if kind == "p" else "variant"
    return mine.filter(**{field: number}).order_by("pk")


@from_our_pages
@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out, or keep its note and its list."""
    mine = lists_of(request).select_related("alert", "customer")
    found = get_object_or_404(
        WishlistLine.objects.filter(wishlist__in=lists_of(request).order_by()), pk=pk
    )
    if "remove" in request.POST:
        taken = take_out([found])
        return _tell_taken_out(request, found, undo_token(taken))
    form = NoteForm(request.POST)
    if not form.is_valid():
        shown = get_object_or_404(mine, pk=found.wishlist_id)
        return show(request, shown, refused_note=form, refused_line=pk)
    WishlistLine.objects.filter(pk=pk).update(note=form.cleaned_data["note"])
    _move(request, found)
    return redirect(found.wishlist)


def _move(request: HttpRequest, line: WishlistLine) -> None:
    asked = request.POST.get("list", str(line.wishlist_id))
    target = next((mine for mine in lists_of(request) if str(mine.pk) == asked), None)
    if target is None:
        raise Http404
    if target.pk == line.wishlist_id:
        line.wishlist.touch()
        messages.success(request, _("C'est noté."))
        return
    try:
        move_line(line, target)
    except ListFull:
        messages.error(request, _full())
    except ListGone:
        messages.error(request, _("Cette liste n'existe plus."))
    else:
        facts = {"name": line.product_name, "list": target}
        messages.success(request, _("%(name)s est maintenant dans « %(list)s ».") % facts)


def _full() -> str:
    return _("Cette liste est pleine : %(n)d articles au plus.") % {"n": MOST_LINES}


def _answer(request: HttpRequest, level: int, text: str, undo: str = "") -> HttpResponse:
    """Tell a script in JSON, and anybody else by a message on the page where they were."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(
            _told(request, text, undo), status=400 if level == messages.ERROR else 200
        )
    if undo:
        text = render_to_string("catalog/_taken_out.html", {"text": text, "token": undo})
    messages.add_message(request, level, text)
    return redirect(_back(request))


def _told(request: HttpRequest, text: str, undo: str) -> dict[str, Any]:
    link = render_to_string("components/favourites_link.html", {"hearts": hearts_of(request)})
    return {"text": text, "undo": undo, "link": link}


def _back(request: HttpRequest) -> str:
    """Return the page of ours that the form was sent from, or that of the favourites."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, {request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else "catalog:wishlist"
